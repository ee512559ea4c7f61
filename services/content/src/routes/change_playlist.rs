//! `PATCH /api/v1/playlists/{id}`

use super::Api;
use crate::model::{Playlist, PlaylistChange};
use awaz_core::id::PlaylistId;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;

/// Changes a playlist's name or its part in the AutoDJ's choice.
#[utoipa::path(patch, path = "/api/v1/playlists/{id}", tag = "library", params(("id" = PlaylistId, Path)), request_body = PlaylistChange,
    responses((status = 200, body = Playlist), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(crate) async fn change_playlist(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<PlaylistId>,
    Json(change): Json<PlaylistChange>,
) -> Result<Json<Playlist>, ApiError> {
    api.own_playlist(&caller, id).await?;
    api.content.store.change_playlist(id, &change).await?;
    Ok(Json(api.playlist_view(id).await?))
}
