//! `GET /api/v1/search`

use awaz_core::{Error, Result};
use awaz_http::guard::ClientIp;
use awaz_http::{ApiError, Json, Problem, Query};
use awaz_store::index::Filter;
use axum::Extension;
use axum::extract::State;
use chrono::{NaiveDate, NaiveTime};
use serde::Deserialize;

use super::Api;
use crate::find::Kind;
use crate::model::SearchAnswer;
use crate::numbers::DAY_MS;
use crate::search::{Cursor, Wanted};

/// What is searched for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Params {
    /// The query, at most 256 letters, in any script: `"…"` keeps words together, `-word` leaves
    /// out what has it.
    #[serde(default)]
    q: String,
    /// Only these kinds, with commas between: `station,track`.
    #[serde(default)]
    kinds: String,
    /// Only these languages, with commas between: `ur,sd`.
    #[serde(default)]
    language: String,
    /// Only of these stations (their slugs), with commas between.
    #[serde(default)]
    channel: String,
    /// Seconds that it lasts at least.
    min_seconds: Option<u32>,
    /// Seconds that it lasts at most.
    max_seconds: Option<u32>,
    /// Published on this day or later (UTC), `2026-11-27`.
    from: Option<NaiveDate>,
    /// Published on this day or earlier.
    until: Option<NaiveDate>,
    /// `false` leaves out what is marked explicit.
    explicit: Option<bool>,
    /// Whether the last word may go on, as while somebody types; such searches are not counted.
    #[serde(default)]
    partial: bool,
    /// Hits of each kind, 1 to 50; 5 when absent, 20 when one kind is asked for.
    limit: Option<usize>,
    /// `next` of a section: more of that kind, with the same query and filters.
    cursor: Option<String>,
}

/// Finds stations, tracks, persons and albums.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(Params),
    responses((status = 200, body = SearchAnswer), (status = 400, body = Problem)))]
pub(crate) async fn search(
    State(api): State<Api>,
    address: Option<Extension<ClientIp>>,
    Query(params): Query<Params>,
) -> Result<Json<SearchAnswer>, ApiError> {
    let is_counted = !params.partial && params.cursor.is_none() && !params.q.trim().is_empty();
    let (query, wanted) = (params.q.clone(), wanted(params)?);
    let language = wanted.filter.languages.first().cloned().unwrap_or_default();
    let (mut answer, found) = api.search.find(wanted).await?;
    if is_counted {
        let address = address.map(|Extension(ClientIp(address))| address);
        answer.search_id = Some(api.search.numbers.note(&query, &language, found, address));
    }
    Ok(Json(answer))
}

fn wanted(params: Params) -> Result<Wanted> {
    let names = |text: &str| -> Vec<String> {
        text.split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .take(50)
            .collect()
    };
    let kinds = names(&params.kinds);
    if let Some(unknown) = kinds.iter().find(|kind| Kind::parse(kind).is_none()) {
        let known = Kind::ALL.map(Kind::as_str).join(", ");
        return Err(Error::invalid(format!("There is no kind {unknown}; known are {known}.")).field("kinds", known));
    }
    let cursor = params.cursor.as_deref().map(|cursor| {
        let wrong = || {
            Error::invalid("The cursor is not one of ours; begin at the first page.")
                .field("cursor", "`next` of a section")
        };
        Cursor::parse(cursor).ok_or_else(wrong)
    });
    let seconds = (params.min_seconds.is_some() || params.max_seconds.is_some())
        .then(|| (params.min_seconds.unwrap_or(0), params.max_seconds.unwrap_or(u32::MAX)));
    let filter = Filter {
        kinds,
        languages: names(&params.language),
        channels: names(&params.channel),
        seconds,
        published_ms: published(params.from, params.until),
        no_explicit: params.explicit == Some(false),
    };
    Ok(Wanted {
        query: params.q,
        filter,
        limit: params.limit,
        cursor: cursor.transpose()?,
        is_partial: params.partial,
    })
}

/// Days as milliseconds since the Unix epoch: from, before.
fn published(from: Option<NaiveDate>, until: Option<NaiveDate>) -> Option<(i64, i64)> {
    let start = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
    let before = until.map(|day| start(day).saturating_add(DAY_MS));
    (from.is_some() || until.is_some()).then(|| (from.map_or(i64::MIN, start), before.unwrap_or(i64::MAX)))
}
