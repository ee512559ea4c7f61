//! `DELETE /api/v1/uploads/{id}`

use super::{Api, tus};
use crate::import::blocking;
use awaz_http::{ApiError, Caller, Path, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

/// Ends an upload and drops what came of it; a track that it became stays.
#[utoipa::path(delete, path = "/api/v1/uploads/{id}", tag = "uploads", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn end_upload(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, ApiError> {
    let _busy = api.uploads.claim(id).ok_or_else(tus::busy)?;
    let (uploads, owner) = (api.uploads, caller.user_id());
    blocking(move || {
        let found = uploads.find(id, owner).ok_or_else(tus::missing);
        found.map(|upload| uploads.remove(upload.id))
    })
    .await??;
    Ok(StatusCode::NO_CONTENT)
}
