//! `GET /api/v1/setup`

use super::Deps;
use awaz_http::{ApiError, Json};
use axum::extract::State;
use serde::Serialize;

/// Whether the server still waits for its owner.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct SetupState {
    /// Whether the set-up page is to be shown.
    needed: bool,
}

/// Says whether the server still waits for its owner.
#[utoipa::path(get, path = "/api/v1/setup", tag = "setup", responses((status = 200, body = SetupState)))]
pub(crate) async fn get_setup(State(deps): State<Deps>) -> Result<Json<SetupState>, ApiError> {
    let needed = deps.setup.is_needed().await?;
    Ok(Json(SetupState { needed }))
}
