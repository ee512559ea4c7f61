//! `GET /api/v1/me/keys`

use super::Deps;
use crate::model::ApiKey;
use awaz_core::page::Page;
use awaz_http::{ApiError, Caller, Json, Problem};
use axum::extract::State;

/// Lists the caller's API keys, newest first.
#[utoipa::path(get, path = "/api/v1/me/keys", tag = "auth", responses((status = 200, body = Page<ApiKey>), (status = 401, body = Problem)))]
pub(crate) async fn list_keys(State(deps): State<Deps>, caller: Caller) -> Result<Json<Page<ApiKey>>, ApiError> {
    let items = deps.accounts.keys(caller.user_id()).await?;
    Ok(Json(Page { items, next: None }))
}
