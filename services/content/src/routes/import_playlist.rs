//! `POST /api/v1/channels/{slug}/playlists/import`

use super::Api;
use crate::import::blocking;
use crate::model::Playlist;
use crate::playlist_files::matching::Tracks;
use crate::playlist_files::report::{ImportReport, report};
use crate::playlist_files::{self, List};
use crate::store::Target;
use awaz_core::id::{ChannelId, PlaylistId};
use awaz_core::{Code, Error, Result, Slug};
use awaz_http::{ApiError, Caller, Json, Path, Problem, Query, Raw};
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Imports that are worked on at once, over everybody.
static PLACES: Semaphore = Semaphore::const_new(4);
/// How long one waits for others.
const PATIENCE: Duration = Duration::from_secs(10);

/// What to do with the file.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wish {
    /// Name of the new playlist; the one in the file when absent.
    name: Option<String>,
    /// Playlist that takes the tracks; a new one when absent.
    into: Option<PlaylistId>,
    /// Whether they are added to it or take the place of what it has; `append` when absent.
    mode: Option<Mode>,
    /// Only tells what would be found.
    #[serde(default)]
    dry_run: bool,
}

/// What becomes of the tracks that a playlist has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mode {
    /// They stay; those of the file come after them.
    Append,
    /// They make room.
    Replace,
}

/// What was imported.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ImportedPlaylist {
    /// What was found.
    #[serde(flatten)]
    report: ImportReport,
    /// The playlist, as it is now, without its tracks; null where it was only asked what would be
    /// found.
    playlist: Option<Playlist>,
}

/// Makes a playlist of the file in the body, M3U, PLS or XSPF, of at most 4 MiB and 20 000
/// entries. They are matched with the channel's tracks; nothing is fetched. A new playlist is in
/// the order of the file, and is not played by itself until it is told when.
#[utoipa::path(post, path = "/api/v1/channels/{slug}/playlists/import", tag = "library", params(("slug" = Slug, Path), Wish),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = ImportedPlaylist), (status = 200, body = ImportedPlaylist), (status = 400, body = Problem),
        (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem),
        (status = 429, body = Problem)))]
pub(crate) async fn import_playlist(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<Slug>,
    Query(wish): Query<Wish>,
    Raw(file): Raw,
) -> Result<(StatusCode, Json<ImportedPlaylist>), ApiError> {
    let channel = api.own_channel(&caller, &slug).await?;
    if let Some(playlist) = wish.into {
        api.whose(channel, Some(playlist)).await?;
    }
    let _place = place().await?;
    let known = api.content.store.tracks_to_match(channel).await?;
    let (report, tracks) = blocking(move || {
        let (format, list): (_, List) = playlist_files::read(&file)?;
        Ok::<_, Error>(report((format, &list), &Tracks::new(known)))
    })
    .await??;
    if wish.dry_run {
        let playlist = None;
        return Ok((StatusCode::OK, Json(ImportedPlaylist { report, playlist })));
    }
    if tracks.is_empty() {
        let sentence = "Nothing of this file is in the library; add the music first, then import the playlist again.";
        return Err(Error::invalid(sentence).into());
    }
    let target = target(&wish, &report);
    let id = api.content.store.import_list(channel, &target, &tracks).await?;
    let playlist = kept(&api, channel, id).await?;
    let status = if wish.into.is_some() {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    let playlist = Some(playlist);
    Ok((status, Json(ImportedPlaylist { report, playlist })))
}

async fn place() -> Result<SemaphorePermit<'static>> {
    let place = tokio::time::timeout(PATIENCE, PLACES.acquire()).await;
    let place = place.ok().and_then(std::result::Result::ok);
    place.ok_or_else(|| Error::new(Code::TooMany, "Too many playlists are being read; try again soon.").retry_after(5))
}

fn target(wish: &Wish, report: &ImportReport) -> Target {
    let name = wish.name.clone().filter(|name| !name.trim().is_empty());
    match (wish.into, wish.mode) {
        (None, _) => Target::New(name.unwrap_or_else(|| report.name.clone())),
        (Some(playlist), Some(Mode::Replace)) => Target::Replace(playlist),
        (Some(playlist), Some(Mode::Append) | None) => Target::Append(playlist),
    }
}

async fn kept(api: &Api, channel: ChannelId, id: PlaylistId) -> Result<Playlist> {
    let found = api.content.store.playlist(id).await?.filter(|(of, _)| *of == channel);
    let (_, playlist) = found.ok_or_else(|| Error::not_found("playlist", id))?;
    Ok(playlist)
}
