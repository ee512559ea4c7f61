//! `POST /api/v1/uploads`

use super::{Api, tus};
use crate::files::name;
use crate::import::blocking;
use crate::upload::Wanted;
use awaz_core::id::EpisodeId;
use awaz_core::{Error, Slug};
use awaz_http::{ApiError, Caller, Problem};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Begins an upload in pieces (tus 1.0). `Upload-Length` is the size of the file;
/// `Upload-Metadata` holds `filename`, `channel` (its slug) and, if wanted, `playlist` (its id), or
/// `episode` (its id) for the sound of an episode.
#[utoipa::path(post, path = "/api/v1/uploads", tag = "uploads",
    responses((status = 201), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 412, body = Problem), (status = 413, body = Problem), (status = 429, body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn create_upload(
    State(api): State<Api>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let length = tus::number(&headers, &tus::LENGTH)?;
    let metadata = tus::metadata(&headers)?;
    let of = |key: &str| metadata.get(key).map(String::as_str).filter(|value| !value.is_empty());
    let slug = of("channel").and_then(|channel| Slug::parse(channel).ok());
    let slug = slug.ok_or_else(|| {
        Error::invalid("Upload-Metadata must name the channel by its slug.").field("channel", "a slug")
    })?;
    let channel = api.own_channel(&caller, &slug).await?;
    let wrong =
        |_| Error::invalid("The playlist in Upload-Metadata is no id.").field("playlist", "an id of a playlist");
    let playlist = of("playlist").map(str::parse).transpose().map_err(wrong)?;
    api.whose(channel, playlist).await?;
    let wrong = |_| Error::invalid("The episode in Upload-Metadata is no id.").field("episode", "an id of an episode");
    let episode: Option<EpisodeId> = of("episode").map(str::parse).transpose().map_err(wrong)?;
    if let Some(id) = episode {
        api.own_episode_of(&caller, (channel, id)).await?;
    }
    let wanted = Wanted {
        owner: caller.user_id(),
        channel,
        playlist,
        episode,
        filename: name::last_step(of("filename").unwrap_or_default()),
        length,
    };
    let uploads = api.uploads.clone();
    let upload = blocking(move || uploads.create(wanted)).await??;
    let location = format!("/api/v1/uploads/{}", upload.id);
    Ok((
        StatusCode::CREATED,
        tus::headers_of(&upload),
        [(header::LOCATION, location)],
    )
        .into_response())
}
