//! What a station's calendar has to know of where it is.

use super::hijri::HijriDate;
use super::sun::{self, Asr, Prayer, Twilight};
use crate::zone::Zone;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Holidays a station may have.
const MOST_HOLIDAYS: usize = 200;
/// Characters of a name.
const LONGEST_NAME: usize = 100;

/// A place on the earth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// North of the equator, degrees, -90 to 90.
    pub latitude: f64,
    /// East of Greenwich, degrees, -180 to 180.
    pub longitude: f64,
}

impl Place {
    /// Where the stations are that this is made for.
    pub const LAHORE: Self = Self {
        latitude: 31.5497,
        longitude: 74.3436,
    };
}

/// A public holiday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// Its date.
    pub date: NaiveDate,
    /// Its name, at most 100 characters.
    pub name: String,
}

/// Sun, moon and holidays of a station.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Almanac {
    /// The town whose sun it goes by.
    pub place: Place,
    /// How dark it is at dawn and at night.
    pub twilight: Twilight,
    /// When the afternoon is.
    pub asr: Asr,
    /// Days by which the moon was seen later than reckoned, -2 to 2.
    pub moon_shift: i8,
    /// Public holidays, at most 200.
    pub holidays: Vec<Holiday>,
}

impl Default for Almanac {
    fn default() -> Self {
        Self {
            place: Place::LAHORE,
            twilight: Twilight::default(),
            asr: Asr::default(),
            moon_shift: 0,
            holidays: Vec::new(),
        }
    }
}

/// Fields of an almanac that are out of bounds, with what would be right.
pub type BadAlmanac = Vec<(&'static str, String)>;

impl Almanac {
    /// Checks every bound.
    ///
    /// # Errors
    /// Each field that is out of its bounds.
    pub fn check(&self) -> Result<(), BadAlmanac> {
        let numbers = [
            ("place/latitude", self.place.latitude, -90.0, 90.0),
            ("place/longitude", self.place.longitude, -180.0, 180.0),
            ("twilight/fajr", self.twilight.fajr, 9.0, 21.0),
            ("twilight/isha", self.twilight.isha, 9.0, 21.0),
            ("moon_shift", f64::from(self.moon_shift), -2.0, 2.0),
            ("holidays", self.holidays.len() as f64, 0.0, MOST_HOLIDAYS as f64),
        ];
        let is_wrong = |(_, value, low, high): &(_, f64, f64, f64)| !(*low..=*high).contains(value);
        let mut wrong: BadAlmanac = numbers
            .into_iter()
            .filter(is_wrong)
            .map(|(field, value, low, high)| (field, format!("is {value}; it must lie between {low} and {high}")))
            .collect();
        let is_named = |holiday: &Holiday| (1..=LONGEST_NAME).contains(&holiday.name.trim().chars().count());
        if !self.holidays.iter().all(is_named) {
            wrong.push(("holidays", format!("a name has 1 to {LONGEST_NAME} characters")));
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// When a moment is on a date of the station's clock, Unix ms; `None` where the sun has none.
    #[must_use]
    pub fn prayer(&self, which: Prayer, date: NaiveDate, zone: Zone) -> Option<i64> {
        // Clocks of some islands are a day ahead of their sun.
        let noon = sun::prayer(Prayer::Zuhr, date, &self.place, self.twilight, self.asr)?;
        let ahead = (zone.local(noon).date() - date).num_days();
        let day = match ahead {
            0 => date,
            1.. => date.checked_sub_days(Days::new(ahead.unsigned_abs()))?,
            _ => date.checked_add_days(Days::new(ahead.unsigned_abs()))?,
        };
        sun::prayer(which, day, &self.place, self.twilight, self.asr)
    }

    /// The date of the moon on a day.
    #[must_use]
    pub fn hijri(&self, date: NaiveDate) -> HijriDate {
        HijriDate::of(date, self.moon_shift)
    }

    /// Whether a date is a public holiday.
    #[must_use]
    pub fn is_holiday(&self, date: NaiveDate) -> bool {
        self.holidays.iter().any(|holiday| holiday.date == date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_clocks_own_where_that_is_ahead_of_the_sun() {
        let place = Place {
            latitude: -13.83,
            longitude: -171.76,
        };
        let almanac = Almanac {
            place,
            ..Almanac::default()
        };
        let date = NaiveDate::from_ymd_opt(2026, 3, 20).unwrap();
        let zone: Zone = "Pacific/Apia".parse().unwrap();
        let noon = almanac.prayer(Prayer::Zuhr, date, zone).unwrap();
        assert_eq!(zone.local(noon).date(), date);
    }

    #[test]
    fn wrong_fields_are_named_together() {
        let almanac = Almanac {
            place: Place {
                latitude: f64::NAN,
                longitude: 200.0,
            },
            moon_shift: 3,
            ..Almanac::default()
        };
        let wrong: Vec<_> = almanac
            .check()
            .unwrap_err()
            .into_iter()
            .map(|(field, _)| field)
            .collect();
        assert_eq!(wrong, ["place/latitude", "place/longitude", "moon_shift"]);
        assert_eq!(Almanac::default().check(), Ok(()));
    }
}
