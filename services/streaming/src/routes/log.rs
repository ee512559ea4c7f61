//! `/api/v1/channels/{slug}/log`, `/log.csv`: what was played, line by line.

use super::Api;
use crate::log::{Audience, Line, Lines, Period, log_file};
use crate::model::Kind;
use crate::store::{LogFilter, LogPlace, Way};
use awaz_core::page::{MAX_LIMIT, Page};
use awaz_core::{Error, Result};
use awaz_http::{ApiError, Caller, Json, Path, Problem, Query};
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most characters of a search.
const MAX_QUERY: usize = 200;
/// Lines of a page that says nothing of it.
const LIMIT: u32 = 50;

/// Something that was played.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct LogView {
    /// Id of the line.
    id: Uuid,
    /// What kind of thing; null for one that this version does not know.
    kind: Option<Kind>,
    /// When it began, to the millisecond.
    started_at: DateTime<Utc>,
    /// Where it began, samples since the channel's epoch.
    sample: i64,
    /// When it ended: where the following line began, and no later than it was planned to last;
    /// null while it goes on.
    ended_at: Option<DateTime<Utc>>,
    /// How long it was planned to last, ms; null where that was not known, as of a live source.
    duration_ms: Option<i64>,
    /// Title.
    title: String,
    /// Artist; may be empty.
    artist: String,
    /// Album; may be empty.
    album: String,
    /// Playlist it came from; may be empty.
    playlist: String,
    /// Who was live; may be empty.
    who: String,
    /// Track of the library.
    track_id: Option<Uuid>,
    /// Listeners, on average, in the five minutes in which it began; null where nobody counted.
    listeners: Option<u32>,
}

/// Which lines.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogRequest {
    /// A time, or a date by the station's clock, from which on; from the first line when absent.
    from: Option<String>,
    /// A time until which, or a date to whose end; to the last line when absent.
    to: Option<String>,
    /// Words in a title, artist, album, playlist or presenter's name, at most 200 characters.
    q: Option<String>,
    /// Only of this kind.
    kind: Option<Kind>,
    /// `next` of the page before; absent for the first page.
    cursor: Option<String>,
    /// Lines wanted, 1 to 200; 50 when absent.
    limit: Option<u32>,
}

/// From when until when.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeriodRequest {
    /// A time, or a date by the station's clock, from which on; 30 days before the end when absent.
    pub(super) from: Option<String>,
    /// A time until which, or a date to whose end, at most 366 days later; now when absent.
    pub(super) to: Option<String>,
}

/// Lists what was played, the last first.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/log", tag = "log",
    params(("slug" = String, Path, description = "the channel"), LogRequest),
    responses((status = 200, body = Page<LogView>), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn list_log(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Query(request): Query<LogRequest>,
) -> Result<Json<Page<LogView>>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let zone = channel.profile().settings.time_zone;
    let period = Period::open(request.from.as_deref(), request.to.as_deref(), zone)?;
    let filter = LogFilter {
        from_ms: period.from_ms,
        until_ms: period.until_ms,
        query: checked_query(request.q.unwrap_or_default())?,
        kind: request.kind,
    };
    let place = request.cursor.as_deref().map(place).transpose()?;
    let limit = request.limit.unwrap_or(LIMIT).clamp(1, MAX_LIMIT);
    let wanted = u64::from(limit) + 1;
    let mut rows = api
        .store
        .log(channel.id(), &filter, (Way::Newest, place), wanted)
        .await?;
    let has_more = rows.len() as u64 == wanted;
    rows.truncate(limit as usize);
    let next = rows
        .last()
        .filter(|_| has_more)
        .map(|last| LogPlace::of(last).to_string());
    let now_ms = api.clock.now_ms();
    let audience = Audience::of(&api.store, channel.id(), (&rows, now_ms)).await?;
    let lines = rows.into_iter().map(|row| Line::new(row, &audience, now_ms));
    Ok(Json(Page {
        items: lines.map(view).collect(),
        next,
    }))
}

/// Sends what was played as a table, oldest first, by the station's clock and by UTC, in UTF-8 for
/// spreadsheets.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/log.csv", tag = "log",
    params(("slug" = String, Path, description = "the channel"), PeriodRequest),
    responses((status = 200, content_type = "text/csv", description = "the lines, RFC 4180"), (status = 400, body = Problem),
        (status = 404, body = Problem)))]
pub(crate) async fn get_log_file(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Query(request): Query<PeriodRequest>,
) -> Result<Response, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let zone = channel.profile().settings.time_zone;
    let now_ms = api.clock.now_ms();
    let period = Period::bounded(request.from.as_deref(), request.to.as_deref(), (zone, now_ms))?;
    let filter = LogFilter {
        from_ms: period.from_ms,
        until_ms: period.until_ms,
        ..LogFilter::default()
    };
    let lines = Lines::new(api.store.clone(), channel.id(), filter);
    let file = Body::from_stream(log_file(lines, (zone, now_ms)));
    Ok(attached(&format!("{}-log", channel.slug()), file))
}

/// A table to be kept as a file of this name.
pub(super) fn attached(name: &str, file: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.csv\""),
        ),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, file).into_response()
}

fn checked_query(query: String) -> Result<String> {
    if query.chars().count() > MAX_QUERY || query.contains('\0') {
        let error = Error::invalid("This search is too long; a few words are enough.");
        return Err(error.field("/q", "at most 200 characters"));
    }
    Ok(query)
}

fn place(cursor: &str) -> Result<LogPlace> {
    LogPlace::parse(cursor).ok_or_else(|| Error::invalid("This cursor is not one of ours."))
}

fn view(line: Line) -> LogView {
    let time = |ms| DateTime::from_timestamp_millis(ms).unwrap_or_default();
    let row = line.row.line;
    LogView {
        id: row.id,
        kind: serde_json::from_value(row.kind.into()).ok(),
        started_at: time(row.started_at_ms),
        sample: row.start_sample,
        ended_at: line.ended_at_ms.map(time),
        duration_ms: row.duration_ms,
        title: row.title,
        artist: row.artist,
        album: row.album,
        playlist: row.playlist,
        who: row.who,
        track_id: row.track_id,
        listeners: line.listeners,
    }
}
