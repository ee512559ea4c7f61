//! What a schedule comes to on the days of a week or a month.

use super::{ClashView, clash_views, instant, known_year};
use crate::agenda::{Agenda, Showing};
use crate::routes::Api;
use awaz_core::id::{CredentialId, PlaylistId, ScheduleEntryId};
use awaz_core::{Error, Result};
use awaz_http::{ApiError, Caller, Json, Path, Problem, Query};
use awaz_plan::calendar::{Prayer, RAMADAN};
use axum::extract::State;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

/// Days that are told at once: a month with the weeks it lies in.
const MOST_DAYS: i64 = 45;

/// Which days.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Params {
    /// The first day, by the station's clock.
    from: NaiveDate,
    /// How many, 1 to 45; 7 when absent.
    days: Option<i64>,
}

/// One time that an entry is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct ShowingView {
    /// The entry.
    entry: ScheduleEntryId,
    /// Its title.
    title: String,
    /// The date it is for: what is different on it is said by this date.
    date: NaiveDate,
    /// When it begins.
    from: DateTime<Utc>,
    /// When it ends.
    until: DateTime<Utc>,
    /// The playlist that plays.
    playlist: Option<PlaylistId>,
    /// Who presents it.
    presenters: Vec<CredentialId>,
    /// Whether it is not yet meant.
    is_draft: bool,
    /// Whether something is different on this date.
    is_changed: bool,
}

/// A day, and what it is by the sun, the moon and the law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct ScheduleDay {
    /// The day.
    date: NaiveDate,
    /// Its public holiday.
    #[serde(skip_serializing_if = "Option::is_none")]
    holiday: Option<String>,
    /// Year, month and day of the Islamic calendar.
    hijri: Vec<i32>,
    /// Whether it is in Ramadan.
    is_ramadan: bool,
    /// Dawn: in Ramadan the end of sehri. Absent where the sun does not rise or set.
    #[serde(skip_serializing_if = "Option::is_none")]
    fajr: Option<DateTime<Utc>>,
    /// Sunset: in Ramadan iftar.
    #[serde(skip_serializing_if = "Option::is_none")]
    maghrib: Option<DateTime<Utc>>,
}

/// What a schedule comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct ScheduleWeek {
    /// The station's time zone, by its IANA name.
    #[schema(example = "Asia/Karachi")]
    time_zone: String,
    /// The days.
    days: Vec<ScheduleDay>,
    /// What is on, by when it begins; drafts as well.
    items: Vec<ShowingView>,
    /// Where two are on at once; drafts left aside.
    clashes: Vec<ClashView>,
}

/// Tells what a schedule comes to on some days.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/schedule/showings", tag = "schedule",
    params(("slug" = String, Path, description = "the channel"), Params),
    responses((status = 200, body = ScheduleWeek), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn list_showings(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Query(params): Query<Params>,
) -> Result<Json<ScheduleWeek>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let agenda = channel.agenda();
    let days = days(&params)?;
    let (from_ms, until_ms) = span(&agenda, &days);
    let all = agenda.showings(from_ms, until_ms, |_| true);
    let meant: Vec<Showing<'_>> = all
        .iter()
        .filter(|showing| !showing.entry.draft.is_draft)
        .copied()
        .collect();
    Ok(Json(ScheduleWeek {
        time_zone: agenda.zone.to_string(),
        days: days.iter().map(|date| day(&agenda, *date)).collect(),
        items: all.iter().map(view).collect(),
        clashes: clash_views(&meant),
    }))
}

fn days(params: &Params) -> Result<Vec<NaiveDate>> {
    known_year(&params.from, "/from")?;
    let count = params.days.unwrap_or(7);
    if !(1..=MOST_DAYS).contains(&count) {
        let error = Error::invalid(format!("A schedule is told for 1 to {MOST_DAYS} days."));
        return Err(error.field("/days", format!("between 1 and {MOST_DAYS}")));
    }
    Ok(params.from.iter_days().take(count as usize).collect())
}

/// From the first midnight to the last, Unix ms.
pub(super) fn span(agenda: &Agenda, days: &[NaiveDate]) -> (i64, i64) {
    let midnight = |date: Option<NaiveDate>| date.map_or(0, |date| agenda.zone.instant(date, NaiveTime::MIN));
    let behind = days.last().and_then(NaiveDate::succ_opt);
    (midnight(days.first().copied()), midnight(behind))
}

fn day(agenda: &Agenda, date: NaiveDate) -> ScheduleDay {
    let hijri = agenda.almanac.hijri(date);
    let holiday = agenda.almanac.holidays.iter().find(|holiday| holiday.date == date);
    let at = |prayer| agenda.almanac.prayer(prayer, date, agenda.zone).map(instant);
    ScheduleDay {
        date,
        holiday: holiday.map(|holiday| holiday.name.clone()),
        hijri: vec![hijri.year, i32::from(hijri.month), i32::from(hijri.day)],
        is_ramadan: hijri.month == RAMADAN,
        fajr: at(Prayer::Fajr),
        maghrib: at(Prayer::Maghrib),
    }
}

fn view(showing: &Showing<'_>) -> ShowingView {
    let draft = &showing.entry.draft;
    let mut changed = draft.timing.changes.iter();
    ShowingView {
        entry: showing.entry.id,
        title: draft.title.clone(),
        date: showing.at.date,
        from: instant(showing.at.from_ms),
        until: instant(showing.at.until_ms),
        playlist: draft.playlist,
        presenters: draft.presenters.clone(),
        is_draft: draft.is_draft,
        is_changed: changed.any(|change| change.date == showing.at.date),
    }
}
