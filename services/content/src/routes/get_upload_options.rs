//! `OPTIONS /api/v1/uploads`

use super::{Api, tus};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;

/// Says what of tus the server speaks.
#[utoipa::path(options, path = "/api/v1/uploads", tag = "uploads", responses((status = 204)))]
pub(crate) async fn get_upload_options(State(api): State<Api>) -> impl IntoResponse {
    let most = api.content.config.max_file_bytes.to_string();
    let headers = [
        (tus::VERSIONS, "1.0.0".to_owned()),
        (tus::EXTENSION, "creation,termination,expiration".to_owned()),
        (tus::MAX_SIZE, most),
    ];
    (StatusCode::NO_CONTENT, headers)
}
