//! `GET /api/v1/search/trends`

use awaz_http::{ApiError, Json, Problem, Query};
use axum::extract::State;
use serde::Deserialize;

use super::Api;
use crate::model::Trends;

/// Queries that are shown at most.
const SHOWN: usize = 10;

/// Whose.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Params {
    /// Only searches in this language: `ur`.
    #[serde(default)]
    language: String,
}

/// Lists what many people search for these days.
#[utoipa::path(get, path = "/api/v1/search/trends", tag = "search", params(Params),
    responses((status = 200, body = Trends), (status = 400, body = Problem)))]
pub(crate) async fn get_trends(State(api): State<Api>, Query(params): Query<Params>) -> Result<Json<Trends>, ApiError> {
    let language: String = params.language.chars().take(8).collect();
    let queries = api.popular.queries(&language).await?;
    Ok(Json(Trends {
        queries: queries.iter().take(SHOWN).cloned().collect(),
    }))
}
