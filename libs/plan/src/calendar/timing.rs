//! When something is on, and the instants that come of it.

use super::almanac::Almanac;
use super::hijri::RAMADAN;
use super::rule::Rule;
use super::sun::Prayer;
use crate::zone::Zone;
use awaz_core::hours::TimeOfDay;
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Occurrences that are told at once.
const MOST: usize = 2000;
/// Minutes of the longest: a day.
const LONGEST_MIN: u32 = 24 * 60;
/// Minutes before or after the sun.
const FURTHEST_MIN: u32 = 12 * 60;
/// Dates that can be added, or are different.
const MOST_DATES: usize = 400;
/// Years in which something can begin: no clock or zone is sure beyond.
pub const YEARS: std::ops::Range<i32> = 2000..2200;
const MINUTE_MS: i64 = 60_000;

/// When on a date something begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = TimingStart)]
pub enum Start {
    /// By the station's clock.
    Clock {
        /// The time.
        #[schema(value_type = String, example = "21:00")]
        at: TimeOfDay,
    },
    /// By the sun of the station's town.
    Sun {
        /// The moment.
        prayer: Prayer,
        /// Minutes after it, -720 to 720.
        #[serde(default)]
        offset_min: i32,
    },
}

/// The part of the Islamic year something belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Season {
    /// All of it.
    #[default]
    All,
    /// Ramadan only.
    Ramadan,
    /// All but Ramadan.
    NotRamadan,
}

/// What happens on public holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnHolidays {
    /// It is on as on any day.
    #[default]
    Run,
    /// It is not on.
    Skip,
    /// It is on then only.
    Only,
}

/// What is different on one date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TimingChange)]
pub struct Change {
    /// The date on which it would have begun.
    pub date: NaiveDate,
    /// Whether it is not on.
    #[serde(default)]
    pub is_off: bool,
    /// When it begins instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Start>,
    /// Minutes it lasts instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
}

/// When something is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Timing {
    /// The first date.
    pub first: NaiveDate,
    /// When on it.
    pub start: Start,
    /// For how long, minutes, 1 to 1440.
    pub minutes: u32,
    /// How it comes again, as RFC 5545 writes it: `FREQ=WEEKLY;BYDAY=FR`; once where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "FREQ=WEEKLY;BYDAY=MO,FR")]
    pub repeat: Option<Rule>,
    /// Further dates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<NaiveDate>,
    /// Dates on which something is different.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// The part of the Islamic year.
    #[serde(default)]
    pub season: Season,
    /// What happens on public holidays.
    #[serde(default)]
    pub holidays: OnHolidays,
}

/// One time that something is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// When it begins, Unix ms.
    pub from_ms: i64,
    /// When it ends, Unix ms.
    pub until_ms: i64,
    /// The date it is for.
    pub date: NaiveDate,
}

/// Where each stands by when it begins; of those that begin together the longest is first.
pub(super) fn by_beginning(all: &[Occurrence]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|index| (all[*index].from_ms, -all[*index].until_ms, *index));
    order
}

impl Timing {
    /// Checks every bound.
    ///
    /// # Errors
    /// The first field that is out of them, with what would be right.
    pub fn check(&self) -> Result<(), (String, String)> {
        if !YEARS.contains(&self.first.year()) {
            return wrong("first", "between the years 2000 and 2200");
        }
        check_lasts("", self.start, self.minutes)?;
        if self.also.len() > MOST_DATES || self.changes.len() > MOST_DATES {
            return wrong("changes", &format!("at most {MOST_DATES} dates"));
        }
        for (index, change) in self.changes.iter().enumerate() {
            let at = format!("changes/{index}/");
            check_lasts(
                &at,
                change.start.unwrap_or(self.start),
                change.minutes.unwrap_or(self.minutes),
            )?;
        }
        Ok(())
    }

