//! `GET /api/v1/search/numbers`

use awaz_core::ports::Role;
use awaz_core::{Code, Error, Result};
use awaz_http::{ApiError, Caller, Json, Problem};
use axum::extract::State;
use chrono::DateTime;

use super::Api;
use crate::model::{SearchDay, SearchNumbers, SearchQuery};
use crate::numbers::DAY_MS;
use crate::store::{Of, Popular, Sums};

/// Days that are looked at.
const DAYS: i64 = 30;
/// Queries of each list.
const QUERIES: usize = 50;

/// Tells how searches go: how many find something, what is not found.
#[utoipa::path(get, path = "/api/v1/search/numbers", tag = "search",
    responses((status = 200, body = SearchNumbers), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn get_numbers(State(api): State<Api>, caller: Caller) -> Result<Json<SearchNumbers>, ApiError> {
    caller.require("station:admin")?;
    if caller.0.role == Role::EndUser {
        return Err(Error::new(Code::Forbidden, "Only those who run stations may see this.").into());
    }
    api.search.numbers.write().await?;
    let (store, since) = (&api.search.store, api.clock.now_ms() - DAYS * DAY_MS);
    let days = store.days(since).await?;
    let found = store.popular(Of::Found, since, 1, "").await?;
    let not_found = store.popular(Of::Nothing, since, 1, "").await?;
    Ok(Json(SearchNumbers {
        days: days.iter().map(day).collect(),
        found: found.into_iter().take(QUERIES).map(query).collect(),
        not_found: not_found.into_iter().take(QUERIES).map(query).collect(),
    }))
}

fn day(sums: &Sums) -> SearchDay {
    let day = DateTime::from_timestamp_millis(sums.day * DAY_MS)
        .unwrap_or_default()
        .date_naive();
    let rank = sums
        .reciprocals
        .filter(|_| sums.clicked > 0)
        .map(|sum| sum / sums.clicked as f64);
    SearchDay {
        day,
        searches: sums.times,
        without_result: sums.without_result,
        clicked: sums.clicked,
        reciprocal_rank: rank,
    }
}

fn query(row: Popular) -> SearchQuery {
    SearchQuery {
        query: row.query,
        people: row.people,
        searches: row.times,
    }
}
