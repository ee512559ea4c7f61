//! The shared ring: what one encoder produced last, kept once for all who listen.

mod roster;
mod state;
mod view;

pub use roster::{Audience, ListenerStats};
pub(crate) use roster::{Identity, Member};
pub(crate) use state::{Found, Position, Rest};
pub(crate) use view::View;

use crate::Refused;
use crate::title::Title;
use awaz_core::id::ConnectionId;
use awaz_core::{SharedClock, SystemClock};
use bytes::Bytes;
use parking_lot::Mutex;
use roster::Roster;
use state::State;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{Notify, watch};

/// Samples per second in which chunks and titles are dated.
pub const RATE: u64 = 48_000;

/// Smallest capacity of a ring, bytes; smaller settings are raised to it.
pub const MIN_CAPACITY: usize = 128 * 1024;

/// How much a listener is given at once on arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// That many bytes of the ring, at most.
    Bytes(u32),
    /// That many milliseconds of sound, at most.
    Millis(u32),
}

/// Bounds of one ring's audience; `None` is unbounded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// Most listeners at a time.
    pub listeners: Option<u32>,
    /// Most outgoing kb/s, counted as listeners × the ring's bitrate.
    pub bandwidth_kbps: Option<u32>,
}

/// What a ring holds and for how many.
#[derive(Debug, Clone)]
pub struct RingConfig {
    /// Name that is the same in a successor process, as in `radio/mp3-128`.
    pub name: String,
    /// `Content-Type` of the stream; listeners move only between rings of one type.
    pub content_type: String,
    /// Nominal bitrate, kb/s, for the bandwidth limit.
    pub bitrate_kbps: u32,
    /// Bytes kept; default 640 KiB, which is 512 KiB of lag and two bursts. At least [`MIN_CAPACITY`].
    pub capacity_bytes: usize,
    /// `StreamUrl` announced with every title.
    pub stream_url: Option<String>,
    /// Bounds of the audience; can be changed later.
    pub limits: Limits,
    /// Tells when listeners arrived.
    pub clock: SharedClock,
}

impl Default for RingConfig {
    fn default() -> Self {
        Self {
            name: String::new(),
            content_type: "audio/mpeg".to_owned(),
            bitrate_kbps: 128,
            capacity_bytes: 640 * 1024,
            stream_url: None,
            limits: Limits::default(),
            clock: Arc::new(SystemClock),
        }
    }
}

/// Whole codec frames that belong together: the unit in which listeners start, jump and move.
#[derive(Debug, Clone, Default)]
pub struct Chunk {
    /// One or more whole frames (MP3, ADTS) or pages (Ogg); 20–80 ms is usual.
    pub bytes: Bytes,
    /// Position of the first sample, 48 kHz samples since the channel's epoch.
    pub start: u64,
    /// Length in samples per channel.
    pub samples: u32,
    /// Pages a decoder needs before this and later chunks (Ogg headers, an init segment). The ring
    /// itself sends them: in front of this chunk to those who follow along, and first to everyone
    /// who starts later. Give them where a logical stream begins; repeating the same ones is harmless.
    pub headers: Option<Bytes>,
}

/// Why a chunk was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// The ring was closed; the encoder should stop.
    #[error("the ring is closed")]
    Closed,
    /// The chunk would displace more than half of the ring; split it at frames.
    #[error("the chunk is larger than half of the ring")]
    TooLarge,
}

/// Why listeners cannot move from one ring to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoveError {
    /// The rings carry different types, which a player in mid-stream cannot follow.
    #[error("the rings carry different content types")]
    ContentType,
    /// Both are the same ring.
    #[error("a ring cannot be moved to itself")]
    Same,
}

/// Audience and traffic of a ring.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RingStats {
    /// Listeners now.
    pub listeners: u32,
    /// Readers now, relays and recorders included.
    pub readers: u32,
    /// Bytes sent since the ring was made.
    pub bytes_sent: u64,
    /// Bytes held now.
    pub bytes_held: u64,
    /// Sample after the last one held.
    pub end_sample: u64,
}

/// One rendition's latest bytes, shared by everyone who listens to it.
///
/// Bounded by bytes; readers hold positions, never copies. Pushing never waits for a reader.
#[derive(Debug)]
pub struct Ring {
    config: RingConfig,
    state: Mutex<State>,
    roster: Mutex<Roster>,
    heard: watch::Sender<bool>,
    pushed: Notify,
    bytes_sent: AtomicU64,
}

impl Ring {
    /// Makes an empty ring.
    #[must_use]
    pub fn new(mut config: RingConfig) -> Arc<Self> {
        config.capacity_bytes = config.capacity_bytes.max(MIN_CAPACITY);
        Arc::new(Self {
            state: Mutex::new(State::new(config.capacity_bytes as u64)),
            roster: Mutex::new(Roster::new(config.limits, config.bitrate_kbps)),
            heard: watch::Sender::new(false),
            pushed: Notify::new(),
            bytes_sent: AtomicU64::new(0),
            config,
        })
    }

    /// Appends whole frames and wakes asynchronous readers.
    ///
    /// # Errors
    /// [`PushError`]; the ring is unchanged.
    pub fn push(&self, chunk: Chunk) -> Result<(), PushError> {
        self.state.lock().push(chunk)?;
        self.pushed.notify_waiters();
        Ok(())
    }

