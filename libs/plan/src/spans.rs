//! When hours of the week are, in the time that passes.

use awaz_core::hours::Hours;
use chrono::{Days, NaiveDate};

use crate::zone::Zone;

/// Instants (Unix time, ms) from which and before which something is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first instant.
    pub from_ms: i64,
    /// The first instant after it.
    pub until_ms: i64,
}

/// Days over which hours are looked for at most.
const MOST_DAYS: usize = 400;

/// Whether any of the hours are on; `false` where there are none.
#[must_use]
pub fn is_on(hours: &[Hours], zone: Zone, at_ms: i64) -> bool {
    let today = zone.local(at_ms).date();
    dates(today, today).any(|date| {
        let on = |span: Span| (span.from_ms..span.until_ms).contains(&at_ms);
        hours.iter().filter_map(|hours| span(hours, zone, date)).any(on)
    })
}

/// All that lies between two instants, in order, cut to them; what touches is one.
#[must_use]
pub fn spans(hours: &[Hours], zone: Zone, from_ms: i64, until_ms: i64) -> Vec<Span> {
    let dates = dates(zone.local(from_ms).date(), zone.local(until_ms).date());
    let all = dates
        .flat_map(|date| hours.iter().filter_map(move |hours| span(hours, zone, date)))
        .map(|span| Span {
            from_ms: span.from_ms.max(from_ms),
            until_ms: span.until_ms.min(until_ms),
        })
        .filter(|span| span.from_ms < span.until_ms);
    joined(all)
}

/// Spans in order, those that touch or overlap made one.
#[must_use]
pub fn joined(spans: impl IntoIterator<Item = Span>) -> Vec<Span> {
    let mut all: Vec<Span> = spans.into_iter().collect();
    all.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(all.len());
    for span in all {
        match joined.last_mut() {
            Some(last) if span.from_ms <= last.until_ms => last.until_ms = last.until_ms.max(span.until_ms),
            _ => joined.push(span),
        }
    }
    joined
}

/// Dates on which something may begin that is on between two dates: the day before as well, and a
/// day around both for clocks that jump.
fn dates(first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let first = first.checked_sub_days(Days::new(2)).unwrap_or(first);
    let last = last.checked_add_days(Days::new(1)).unwrap_or(last);
    first.iter_days().take_while(move |date| *date <= last).take(MOST_DAYS)
}

fn span(hours: &Hours, zone: Zone, date: NaiveDate) -> Option<Span> {
    if !hours.begin_on(date) {
        return None;
    }
    let end = if hours.is_over_midnight() {
        date.succ_opt()?
    } else {
        date
    };
    Some(Span {
        from_ms: zone.instant(date, hours.from.time()),
        until_ms: zone.instant(end, hours.to.time()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR: i64 = 3_600_000;

    fn hours(json: &str) -> Vec<Hours> {
        serde_json::from_str(json).unwrap()
    }

    fn ms(instant: &str) -> i64 {
        instant
            .parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap()
            .timestamp_millis()
    }

    fn told(all: &[Span]) -> Vec<(String, i64)> {
        let local = |span: &Span| Zone::PAKISTAN.local(span.from_ms).format("%a %R").to_string();
        all.iter()
            .map(|span| (local(span), (span.until_ms - span.from_ms) / HOUR))
            .collect()
    }

    #[test]
    fn a_week_has_its_hours_over_midnight_and_between_dates() {
        let (from, until) = (ms("2026-11-22T19:00:00Z"), ms("2026-11-29T19:00:00Z"));
        let late = hours(r#"[{"days":["fri","sun"],"from":"22:00","to":"01:00"}]"#);
        let found = told(&spans(&late, Zone::PAKISTAN, from, until));
        let expected = [("Mon 00:00", 1), ("Fri 22:00", 3), ("Sun 22:00", 2)];
        assert_eq!(found, expected.map(|(day, hours)| (day.to_owned(), hours)));
        let once = hours(r#"[{"from":"09:00","to":"11:00","first":"2026-11-25","last":"2026-11-25"}]"#);
        assert_eq!(
            told(&spans(&once, Zone::PAKISTAN, from, until)),
            [("Wed 09:00".to_owned(), 2)]
        );
    }

    #[test]
    fn what_touches_is_one_and_a_whole_day_ends_where_it_began() {
        let halves = hours(r#"[{"from":"06:00","to":"18:00"},{"from":"18:00","to":"06:00"}]"#);
        let (from, until) = (ms("2026-11-22T19:00:00Z"), ms("2026-11-25T19:00:00Z"));
        assert_eq!(
            spans(&halves, Zone::PAKISTAN, from, until),
            [Span {
                from_ms: from,
                until_ms: until
            }]
        );
        let day = hours(r#"[{"days":["mon"],"from":"00:00","to":"00:00"}]"#);
        assert_eq!(
            told(&spans(&day, Zone::PAKISTAN, from, until)),
            [("Mon 00:00".to_owned(), 24)]
        );
    }

    #[test]
    fn nights_on_which_clocks_change_are_as_long_as_they_are() {
        let night = hours(r#"[{"from":"22:00","to":"06:00"}]"#);
        let zone: Zone = "Europe/London".parse().unwrap();
        let lengths = |from: &str, until: &str| {
            let all = spans(&night, zone, ms(from), ms(until));
            all.iter()
                .map(|span| (span.until_ms - span.from_ms) / HOUR)
                .collect::<Vec<_>>()
        };
        assert_eq!(lengths("2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z"), [7, 8]);
        assert_eq!(lengths("2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z"), [9, 8]);
    }

    prop_compose! {
        fn any_hours()(from in 0_u16..1440, to in 0_u16..1440, days in prop::collection::vec(0_usize..7, 0..4)) -> Hours {
            let time = |minutes| awaz_core::hours::TimeOfDay::of_minutes(minutes).unwrap();
            let days = days.into_iter().map(|day| awaz_core::hours::Day::ALL[day]).collect();
            Hours { days, from: time(from), to: time(to), first: None, last: None }
        }
    }

    proptest! {
        #[test]
        fn spans_and_is_on_agree_in_every_zone(
            all in prop::collection::vec(any_hours(), 0..4),
            zone in prop::sample::select(vec!["Asia/Karachi", "Europe/London", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu"]),
            // From 2000 to 2035.
            at_ms in 946_684_800_000_i64..2_051_222_400_000,
        ) {
            let zone: Zone = zone.parse().unwrap();
            let found = spans(&all, zone, at_ms - 36 * HOUR, at_ms + 36 * HOUR);
            prop_assert!(found.windows(2).all(|pair| pair[0].until_ms < pair[1].from_ms));
            let is_within = found.iter().any(|span| (span.from_ms..span.until_ms).contains(&at_ms));
            prop_assert_eq!(is_within, is_on(&all, zone, at_ms));
        }
    }
}
