//! A station's calendar: what is on when, in months to come, by its own clock, its sun and its moon.
//!
//! [`Rule`] says on which dates something comes again, as RFC 5545 writes it. [`Timing`] adds when on
//! those dates it begins, by the clock or by the sun, for how long, and what is different on some of
//! them; [`Timing::occurrences`] is what comes of it. [`turns`] says who has the air where several
//! overlap. The [`Almanac`] knows the station: its zone, its place, its holidays, its moon.

mod almanac;
mod clash;
mod hijri;
mod rule;
mod sun;
mod timing;
mod turns;

pub use almanac::{Almanac, BadAlmanac, Holiday, Place};
pub use clash::{Clash, clashes};
pub use hijri::{HijriDate, RAMADAN};
pub use rule::{BadRule, Freq, Rule};
pub use sun::{Asr, Prayer, Twilight, prayer};
pub use timing::{Change, Occurrence, OnHolidays, Season, Start, Timing, YEARS};
pub use turns::{Turn, turns};
