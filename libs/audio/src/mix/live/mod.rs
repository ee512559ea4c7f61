//! The buffer between a live source's decoder thread and the mixer.
//!
//! [`live_buffer`] makes both ends: the thread keeps the [`LiveWriter`], the mixer takes the
//! [`LiveBuffer`]. Time is counted in the mixer's samples; there is no other clock.

mod buffer;
mod delivery;
mod shared;
mod writer;

pub use buffer::LiveBuffer;
pub use writer::LiveWriter;

pub(super) use delivery::Condition;
pub(super) use shared::Ending;

use crate::dsp::Levels;

/// The engine's own number for a live source; the mixer only gives it back in events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LiveId(pub u64);

/// How a live source is buffered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveConfig {
    /// Sound kept in hand, ms; 300 to 10 000. The source goes on air once this much is there.
    pub buffer_ms: u32,
    /// Nothing delivered for this long leaves the source, ms; 200 to 60 000.
    pub stall_ms: u32,
    /// Steady delivery for this long takes it back, ms.
    pub return_ms: u32,
}

impl Default for LiveConfig {
    fn default() -> Self {
        Self {
            buffer_ms: 2000,
            stall_ms: 1500,
            return_ms: 3000,
        }
    }
}

impl LiveConfig {
    /// Sound kept in hand, samples.
    pub(super) fn target(&self) -> u64 {
        u64::from(self.buffer_ms.clamp(300, 10_000)) * 48
    }

    /// Longest time without delivery, samples.
    pub(super) fn stall(&self) -> u64 {
        u64::from(self.stall_ms.clamp(200, 60_000)) * 48
    }

    /// Steady delivery before a return, samples.
    pub(super) fn steady(&self) -> u64 {
        u64::from(self.return_ms.min(60_000)) * 48
    }

    /// Most that is held, samples: beyond it the writer has to wait.
    pub(super) fn capacity(&self) -> u64 {
        self.target() * 2 + u64::from(crate::RATE)
    }
}

/// How a live source is doing, for the studio.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LiveStatus {
    /// Sound in hand, samples.
    pub fill: u64,
    /// Sound that should be in hand, samples.
    pub target: u64,
    /// Samples delivered so far.
    pub delivered: u64,
    /// Whether it is on air.
    pub on_air: bool,
    /// Whether it was left because it stopped delivering.
    pub stalled: bool,
    /// Samples of silence up to the newest sample delivered.
    pub silent_for: u64,
    /// By how much the source's clock is followed, parts per million; above 0 it is fast.
    pub drift_ppm: f32,
    /// Gain of the leveller, dB.
    pub leveller_db: f32,
    /// Levels as delivered.
    pub levels: Levels,
}

/// Follows the clock of a live source by playing it slightly faster or slower.
pub trait Follower: Send {
    /// Turns `input` (interleaved) into `out` (appended) such that `fill` moves towards `target`,
    /// both samples.
    fn follow(&mut self, input: &[f32], fill: (u64, u64), out: &mut Vec<f32>);
    /// The present correction, parts per million; above 0 the source is fast.
    fn drift_ppm(&self) -> f32;
    /// Forgets the past after a hole.
    fn reset(&mut self);
}

/// Makes the two ends of a live source's buffer.
#[must_use]
pub fn live_buffer(config: LiveConfig) -> (LiveWriter, LiveBuffer) {
    let shared = shared::Shared::new(config);
    (LiveWriter::new(shared.clone()), LiveBuffer::new(config, shared))
}
