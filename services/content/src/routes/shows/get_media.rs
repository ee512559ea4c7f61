//! `GET /media/{file}`: the sound of an episode.

use super::super::Api;
use super::super::range::{self, Served};
use super::reach::is_heard;
use crate::store::{ServedEpisode, extension_of};
use awaz_core::id::EpisodeId;
use awaz_core::{Code, Error, Result};
use awaz_http::{ApiError, MaybeCaller, Path, Problem, Query};
use awaz_store::Key;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;

/// What an address with the right version may be kept for; the version changes with the content.
pub(super) const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// What any other address may be kept for.
pub(super) const FOR_A_WHILE: &str = "public, max-age=300";
const PRIVATE: &str = "private, no-cache";

/// Which version the address means.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Version {
    /// The beginning of what changes with the content.
    pub(super) v: Option<String>,
}

/// Sends an episode's sound, whole or a range of it, to everybody. `file` is the episode's id with
/// `.mp3`, `.m4a` or `.aac`.
#[utoipa::path(get, path = "/media/{file}", tag = "shows", params(("file" = String, Path), Version),
    responses((status = 200, content_type = "audio/*", body = Vec<u8>), (status = 206), (status = 304), (status = 404, body = Problem),
        (status = 416)))]
pub(crate) async fn get_media(
    State(api): State<Api>,
    who: MaybeCaller,
    Path(file): Path<String>,
    Query(version): Query<Version>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (id, extension) = file.rsplit_once('.').ok_or_else(nothing)?;
    let id: EpisodeId = id.parse().map_err(|_| nothing())?;
    let (episode, is_public) = heard(&api, &who, id).await?;
    let key = episode
        .audio_key
        .filter(|_| extension == extension_of(&episode.audio_mime));
    let key = Key::parse(&key.ok_or_else(nothing)?)?;
    let is_this = version
        .v
        .is_some_and(|version| version.len() >= 8 && episode.audio_tag.starts_with(&version));
    let served = Served {
        key,
        mime: &episode.audio_mime,
        tag: format!("\"{}\"", episode.audio_tag),
        cache_control: match (is_public, is_this) {
            (true, true) => FOR_EVER,
            (true, false) => FOR_A_WHILE,
            (false, _) => PRIVATE,
        },
    };
    let response = range::serve(&api.content.shelf, &headers, served).await?;
    Ok(for_all_pages(response))
}

/// What of an episode is served, to whoever may hear it, and whether that is everybody.
///
/// # Errors
/// `NotFound` where there is none, or they may not hear it.
pub(super) async fn heard(api: &Api, who: &MaybeCaller, id: EpisodeId) -> Result<(ServedEpisode, bool)> {
    let episode = api.content.store.served(id).await?.ok_or_else(nothing)?;
    let is_public = is_heard(episode.state) && !api.content.store.is_draft_show(episode.show).await?;
    if !is_public {
        let known = api.content.store.episode(id).await?.ok_or_else(nothing)?;
        if !api.is_owner(who, known.channel).await? {
            return Err(nothing());
        }
    }
    Ok((episode, is_public))
}

/// Lets players on other sites use an answer.
pub(super) fn for_all_pages(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let exposed = HeaderValue::from_static("content-length, content-range, etag");
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    response
}

/// The error for an address that leads nowhere.
pub(super) fn nothing() -> Error {
    Error::new(Code::NotFound, "There is nothing at this address.")
}
