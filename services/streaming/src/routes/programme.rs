//! `GET /api/v1/stations/{slug}/programme`, `/programme.ics`: what is on at which hours.

use super::Api;
use crate::engine::Channel;
use awaz_core::Error;
use awaz_http::{ApiError, Json, Path, Problem, Query};
use awaz_plan::spans;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Days that are told at once.
const MOST_DAYS: i64 = 31;
/// Days that are told where nothing is said.
const DAYS: i64 = 7;
/// Years of which a programme is told: no clock or zone is sure beyond.
const YEARS: std::ops::Range<i32> = 1970..2200;
/// Days of a calendar.
const CALENDAR_DAYS: i64 = 28;

/// Which part.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Params {
    /// From when on; now when absent.
    from: Option<DateTime<Utc>>,
    /// Until when, at most 31 days later; 7 days later when absent.
    until: Option<DateTime<Utc>>,
}

/// Something on the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct ProgrammeItem {
    /// Its name.
    title: String,
    /// When it begins.
    from: DateTime<Utc>,
    /// When it ends.
    until: DateTime<Utc>,
}

/// The programme of a station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct Programme {
    /// The station's time zone, by its IANA name.
    #[schema(example = "Asia/Karachi")]
    time_zone: String,
    /// What is on, by when it begins; between its items the general rotation plays.
    items: Vec<ProgrammeItem>,
}

/// Tells what a station plays at which hours.
#[utoipa::path(get, path = "/api/v1/stations/{slug}/programme", tag = "stations",
    params(("slug" = String, Path, description = "the station"), Params),
    responses((status = 200, body = Programme), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn get_programme(
    State(api): State<Api>,
    Path(slug): Path<String>,
    Query(params): Query<Params>,
) -> Result<Json<Programme>, ApiError> {
    let channel = api.channel(&slug)?;
    let from = params.from.unwrap_or_else(|| api.clock.now());
    if !YEARS.contains(&from.year()) {
        let error = Error::invalid("That is too far away.").field("/from", "between the years 1970 and 2200");
        return Err(error.into());
    }
    let until = params.until.unwrap_or(from + TimeDelta::days(DAYS));
    if until < from || until - from > TimeDelta::days(MOST_DAYS) {
        let error = Error::invalid("A programme is told for at most 31 days, from its beginning on.");
        return Err(error.field("/until", "0 to 31 days after from").into());
    }
    Ok(Json(Programme {
        time_zone: channel.profile().settings.time_zone.to_string(),
        items: items(&channel, from, until),
    }))
}

/// The programme of the next four weeks, to be subscribed to by a calendar.
#[utoipa::path(get, path = "/api/v1/stations/{slug}/programme.ics", tag = "stations",
    params(("slug" = String, Path, description = "the station")),
    responses((status = 200, content_type = "text/calendar", description = "iCalendar, RFC 5545"), (status = 404, body = Problem)))]
pub(crate) async fn get_calendar(State(api): State<Api>, Path(slug): Path<String>) -> Result<Response, ApiError> {
    let channel = api.channel(&slug)?;
    let now = api.clock.now();
    // What is on now stands in it from its beginning.
    let (from, until) = (now - TimeDelta::days(1), now + TimeDelta::days(CALENDAR_DAYS));
    let mut items = items(&channel, from, until);
    items.retain(|item| item.until > now);
    let calendar = super::calendar::write(&channel.profile(), &items, now);
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=900"),
    ];
    Ok((headers, calendar).into_response())
}

fn items(channel: &Channel, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<ProgrammeItem> {
    let zone = channel.profile().settings.time_zone;
    let (from_ms, until_ms) = (from.timestamp_millis(), until.timestamp_millis());
    let slots = channel.slots();
    let of = |slot: &crate::engine::Slot| {
        let title = slot.name.clone();
        let item = move |span: awaz_plan::Span| ProgrammeItem {
            title: title.clone(),
            from: DateTime::from_timestamp_millis(span.from_ms).unwrap_or_default(),
            until: DateTime::from_timestamp_millis(span.until_ms).unwrap_or_default(),
        };
        let found = spans(&slot.hours, zone, from_ms, until_ms);
        found.into_iter().map(item).collect::<Vec<_>>()
    };
    let mut items: Vec<ProgrammeItem> = slots.iter().flat_map(of).collect();
    items.sort_by(|one, other| (one.from, &one.title).cmp(&(other.from, &other.title)));
    items
}

#[cfg(test)]
impl ProgrammeItem {
    pub(super) fn new(title: &str, from: &str, until: &str) -> Self {
        Self {
            title: title.to_owned(),
            from: from.parse().expect("an instant"),
            until: until.parse().expect("an instant"),
        }
    }
}

impl ProgrammeItem {
    pub(super) fn title(&self) -> &str {
        &self.title
    }

    pub(super) fn times(&self) -> [DateTime<Utc>; 2] {
        [self.from, self.until]
    }
}
