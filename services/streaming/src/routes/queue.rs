//! `/api/v1/channels/{slug}/queue`: what the AutoDJ plays next.

use super::Api;
use super::views::{self, QueueView};
use crate::autodj::Place;
use awaz_core::Error;
use awaz_core::id::{QueueEntryId, TrackId};
use awaz_core::page::Page;
use awaz_http::{ApiError, Caller, Json, Path, Problem, Query};
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

/// Hours of a week, the most that is looked ahead.
const WEEK: u32 = 7 * 24;
/// Samples of an hour.
const HOUR: u64 = 3600 * 48_000;

/// Where in the queue.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub(crate) enum Position {
    /// At this index, 0 being next.
    Index(u16),
    /// Next.
    Next(NextWord),
}

/// The word `next`.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NextWord {
    /// In front of everything that is not on air yet.
    Next,
}

impl From<Position> for Place {
    fn from(position: Position) -> Self {
        match position {
            Position::Index(index) => Self::At(usize::from(index)),
            Position::Next(NextWord::Next) => Self::Next,
        }
    }
}

/// A track to be played.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewEntry {
    /// The track, of this channel's library.
    track_id: TrackId,
    /// Where; next when left out.
    position: Option<Position>,
}

/// Where an entry goes.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EntryMove {
    /// Where.
    position: Position,
}

/// How far.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PreviewRequest {
    /// Hours from the next item on, 1 to 168; 6 when absent.
    hours: Option<u32>,
}

/// Tells what would be played in the next hours if nothing changed, with the reasons: the AutoDJ's
/// own choices, made ahead.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/queue/preview", tag = "queue",
    params(("slug" = String, Path, description = "the channel"), PreviewRequest),
    responses((status = 200, body = Page<QueueView>), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn preview_queue(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Query(request): Query<PreviewRequest>,
) -> Result<Json<Page<QueueView>>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let hours = request.hours.unwrap_or(6);
    if !(1..=WEEK).contains(&hours) {
        let error = Error::invalid("What comes is told for 1 to 168 hours.").field("/hours", "1 to 168");
        return Err(error.into());
    }
    let items = channel.preview(u64::from(hours) * HOUR).await?;
    let items = views::queue_items(&items, &channel.profile());
    Ok(Json(Page { items, next: None }))
}

/// Lists what comes next.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/queue", tag = "queue", params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, body = Page<QueueView>), (status = 404, body = Problem)))]
pub(crate) async fn list_queue(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
) -> Result<Json<Page<QueueView>>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    Ok(Json(Page {
        items: views::queue(&channel),
        next: None,
    }))
}

/// Puts a track into the queue.
#[utoipa::path(post, path = "/api/v1/channels/{slug}/queue", tag = "queue", request_body = NewEntry,
    params(("slug" = String, Path, description = "the channel")),
    responses((status = 201, body = Page<QueueView>), (status = 404, body = Problem)))]
pub(crate) async fn add_to_queue(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Json(new): Json<NewEntry>,
) -> Result<(StatusCode, Json<Page<QueueView>>), ApiError> {
    let channel = api.own(&caller, &slug)?;
    let place = new.position.map_or(Place::Next, Place::from);
    api.hub.enqueue(&channel.slug(), new.track_id, place).await?;
    let items = views::queue(&channel);
    Ok((StatusCode::CREATED, Json(Page { items, next: None })))
}

/// Moves an entry.
#[utoipa::path(patch, path = "/api/v1/channels/{slug}/queue/{id}", tag = "queue", request_body = EntryMove,
    params(("slug" = String, Path, description = "the channel"), ("id" = QueueEntryId, Path, description = "the entry")),
    responses((status = 200, body = Page<QueueView>), (status = 404, body = Problem)))]
pub(crate) async fn move_in_queue(
    State(api): State<Api>,
    caller: Caller,
    Path((slug, id)): Path<(String, QueueEntryId)>,
    Json(change): Json<EntryMove>,
) -> Result<Json<Page<QueueView>>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    channel.shift(id, change.position.into()).await?;
    Ok(Json(Page {
        items: views::queue(&channel),
        next: None,
    }))
}

/// Removes an entry.
#[utoipa::path(delete, path = "/api/v1/channels/{slug}/queue/{id}", tag = "queue",
    params(("slug" = String, Path, description = "the channel"), ("id" = QueueEntryId, Path, description = "the entry")),
    responses((status = 204, description = "removed"), (status = 404, body = Problem)))]
pub(crate) async fn remove_from_queue(
    State(api): State<Api>,
    caller: Caller,
    Path((slug, id)): Path<(String, QueueEntryId)>,
) -> Result<StatusCode, ApiError> {
    api.own(&caller, &slug)?.remove(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Leaves what plays for what comes next, with a crossfade.
#[utoipa::path(post, path = "/api/v1/channels/{slug}/skip", tag = "queue", params(("slug" = String, Path, description = "the channel")),
    responses((status = 204, description = "skipped"), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn skip_song(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
) -> Result<StatusCode, ApiError> {
    api.own(&caller, &slug)?.skip().await?;
    Ok(StatusCode::NO_CONTENT)
}
