//! `POST /api/v1/channels/{slug}/playlists`

use super::Api;
use crate::model::{Playlist, PlaylistChange};
use awaz_core::Slug;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;
use axum::http::StatusCode;

/// Makes a playlist; a rotation in random order where nothing else is said.
#[utoipa::path(post, path = "/api/v1/channels/{slug}/playlists", tag = "library", params(("slug" = Slug, Path)), request_body = PlaylistChange,
    responses((status = 201, body = Playlist), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(crate) async fn create_playlist(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<Slug>,
    Json(wish): Json<PlaylistChange>,
) -> Result<(StatusCode, Json<Playlist>), ApiError> {
    let channel = api.own_channel(&caller, &slug).await?;
    let id = api.content.store.create_playlist(channel, &wish).await?;
    Ok((StatusCode::CREATED, Json(api.playlist_view(id).await?)))
}
