//! When a presenter may be on air: by the hours of their credential, and by the schedule.

use awaz_core::{Code, Error, Result};
use awaz_plan::{Span, Zone};

/// How far ahead the next hours are told, ms: eight days.
pub(crate) const AHEAD_MS: i64 = 8 * 24 * 3_600_000;

/// Whether somebody may be on air now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Slot {
    /// At any time, for as long as they like.
    #[default]
    Always,
    /// These are their hours; with an end, Unix ms, where they have to go then.
    Open(Option<i64>),
    /// These are not; when the next ones begin, as the station's clock shows it.
    Closed(Option<String>),
}

impl Slot {
    /// What times from `now_ms` on say, in order; where `is_cut`, who is on air when they end has to
    /// go.
    pub(crate) fn of(times: &[Span], is_cut: bool, zone: Zone, now_ms: i64) -> Self {
        match times.first() {
            Some(span) if span.from_ms <= now_ms => Self::Open(is_cut.then_some(span.until_ms)),
            Some(span) => Self::Closed(Some(zone.local(span.from_ms).format("%a %d %b, %H:%M").to_string())),
            None => Self::Closed(None),
        }
    }

    /// Until when they may be on air, Unix ms; `None` for as long as they like.
    ///
    /// # Errors
    /// `Forbidden` outside their hours, with when the next ones are.
    pub(crate) fn admit(&self) -> Result<Option<i64>> {
        let sentence = match self {
            Self::Always => return Ok(None),
            Self::Open(ends_ms) => return Ok(*ends_ms),
            Self::Closed(Some(next)) => {
                format!("These are not your hours; the next begin {next}, by the station's clock.")
            }
            Self::Closed(None) => "These are not your hours, and you have none in the next eight days.".to_owned(),
        };
        Err(Error::new(Code::Forbidden, sentence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use awaz_core::hours::Hours;
    use awaz_plan::spans;

    /// What hours say at a moment.
    fn of(hours: &[Hours], is_cut: bool, now_ms: i64) -> Slot {
        let times = spans(hours, Zone::PAKISTAN, now_ms, now_ms + AHEAD_MS);
        Slot::of(&times, is_cut, Zone::PAKISTAN, now_ms)
    }

    fn hours() -> Vec<Hours> {
        serde_json::from_str(r#"[{"days":["fri"],"from":"21:00","to":"01:00"}]"#).unwrap()
    }

    /// A moment of the station's clock in the week of Monday, 23 November 2026.
    fn at(local: &str) -> i64 {
        let instant: chrono::DateTime<chrono::Utc> = format!("2026-11-{local}+05:00").parse().unwrap();
        instant.timestamp_millis()
    }

    #[test]
    fn in_the_hours_one_is_let_in_and_outside_told_when_to_come() {
        let slot = |local: &str, is_cut| of(&hours(), is_cut, at(local));
        assert_eq!(slot("27T21:00:00", true).admit(), Ok(Some(at("28T01:00:00"))));
        assert_eq!(slot("28T00:59:59", false).admit(), Ok(None));
        let refused = slot("28T01:00:00", true).admit().unwrap_err();
        assert_eq!(refused.code, Code::Forbidden);
        assert!(refused.message.contains("Fri 04 Dec, 21:00"), "{}", refused.message);
        assert_eq!(Slot::Always.admit(), Ok(None));
    }

    #[test]
    fn hours_that_are_long_over_name_no_next_ones() {
        let past: Vec<Hours> =
            serde_json::from_str(r#"[{"from":"09:00","to":"10:00","first":"2020-01-01","last":"2020-01-02"}]"#)
                .unwrap();
        let refused = of(&past, true, at("27T09:30:00")).admit().unwrap_err();
        assert!(refused.message.contains("none"), "{}", refused.message);
    }
}
