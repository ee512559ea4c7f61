//! One entry of the queue.

use crate::engine::grid::Epoch;
use awaz_core::id::{PlaylistId, QueueEntryId};
use awaz_core::ports::{Cues, PlayableTrack};
use awaz_plan::{Choice, Mark, Reason, Rule, timing};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One entry of the queue: a track and why it is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Entry.
    pub id: QueueEntryId,
    /// Track, as it was when it was chosen.
    pub track: Arc<PlayableTrack>,
    /// Playlist it came from.
    pub playlist: Option<PlaylistId>,
    /// Name of that playlist; empty without one.
    pub playlist_name: String,
    /// Whether it is a jingle.
    pub jingle: bool,
    /// Why it was chosen; `None` for one that somebody put there.
    pub reason: Option<Reason>,
    /// [`Choice::mark`].
    pub mark: Option<u32>,
    /// Rules that it breaks.
    #[serde(default)]
    pub bent: Vec<Rule>,
    /// When it cuts into what plays, Unix ms; `None` for one that waits for its turn.
    #[serde(default)]
    pub on_time_ms: Option<i64>,
}

/// A hard start that somebody does not want, or that cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// The playlist that was to begin.
    pub playlist: PlaylistId,
    /// When, Unix ms.
    pub at_ms: i64,
}

impl Dropped {
    pub(super) fn of(mark: &Mark) -> Self {
        Self {
            playlist: mark.playlist,
            at_ms: mark.at_ms,
        }
    }
}

impl Spot {
    /// Makes the entry of a choice.
    #[must_use]
    pub fn chosen(choice: &Choice, track: Arc<PlayableTrack>, playlist_name: String) -> Self {
        Self {
            id: QueueEntryId::new(),
            track,
            playlist: choice.playlist,
            playlist_name,
            jingle: choice.jingle,
            reason: Some(choice.reason),
            mark: Some(choice.mark),
            bent: choice.bent.clone(),
            on_time_ms: None,
        }
    }

    /// Makes the entry of a track that somebody put into the queue.
    #[must_use]
    pub fn by_hand(track: Arc<PlayableTrack>) -> Self {
        Self {
            id: QueueEntryId::new(),
            track,
            playlist: None,
            playlist_name: String::new(),
            jingle: false,
            reason: None,
            mark: None,
            bent: Vec::new(),
            on_time_ms: None,
        }
    }

    /// Whether it only plays because nothing is in rotation.
    #[must_use]
    pub fn is_fallback(&self) -> bool {
        matches!(self.reason, Some(Reason::Fallback))
    }

    /// The hard start it is for.
    pub(crate) fn start(&self) -> Option<Dropped> {
        let (playlist, at_ms) = self.playlist.zip(self.on_time_ms)?;
        Some(Dropped { playlist, at_ms })
    }

    /// Where it cuts in, samples since the channel's epoch.
    pub(crate) fn cuts_in_at(&self, epoch: Epoch) -> Option<u64> {
        self.on_time_ms.map(|at_ms| epoch.position(at_ms * 1000))
    }

    /// Whether it is for a hard start.
    pub(super) fn is_for(&self, mark: &Mark) -> bool {
        self.start() == Some(Dropped::of(mark))
    }

    /// Cue points, brought into order whatever was stored.
    pub(crate) fn cues(&self) -> Cues {
        timing::in_order(self.track.cues)
    }

    /// Samples it plays.
    pub(crate) fn length(&self) -> u64 {
        timing::length(&self.cues())
    }
}

/// An entry that is, or was, on air.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Playing {
    /// The entry.
    pub spot: Spot,
    /// Where it began, samples since the channel's epoch.
    pub start: u64,
}
