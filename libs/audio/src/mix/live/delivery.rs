//! When a live source last delivered, and whether it does so steadily; in samples of mixer time.

use super::LiveConfig;
use super::shared::Ending;

/// A pause in delivery longer than this is not steady, samples: 1 s.
const LONGEST_PAUSE: u64 = 48_000;

/// What the mixer is to make of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    /// It may be played.
    Ready,
    /// It is not there yet, or not there again.
    Filling,
    /// It stopped delivering, or delivers less than is played.
    Stalled,
    /// It has been silent for the dead-air time.
    Silent,
    /// It has ended, and what is in hand is no longer than its fade.
    Ending(Ending),
}

/// Follows deliveries.
#[derive(Debug, Clone, Copy)]
pub(super) struct Delivery {
    seen: u64,
    last_at: u64,
    steady_from: u64,
    steady_count: u64,
}

impl Delivery {
    pub(super) fn new(now: u64) -> Self {
        Self {
            seen: 0,
            last_at: now,
            steady_from: now,
            steady_count: 0,
        }
    }

    /// Takes note that `written` samples have been delivered by `now`.
    pub(super) fn note(&mut self, written: u64, now: u64) {
        if written == self.seen {
            return;
        }
        if now - self.last_at > LONGEST_PAUSE {
            self.restart(now);
        } else {
            self.steady_count += written - self.seen;
        }
        self.seen = written;
        self.last_at = now;
    }

    /// Begins to judge anew, as after the source was left.
    pub(super) fn restart(&mut self, now: u64) {
        self.steady_from = now;
        self.steady_count = 0;
    }

    /// Samples since the last delivery.
    pub(super) fn pause(&self, now: u64) -> u64 {
        now.saturating_sub(self.last_at)
    }

    /// Whether delivery has been steady for as long as `config` asks: no long pause, and at the
    /// rate it is played at.
    pub(super) fn is_steady(&self, config: &LiveConfig, now: u64) -> bool {
        let elapsed = now.saturating_sub(self.steady_from);
        elapsed >= config.steady() && self.pause(now) <= LONGEST_PAUSE && self.steady_count * 10 >= elapsed * 9
    }
}
