//! `GET /media/{id}/{file}`: what belongs to an episode beside its sound.

use super::super::Api;
use super::super::range::{self, Served};
use super::get_media::{FOR_A_WHILE, FOR_EVER, Version, for_all_pages, heard, nothing};
use crate::show::transcript::{self, Cue};
use crate::show::{COVER_SIZES, chapters_document, cover_key};
use awaz_core::Result;
use awaz_core::id::EpisodeId;
use awaz_http::{ApiError, MaybeCaller, Path, Problem, Query, etag};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Sends `cover.jpg`, `chapters.json`, or the transcript as `transcript.json`, `.vtt` or `.srt`.
#[utoipa::path(get, path = "/media/{id}/{file}", tag = "shows", params(("id" = EpisodeId, Path), ("file" = String, Path), Version),
    responses((status = 200, content_type = "application/json", body = Vec<u8>), (status = 304), (status = 404, body = Problem)))]
pub(crate) async fn get_media_part(
    State(api): State<Api>,
    who: MaybeCaller,
    Path((id, file)): Path<(EpisodeId, String)>,
    Query(version): Query<Version>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (episode, is_public) = heard(&api, &who, id).await?;
    let cache = match (is_public, version.v.is_some()) {
        (false, _) => "private, no-cache",
        (true, true) if file != "chapters.json" => FOR_EVER,
        (true, _) => FOR_A_WHILE,
    };
    if file == "cover.jpg" {
        let hash = episode.cover.ok_or_else(nothing)?;
        let served = Served {
            key: cover_key(id.0, &hash, COVER_SIZES[2])?,
            mime: "image/jpeg",
            tag: format!("\"{hash}\""),
            cache_control: cache,
        };
        return Ok(range::serve(&api.content.shelf, &headers, served).await?);
    }
    if file == "chapters.json" && !episode.chapters.is_empty() {
        let body = chapters_document(&episode.chapters);
        return Ok(document(&headers, cache, ("application/json+chapters", body)));
    }
    let write = writer(&file).ok_or_else(nothing)?;
    let (_, cues) = api.content.store.transcript(id).await?.ok_or_else(nothing)?;
    Ok(document(&headers, cache, (write.0, (write.1)(&cues))))
}

type Writer = (&'static str, fn(&[Cue]) -> Vec<u8>);

fn writer(file: &str) -> Option<Writer> {
    match file {
        "transcript.json" => Some(("application/json", transcript::json)),
        "transcript.vtt" => Some(("text/vtt; charset=utf-8", transcript::vtt)),
        "transcript.srt" => Some(("application/x-subrip; charset=utf-8", transcript::srt)),
        _ => None,
    }
}

fn document(headers: &HeaderMap, cache_control: &'static str, (mime, body): (&'static str, Vec<u8>)) -> Response {
    let tag = etag::tag(&body);
    let mut response = if etag::matches(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, mime)], body).into_response()
    };
    let set = response.headers_mut();
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache_control));
    set.extend(HeaderValue::from_str(&tag).ok().map(|tag| (header::ETAG, tag)));
    for_all_pages(response)
}
