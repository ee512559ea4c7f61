//! `/api/v1/channels/{slug}/schedule`: what is on when, and with whom.

mod copy;
mod entries;
mod export;
mod preview;
mod week;

pub(crate) use copy::{__path_copy_week, copy_week};
pub(crate) use entries::{
    __path_add_entry, __path_change_entry, __path_delete_entry, __path_get_entry, __path_list_entries, add_entry,
    change_entry, delete_entry, get_entry, list_entries,
};
pub(crate) use export::{__path_export_schedule, export_schedule};
pub(crate) use preview::{__path_preview_entry, preview_entry};
pub(crate) use week::{__path_list_showings, list_showings};

use crate::agenda::Showing;
use awaz_core::id::ScheduleEntryId;
use awaz_core::{Error, Result};
use awaz_plan::calendar::{Clash, Occurrence, YEARS, clashes};
use chrono::{DateTime, Datelike, Utc};
use serde::Serialize;

/// Two entries that are on at the same time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct ClashView {
    /// The one that begins first.
    first: ScheduleEntryId,
    /// Its title.
    first_title: String,
    /// The other.
    second: ScheduleEntryId,
    /// Its title.
    second_title: String,
    /// From when both are on; the second has the air.
    from: DateTime<Utc>,
    /// Until when.
    until: DateTime<Utc>,
    /// Whether the second lies within the first, which then goes on: a break, rather than a mistake.
    is_within: bool,
}

/// Where showings clash, by when they do.
fn clash_views(showings: &[Showing<'_>]) -> Vec<ClashView> {
    let times: Vec<Occurrence> = showings.iter().map(|showing| showing.at).collect();
    let view = |clash: Clash| {
        let [first, second] = [clash.first, clash.second].map(|index| showings[index].entry);
        ClashView {
            first: first.id,
            first_title: first.draft.title.clone(),
            second: second.id,
            second_title: second.draft.title.clone(),
            from: instant(clash.from_ms),
            until: instant(clash.until_ms),
            is_within: clash.is_within,
        }
    };
    clashes(&times).into_iter().map(view).collect()
}

fn instant(at_ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at_ms).unwrap_or_default()
}

fn known_year(date: &impl Datelike, field: &str) -> Result<()> {
    if YEARS.contains(&date.year()) {
        return Ok(());
    }
    Err(Error::invalid("That is too far away.").field(field, "between the years 2000 and 2200"))
}
