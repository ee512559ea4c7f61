//! Dates of the Islamic calendar, reckoned: years of 30 have 11 leap days. What a country sees in the
//! sky may be a day or two off, which the station says.

use chrono::{Datelike, NaiveDate};

/// The month of fasting.
pub const RAMADAN: u8 = 9;

/// Days from the first of the common era to the first of the first year, Friday, 16 July 622 (Julian).
const EPOCH: i64 = 227_015;
/// Days of 30 years.
const CYCLE: i64 = 10_631;

/// A date of the Islamic calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HijriDate {
    /// Year.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day, 1 to 30.
    pub day: u8,
}

impl HijriDate {
    /// The date on a day, `shift` days later or earlier where the new moon was seen so: with 1,
    /// everything begins a day later than reckoned.
    #[must_use]
    pub fn of(date: NaiveDate, shift: i8) -> Self {
        let days = i64::from(date.num_days_from_ce()) - EPOCH - i64::from(shift);
        let (cycles, rest) = (days.div_euclid(CYCLE), days.rem_euclid(CYCLE));
        let year = (30 * rest + 10_646) / CYCLE;
        let of_year = rest - days_before(year);
        let month = (2 * of_year / 59).min(11);
        let day = of_year - (59 * month + 1) / 2 + 1;
        Self {
            year: (cycles * 30 + year) as i32,
            month: month as u8 + 1,
            day: day as u8,
        }
    }
}

/// Days of a cycle before one of its years, of which the first is 1.
fn days_before(year: i64) -> i64 {
    (year - 1) * 354 + (3 + 11 * year) / 30
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hijri(year: i32, month: u32, day: u32) -> (i32, u8, u8) {
        let found = HijriDate::of(NaiveDate::from_ymd_opt(year, month, day).unwrap(), 0);
        (found.year, found.month, found.day)
    }

    #[test]
    fn known_days_have_their_dates() {
        // The reckoned calendar as astronomers print it.
        assert_eq!(hijri(622, 7, 19), (1, 1, 1));
        assert_eq!(hijri(2000, 4, 6), (1421, 1, 1));
        assert_eq!(hijri(2024, 3, 11), (1445, 9, 1));
        assert_eq!(hijri(2025, 3, 1), (1446, 9, 1));
        assert_eq!(hijri(2026, 2, 18), (1447, 9, 1));
        assert_eq!(hijri(2027, 2, 8), (1448, 9, 1));
    }

    #[test]
    fn where_the_moon_is_seen_later_everything_is_later() {
        let date = NaiveDate::from_ymd_opt(2024, 3, 12).unwrap();
        assert_eq!((HijriDate::of(date, 0).day, HijriDate::of(date, 1).day), (2, 1));
    }

    proptest! {
        #[test]
        fn each_day_follows_the_one_before(days in 600_000_i32..1_000_000) {
            let date = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            let (one, next) = (HijriDate::of(date, 0), HijriDate::of(date.succ_opt().unwrap(), 0));
            let is_next_day = (next.year, next.month) == (one.year, one.month) && next.day == one.day + 1;
            let is_month_end = one.day >= 29 && one.day <= 30 && next.day == 1;
            let is_next_month = (next.year, next.month) == (one.year, one.month + 1)
                || (one.month == 12 && (next.year, next.month) == (one.year + 1, 1));
            prop_assert!(is_next_day || (is_month_end && is_next_month), "{:?} {:?}", one, next);
        }
    }
}
