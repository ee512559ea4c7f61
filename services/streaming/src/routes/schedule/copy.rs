//! Copying a week to another.

use super::{known_year, week};
use crate::agenda::{Agenda, Showing};
use crate::model::ScheduleEntry;
use crate::routes::Api;
use awaz_core::id::ScheduleEntryId;
use awaz_core::{Error, Result};
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use awaz_plan::calendar::Change;
use axum::extract::State;
use chrono::{Days, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which week, and where to.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CopyWeek {
    /// First of the seven days that are copied.
    from: NaiveDate,
    /// First of the seven days they are copied to.
    to: NaiveDate,
}

/// What was copied.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct CopiedWeek {
    /// Times that were added; those that are on anyway are not.
    added: usize,
    /// Entries that were changed for it.
    entries: Vec<ScheduleEntry>,
}

/// Copies a week: whatever is on in one is on in the other at the same times as well.
#[utoipa::path(post, path = "/api/v1/channels/{slug}/schedule/copy-week", tag = "schedule", request_body = CopyWeek,
    params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, body = CopiedWeek), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn copy_week(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Json(copy): Json<CopyWeek>,
) -> Result<Json<CopiedWeek>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let weeks = copy.check()?;
    let entries = api.store.schedule(channel.id()).await?;
    let agenda = Agenda::new(entries, &channel.profile().settings);
    let (changed, added) = copied(&agenda, weeks)?;
    let mut entries = Vec::with_capacity(changed.len());
    for entry in changed {
        let (entry, _) = api
            .store
            .change_schedule_entry(channel.id(), entry.id, entry.draft)
            .await?;
        entries.push(entry);
    }
    api.renew_agenda(&channel).await?;
    Ok(Json(CopiedWeek { added, entries }))
}

impl CopyWeek {
    fn check(&self) -> Result<[NaiveDate; 2]> {
        known_year(&self.from, "/from")?;
        known_year(&self.to, "/to")?;
        if (self.to - self.from).num_days().abs() < 7 {
            let error = Error::invalid("The two weeks overlap; choose one that begins at least seven days away.");
            return Err(error.field("/to", "at least seven days from the other"));
        }
        Ok([self.from, self.to])
    }
}

/// Entries as they have to be for one week to be like another, and the times that are added.
fn copied(agenda: &Agenda, [from, to]: [NaiveDate; 2]) -> Result<(Vec<ScheduleEntry>, usize)> {
    let by = to - from;
    let there = showings(agenda, to);
    let mut changed: BTreeMap<ScheduleEntryId, ScheduleEntry> = BTreeMap::new();
    let mut added = 0;
    for showing in showings(agenda, from) {
        let Some(date) = showing.at.date.checked_add_signed(by) else {
            continue;
        };
        let is_on = |other: &Showing<'_>| other.entry.id == showing.entry.id && other.at.date == date;
        if there.iter().any(is_on) {
            continue;
        }
        let entry = changed.entry(showing.entry.id).or_insert_with(|| showing.entry.clone());
        add(entry, showing.at.date, by);
        added += 1;
    }
    let changed: Result<Vec<ScheduleEntry>> = changed.into_values().map(checked).collect();
    Ok((changed?, added))
}

fn checked(entry: ScheduleEntry) -> Result<ScheduleEntry> {
    let draft = entry.draft.checked()?;
    Ok(ScheduleEntry { draft, ..entry })
}

/// Adds a date to an entry, with what is different on the one it is a copy of.
fn add(entry: &mut ScheduleEntry, date: NaiveDate, by: TimeDelta) {
    let timing = &mut entry.draft.timing;
    let Some(new) = date.checked_add_signed(by) else { return };
    let change = timing.changes.iter().find(|change| change.date == date).cloned();
    timing.changes.retain(|change| change.date != new);
    timing
        .changes
        .extend(change.map(|change| Change { date: new, ..change }));
    if !timing.also.contains(&new) {
        timing.also.push(new);
    }
}

/// What begins on the seven days from a date on.
fn showings(agenda: &Agenda, first: NaiveDate) -> Vec<Showing<'_>> {
    let days: Vec<NaiveDate> = first.iter_days().take(7).collect();
    let (from_ms, until_ms) = week::span(agenda, &days);
    let behind = first.checked_add_days(Days::new(7)).unwrap_or(first);
    let all = agenda.showings(from_ms, until_ms, |draft| !draft.is_draft);
    all.into_iter()
        .filter(|showing| (first..behind).contains(&showing.at.date))
        .collect()
}
