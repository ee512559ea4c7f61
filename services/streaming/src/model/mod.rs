//! What a channel is: its settings, what it plays, what others see of it.

mod now;
mod schedule;
mod settings;

pub use now::{HardStart, Kind, LiveNow, Meter, NowPlaying, OnAir, Song, SourceHealth, SourceLevel};
pub use schedule::{ScheduleDraft, ScheduleEntry};
pub use settings::{
    ChannelLimits, DeadAir, Fallback, Processing, Recording, Separation, Settings, Takeover, check_aliases,
};

use awaz_core::Slug;
use awaz_core::id::{ChannelId, UserId};

/// A channel as it is stored: who it is and how it is set.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Id.
    pub id: ChannelId,
    /// Name in URLs.
    pub slug: Slug,
    /// Name on screen.
    pub name: String,
    /// A sentence about it.
    pub description: String,
    /// Genre, as the owner writes it.
    pub genre: String,
    /// BCP 47 tag of what is spoken, as in `ur`.
    pub language: String,
    /// Web page of the station; empty where there is none.
    pub website: String,
    /// Colour of its cards, `#rrggbb`.
    pub color: String,
    /// Who owns it.
    pub owner: Option<UserId>,
    /// Unix ms of position 0.
    pub epoch_ms: i64,
    /// When it was made, Unix ms.
    pub created_at_ms: i64,
    /// Grows with each change of the profile.
    pub version: i64,
    /// Settings.
    pub settings: Settings,
}
