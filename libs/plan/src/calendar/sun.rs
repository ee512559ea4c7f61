//! Times of the day by the sun, as mosques reckon them: where it stands, by NOAA's formulas, is true
//! to a few seconds; when it rises depends on the air, and is true to about a minute.

use super::almanac::Place;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A moment of the day that the sun gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Prayer {
    /// Dawn, at which sehri ends.
    Fajr,
    /// Sunrise.
    Sunrise,
    /// Noon.
    Zuhr,
    /// Afternoon.
    Asr,
    /// Sunset, which is iftar.
    Maghrib,
    /// Night.
    Isha,
}

/// How far the sun is below the horizon at dawn and at night, degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Twilight {
    /// At dawn, 9 to 21.
    pub fajr: f64,
    /// At night, 9 to 21.
    pub isha: f64,
}

impl Default for Twilight {
    /// As the University of Islamic Sciences, Karachi, has it.
    fn default() -> Self {
        Self { fajr: 18.0, isha: 18.0 }
    }
}

/// How long a shadow has grown by the afternoon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Asr {
    /// By twice what casts it.
    #[default]
    Hanafi,
    /// By once.
    Standard,
}

/// Sunrise: half the sun, and how the air bends its light, degrees below the horizon.
const RISE: f64 = 0.833;
const DAY_MS: f64 = 86_400_000.0;

/// When a moment is on a date by the sun at `place`, Unix time, ms; `None` where the sun does not
/// rise or set. Where no night is as dark as it should be, dawn and night are a seventh of it away.
#[must_use]
pub fn prayer(which: Prayer, date: NaiveDate, place: &Place, twilight: Twilight, asr: Asr) -> Option<i64> {
    let day = Day { date, place: *place };
    let at = match which {
        Prayer::Fajr => day.before(twilight.fajr).or_else(|| day.seventh(-1.0))?,
        Prayer::Sunrise => day.before(RISE)?,
        Prayer::Zuhr => day.noon(),
        Prayer::Asr => day.shadow(if asr == Asr::Hanafi { 2.0 } else { 1.0 })?,
        Prayer::Maghrib => day.after(RISE)?,
        Prayer::Isha => day.after(twilight.isha).or_else(|| day.seventh(1.0))?,
    };
    Some((at * DAY_MS).round() as i64)
}

/// A day at a place; moments are days since 1970.
struct Day {
    date: NaiveDate,
    place: Place,
}

impl Day {
    /// When the sun is highest.
    fn noon(&self) -> f64 {
        let midnight = f64::from(self.date.num_days_from_ce() - 719_163);
        let mean = midnight + 0.5 - self.place.longitude / 360.0;
        mean - Sun::at(mean).equation / 1440.0
    }

    /// When the sun is so many degrees below the horizon before noon, or after it.
    fn at(&self, below: f64, side: f64) -> Option<f64> {
        let noon = self.noon();
        let mut moment = noon;
        // The sun moves on meanwhile.
        for _ in 0..3 {
            moment = noon + side * self.angle(-below, Sun::at(moment).declination)? / 360.0;
        }
        Some(moment)
    }

    fn before(&self, below: f64) -> Option<f64> {
        self.at(below, -1.0)
    }

    fn after(&self, below: f64) -> Option<f64> {
        self.at(below, 1.0)
    }

    /// A seventh of the night before sunrise, or after sunset.
    fn seventh(&self, side: f64) -> Option<f64> {
        let (rise, set) = (self.before(RISE)?, self.after(RISE)?);
        let part = (1.0 - (set - rise)) / 7.0;
        Some(if side < 0.0 { rise - part } else { set + part })
    }

    /// When shadows have grown by so many times what casts them.
    fn shadow(&self, times: f64) -> Option<f64> {
        let away = (self.place.latitude - Sun::at(self.noon()).declination).abs();
        let height = (1.0 / (times + away.to_radians().tan())).atan().to_degrees();
        self.at(-height, 1.0)
    }

    /// How far the sun is from noon, degrees, at a height over the horizon.
    fn angle(&self, height: f64, declination: f64) -> Option<f64> {
        let (latitude, declination) = (self.place.latitude.to_radians(), declination.to_radians());
        let cosine =
            (height.to_radians().sin() - latitude.sin() * declination.sin()) / (latitude.cos() * declination.cos());
        (-1.0..=1.0).contains(&cosine).then(|| cosine.acos().to_degrees())
    }
}

