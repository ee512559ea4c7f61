//! The engine's hand on a recording.

use awaz_audio::encode::Packet;
use crossbeam_channel::{Sender, TrySendError, bounded};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Pushes that may wait for the disk: 40 s at the engine's pace, 1.6 MB at 320 kbit/s.
pub(super) const QUEUE: usize = 1024;

pub(super) enum Message {
    Packets(Vec<Packet>),
    Title {
        at_sample: u64,
        title: String,
        artist: String,
    },
    Finish {
        at_sample: u64,
    },
}

/// A running recording. Nothing here ever waits: what the disk cannot take ends the recording,
/// with an alert, and never the sound. Dropping it ends the recording where it is.
#[derive(Debug)]
pub struct Tape {
    sender: Sender<Message>,
    state: Arc<State>,
}

/// What the two ends tell each other beside the queue.
#[derive(Debug, Default)]
pub(super) struct State {
    /// The writer has given up.
    pub(super) is_over: AtomicBool,
    /// Something found no room in the queue: all after it would be a hole.
    pub(super) overflowed: AtomicBool,
}

impl Tape {
    pub(super) fn new() -> (Self, crossbeam_channel::Receiver<Message>, Arc<State>) {
        let (sender, receiver) = bounded(QUEUE);
        let state = Arc::new(State::default());
        let tape = Self {
            sender,
            state: state.clone(),
        };
        (tape, receiver, state)
    }

    /// Records packets; those before the start of the recording are passed over.
    pub fn push(&self, packets: &[Packet]) {
        if !packets.is_empty() && !self.is_over() {
            self.send(Message::Packets(packets.to_vec()));
        }
    }

    /// Notes what plays from `at_sample` on.
    pub fn title(&self, at_sample: u64, title: &str, artist: &str) {
        if !self.is_over() {
            let (title, artist) = (title.to_owned(), artist.to_owned());
            self.send(Message::Title {
                at_sample,
                title,
                artist,
            });
        }
    }

    /// Ends the recording: what was announced for `at_sample` or later was not heard.
    pub fn finish(self, at_sample: u64) {
        self.send(Message::Finish { at_sample });
    }

    /// Whether it has stopped by itself: the disk is full, too slow, or fails.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.state.is_over.load(Ordering::Relaxed) || self.state.overflowed.load(Ordering::Relaxed)
    }

    pub(super) fn give_up(&self) {
        self.state.is_over.store(true, Ordering::Relaxed);
    }

    fn send(&self, message: Message) {
        if let Err(TrySendError::Full(_)) = self.sender.try_send(message) {
            self.state.overflowed.store(true, Ordering::Relaxed);
        }
    }
}
