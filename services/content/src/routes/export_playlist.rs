//! `GET /api/v1/playlists/{id}/export`

use super::Api;
use crate::playlist_files::{Entry, Format, List};
use awaz_core::id::PlaylistId;
use awaz_http::{ApiError, Caller, Path, Problem, Query};
use awaz_wire::text::percent_encode;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// What kind of file.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wish {
    /// Kind of the file; `m3u8` when absent.
    format: Option<Format>,
}

/// Sends a playlist as a file for other programs: names of files, titles, artists, lengths.
#[utoipa::path(get, path = "/api/v1/playlists/{id}/export", tag = "library", params(("id" = PlaylistId, Path), Wish),
    responses((status = 200, content_type = "audio/x-mpegurl", description = "the playlist"), (status = 400, body = Problem),
        (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn export_playlist(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<PlaylistId>,
    Query(wish): Query<Wish>,
) -> Result<Response, ApiError> {
    let (_, playlist) = api.own_playlist(&caller, id).await?;
    let tracks = api.content.store.tracks_of(id).await?;
    let format = wish.format.unwrap_or(Format::M3u8);
    let entries = tracks.into_iter().map(|track| Entry {
        line: 0,
        location: track.filename,
        title: track.title,
        artist: track.artist,
        album: track.album,
        duration_ms: track.duration_ms.and_then(|ms| ms.try_into().ok()),
    });
    let list = List {
        name: playlist.name,
        entries: entries.collect(),
    };
    let headers = [
        (header::CONTENT_TYPE, format.content_type().to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&list.name, format.extension())),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    Ok((headers, format.write(&list)).into_response())
}

/// A file's name, in plain letters for old programs and whole for others (RFC 6266, RFC 8187).
fn disposition(name: &str, extension: &str) -> String {
    let safe: String = name
        .chars()
        .map(|letter| if "/\\:*?\"<>|".contains(letter) { '-' } else { letter })
        .collect();
    let plain: String = safe
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || " -_.()".contains(*letter))
        .collect();
    let plain = plain.trim();
    let plain = if plain.chars().any(|letter| letter.is_ascii_alphanumeric()) {
        plain
    } else {
        "playlist"
    };
    let whole = percent_encode(safe.trim());
    format!("attachment; filename=\"{plain}.{extension}\"; filename*=UTF-8''{whole}.{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_whole_and_safe() {
        assert_eq!(
            disposition("غزل", "m3u8"),
            "attachment; filename=\"playlist.m3u8\"; filename*=UTF-8''%D8%BA%D8%B2%D9%84.m3u8"
        );
        assert_eq!(
            disposition("../a\"b; c", "pls"),
            "attachment; filename=\"..-a-b c.pls\"; filename*=UTF-8''..-a-b%3B%20c.pls"
        );
    }
}