    /// All that is on between two instants (Unix ms), by when it begins; 2,000 at most.
    #[must_use]
    pub fn occurrences(&self, almanac: &Almanac, zone: Zone, from_ms: i64, until_ms: i64) -> Vec<Occurrence> {
        // What began the day before may last until now, and the sun may be most of a day off.
        let from = moved(zone.local(from_ms).date(), -2);
        let until = moved(zone.local(until_ms).date(), 2);
        let mut all: Vec<Occurrence> = self
            .dates(from, until)
            .into_iter()
            .filter(|date| self.is_in_season(almanac, *date))
            .filter_map(|date| self.on(almanac, zone, date))
            .filter(|one| one.from_ms < until_ms && one.until_ms > from_ms)
            .take(MOST)
            .collect();
        all.sort_unstable();
        all
    }

    fn dates(&self, from: NaiveDate, until: NaiveDate) -> Vec<NaiveDate> {
        let mut dates = match &self.repeat {
            Some(rule) => rule.dates(self.first, from, until),
            None => vec![self.first],
        };
        dates.extend(&self.also);
        dates.retain(|date| (from..=until).contains(date));
        dates.sort_unstable();
        dates.dedup();
        dates
    }

    fn is_in_season(&self, almanac: &Almanac, date: NaiveDate) -> bool {
        let is_ramadan = || almanac.hijri(date).month == RAMADAN;
        let is_season = match self.season {
            Season::All => true,
            Season::Ramadan => is_ramadan(),
            Season::NotRamadan => !is_ramadan(),
        };
        is_season
            && match self.holidays {
                OnHolidays::Run => true,
                OnHolidays::Skip => !almanac.is_holiday(date),
                OnHolidays::Only => almanac.is_holiday(date),
            }
    }

    fn on(&self, almanac: &Almanac, zone: Zone, date: NaiveDate) -> Option<Occurrence> {
        let change = self.changes.iter().find(|change| change.date == date);
        if change.is_some_and(|change| change.is_off) {
            return None;
        }
        let start = change.and_then(|change| change.start).unwrap_or(self.start);
        let minutes = change.and_then(|change| change.minutes).unwrap_or(self.minutes);
        let (from_ms, until_ms) = match start {
            Start::Clock { at } => by_clock(zone, date, at, minutes),
            Start::Sun { prayer, offset_min } => {
                let at = almanac.prayer(prayer, date, zone)?;
                // People read minutes off a table: the sound keeps to the full one.
                let at = (at + MINUTE_MS / 2).div_euclid(MINUTE_MS) * MINUTE_MS + i64::from(offset_min) * MINUTE_MS;
                (at, at + i64::from(minutes) * MINUTE_MS)
            }
        };
        Some(Occurrence {
            from_ms,
            until_ms,
            date,
        })
    }
}

/// From one time of the clock to another, however long that is on the day clocks change.
fn by_clock(zone: Zone, date: NaiveDate, at: TimeOfDay, minutes: u32) -> (i64, i64) {
    let from_ms = zone.instant(date, at.time());
    let ends = date.and_time(at.time()) + chrono::TimeDelta::minutes(i64::from(minutes));
    let until_ms = zone.instant(ends.date(), ends.time());
    (from_ms, until_ms.max(from_ms + MINUTE_MS))
}

fn check_lasts(at: &str, start: Start, minutes: u32) -> Result<(), (String, String)> {
    if !(1..=LONGEST_MIN).contains(&minutes) {
        return wrong(&format!("{at}minutes"), &format!("between 1 and {LONGEST_MIN}"));
    }
    match start {
        Start::Sun { offset_min, .. } if offset_min.unsigned_abs() > FURTHEST_MIN => wrong(
            &format!("{at}start/offset_min"),
            &format!("between -{FURTHEST_MIN} and {FURTHEST_MIN}"),
        ),
        _ => Ok(()),
    }
}

fn wrong(field: &str, sentence: &str) -> Result<(), (String, String)> {
    Err((field.to_owned(), sentence.to_owned()))
}

fn moved(date: NaiveDate, days: i64) -> NaiveDate {
    let by = Days::new(days.unsigned_abs());
    let moved = if days < 0 {
        date.checked_sub_days(by)
    } else {
        date.checked_add_days(by)
    };
    moved.unwrap_or(date)
}
