//! `DELETE /api/v1/playlists/{id}`

use super::Api;
use awaz_core::id::PlaylistId;
use awaz_http::{ApiError, Caller, Path, Problem};
use axum::extract::State;
use axum::http::StatusCode;

/// Deletes a playlist; its tracks stay in the library. The general rotation stays too: 409.
#[utoipa::path(delete, path = "/api/v1/playlists/{id}", tag = "library", params(("id" = PlaylistId, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn delete_playlist(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<PlaylistId>,
) -> Result<StatusCode, ApiError> {
    api.own_playlist(&caller, id).await?;
    api.content.store.delete_playlist(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
