//! `GET /api/v1/tracks/{id}/art`

use super::Api;
use super::range::{self, Served};
use crate::probe::ART_SIZES;
use crate::shelf::art_key;
use awaz_core::Error;
use awaz_core::id::TrackId;
use awaz_http::{ApiError, Path, Problem, Query};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

/// How large.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Side of the square, pixels: 96, 300 or 600; 300 when absent.
    size: Option<u32>,
}

/// Sends a track's cover art. Listeners see it, so everybody may ask.
#[utoipa::path(get, path = "/api/v1/tracks/{id}/art", tag = "library", params(("id" = TrackId, Path), Wanted),
    responses((status = 200, content_type = "image/jpeg", body = Vec<u8>), (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn get_track_art(
    State(api): State<Api>,
    Path(id): Path<TrackId>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let size = wanted.size.unwrap_or(300);
    if !ART_SIZES.contains(&size) {
        return Err(Error::invalid("Cover art comes in the sizes 96, 300 and 600.")
            .field("size", "96, 300 or 600")
            .into());
    }
    let file = api.content.store.file(id).await?.filter(|file| file.has_art);
    let file = file.ok_or_else(|| Error::not_found("cover art of track", id))?;
    let served = Served {
        key: art_key(&file.hash, size)?,
        mime: "image/jpeg",
        tag: format!("\"{}-{size}\"", &file.hash),
        cache_control: "public, max-age=2592000, immutable",
    };
    Ok(range::serve(&api.content.shelf, &headers, served).await?)
}