    /// Announces `text` (`Artist - Title`) from the chunk on that holds sample `at_sample`; it may
    /// lie ahead. Control characters go, `';` is defused, more than 4 kB is cut.
    pub fn set_title(&self, at_sample: u64, text: &str) {
        let title = Title::new(text, self.config.stream_url.as_deref());
        self.state.lock().set_title(at_sample, Arc::new(title));
    }

    /// Ends the stream: listeners get what is left, then a clean close.
    pub fn close(&self) {
        self.state.lock().close();
        self.pushed.notify_waiters();
    }

    /// Tells whether the ring was closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.state.lock().is_closed()
    }

    /// Moves everyone who listens now to `target`, each after the frame they are in, to the same
    /// sample there if `target` has it, else to its newest. Later arrivals stay.
    /// Returns how many are on their way; they arrive within a tick.
    ///
    /// # Errors
    /// [`MoveError`]; nobody is moved.
    pub fn move_to(&self, target: &Arc<Self>) -> Result<u32, MoveError> {
        if std::ptr::eq(self, Arc::as_ptr(target)) {
            return Err(MoveError::Same);
        }
        if self.config.content_type != target.config.content_type {
            return Err(MoveError::ContentType);
        }
        let readers = self.roster.lock().readers();
        self.state.lock().move_to(target);
        self.pushed.notify_waiters();
        Ok(readers)
    }

    /// Follows whether anybody reads this ring, so that its encoder can rest when nobody does.
    #[must_use]
    pub fn heard(&self) -> watch::Receiver<bool> {
        self.heard.subscribe()
    }

    /// What the ring was made with, limits as of then.
    #[must_use]
    pub const fn config(&self) -> &RingConfig {
        &self.config
    }

    /// Changes the bounds of the audience; those inside stay.
    pub fn set_limits(&self, limits: Limits) {
        self.roster.lock().set_limits(limits);
    }

    /// Audience and traffic now.
    #[must_use]
    pub fn stats(&self) -> RingStats {
        let (bytes_held, end_sample) = self.state.lock().extent();
        let roster = self.roster.lock();
        RingStats {
            listeners: roster.listeners(),
            readers: roster.readers(),
            bytes_sent: self.bytes_sent.load(Ordering::Relaxed),
            bytes_held,
            end_sample,
        }
    }

    /// Everyone who reads now, in no particular order.
    #[must_use]
    pub fn listeners(&self) -> Vec<ListenerStats> {
        let members = self.roster.lock().members();
        let view = self.view();
        members.iter().map(|member| member.stats(&view)).collect()
    }

    /// Ends one listener; returns whether they were here.
    pub fn kick(&self, id: ConnectionId) -> bool {
        let member = self.roster.lock().member(id);
        if let Some(found) = &member {
            found.kick();
            self.pushed.notify_waiters();
        }
        member.is_some()
    }

    /// Tells whether one more listener would be let in now; [`crate::Fanout::add`] decides again.
    ///
    /// # Errors
    /// The refusal they would get.
    pub fn admits(&self) -> Result<(), Refused> {
        if self.is_closed() {
            return Err(Refused::Closed);
        }
        self.roster.lock().admits()
    }

    pub(crate) fn view(&self) -> Arc<View> {
        self.state.lock().view()
    }

    pub(crate) fn join_position(&self, burst: Span) -> Position {
        self.state.lock().join(burst)
    }

    pub(crate) fn position_of(&self, sample: u64) -> Found {
        self.state.lock().position_of(sample)
    }

    pub(crate) fn rest_of_frame(&self, offset: u64) -> Option<Rest> {
        self.state.lock().rest_of_frame(offset)
    }

    pub(crate) fn move_count(&self) -> u32 {
        self.state.lock().move_count()
    }

    pub(crate) fn pushed(&self) -> &Notify {
        &self.pushed
    }

    pub(crate) fn count_sent(&self, bytes: usize) {
        self.bytes_sent.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Lets a reader in if the limits allow it.
    pub(crate) fn enter(&self, member: &Arc<Member>) -> Result<(), Refused> {
        if self.is_closed() {
            return Err(Refused::Closed);
        }
        let mut roster = self.roster.lock();
        if member.audience == Audience::Listener {
            roster.admits()?;
        }
        roster.insert(member);
        self.note_readers(&roster);
        Ok(())
    }

    /// Lets a reader in who was already listening elsewhere (a move, a hand-off).
    pub(crate) fn welcome(&self, member: &Arc<Member>) {
        let mut roster = self.roster.lock();
        roster.insert(member);
        self.note_readers(&roster);
    }

    pub(crate) fn leave(&self, id: ConnectionId) {
        let mut roster = self.roster.lock();
        roster.remove(id);
        self.note_readers(&roster);
    }

    /// Called with the roster locked, so that two changes cannot be announced out of order.
    fn note_readers(&self, roster: &Roster) {
        let heard_now = roster.readers() > 0;
        self.heard.send_if_modified(|heard| {
            let changed = *heard != heard_now;
            *heard = heard_now;
            changed
        });
    }
}
