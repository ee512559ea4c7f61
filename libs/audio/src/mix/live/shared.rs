//! What the two ends of a live buffer share, behind one short lock.

use super::{LiveConfig, LiveStatus};
use crate::dsp::SilenceTracker;
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// How a live source ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It said goodbye.
    Finished,
    /// Its writer was dropped.
    Lost,
}

pub(super) struct State {
    /// Interleaved sound in hand.
    pub(super) ring: VecDeque<f32>,
    /// Samples taken from the writer since the start.
    pub(super) written: u64,
    /// Samples taken by the reader, or dropped by it, since the start.
    pub(super) taken: u64,
    pub(super) ending: Option<Ending>,
    /// The mixer dropped its end.
    pub(super) closed: bool,
    /// Silence at the newest sample.
    pub(super) silence: SilenceTracker,
    pub(super) status: LiveStatus,
}

impl State {
    pub(super) fn fill(&self) -> u64 {
        self.written - self.taken
    }

    /// Drops the oldest `samples`.
    pub(super) fn discard(&mut self, samples: u64) {
        let samples = samples.min(self.fill());
        self.ring.drain(..(samples * 2) as usize);
        self.taken += samples;
    }
}

pub(super) struct Shared {
    state: Mutex<State>,
    room: Condvar,
    pub(super) capacity: u64,
}

impl Shared {
    pub(super) fn new(config: LiveConfig) -> Arc<Self> {
        let status = LiveStatus {
            target: config.target(),
            ..LiveStatus::default()
        };
        Arc::new(Self {
            state: Mutex::new(State {
                ring: VecDeque::new(),
                written: 0,
                taken: 0,
                ending: None,
                closed: false,
                silence: SilenceTracker::new(-50.0),
                status,
            }),
            room: Condvar::new(),
            capacity: config.capacity(),
        })
    }

    /// Locks; a writer that panicked while it held the lock left at worst half a push behind,
    /// which still is sound.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells a waiting writer that there is room, or that the reader is gone.
    pub(super) fn wake_writer(&self) {
        self.room.notify_one();
    }

    /// Waits until there is room, the reader is gone, or the time is over.
    pub(super) fn wait_for_room(&self, longest: std::time::Duration) -> bool {
        let full = |state: &mut State| state.fill() >= self.capacity && !state.closed;
        let waited = self.room.wait_timeout_while(self.lock(), longest, full);
        let (state, _timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        state.fill() < self.capacity && !state.closed
    }
}
