//! The words of a choice.

use crate::zone::Zone;
use awaz_core::id::{PlaylistId, TrackId};
use serde::{Deserialize, Serialize};

/// What a channel asks of its AutoDJ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Minutes before the same artist may be heard again; 0 does not care.
    pub artist_minutes: u32,
    /// Minutes before the same title, by whomever, may be heard again; 0 does not care.
    pub title_minutes: u32,
    /// The station's clock.
    #[serde(default)]
    pub zone: Zone,
    /// Crossfade between items, ms: what is reckoned with to fill the time to what begins next.
    #[serde(default)]
    pub crossfade_ms: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            artist_minutes: 60,
            title_minutes: 120,
            zone: Zone::default(),
            crossfade_ms: 3000,
        }
    }
}

/// A rule that a choice had to bend, the least important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A shuffled playlist gives each track once before any comes again.
    Order,
    /// The same artist not within [`Rules::artist_minutes`].
    Artist,
    /// The same title not within [`Rules::title_minutes`].
    Title,
    /// The same track not twice in a row.
    JustPlayed,
    /// Only what a playlist says is played by itself.
    Playlist,
}

/// Why a track was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// General rotation.
    Rotation {
        /// Weight of its playlist.
        weight: u8,
    },
    /// It is the hour of its playlist.
    Scheduled {
        /// Weight of its playlist among those whose hour it is.
        weight: u8,
    },
    /// The calendar gives its playlist this time.
    Airtime,
    /// One every hour.
    Hourly {
        /// Minute of the hour.
        minute: u8,
    },
    /// One after every so many songs.
    EverySongs {
        /// Songs.
        songs: u16,
    },
    /// One every so many minutes.
    EveryMinutes {
        /// Minutes.
        minutes: u16,
    },
    /// Nothing is in rotation.
    Fallback,
    /// No playlist may be played by itself; any track is better than none.
    LastResort,
}

/// What to play next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The track.
    pub track: TrackId,
    /// The playlist it came from; `None` for [`Reason::LastResort`].
    pub playlist: Option<PlaylistId>,
    /// Whether it is a jingle.
    pub jingle: bool,
    /// Why.
    pub reason: Reason,
    /// Rules it breaks, the least important first; empty in a library that is large enough.
    pub bent: Vec<Rule>,
    /// Where its playlist stands now: its index in a sequential playlist, the number of the round
    /// in a shuffled one, 0 in others. Give it back in [`crate::Played::mark`].
    pub mark: u32,
}
