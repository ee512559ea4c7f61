//! What the engine tells the store. It never waits for it: notes go into a bounded channel, and
//! one that does not fit is lost and counted.

use crate::agenda::Agenda;
use crate::autodj::{Dropped, Playing, Spot};
use crate::model::{Kind, Song};
use awaz_core::event::Envelope;
use awaz_core::id::{AsRunId, ChannelId, TrackId};
use awaz_plan::Played;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a channel needs to go on after a restart.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedState {
    /// How often the channel was started; 0 before the first time.
    pub generation: u32,
    /// Where it was, samples since its epoch.
    pub position: u64,
    /// Number of the last now-playing change.
    pub seq: u64,
    /// What the AutoDJ played.
    pub current: Option<Playing>,
    /// What it would have played next.
    pub queue: Vec<Spot>,
    /// Hard starts that will not be made.
    pub dropped: Vec<Dropped>,
    /// What it played last, oldest first.
    pub played: Vec<Played>,
    /// What listeners heard last, newest first.
    pub history: Vec<Song>,
    /// Its schedule, which is kept elsewhere.
    #[serde(skip)]
    pub(crate) agenda: Arc<Agenda>,
}

/// One line of the as-run log, written when the item begins.
#[derive(Debug, Clone, PartialEq)]
pub struct AsRun {
    /// Id.
    pub id: AsRunId,
    /// Channel.
    pub channel: ChannelId,
    /// Number of the now-playing change.
    pub seq: u64,
    /// Kind.
    pub kind: Kind,
    /// Track of the library.
    pub track: Option<TrackId>,
    /// Title.
    pub title: String,
    /// Artist.
    pub artist: String,
    /// Album.
    pub album: String,
    /// Who was live.
    pub who: String,
    /// Playlist it came from.
    pub playlist: String,
    /// Whether there is cover art.
    pub has_art: bool,
    /// Where it began, samples since the epoch.
    pub start_sample: u64,
    /// When it began, Unix ms.
    pub started_at_ms: i64,
    /// How long it is planned to be, ms.
    pub duration_ms: Option<u64>,
}

/// What an owner should know about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlertKind {
    /// What is on air has been silent for the dead-air time.
    DeadAir,
    /// That silence is over.
    DeadAirEnded,
    /// A live source's connection broke, or it stopped delivering.
    SourceLost,
    /// A live source that had stopped delivering is heard again.
    SourceReturned,
    /// A track could not be played.
    TrackFailed,
    /// The channel's engine failed and was started anew.
    EngineFailed,
}

impl AlertKind {
    /// Name in the API and in events.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DeadAir => "dead_air",
            Self::DeadAirEnded => "dead_air_ended",
            Self::SourceLost => "source_lost",
            Self::SourceReturned => "source_returned",
            Self::TrackFailed => "track_failed",
            Self::EngineFailed => "engine_failed",
        }
    }
}

/// One alert.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Channel.
    pub channel: ChannelId,
    /// Kind.
    pub kind: AlertKind,
    /// When, Unix ms.
    pub at_ms: i64,
    /// Particulars.
    pub data: serde_json::Value,
}

/// Something to be kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Note {
    /// State of a channel; a later one replaces it.
    State(ChannelId, Box<SavedState>),
    /// A line of the as-run log.
    AsRun(Box<AsRun>),
    /// An alert.
    Alert(Alert),
    /// An event for the log.
    Event(Box<Envelope>),
}
