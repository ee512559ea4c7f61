//! When in the week something is on, by the station's own clock.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

impl Day {
    /// All seven, as ISO 8601 counts them.
    pub const ALL: [Self; 7] = [
        Self::Mon,
        Self::Tue,
        Self::Wed,
        Self::Thu,
        Self::Fri,
        Self::Sat,
        Self::Sun,
    ];

    /// The day of the week of a date.
    #[must_use]
    pub fn of(weekday: Weekday) -> Self {
        match weekday {
            Weekday::Mon => Self::Mon,
            Weekday::Tue => Self::Tue,
            Weekday::Wed => Self::Wed,
            Weekday::Thu => Self::Thu,
            Weekday::Fri => Self::Fri,
            Weekday::Sat => Self::Sat,
            Weekday::Sun => Self::Sun,
        }
    }
}

/// A minute of a day, written `21:30`; midnight at a day's end is `00:00` of the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

/// Minutes of a day.
const MINUTES: u16 = 24 * 60;

impl TimeOfDay {
    /// So many minutes after midnight; `None` beyond a day.
    #[must_use]
    pub fn of_minutes(minutes: u16) -> Option<Self> {
        (minutes < MINUTES).then_some(Self(minutes))
    }

    /// Minutes after midnight.
    #[must_use]
    pub fn minutes(self) -> u16 {
        self.0
    }

    /// As a clock shows it.
    #[must_use]
    pub fn time(self) -> NaiveTime {
        NaiveTime::from_hms_opt(u32::from(self.0) / 60, u32::from(self.0) % 60, 0).unwrap_or_default()
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// What is no time of a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no time of a day; write it like 21:30")]
pub struct BadTime(String);

impl FromStr for TimeOfDay {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        let number = |part: &str| match part.len() {
            2 if part.bytes().all(|byte| byte.is_ascii_digit()) => part.parse::<u16>().ok(),
            _ => None,
        };
        let parts = text
            .split_once(':')
            .and_then(|(hour, minute)| Some((number(hour)?, number(minute)?)));
        let minutes = parts
            .filter(|(_, minute)| *minute < 60)
            .map(|(hour, minute)| hour * 60 + minute);
        let time = minutes.and_then(Self::of_minutes);
        time.ok_or_else(|| BadTime(text.chars().take(16).collect()))
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Hours of a week, by the station's own clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// Days on which they begin; every day where none is named.
    #[serde(default)]
    pub days: Vec<Day>,
    /// When they begin.
    #[schema(value_type = String, example = "21:00")]
    pub from: TimeOfDay,
    /// When they end: on the next day where that is no later than `from`.
    #[schema(value_type = String, example = "01:00")]
    pub to: TimeOfDay,
    /// First date on which they begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<NaiveDate>,
    /// Last date on which they begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<NaiveDate>,
}

/// Entries that hours have at most.
pub const MOST: usize = 50;

/// Hours as they are kept: each day once, in the order of the week.
///
/// # Errors
/// `Invalid` for too many, and for those whose last date lies before the first.
pub fn checked(hours: &[Hours]) -> crate::Result<Vec<Hours>> {
    if hours.len() > MOST {
        let sentence = format!("There are at most {MOST} entries of hours.");
        return Err(crate::Error::invalid(sentence).field("/hours", format!("at most {MOST}")));
    }
    let never = |hours: &Hours| matches!((hours.first, hours.last), (Some(first), Some(last)) if last < first);
    match hours.iter().position(never) {
        Some(at) => Err(
            crate::Error::invalid("The last date of these hours lies before the first.")
                .field(format!("/hours/{at}/last"), "not before the first"),
        ),
        None => Ok(hours.iter().map(tidy).collect()),
    }
}

fn tidy(hours: &Hours) -> Hours {
    let is_named = |day: &Day| hours.days.contains(day);
    Hours {
        days: Day::ALL.into_iter().filter(is_named).collect(),
        ..hours.clone()
    }
}

impl Hours {
    /// Whether they begin on a date.
    #[must_use]
    pub fn begin_on(&self, date: NaiveDate) -> bool {
        use chrono::Datelike;
        let is_day = self.days.is_empty() || self.days.contains(&Day::of(date.weekday()));
        is_day && self.first.is_none_or(|first| first <= date) && self.last.is_none_or(|last| date <= last)
    }

    /// Whether they end on the day after they began.
    #[must_use]
    pub fn is_over_midnight(&self) -> bool {
        self.to <= self.from
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_written() {
        for text in ["00:00", "09:05", "23:59"] {
            assert_eq!(text.parse::<TimeOfDay>().unwrap().to_string(), text);
        }
        for wrong in ["24:00", "12:60", "9:00", "12", "12:0", "+1:00", "12:00:00", "", "۱۲:۰۰"] {
            let read = wrong.parse::<TimeOfDay>();
            assert!(read.is_err(), "{wrong}");
        }
    }

    #[test]
    fn hours_begin_on_their_days_between_their_dates() {
        let hours: Hours = serde_json::from_str(
            r#"{"days":["fri","sat"],"from":"21:00","to":"01:00","first":"2026-11-28","last":"2026-12-04"}"#,
        )
        .unwrap();
        let dates: Vec<u32> = (24..=30).filter(|day| hours.begin_on(date(2026, 11, *day))).collect();
        assert_eq!(dates, [28]);
        assert!(hours.begin_on(date(2026, 12, 4)) && !hours.begin_on(date(2026, 12, 5)));
        assert!(hours.is_over_midnight());
    }

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }
}
