//! The decoder thread's end.

use super::LiveStatus;
use super::shared::{Ending, Shared};
use crate::dsp::Meter;
use std::sync::Arc;
use std::time::Duration;

/// The decoder thread's end of a live buffer. Dropping it means that the connection broke;
/// [`finish`](Self::finish) is a clean end.
pub struct LiveWriter {
    shared: Arc<Shared>,
    meter: Meter,
}

impl LiveWriter {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            meter: Meter::new(),
        }
    }

    /// Delivers interleaved stereo and returns the samples (per channel) taken. Fewer than given
    /// mean that the buffer is full: [`wait`](Self::wait), then push the rest. 0 for ever means
    /// that the mixer has dropped the source: see [`is_closed`](Self::is_closed).
    pub fn push(&mut self, samples: &[f32]) -> usize {
        let mut state = self.shared.lock();
        if state.closed {
            return 0;
        }
        let room = self.shared.capacity.saturating_sub(state.fill()) as usize;
        let taken = room.min(samples.len() / 2);
        let accepted = &samples[..taken * 2];
        state.ring.extend(accepted.iter().map(|sample| tame(*sample)));
        state.written += taken as u64;
        state.silence.push(accepted);
        state.status.silent_for = state.silence.silent_for(state.written);
        drop(state);
        if self.meter.push(accepted) {
            self.shared.lock().status.levels = self.meter.levels();
        }
        taken
    }

    /// Waits until there is room for more, for at most `longest`; false when there is none.
    #[must_use]
    pub fn wait(&self, longest: Duration) -> bool {
        self.shared.wait_for_room(longest)
    }

    /// Whether the mixer has dropped the source (kicked, taken over): nothing more is wanted.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.shared.lock().closed
    }

    /// How the source is doing.
    #[must_use]
    pub fn status(&self) -> LiveStatus {
        let state = self.shared.lock();
        LiveStatus {
            fill: state.fill(),
            delivered: state.written,
            ..state.status
        }
    }

    /// Ends the source cleanly: what is in hand is played out and faded.
    pub fn finish(self) {
        self.shared.lock().ending = Some(Ending::Finished);
    }
}

impl Drop for LiveWriter {
    fn drop(&mut self) {
        self.shared.lock().ending.get_or_insert(Ending::Lost);
    }
}

/// Makes any `f32` a sample: decoders may hand out infinities for broken frames.
fn tame(sample: f32) -> f32 {
    if sample.is_finite() {
        sample.clamp(-8.0, 8.0)
    } else {
        0.0
    }
}