/// Where the sun stands.
struct Sun {
    /// North of the equator, degrees.
    declination: f64,
    /// By how much a sundial is ahead of a clock, minutes.
    equation: f64,
}

impl Sun {
    /// At a moment, days since 1970 (NOAA, after Meeus, Astronomical Algorithms).
    fn at(moment: f64) -> Self {
        let century = (moment - 10_957.5) / 36_525.0;
        let mean_longitude = (280.466_46 + century * (36_000.769_83 + century * 0.000_303_2)).rem_euclid(360.0);
        let anomaly = (357.529_11 + century * (35_999.050_29 - 0.000_153_7 * century)).to_radians();
        let eccentricity = 0.016_708_634 - century * (0.000_042_037 + 0.000_000_126_7 * century);
        let center = anomaly.sin() * (1.914_602 - century * (0.004_817 + 0.000_014 * century))
            + (2.0 * anomaly).sin() * (0.019_993 - 0.000_101 * century)
            + (3.0 * anomaly).sin() * 0.000_289;
        let node = (125.04 - 1934.136 * century).to_radians();
        let longitude = (mean_longitude + center - 0.005_69 - 0.004_78 * node.sin()).to_radians();
        let tilt = (23.439_291 - 0.013_004_2 * century + 0.002_56 * node.cos()).to_radians();
        let (half, mean) = ((tilt / 2.0).tan().powi(2), mean_longitude.to_radians());
        let equation = half * (2.0 * mean).sin() - 2.0 * eccentricity * anomaly.sin()
            + 4.0 * eccentricity * half * anomaly.sin() * (2.0 * mean).cos()
            - 0.5 * half * half * (4.0 * mean).sin()
            - 1.25 * eccentricity * eccentricity * (2.0 * anomaly).sin();
        Self {
            declination: (tilt.sin() * longitude.sin()).asin().to_degrees(),
            equation: 4.0 * equation.to_degrees(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zone::Zone;
    use proptest::prelude::*;

    const ALL: [Prayer; 6] = [
        Prayer::Fajr,
        Prayer::Sunrise,
        Prayer::Zuhr,
        Prayer::Asr,
        Prayer::Maghrib,
        Prayer::Isha,
    ];

    fn times(date: (i32, u32, u32), place: (f64, f64), zone: &str) -> Vec<String> {
        let place = Place {
            latitude: place.0,
            longitude: place.1,
        };
        let date = NaiveDate::from_ymd_opt(date.0, date.1, date.2).unwrap();
        let zone: Zone = zone.parse().unwrap();
        let told = |which| {
            let at = prayer(which, date, &place, Twilight::default(), Asr::Hanafi);
            at.map_or("none".to_owned(), |at| {
                zone.local(at + 30_000).format("%d %H:%M").to_string()
            })
        };
        ALL.map(told).to_vec()
    }

    #[test]
    fn seasons_and_hemispheres_have_their_sun() {
        // Sunrise and sunset in Greenwich and Sydney as almanacs print them.
        let greenwich = times((2026, 6, 21), (51.4779, 0.0), "Europe/London");
        assert_eq!((greenwich[1].as_str(), greenwich[4].as_str()), ("21 04:43", "21 21:21"));
        let sydney = times((2026, 12, 21), (-33.8688, 151.2093), "Australia/Sydney");
        assert_eq!((sydney[1].as_str(), sydney[4].as_str()), ("21 05:41", "21 20:05"));
    }

    #[test]
    fn nights_that_are_never_dark_have_a_dawn_and_days_without_a_sun_have_none() {
        let london = times((2026, 6, 21), (51.5, -0.12), "Europe/London");
        assert!(london[0].as_str() > "21 03" && london[0] < london[1], "{london:?}");
        let tromso = times((2026, 6, 21), (69.65, 18.96), "Europe/Oslo");
        assert_eq!(
            (tromso[1].as_str(), tromso[4].as_str(), tromso[0].as_str()),
            ("none", "none", "none")
        );
        assert_ne!(tromso[2], "none");
    }

    proptest! {
        #[test]
        fn a_day_goes_on_in_order(days in 730_000_i32..760_000, latitude in -48.0_f64..48.0, longitude in -180.0_f64..180.0) {
            let date = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            let place = Place { latitude, longitude };
            let all: Vec<i64> = ALL.iter().map(|which| prayer(*which, date, &place, Twilight::default(), Asr::Hanafi).unwrap()).collect();
            prop_assert!(all.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", all);
            prop_assert!(all[5] - all[0] < 86_400_000);
        }
    }
}
