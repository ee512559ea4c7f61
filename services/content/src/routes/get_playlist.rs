//! `GET /api/v1/playlists/{id}`

use super::Api;
use crate::model::Playlist;
use awaz_core::id::PlaylistId;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;

/// Shows a playlist with its tracks, in order.
#[utoipa::path(get, path = "/api/v1/playlists/{id}", tag = "library", params(("id" = PlaylistId, Path)),
    responses((status = 200, body = Playlist), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn get_playlist(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<PlaylistId>,
) -> Result<Json<Playlist>, ApiError> {
    api.own_playlist(&caller, id).await?;
    Ok(Json(api.playlist_view(id).await?))
}
