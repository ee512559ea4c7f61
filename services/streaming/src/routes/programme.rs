//! `GET /api/v1/stations/{slug}/programme`, `/programme.ics`: what is on at which hours.

use super::Api;
use crate::agenda::Showing;
use crate::engine::Channel;
use crate::store::CredentialView;
use awaz_core::id::CredentialId;
use awaz_core::{Error, Result, Slug};
use awaz_http::{ApiError, Json, Path, Problem, Query};
use awaz_plan::spans;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

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
    /// Its names in further languages, by BCP 47 tag.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    titles: BTreeMap<String, String>,
    /// What it is about.
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    /// The show it is an edition of, by its slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    show: Option<Slug>,
    /// Who presents it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    presenters: Vec<String>,
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
        items: items(&api, &channel, from, until).await?,
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
    let mut items = items(&api, &channel, from, until).await?;
    items.retain(|item| item.until > now);
    let calendar = super::calendar::write(&channel.profile(), &items, now);
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=900"),
    ];
    Ok((headers, calendar).into_response())
}

/// By when they begin: playlists in their hours, and what the schedule says that listeners may see.
async fn items(api: &Api, channel: &Channel, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<ProgrammeItem>> {
    let (from_ms, until_ms) = (from.timestamp_millis(), until.timestamp_millis());
    let mut items = in_their_hours(channel, from_ms, until_ms);
    let agenda = channel.agenda();
    let showings = agenda.showings(from_ms, until_ms, |draft| !draft.is_draft && !draft.is_unlisted);
    let names = names(api, channel, &showings).await?;
    items.extend(showings.iter().map(|showing| item(showing, &names)));
    items.sort_by(|one, other| (one.from, &one.title).cmp(&(other.from, &other.title)));
    Ok(items)
}

fn in_their_hours(channel: &Channel, from_ms: i64, until_ms: i64) -> Vec<ProgrammeItem> {
    let zone = channel.profile().settings.time_zone;
    let slots = channel.slots();
    let of = |slot: &crate::engine::Slot| {
        let title = slot.name.clone();
        let item = move |span: awaz_plan::Span| ProgrammeItem::plain(title.clone(), span.from_ms, span.until_ms);
        let found = spans(&slot.hours, zone, from_ms, until_ms);
        found.into_iter().map(item).collect::<Vec<_>>()
    };
    slots.iter().flat_map(of).collect()
}

/// Names of presenters on screen, where any are needed.
async fn names(api: &Api, channel: &Channel, showings: &[Showing<'_>]) -> Result<HashMap<CredentialId, String>> {
    if showings.iter().all(|showing| showing.entry.draft.presenters.is_empty()) {
        return Ok(HashMap::new());
    }
    let djs = api.store.djs(channel.id()).await?;
    let shown = |dj: CredentialView| (dj.id, if dj.name.is_empty() { dj.user } else { dj.name });
    Ok(djs.into_iter().map(shown).collect())
}

fn item(showing: &Showing<'_>, names: &HashMap<CredentialId, String>) -> ProgrammeItem {
    let draft = &showing.entry.draft;
    let named = draft.presenters.iter().filter_map(|id| names.get(id).cloned());
    ProgrammeItem {
        titles: draft.titles.clone(),
        description: draft.description.clone(),
        show: draft.show.clone(),
        presenters: named.collect(),
        ..ProgrammeItem::plain(draft.title.clone(), showing.at.from_ms, showing.at.until_ms)
    }
}

#[cfg(test)]
impl ProgrammeItem {
    pub(super) fn new(title: &str, from: &str, until: &str) -> Self {
        let at = |instant: &str| instant.parse::<DateTime<Utc>>().expect("an instant").timestamp_millis();
        Self::plain(title.to_owned(), at(from), at(until))
    }
}

impl ProgrammeItem {
    fn plain(title: String, from_ms: i64, until_ms: i64) -> Self {
        Self {
            title,
            from: DateTime::from_timestamp_millis(from_ms).unwrap_or_default(),
            until: DateTime::from_timestamp_millis(until_ms).unwrap_or_default(),
            titles: BTreeMap::new(),
            description: String::new(),
            show: None,
            presenters: Vec::new(),
        }
    }

    pub(super) fn description(&self) -> &str {
        &self.description
    }

    pub(super) fn title(&self) -> &str {
        &self.title
    }

    pub(super) fn times(&self) -> [DateTime<Utc>; 2] {
        [self.from, self.until]
    }
}
