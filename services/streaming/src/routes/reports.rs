//! `/api/v1/channels/{slug}/reports/…`: which songs were played, how often, and to how many.
//!
//! ISRC and label stay empty, for the library does not keep them; nor is it kept where listeners
//! are, so that no report tells countries.

use super::Api;
use super::log::{PeriodRequest, attached};
use crate::engine::Channel;
use crate::log::{Category, Period, PlayedSong, Songs, royalty_file, soundexchange_file};
use awaz_core::page::MAX_LIMIT;
use awaz_core::{Code, Error, Result};
use awaz_http::{ApiError, Caller, Json, Path, Problem, Query};
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Songs of a list that says nothing of it.
const LIMIT: u32 = 50;
/// Reports that are summed up at once, over everybody.
static PLACES: Semaphore = Semaphore::const_new(4);
/// How long one waits for others.
const PATIENCE: Duration = Duration::from_secs(10);

/// The songs of a period.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct SongsReport {
    /// From when on.
    from: DateTime<Utc>,
    /// Until when.
    to: DateTime<Utc>,
    /// Different songs that were played.
    songs: u64,
    /// Plays of all of them.
    plays: u32,
    /// Plays of which no listeners were counted, in whole or in part; they count as unheard.
    uncounted_plays: u32,
    /// Those that were played most, first.
    items: Vec<PlayedSong>,
}

/// How many songs.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SongsRequest {
    /// A time, or a date by the station's clock, from which on; 30 days before the end when absent.
    from: Option<String>,
    /// A time until which, or a date to whose end, at most 366 days later; now when absent.
    to: Option<String>,
    /// Songs wanted, 1 to 200; 50 when absent.
    limit: Option<u32>,
}

/// What kind of service it is.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct UseRequest {
    /// A time, or a date by the station's clock, from which on; 30 days before the end when absent.
    from: Option<String>,
    /// A time until which, or a date to whose end, at most 366 days later; now when absent.
    to: Option<String>,
    /// Category of the transmissions by 37 CFR 370.4(d)(2); A, a web station without subscription,
    /// when absent.
    category: Option<Category>,
}

/// Tells which songs were played most in a period.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/reports/songs", tag = "log",
    params(("slug" = String, Path, description = "the channel"), SongsRequest),
    responses((status = 200, body = SongsReport), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 429, body = Problem)))]
pub(crate) async fn get_songs_report(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Query(request): Query<SongsRequest>,
) -> Result<Json<SongsReport>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let (period, songs) = sum_up(&api, &channel, (request.from, request.to)).await?;
    let time = |ms| DateTime::from_timestamp_millis(ms).unwrap_or_default();
    Ok(Json(SongsReport {
        from: time(period.from_ms),
        to: time(period.until_ms),
        songs: songs.each.len() as u64,
        plays: songs.plays,
        uncounted_plays: songs.uncounted_plays,
        items: songs.top(request.limit.unwrap_or(LIMIT).clamp(1, MAX_LIMIT) as usize),
    }))
}

/// Sends the songs of a period as collecting societies ask for them. A performance is a listener,
/// on average, during a play; the ISRC is empty.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/reports/royalty.csv", tag = "log",
    params(("slug" = String, Path, description = "the channel"), PeriodRequest),
    responses((status = 200, content_type = "text/csv", description = "a song a line, RFC 4180"), (status = 400, body = Problem),
        (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn get_royalty_report(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Query(request): Query<PeriodRequest>,
) -> Result<Response, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let (_, songs) = sum_up(&api, &channel, (request.from, request.to)).await?;
    let file = Body::from_stream(royalty_file(songs.by_name()));
    Ok(attached(&format!("{}-royalty", channel.slug()), file))
}

/// Sends the songs of a period as a report of use in the form of SoundExchange. A performance is
/// a listener, on average, during a play; ISRC and label are empty.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/reports/soundexchange.csv", tag = "log",
    params(("slug" = String, Path, description = "the channel"), UseRequest),
    responses((status = 200, content_type = "text/csv", description = "a song a line, RFC 4180"), (status = 400, body = Problem),
        (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn get_soundexchange_report(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Query(request): Query<UseRequest>,
) -> Result<Response, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let (_, songs) = sum_up(&api, &channel, (request.from, request.to)).await?;
    let name = channel.profile().name.clone();
    let category = request.category.unwrap_or_default();
    let file = Body::from_stream(soundexchange_file(&name, category, songs.by_name()));
    Ok(attached(&format!("{}-soundexchange", channel.slug()), file))
}

async fn sum_up(
    api: &Api,
    channel: &Arc<Channel>,
    (from, to): (Option<String>, Option<String>),
) -> Result<(Period, Songs)> {
    let (zone, now_ms) = (channel.profile().settings.time_zone, api.clock.now_ms());
    let period = Period::bounded(from.as_deref(), to.as_deref(), (zone, now_ms))?;
    let _place = place().await?;
    let songs = Songs::of(&api.store, channel.id(), (period, now_ms)).await?;
    Ok((period, songs))
}

async fn place() -> Result<SemaphorePermit<'static>> {
    let place = tokio::time::timeout(PATIENCE, PLACES.acquire()).await;
    let place = place.ok().and_then(std::result::Result::ok);
    place.ok_or_else(|| Error::new(Code::TooMany, "Too many reports are being made; try again soon.").retry_after(5))
}
