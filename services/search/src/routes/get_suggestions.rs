//! `GET /api/v1/search/suggest`

use awaz_http::{ApiError, Json, Problem, Query};
use axum::extract::State;
use serde::Deserialize;

use super::Api;
use crate::model::Suggestions;

/// Letters after which something is suggested.
const LETTERS: usize = 2;

/// What was typed so far.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Params {
    /// The beginning, in any script; nothing is suggested before the second letter.
    #[serde(default)]
    q: String,
}

/// Suggests what a beginning may become.
#[utoipa::path(get, path = "/api/v1/search/suggest", tag = "search", params(Params),
    responses((status = 200, body = Suggestions), (status = 400, body = Problem)))]
pub(crate) async fn get_suggestions(
    State(api): State<Api>,
    Query(params): Query<Params>,
) -> Result<Json<Suggestions>, ApiError> {
    if params.q.trim().chars().count() < LETTERS {
        return Ok(Json(Suggestions {
            suggestions: Vec::new(),
        }));
    }
    let popular = api.popular.queries("").await?;
    let suggestions = api.search.suggest(&params.q, &popular).await?;
    Ok(Json(Suggestions { suggestions }))
}
