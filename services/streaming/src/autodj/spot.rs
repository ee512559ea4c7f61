//! One entry of the queue.

use awaz_core::id::{PlaylistId, QueueEntryId};
use awaz_core::ports::{Cues, PlayableTrack};
use awaz_plan::{Choice, Reason, Rule};
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
        }
    }

    /// Whether it only plays because nothing is in rotation.
    #[must_use]
    pub fn is_fallback(&self) -> bool {
        matches!(self.reason, Some(Reason::Fallback))
    }

    /// Cue points, brought into order whatever was stored.
    pub(crate) fn cues(&self) -> Cues {
        let cues = self.track.cues;
        let cue_out = cues.cue_out.min(cues.length);
        let cue_in = cues.cue_in.min(cue_out);
        Cues {
            cue_in,
            cue_out,
            start_next: cues.start_next.clamp(cue_in, cue_out),
            ..cues
        }
    }

    /// Samples it plays.
    pub(crate) fn length(&self) -> u64 {
        let cues = self.cues();
        cues.cue_out - cues.cue_in
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
