//! Dates that come again, as RFC 5545 (3.3.10) writes them: `FREQ=WEEKLY;BYDAY=MO,FR`.

use awaz_core::hours::Day;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// Most times that are counted.
const MOST_COUNT: u32 = 1000;
/// Most steps between two.
const MOST_INTERVAL: u32 = 1000;
/// Most days, months or dates that are named.
const MOST_NAMED: usize = 62;

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freq {
    /// Every so many days.
    Daily,
    /// Every so many weeks.
    Weekly,
    /// Every so many months.
    Monthly,
    /// Every so many years.
    Yearly,
}

/// A day of the week, and which of its month or year: -1 is the last; `None` is each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NthDay {
    pub(super) nth: Option<i8>,
    pub(super) day: Weekday,
}

/// When something ends to come again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Never,
    Count(u32),
    Until(NaiveDate),
}

/// A rule by which dates come again. Reading and writing it gives the same rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub(super) freq: Freq,
    pub(super) interval: u32,
    pub(super) end: End,
    pub(super) days: Vec<NthDay>,
    pub(super) month_days: Vec<i8>,
    pub(super) months: Vec<u8>,
    pub(super) week_start: Weekday,
}

/// What is wrong with a rule, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadRule(pub(super) String);

impl Rule {
    /// Every so many weeks on these days.
    #[must_use]
    pub fn weekly(interval: u32, days: &[Day]) -> Self {
        let days = days.iter().map(|day| NthDay {
            nth: None,
            day: weekday(*day),
        });
        Self {
            freq: Freq::Weekly,
            interval: interval.clamp(1, MOST_INTERVAL),
            end: End::Never,
            days: days.collect(),
            month_days: Vec::new(),
            months: Vec::new(),
            week_start: Weekday::Mon,
        }
    }

    /// How often it comes.
    #[must_use]
    pub fn freq(&self) -> Freq {
        self.freq
    }

    /// The dates from `from` to `until` on which something comes again that began on `first`, in
    /// order. The first date counts only where the rule names it.
    #[must_use]
    pub fn dates(&self, first: NaiveDate, from: NaiveDate, until: NaiveDate) -> Vec<NaiveDate> {
        let last = match self.end {
            End::Until(last) => last.min(until),
            _ => until,
        };
        // What is counted has to be counted from the first; the rest may begin where it is asked for.
        let (begin, most) = match self.end {
            End::Count(count) => (first, count as usize),
            _ => (first.max(from), usize::MAX),
        };
        let days = begin.iter_days().take_while(|date| *date <= last);
        let named = days.filter(|date| self.names(first, *date)).take(most);
        named.filter(|date| *date >= from).collect()
    }

    /// Whether a date is one of the rule's, its end left aside.
    fn names(&self, first: NaiveDate, date: NaiveDate) -> bool {
        let is_month = self.months.is_empty() || self.months.contains(&(date.month() as u8));
        is_month && self.is_step(first, date) && self.is_day(first, date)
    }

    fn is_step(&self, first: NaiveDate, date: NaiveDate) -> bool {
        let months = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month0());
        let steps = match self.freq {
            Freq::Daily => (date - first).num_days(),
            Freq::Weekly => (self.week(date) - self.week(first)).num_days() / 7,
            Freq::Monthly => months(date) - months(first),
            Freq::Yearly => i64::from(date.year() - first.year()),
        };
        steps >= 0 && steps % i64::from(self.interval) == 0
    }

    /// The first day of a date's week.
    fn week(&self, date: NaiveDate) -> NaiveDate {
        let since = date.weekday().days_since(self.week_start);
        date.checked_sub_days(Days::new(u64::from(since))).unwrap_or(date)
    }

    fn is_day(&self, first: NaiveDate, date: NaiveDate) -> bool {
        if self.days.is_empty() && self.month_days.is_empty() {
            return self.is_like(first, date);
        }
        let is_weekday = self.days.is_empty() || self.days.iter().any(|day| self.is_nth(*day, date));
        let is_date = self.month_days.is_empty() || self.month_days.iter().any(|day| is_month_day(*day, date));
        is_weekday && is_date
    }

    /// Whether a date is like the first where the rule names no day.
    fn is_like(&self, first: NaiveDate, date: NaiveDate) -> bool {
        match self.freq {
            Freq::Daily => true,
            Freq::Weekly => date.weekday() == first.weekday(),
            Freq::Monthly => date.day() == first.day(),
            Freq::Yearly => date.day() == first.day() && (!self.months.is_empty() || date.month() == first.month()),
        }
    }

    fn is_nth(&self, day: NthDay, date: NaiveDate) -> bool {
        let Some(nth) = day.nth else {
            return date.weekday() == day.day;
        };
        let is_of_year = self.freq == Freq::Yearly && self.months.is_empty();
        let (passed, left) = if is_of_year {
            (date.ordinal0(), days_of_year(date.year()) - date.ordinal())
        } else {
            (date.day0(), days_of_month(date) - date.day())
        };
        let place = if nth > 0 { passed / 7 + 1 } else { left / 7 + 1 };
        date.weekday() == day.day && place == u32::from(nth.unsigned_abs())
    }
}

fn is_month_day(day: i8, date: NaiveDate) -> bool {
    let wanted = u32::from(day.unsigned_abs());
    if day > 0 {
        date.day() == wanted
    } else {
        days_of_month(date) + 1 - date.day() == wanted
    }
}

fn days_of_month(date: NaiveDate) -> u32 {
    u32::from(date.num_days_in_month())
}

fn days_of_year(year: i32) -> u32 {
    NaiveDate::from_ymd_opt(year, 12, 31).map_or(365, |last| last.ordinal())
}

fn weekday(day: Day) -> Weekday {
    match day {
        Day::Mon => Weekday::Mon,
        Day::Tue => Weekday::Tue,
        Day::Wed => Weekday::Wed,
        Day::Thu => Weekday::Thu,
        Day::Fri => Weekday::Fri,
        Day::Sat => Weekday::Sat,
        Day::Sun => Weekday::Sun,
    }
}

impl Serialize for Rule {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

mod text;
