//! `GET /api/v1/search/features`

use awaz_http::Json;
use axum::extract::State;

use super::Api;
use crate::model::SearchFeatures;

/// Tells what this server's search can do beside words.
#[utoipa::path(get, path = "/api/v1/search/features", tag = "search",
    responses((status = 200, body = SearchFeatures)))]
pub(crate) async fn get_features(State(api): State<Api>) -> Json<SearchFeatures> {
    Json(SearchFeatures {
        speech: api.speech.is_some(),
        meaning: api.search.meaning.by(),
    })
}
