//! How a channel mixes; defaults are the product's decision.

use super::item::Item;

/// Whether the sound is worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Processing {
    /// Items are brought to the target loudness, live is levelled, the sum is limited to −1 dBTP.
    #[default]
    On,
    /// Sound is left as it comes; only what would pass 0 dBTP is limited.
    Off,
}

/// What counts as dead air.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeadAir {
    /// Sound below this is silence, dBFS (peak of 20 ms).
    pub level_dbfs: f32,
    /// Silence for this long is dead air, seconds.
    pub seconds: f32,
}

impl Default for DeadAir {
    fn default() -> Self {
        Self {
            level_dbfs: -50.0,
            seconds: 10.0,
        }
    }
}

/// How a channel mixes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Config {
    /// Crossfade between items and into live, ms; 0 to 10 000. With 0 joins still take 10 ms, so
    /// that they do not click.
    pub crossfade_ms: u32,
    /// Longest fade when a live source leaves or returns, ms.
    pub live_fade_ms: u32,
    /// Loudness live sources are levelled to, LUFS.
    pub target_lufs: f32,
    /// Whether the sound is worked on.
    pub processing: Processing,
    /// Dead air.
    pub dead_air: DeadAir,
    /// How long before its start an item is asked for, ms. Live on air asks at once.
    pub ask_ahead_ms: u32,
    /// Whether the meter runs.
    pub metering: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            crossfade_ms: 3000,
            live_fade_ms: 1000,
            target_lufs: -16.0,
            processing: Processing::On,
            dead_air: DeadAir::default(),
            ask_ahead_ms: 15_000,
            metering: true,
        }
    }
}

/// Shortest fade of a join, samples: 10 ms, long enough not to click.
pub(super) const DECLICK: u64 = 480;
/// Longest crossfade, samples: 10 s.
const LONGEST: u64 = 480_000;

impl Config {
    /// Crossfade between items, samples.
    pub(super) fn crossfade(&self) -> u64 {
        bounded(u64::from(self.crossfade_ms) * 48)
    }

    /// Crossfade into `item`, samples.
    pub(super) fn crossfade_into(&self, item: &Item) -> u64 {
        item.crossfade.map_or_else(|| self.crossfade(), bounded)
    }

    /// Fade of a live source that leaves or returns, samples.
    pub(super) fn live_fade(&self) -> u64 {
        bounded(u64::from(self.live_fade_ms) * 48).min(self.crossfade())
    }

    /// How long before its start an item is asked for, samples.
    pub(super) fn ask_ahead(&self) -> u64 {
        u64::from(self.ask_ahead_ms) * 48
    }
}

fn bounded(samples: u64) -> u64 {
    samples.clamp(DECLICK, LONGEST)
}
