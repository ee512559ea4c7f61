//! From when until when, as people write it.

use awaz_core::{Error, Result};
use awaz_plan::Zone;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime};

/// Most days of a file or a report.
const MOST_DAYS: i64 = 366;
/// Days of a report that says nothing of its beginning.
const DAYS: i64 = 30;
/// What a clock that was put back adds to a day at most, ms.
const SLACK_MS: i64 = 2 * 3600 * 1000;
const DAY_MS: i64 = 24 * 3600 * 1000;
/// Years that are spoken of: no clock or zone is sure beyond.
const YEARS: std::ops::Range<i32> = 1970..2200;

/// A stretch of time, Unix ms; its end is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Period {
    /// Its beginning.
    pub from_ms: i64,
    /// Its end.
    pub until_ms: i64,
}

/// Which side of a period a text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    /// A date is its midnight.
    From,
    /// A date is in it, to its last moment.
    To,
}

impl Period {
    /// From and to, each a time or a date by the station's clock; open where one is not given.
    ///
    /// # Errors
    /// `Invalid` for what is neither, and for an end that is not after the beginning.
    pub(crate) fn open(from: Option<&str>, to: Option<&str>, zone: Zone) -> Result<Self> {
        let from_ms = from.map(|text| Edge::From.read(text, zone)).transpose()?;
        let until_ms = to.map(|text| Edge::To.read(text, zone)).transpose()?;
        let period = Self {
            from_ms: from_ms.unwrap_or(i64::MIN),
            until_ms: until_ms.unwrap_or(i64::MAX),
        };
        if period.until_ms <= period.from_ms {
            let error = Error::invalid("The period ends before it begins; swap its two ends.");
            return Err(error.field("/to", "after from"));
        }
        Ok(period)
    }

    /// As [`Period::open`], but never longer than 366 days: until now where no end is given, the
    /// last 30 days before it where there is no beginning.
    ///
    /// # Errors
    /// `Invalid`, also for what is longer.
    pub(crate) fn bounded(from: Option<&str>, to: Option<&str>, (zone, now_ms): (Zone, i64)) -> Result<Self> {
        let mut period = Self::open(from, to, zone)?;
        if to.is_none() {
            period.until_ms = now_ms.max(period.from_ms.saturating_add(1));
        }
        if from.is_none() {
            period.from_ms = period.until_ms - DAYS * DAY_MS;
        }
        if period.until_ms - period.from_ms > MOST_DAYS * DAY_MS + SLACK_MS {
            let error = Error::invalid("This is for at most 366 days; ask for a shorter period.");
            return Err(error.field("/from", "at most 366 days before to"));
        }
        Ok(period)
    }
}

impl Edge {
    fn read(self, text: &str, zone: Zone) -> Result<i64> {
        let at_ms = match text.parse::<NaiveDate>() {
            Ok(date) if YEARS.contains(&date.year()) => Some(self.midnight(date, zone)),
            Ok(_) => None,
            Err(_) => instant(text),
        };
        at_ms.ok_or_else(|| {
            let name = if self == Self::From { "from" } else { "to" };
            let sentence =
                format!("What stands in {name} is neither a date nor a time between the years 1970 and 2200.");
            Error::invalid(sentence).field(format!("/{name}"), "like 2026-11-28 or 2026-11-28T17:00:00Z")
        })
    }

    fn midnight(self, date: NaiveDate, zone: Zone) -> i64 {
        let day = match self {
            Self::From => date,
            Self::To => date.checked_add_days(Days::new(1)).unwrap_or(date),
        };
        zone.instant(day, NaiveTime::MIN)
    }
}

/// A time by RFC 3339. In an address that was not escaped, the `+` of its offset has become a
/// space.
fn instant(text: &str) -> Option<i64> {
    let mended = text.rsplit_once(' ').map(|(time, offset)| format!("{time}+{offset}"));
    let read = |text: &str| DateTime::parse_from_rfc3339(text).ok();
    let at = read(text).or_else(|| read(&mended?))?;
    YEARS.contains(&at.year()).then(|| at.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: i64 = 1_800_000_000_000;

    fn zone(name: &str) -> Zone {
        name.parse().unwrap()
    }

    fn ms(text: &str) -> i64 {
        DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis()
    }

    fn bounded(from: Option<&str>, to: Option<&str>) -> Result<Period> {
        Period::bounded(from, to, (zone("Asia/Karachi"), NOW_MS))
    }

    #[test]
    fn dates_are_days_of_the_stations_clock() {
        let day = Period::open(Some("2026-11-28"), Some("2026-11-28"), zone("Asia/Karachi")).unwrap();
        assert_eq!(day.from_ms, ms("2026-11-27T19:00:00Z"));
        assert_eq!(day.until_ms, ms("2026-11-28T19:00:00Z"));
        // The days on which London changes its clocks are longer and shorter than others.
        let hours = |date: &str| {
            let day = Period::open(Some(date), Some(date), zone("Europe/London")).unwrap();
            (day.until_ms - day.from_ms) / 3_600_000
        };
        assert_eq!(
            (hours("2026-10-25"), hours("2026-03-29"), hours("2026-06-01")),
            (25, 23, 24)
        );
    }

    #[test]
    fn times_are_read_with_any_offset() {
        for text in [
            "2026-11-28T17:00:00Z",
            "2026-11-28T22:00:00+05:00",
            "2026-11-28T22:00:00 05:00",
            "2026-11-28T17:00:00.000Z",
        ] {
            assert_eq!(
                Edge::From.read(text, zone("Europe/London")),
                Ok(ms("2026-11-28T17:00:00Z"))
            );
        }
    }

    #[test]
    fn what_is_not_given_is_the_last_month() {
        let last = bounded(None, None).unwrap();
        assert_eq!((last.until_ms, last.until_ms - last.from_ms), (NOW_MS, DAYS * DAY_MS));
        assert_eq!(bounded(Some("2026-12-01"), None).unwrap().until_ms, NOW_MS);
        let open = Period::open(None, None, zone("Asia/Karachi")).unwrap();
        assert_eq!((open.from_ms, open.until_ms), (i64::MIN, i64::MAX));
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_the_field() {
        for (from, to, field) in [
            (Some("yesterday"), None, "/from"),
            (Some(""), None, "/from"),
            (None, Some("2026-13-01"), "/to"),
            (Some("0001-01-01"), None, "/from"),
            (Some("9999-01-01T00:00:00Z"), None, "/from"),
            (Some("2026-11-28"), Some("2026-11-27"), "/to"),
            (Some("2024-01-01"), Some("2026-01-01"), "/from"),
            (Some("2020-01-01"), None, "/from"),
        ] {
            let refused = bounded(from, to).unwrap_err();
            assert_eq!(refused.fields[0].field, field, "{from:?} {to:?}");
        }
        assert!(bounded(Some("2024-01-01"), Some("2024-12-31")).is_ok(), "a leap year");
    }
}
