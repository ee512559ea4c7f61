//! The mixer's end.

use super::delivery::{Condition, Delivery};
use super::shared::{Shared, State};
use super::{Follower, LiveConfig, LiveStatus};
use std::sync::Arc;

/// Samples given to the follower at once.
const CHUNK: u64 = 480;
/// Least in hand while a source delivers irregularly, samples: enough for a fade.
const GUARD: u64 = 2880;
/// Sound this long before its start brings a silent source back, samples: its breath.
const LEAD_IN: u64 = 9600;

/// The mixer's end of a live buffer; give it to [`crate::mix::Mixer::add_live`]. Dropping it tells
/// the writer that nothing more is wanted.
pub struct LiveBuffer {
    config: LiveConfig,
    shared: Arc<Shared>,
    follower: Option<Box<dyn Follower>>,
    /// Sound behind the follower, interleaved.
    pending: Vec<f32>,
    input: Vec<f32>,
    delivery: Option<Delivery>,
    away: Option<Away>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Away {
    Stalled,
    Silent,
}

impl LiveBuffer {
    pub(super) fn new(config: LiveConfig, shared: Arc<Shared>) -> Self {
        Self {
            config,
            shared,
            follower: None,
            pending: Vec::new(),
            input: Vec::new(),
            delivery: None,
            away: None,
        }
    }

    /// Puts a follower of the source's clock between buffer and mixer.
    #[must_use]
    pub fn with_follower(mut self, follower: Box<dyn Follower>) -> Self {
        self.follower = Some(follower);
        self
    }

    /// How the source is doing.
    #[must_use]
    pub fn status(&self) -> LiveStatus {
        let state = self.shared.lock();
        LiveStatus {
            fill: self.in_hand(&state),
            delivered: state.written,
            ..state.status
        }
    }

    /// Samples in hand.
    #[must_use]
    pub fn fill(&self) -> u64 {
        self.in_hand(&self.shared.lock())
    }

    /// Sets the level below which sound is silence, dBFS.
    pub(in crate::mix) fn set_silence_level(&self, level_dbfs: f32) {
        self.shared.lock().silence.set_level(level_dbfs);
    }

    /// Publishes what only the mixer knows.
    pub(in crate::mix) fn publish(&self, on_air: bool, leveller_db: f32) {
        let mut state = self.shared.lock();
        state.status.on_air = on_air;
        state.status.stalled = self.away == Some(Away::Stalled);
        state.status.leveller_db = leveller_db;
        state.status.drift_ppm = self.follower.as_ref().map_or(0.0, |follower| follower.drift_ppm());
    }

    /// Judges the source at mixer time `now`. `fade` is how long leaving it would take and
    /// `dead_air` how long silence is borne, samples.
    pub(in crate::mix) fn judge(&mut self, now: u64, fade: u64, dead_air: u64) -> Condition {
        let shared = self.shared.clone();
        let mut state = shared.lock();
        let mut delivery = *self.delivery.get_or_insert_with(|| Delivery::new(now));
        delivery.note(state.written, now);
        self.delivery = Some(delivery);
        match self.away {
            None => self.judge_present(&state, delivery.pause(now), (fade, dead_air)),
            Some(Away::Stalled) => self.judge_stalled(&mut state, delivery.is_steady(&self.config, now)),
            Some(Away::Silent) => self.judge_silent(&state, now, fade),
        }
    }

    /// Copies the newest `longest` samples in hand to `out`.
    pub(in crate::mix) fn peek(&self, longest: u64, out: &mut Vec<f32>) {
        let state = self.shared.lock();
        let skip = state.fill().saturating_sub(longest) as usize * 2;
        out.clear();
        out.extend(state.ring.iter().skip(skip));
    }

    /// Whether it would be played if it came just now: enough is in hand.
    pub(in crate::mix) fn is_filled(&self) -> bool {
        let state = self.shared.lock();
        self.in_hand(&state) >= self.config.target() || (state.ending.is_some() && self.in_hand(&state) > GUARD)
    }

    /// Reads up to `out.len() / 2` samples and returns how many there were; only at the very end
    /// of a source, or when it is not [`Condition::Ready`], are there fewer.
    pub(in crate::mix) fn read(&mut self, out: &mut [f32]) -> usize {
        let shared = self.shared.clone();
        let mut state = shared.lock();
        while self.pending.len() < out.len() && state.fill() > 0 {
            self.refill(&mut state);
        }
        drop(state);
        shared.wake_writer();
        let count = out.len().min(self.pending.len());
        out[..count].copy_from_slice(&self.pending[..count]);
        self.pending.drain(..count);
        count / 2
    }

