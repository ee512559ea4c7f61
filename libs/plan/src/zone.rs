//! A station's own clock.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A time zone by its name in the IANA data base, with every change of its rules that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(Tz);

/// The longest jump that clocks make, and more: Samoa left out a day.
const LONGEST_GAP: i64 = 25;
const DAY_MS: i64 = 24 * 3_600_000;

impl Zone {
    /// Where the stations are that this is made for.
    pub const PAKISTAN: Self = Self(Tz::Asia__Karachi);

    /// What the clock shows at an instant (Unix time, ms).
    #[must_use]
    pub fn local(self, at_ms: i64) -> NaiveDateTime {
        let instant = DateTime::from_timestamp_millis(at_ms).unwrap_or_default();
        instant.with_timezone(&self.0).naive_local()
    }

    /// The instant (Unix time, ms) at which the clock shows a time of a date: the first where it
    /// does so twice; where it leaves the time out, what it would have been without the jump, as
    /// RFC 5545 has it.
    #[must_use]
    pub fn instant(self, date: NaiveDate, time: NaiveTime) -> i64 {
        let local = date.and_time(time);
        match self.0.from_local_datetime(&local) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.timestamp_millis(),
            LocalResult::None => self.left_out(local),
        }
    }

    /// By how much the clock is ahead of UTC at an instant (Unix time, ms), in seconds.
    #[must_use]
    pub fn ahead_s(self, at_ms: i64) -> i32 {
        use chrono::Offset;
        let instant = DateTime::from_timestamp_millis(at_ms).unwrap_or_default();
        instant.with_timezone(&self.0).offset().fix().local_minus_utc()
    }

    /// The instants after `from_ms` and no later than `until_ms` (Unix time, ms) at which the clock
    /// changes; two on one day are one.
    #[must_use]
    pub fn changes(self, from_ms: i64, until_ms: i64) -> Vec<i64> {
        let mut changes = Vec::new();
        let mut day_ms = from_ms;
        while day_ms < until_ms {
            let next_ms = (day_ms + DAY_MS).min(until_ms);
            if self.ahead_s(day_ms) != self.ahead_s(next_ms) {
                changes.push(self.change_between(day_ms, next_ms));
            }
            day_ms = next_ms;
        }
        changes
    }

    fn change_between(self, mut before_ms: i64, mut after_ms: i64) -> i64 {
        let before_s = self.ahead_s(before_ms);
        while after_ms - before_ms > 1 {
            let middle_ms = before_ms + (after_ms - before_ms) / 2;
            if self.ahead_s(middle_ms) == before_s {
                before_ms = middle_ms;
            } else {
                after_ms = middle_ms;
            }
        }
        after_ms
    }

    /// By the offset that was in force before the jump.
    fn left_out(self, local: NaiveDateTime) -> i64 {
        let hours = (1..=LONGEST_GAP).map(TimeDelta::hours);
        let mut before = hours.map(|hours| (hours, self.0.from_local_datetime(&(local - hours)).latest()));
        let found = before.find_map(|(hours, at)| Some(at? + hours));
        found.map_or_else(|| local.and_utc().timestamp_millis(), |at| at.timestamp_millis())
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::PAKISTAN
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.0.name())
    }
}

/// What names no time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no time zone; write it like Asia/Karachi")]
pub struct UnknownZone(String);

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        let zone = name.parse().map(Self);
        zone.map_err(|_| UnknownZone(name.chars().take(64).collect()))
    }
}

impl Serialize for Zone {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.0.name())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = String::deserialize(from)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(zone: &str, local: &str) -> String {
        let local: NaiveDateTime = local.parse().unwrap();
        let zone: Zone = zone.parse().unwrap();
        let at = zone.instant(local.date(), local.time());
        DateTime::from_timestamp_millis(at)
            .unwrap()
            .format("%FT%RZ")
            .to_string()
    }

    #[test]
    fn pakistan_is_five_hours_ahead_all_year() {
        assert_eq!(at("Asia/Karachi", "2026-07-01T21:00:00"), "2026-07-01T16:00Z");
        assert_eq!(at("Asia/Karachi", "2026-12-01T02:00:00"), "2026-11-30T21:00Z");
        // In 2009 it put its clocks forward.
        assert_eq!(at("Asia/Karachi", "2009-07-01T21:00:00"), "2009-07-01T15:00Z");
    }

    #[test]
    fn a_time_that_is_left_out_comes_when_it_would_have_been() {
        assert_eq!(at("Europe/London", "2026-03-29T01:30:00"), "2026-03-29T01:30Z");
        assert_eq!(at("Europe/London", "2026-03-29T02:30:00"), "2026-03-29T01:30Z");
        assert_eq!(at("Pacific/Apia", "2011-12-30T12:00:00"), "2011-12-30T22:00Z");
    }

    #[test]
    fn a_time_that_comes_twice_is_the_first() {
        assert_eq!(at("Europe/London", "2026-10-25T01:30:00"), "2026-10-25T00:30Z");
        assert_eq!(at("America/New_York", "2026-11-01T01:30:00"), "2026-11-01T05:30Z");
    }

    #[test]
    fn changes_of_the_clock_are_found_to_the_second() {
        let ms = |text: &str| text.parse::<DateTime<chrono::Utc>>().unwrap().timestamp_millis();
        let (from, until) = (ms("2026-01-01T00:00:00Z"), ms("2027-01-01T00:00:00Z"));
        let london: Zone = "Europe/London".parse().unwrap();
        assert_eq!(
            london.changes(from, until),
            [ms("2026-03-29T01:00:00Z"), ms("2026-10-25T01:00:00Z")]
        );
        assert_eq!(
            [london.ahead_s(from), london.ahead_s(ms("2026-07-01T00:00:00Z"))],
            [0, 3600]
        );
        assert!(Zone::PAKISTAN.changes(from, until).is_empty());
    }

    #[test]
    fn names_are_read_and_written() {
        let zone: Zone = serde_json::from_str("\"Asia/Kolkata\"").unwrap();
        assert_eq!(serde_json::to_string(&zone).unwrap(), "\"Asia/Kolkata\"");
        assert!("Lahore".parse::<Zone>().is_err());
    }
}
