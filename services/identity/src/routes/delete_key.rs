//! `DELETE /api/v1/me/keys/{id}`

use super::{Deps, require_person};
use awaz_core::id::ApiKeyId;
use awaz_http::{ApiError, Caller, Path, Problem};
use axum::extract::State;
use axum::http::StatusCode;

/// Deletes one of the caller's API keys; it stops working at once.
#[utoipa::path(delete, path = "/api/v1/me/keys/{id}", tag = "auth", params(("id" = ApiKeyId, Path, description = "the key")),
    responses((status = 204, description = "deleted"), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn delete_key(
    State(deps): State<Deps>,
    caller: Caller,
    Path(id): Path<ApiKeyId>,
) -> Result<StatusCode, ApiError> {
    require_person(&caller)?;
    deps.accounts.delete_key(caller.user_id(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