    /// Copies the next `longest` samples without taking them; those behind the follower aside, as
    /// delivered.
    pub(in crate::mix) fn preview(&self, longest: u64) -> Vec<f32> {
        let state = self.shared.lock();
        self.pending
            .iter()
            .chain(&state.ring)
            .take(longest as usize * 2)
            .copied()
            .collect()
    }

    /// Leaves the source for having stalled: what is in hand is gone, and delivery is judged anew.
    pub(in crate::mix) fn leave_stalled(&mut self, now: u64) {
        self.away = Some(Away::Stalled);
        self.clear();
        if let Some(delivery) = &mut self.delivery {
            delivery.restart(now);
        }
    }

    /// Leaves the source for being silent: it goes on being read, unheard, until sound is back.
    pub(in crate::mix) fn leave_silent(&mut self) {
        self.away = Some(Away::Silent);
    }

    /// Takes the source back.
    pub(in crate::mix) fn come_back(&mut self) {
        self.away = None;
        self.shared.lock().silence.restart_silence();
    }

    /// Whether the source was left and must be read on unheard, to keep its place in time.
    pub(in crate::mix) fn is_read_unheard(&self) -> bool {
        self.away == Some(Away::Silent)
    }

    fn judge_present(&self, state: &State, pause: u64, (fade, dead_air): (u64, u64)) -> Condition {
        let in_hand = self.in_hand(state);
        if let Some(ending) = state.ending {
            return if in_hand <= fade {
                Condition::Ending(ending)
            } else {
                Condition::Ready
            };
        }
        if pause >= self.config.stall() || (in_hand <= GUARD && pause > 0) || in_hand < GUARD / 2 {
            return Condition::Stalled;
        }
        if state.silence.silent_for(state.taken) >= dead_air {
            return Condition::Silent;
        }
        Condition::Ready
    }

    fn judge_stalled(&self, state: &mut State, steady: bool) -> Condition {
        if let Some(ending) = state.ending {
            return Condition::Ending(ending);
        }
        // While nobody listens only the newest sound is kept, so that it comes back on time.
        state.discard(state.fill().saturating_sub(self.config.target()));
        self.shared.wake_writer();
        if steady && state.fill() >= self.config.target().min(self.config.steady() / 10 * 9) {
            Condition::Ready
        } else {
            Condition::Filling
        }
    }

    fn judge_silent(&mut self, state: &State, now: u64, fade: u64) -> Condition {
        if let Some(ending) = state.ending {
            return Condition::Ending(ending);
        }
        if self.in_hand(state) < GUARD / 2 {
            self.away = Some(Away::Stalled);
            if let Some(delivery) = &mut self.delivery {
                delivery.restart(now);
            }
            return Condition::Filling;
        }
        let lead_in = fade.min(LEAD_IN);
        let reached = |since: u64| state.taken + lead_in >= since;
        if state.silence.sound_since().is_some_and(reached) && self.in_hand(state) > GUARD {
            Condition::Ready
        } else {
            Condition::Filling
        }
    }

    fn refill(&mut self, state: &mut State) {
        let fill = self.in_hand(state);
        let count = (state.fill().min(CHUNK) * 2) as usize;
        let Some(follower) = &mut self.follower else {
            self.pending.extend(state.ring.drain(..count));
            state.taken += count as u64 / 2;
            return;
        };
        self.input.clear();
        self.input.extend(state.ring.drain(..count));
        state.taken += count as u64 / 2;
        follower.follow(&self.input, (fill, self.config.target()), &mut self.pending);
    }

    fn clear(&mut self) {
        let mut state = self.shared.lock();
        let fill = state.fill();
        state.discard(fill);
        drop(state);
        self.shared.wake_writer();
        self.pending.clear();
        if let Some(follower) = &mut self.follower {
            follower.reset();
        }
    }

    fn in_hand(&self, state: &State) -> u64 {
        state.fill() + self.pending.len() as u64 / 2
    }
}

impl Drop for LiveBuffer {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.wake_writer();
    }
}
