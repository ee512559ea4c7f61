//! `/api/v1/channels/{slug}/now-playing` and `…/events`: what is heard, dated by the sample clock.

use super::Api;
use super::views;
use crate::model::{NowPlaying, Song};
use awaz_http::{ApiError, Path, Problem, etag, sse};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use futures::StreamExt;
use serde::Serialize;

/// What is heard, was heard and comes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct NowPlayingView {
    /// The station.
    station: StationName,
    /// What is heard.
    now: NowPlaying,
    /// What comes.
    next: Vec<Song>,
    /// What was heard, newest first.
    history: Vec<Song>,
    /// Who listens now.
    listeners: u32,
}

/// A station's name.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct StationName {
    slug: String,
    name: String,
}

/// Tells what plays on a channel.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/now-playing", tag = "now playing",
    params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, body = NowPlayingView), (status = 404, body = Problem)))]
pub(crate) async fn get_now_playing(
    State(api): State<Api>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let channel = api.channel(&slug)?;
    let now = channel.now_playing().borrow().as_ref().clone();
    let view = NowPlayingView {
        station: StationName {
            slug: channel.slug().to_string(),
            name: channel.profile().name.clone(),
        },
        now,
        next: views::next(&channel),
        history: views::heard(&channel),
        listeners: channel.state().listeners,
    };
    Ok(etag::json(&headers, "no-cache", &view))
}

/// Sends what plays, as it changes: events `now` (as in now-playing) and `state`. After a break a
/// player sends `Last-Event-ID` and gets what it missed.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/events", tag = "now playing",
    params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, content_type = "text/event-stream", description = "events"), (status = 404, body = Problem)))]
pub(crate) async fn watch_events(
    State(api): State<Api>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let channel = api.channel(&slug)?;
    let feed = api.feeds.of(&channel);
    let events = feed.subscribe(sse::last_event_id(&headers));
    Ok(sse::respond(events.take_until(Box::pin(api.feeds.closing()))))
}
