//! `POST /api/v1/playlists/{id}/tracks`

use super::Api;
use crate::model::{Playlist, TrackIds};
use awaz_core::id::PlaylistId;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;

/// Appends tracks to a playlist; those it has already stay where they are.
#[utoipa::path(post, path = "/api/v1/playlists/{id}/tracks", tag = "library", params(("id" = PlaylistId, Path)), request_body = TrackIds,
    responses((status = 200, body = Playlist), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 413, body = Problem)))]
pub(crate) async fn add_playlist_tracks(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<PlaylistId>,
    Json(wanted): Json<TrackIds>,
) -> Result<Json<Playlist>, ApiError> {
    let (channel, _) = api.own_playlist(&caller, id).await?;
    api.content.store.add_places(channel, id, &wanted.track_ids).await?;
    Ok(Json(api.playlist_view(id).await?))
}
