//! `GET /api/v1/tracks/{id}/audio`

use super::Api;
use super::range::{self, Served};
use awaz_core::Error;
use awaz_core::id::TrackId;
use awaz_http::{ApiError, Caller, Path, Problem};
use awaz_store::Key;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

/// Sends a track's file to its owner, whole or a range of it.
#[utoipa::path(get, path = "/api/v1/tracks/{id}/audio", tag = "library", params(("id" = TrackId, Path)),
    responses((status = 200, content_type = "audio/*", body = Vec<u8>), (status = 206), (status = 304), (status = 401, body = Problem),
        (status = 404, body = Problem), (status = 416)))]
pub(crate) async fn get_track_audio(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<TrackId>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    api.own_track(&caller, id).await?;
    let file = api.content.store.file(id).await?.filter(|file| file.is_ready);
    let file = file.ok_or_else(|| Error::not_found("playable track", id))?;
    let served = Served {
        key: Key::parse(&file.object_key)?,
        mime: &file.mime,
        tag: format!("\"{}\"", file.hash),
        cache_control: "private, no-cache",
    };
    Ok(range::serve(&api.content.shelf, &headers, served).await?)
}
