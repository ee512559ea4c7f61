//! What is done to samples: gains and fades, limiting, levelling, metering, silence, the tone bed.
//!
//! Each is a small state machine over 48 kHz stereo interleaved `f32`; none allocates while it
//! runs. It is *not* where sources are chosen or joined: that is [`crate::mix`].

mod fade;
mod leveller;
mod limiter;
mod loudness;
mod meter;
mod silence;
mod tone;
mod true_peak;

pub use fade::{Fade, Ramp};
pub use leveller::Leveller;
pub use limiter::Limiter;
pub use meter::{Levels, Meter};
pub use silence::SilenceTracker;
pub use tone::ToneBed;
pub use true_peak::TruePeak;

/// Converts decibels to a factor.
#[must_use]
pub fn gain_from_db(decibels: f32) -> f32 {
    10.0_f32.powf(decibels / 20.0)
}

/// Converts a factor to decibels; 0 and below give −120 dB.
#[must_use]
pub fn db_from_gain(gain: f32) -> f32 {
    if gain <= 1e-6 { -120.0 } else { 20.0 * gain.log10() }
}
