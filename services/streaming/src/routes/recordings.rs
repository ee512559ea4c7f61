//! `/api/v1/channels/{slug}/recordings`: what was recorded.

use super::Api;
use crate::recorder::{self, RecordedTitle, Recording, RecordingKind, rows};
use awaz_core::id::RecordingId;
use awaz_core::page::{Page, PageRequest};
use awaz_core::{Code, Error};
use awaz_http::{ApiError, Caller, Json, Path, Problem, Query};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// A recording.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct RecordingView {
    /// Id.
    id: RecordingId,
    /// Kind.
    kind: RecordingKind,
    /// When it began.
    started_at: DateTime<Utc>,
    /// When it ended; null while it goes on.
    ended_at: Option<DateTime<Utc>>,
    /// Length, ms.
    duration_ms: u64,
    /// Size, bytes.
    bytes: u64,
    /// What it is in.
    rendition: String,
    /// Who was live.
    who: String,
    /// What was played.
    titles: Vec<RecordedTitle>,
    /// Where it can be heard.
    url: String,
}

fn view(recording: Recording) -> RecordingView {
    let time = |ms| DateTime::from_timestamp_millis(ms).unwrap_or_default();
    RecordingView {
        url: format!("/api/v1/recordings/{}/audio", recording.id),
        id: recording.id,
        kind: recording.kind,
        started_at: time(recording.started_at_ms),
        ended_at: recording.ended_at_ms.map(time),
        duration_ms: recording.samples / 48,
        bytes: recording.bytes,
        rendition: recording.rendition.to_string(),
        who: recording.who,
        titles: recording.titles,
    }
}

/// Lists a channel's recordings, newest first.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/recordings", tag = "recordings", params(("slug" = String, Path, description = "the channel"), PageRequest),
    responses((status = 200, body = Page<RecordingView>), (status = 404, body = Problem)))]
pub(crate) async fn list_recordings(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Query(page): Query<PageRequest>,
) -> Result<Json<Page<RecordingView>>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let before_ms = match &page.cursor {
        Some(cursor) => cursor
            .parse()
            .map_err(|_| Error::invalid("This cursor is not one of ours."))?,
        None => i64::MAX,
    };
    let limit = page.limit();
    let mut recordings = rows::list(&api.store.db, channel.id(), before_ms, limit + 1).await?;
    let has_more = recordings.len() as u64 > limit;
    recordings.truncate(limit as usize);
    let last = recordings.last().filter(|_| has_more);
    let next = last.map(|last| last.started_at_ms.to_string());
    let items = recordings.into_iter().map(view).collect();
    Ok(Json(Page { items, next }))
}

/// Plays a recording; `Range` works, and one that still goes on can be heard as far as it is.
#[utoipa::path(get, path = "/api/v1/recordings/{id}/audio", tag = "recordings", params(("id" = RecordingId, Path, description = "the recording")),
    responses((status = 200, content_type = "audio/mpeg", description = "the sound"), (status = 206, description = "a part of it"), (status = 404, body = Problem)))]
pub(crate) async fn get_recording_audio(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<RecordingId>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let recording = own(&api, &caller, id).await?;
    Ok(recorder::audio(&api.objects, &recording, &method, &headers).await?)
}

/// Deletes a recording with its sound.
#[utoipa::path(delete, path = "/api/v1/recordings/{id}", tag = "recordings", params(("id" = RecordingId, Path, description = "the recording")),
    responses((status = 204, description = "deleted"), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn delete_recording(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<RecordingId>,
) -> Result<StatusCode, ApiError> {
    let recording = own(&api, &caller, id).await?;
    if recording.ended_at_ms.is_none() {
        return Err(Error::new(Code::Conflict, "This recording still goes on. End the broadcast first.").into());
    }
    rows::delete(&api.store.db, &api.objects, &recording).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn own(api: &Api, caller: &Caller, id: RecordingId) -> Result<Recording, ApiError> {
    let gone = || Error::not_found("recording", id);
    caller.require("station:admin")?;
    let recording = rows::find(&api.store.db, id).await?.ok_or_else(gone)?;
    let all = api.hub.all();
    let channel = all
        .iter()
        .find(|channel| channel.id() == recording.channel)
        .ok_or_else(gone)?;
    caller.require_owner(channel.profile().owner, "recording", id)?;
    Ok(recording)
}
