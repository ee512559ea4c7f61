//! `POST /api/v1/search/clicks`

use awaz_core::Error;
use awaz_http::{ApiError, Json, Problem};
use axum::extract::State;
use axum::http::StatusCode;

use super::Api;
use crate::model::Click;

/// Places that are believed.
const PLACES: u32 = 1000;

/// Notes which hit was opened first; a second one of the same search changes nothing.
#[utoipa::path(post, path = "/api/v1/search/clicks", tag = "search", request_body = Click,
    responses((status = 204), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn record_click(State(api): State<Api>, Json(click): Json<Click>) -> Result<StatusCode, ApiError> {
    if !(1..=PLACES).contains(&click.place) {
        return Err(Error::invalid("The place is a number from 1 to 1000.")
            .field("/place", "1 to 1000")
            .into());
    }
    if api.search.numbers.click(click).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Error::not_found("search", click.search_id).into())
    }
}
