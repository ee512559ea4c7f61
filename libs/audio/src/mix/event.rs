//! What the mixer tells the engine. Positions (`at`) are samples since the channel's epoch, exact
//! in the rendered output.

use super::item::ItemId;
use super::live::LiveId;

/// Who an item is played for; lower lanes wait for higher ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lane {
    /// The schedule's.
    Scheduled,
    /// The AutoDJ's.
    AutoDj,
    /// The fallback playlist's.
    Fallback,
}

/// Why an item ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemEnd {
    /// It was played out.
    Finished,
    /// Something of a higher priority took over, or it was skipped.
    Cut,
    /// Its source ended early by a fault (panic, starved for a second).
    Failed,
    /// It was silent for too long.
    Silent,
}

/// Why a live source is no longer heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaveReason {
    /// It said goodbye; the source is gone from the mixer.
    Finished,
    /// Its connection broke; the source is gone from the mixer.
    Lost,
    /// It delivered nothing for `stall_ms`, or less than is played; it may return.
    Stalled,
    /// It is silent; it may return.
    Silent,
    /// Another live source took over; the source is gone from the mixer.
    TakenOver,
    /// The engine removed it; the source is gone from the mixer.
    Removed,
}

impl LeaveReason {
    /// Whether the source is still with the mixer and may be heard again.
    #[must_use]
    pub const fn may_return(self) -> bool {
        matches!(self, Self::Stalled | Self::Silent)
    }
}

/// Whose sound an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A live source.
    Live(LiveId),
    /// An item.
    Item(ItemId),
}

/// What is played when nothing else is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FallbackKind {
    /// An item of the fallback lane.
    Playlist,
    /// The built-in tone bed.
    Tone,
}

/// Something happened at sample `at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MixEvent {
    /// A lane has nothing cued; answer with [`super::Mixer::cue`]. Repeated every second while it
    /// stays unanswered.
    NeedsItem {
        /// When the mixer noticed.
        at: u64,
        /// The lane that asks.
        lane: Lane,
        /// Where the item is going to start as things stand; `None`: at any moment (live is on
        /// air and may leave, or nothing plays).
        starts_at: Option<u64>,
    },
    /// An item's first sample.
    ItemStarted {
        /// Position.
        at: u64,
        /// Item.
        id: ItemId,
        /// Lane.
        lane: Lane,
    },
    /// The sample after an item's last one, its fade-out included.
    ItemEnded {
        /// Position.
        at: u64,
        /// Item.
        id: ItemId,
        /// Lane.
        lane: Lane,
        /// Why.
        end: ItemEnd,
        /// Samples of it that were heard.
        played: u64,
    },
    /// A live source is heard for the first time.
    LiveStarted {
        /// Position.
        at: u64,
        /// Source.
        id: LiveId,
    },
    /// A live source begins to be faded out.
    LiveLeft {
        /// Position.
        at: u64,
        /// Source.
        id: LiveId,
        /// Why.
        reason: LeaveReason,
    },
    /// A live source that had left is heard again.
    LiveReturned {
        /// Position.
        at: u64,
        /// Source.
        id: LiveId,
    },
    /// What is on air has been silent for the channel's dead-air time.
    DeadAir {
        /// Position.
        at: u64,
        /// Whose silence.
        origin: Origin,
    },
    /// The silence is over: the source is heard again, or something else is.
    DeadAirEnded {
        /// Position.
        at: u64,
        /// Whose silence it was.
        origin: Origin,
    },
    /// There was nothing of a higher priority.
    FallbackStarted {
        /// Position.
        at: u64,
        /// What plays.
        kind: FallbackKind,
    },
}

impl MixEvent {
    /// Position, samples since the channel's epoch.
    #[must_use]
    pub const fn at(&self) -> u64 {
        match *self {
            Self::NeedsItem { at, .. }
            | Self::ItemStarted { at, .. }
            | Self::ItemEnded { at, .. }
            | Self::LiveStarted { at, .. }
            | Self::LiveLeft { at, .. }
            | Self::LiveReturned { at, .. }
            | Self::DeadAir { at, .. }
            | Self::DeadAirEnded { at, .. }
            | Self::FallbackStarted { at, .. } => at,
        }
    }
}
