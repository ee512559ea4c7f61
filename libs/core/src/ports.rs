//! The four questions that cannot wait for an event: who is it, what is there to play, which
//! stations are there, may they hear it.
//!
//! The local implementation is the owning service itself; a remote one speaks JSON to it. The
//! same [`crate::Error`] comes back either way.

use crate::Result;
use crate::hours::Hours;
use crate::id::{ChannelId, EpisodeId, PlaylistId, ShowId, TrackId, UserId};
use crate::slug::Slug;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a person may do at large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Listens.
    EndUser,
    /// Runs stations.
    StationOwner,
    /// Runs the server.
    Admin,
}

/// Who makes a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Principal {
    /// The person.
    pub user_id: UserId,
    /// Their role.
    pub role: Role,
    /// Scopes of the API key used; `None` for a browser session, which may all its role may.
    pub scopes: Option<Vec<String>>,
}

impl Principal {
    /// Whether the principal may use `scope` (as in `station:admin`) at all.
    #[must_use]
    pub fn may(&self, scope: &str) -> bool {
        let role_may = crate::permission::has(self.role, scope);
        let key_may = self
            .scopes
            .as_ref()
            .is_none_or(|scopes| scopes.iter().any(|held| held == scope || held == "*"));
        role_may && key_may
    }
}

/// A credential as it came with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// Value of the session cookie.
    Session(String),
    /// Value after `Bearer `, an API key `awz_…`.
    Bearer(String),
}

/// Who is it? Answered by `identity`.
#[async_trait]
pub trait Directory: Send + Sync {
    /// Finds who a credential belongs to; `None` for one that is wrong, ended or expired.
    async fn authenticate(&self, credential: &Credential) -> Result<Option<Principal>>;
}

/// Cue points and loudness of a track, measured once at import, in samples at 48 kHz.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Cues {
    /// Length of the whole file.
    pub length: u64,
    /// Where sound starts.
    pub cue_in: u64,
    /// Where sound ends.
    pub cue_out: u64,
    /// Where the next item may start under this one; at most `cue_out`.
    pub start_next: u64,
    /// Integrated loudness, LUFS; `None` when the file is too quiet or too short to measure.
    pub loudness_lufs: Option<f32>,
    /// True peak, dBTP.
    pub true_peak_dbtp: f32,
}

/// A track as the AutoDJ needs it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlayableTrack {
    /// Id.
    pub id: TrackId,
    /// Title; never empty (the file's name where it has no tag).
    pub title: String,
    /// Artist as tagged; may be empty.
    pub artist: String,
    /// Album; may be empty.
    pub album: String,
    /// Key of the sound in the object store.
    pub object_key: String,
    /// Measurements.
    pub cues: Cues,
    /// Whether there is cover art at `/api/v1/tracks/<id>/art`.
    pub has_art: bool,
}

/// How a playlist takes part in the AutoDJ's choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PlaylistKind {
    /// General rotation; chosen by weight, 1 to 25.
    Rotation {
        /// Weight.
        weight: u8,
    },
    /// One item after every `songs` songs.
    EverySongs {
        /// Songs between two items.
        songs: u16,
    },
    /// One item every `minutes` minutes.
    EveryMinutes {
        /// Minutes between two items.
        minutes: u16,
    },
    /// One item every hour, at the first change after `minute`, or on it.
    Hourly {
        /// Minute of the hour, by the station's clock, 0 to 59.
        minute: u8,
    },
    /// Played only when nothing else is there.
    Fallback,
    /// Not played by itself.
    Manual,
}

/// The order in which a playlist gives its tracks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlaylistOrder {
    /// As listed.
    Sequential,
    /// All once in a random order, then again in another.
    Shuffle,
    /// Any, least recently played favoured.
    Random,
}

/// A playlist with its playable tracks, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlayablePlaylist {
    /// Id.
    pub id: PlaylistId,
    /// Name.
    pub name: String,
    /// Part in the choice.
    pub kind: PlaylistKind,
    /// Order.
    pub order: PlaylistOrder,
    /// Jingles: titles are not shown to listeners, separation rules pass over them.
    pub jingle: bool,
    /// Hours in which it takes part; always where there are none. In them, a rotation comes before
    /// those that have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<Hours>,
    /// Whether it cuts into what plays, at its minute or when its hours begin, rather than to wait
    /// for the next change.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hard_start: bool,
    /// Tracks.
    pub tracks: Vec<TrackId>,
}

/// Everything a channel's AutoDJ can play, as of `version`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Library {
    /// Grows with each change of the channel's tracks or playlists.
    pub version: i64,
    /// Enabled playlists.
    pub playlists: Vec<PlayablePlaylist>,
    /// Their tracks, sorted by id.
    pub tracks: Vec<Arc<PlayableTrack>>,
}

/// A show that everybody may know of, as it can be found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedShow {
    /// Id.
    pub id: ShowId,
    /// Name in URLs.
    pub slug: Slug,
    /// Its title in its main language; never empty.
    pub title: String,
    /// Its titles in other languages.
    pub other_titles: Vec<String>,
    /// What it is about, without markup; may be empty.
    pub description: String,
    /// Who makes it; may be empty.
    pub author: String,
    /// Category, as the directories name it.
    pub category: String,
    /// BCP 47 tag of what is spoken.
    pub language: String,
    /// Where its cover is, below the server's root.
    pub art: String,
    /// Whether it is not for children.
    pub explicit: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Its published episodes, the newest first, at most 5000.
    pub episodes: Vec<PublishedEpisode>,
}

/// An episode that everybody may hear, as it can be found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedEpisode {
    /// Id.
    pub id: EpisodeId,
    /// Its title in its show's main language; never empty.
    pub title: String,
    /// Its titles in other languages.
    pub other_titles: Vec<String>,
    /// What is in it, without markup; may be empty.
    pub notes: String,
    /// Who is heard in it.
    pub persons: Vec<String>,
    /// Where its cover is, below the server's root.
    pub art: String,
    /// Whether it is not for children.
    pub explicit: bool,
    /// Its length, seconds.
    pub seconds: u32,
    /// When it was published.
    pub published_at: DateTime<Utc>,
}

/// What is there to play? Answered by `content`.
#[async_trait]
pub trait Catalog: Send + Sync {
    /// Version of a channel's library; cheap, may be asked every second.
    async fn library_version(&self, channel: ChannelId) -> Result<i64>;
    /// A channel's whole library.
    async fn library(&self, channel: ChannelId) -> Result<Library>;
    /// One track of a channel's library; `None` where it is another's, gone or not ready.
    async fn track(&self, channel: ChannelId, track: TrackId) -> Result<Option<PlayableTrack>>;
    /// A channel's published shows with their published episodes.
    async fn shows(&self, channel: ChannelId) -> Result<Vec<PublishedShow>> {
        let _none = channel;
        Ok(Vec::new())
    }
}

/// A channel as other services know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Station {
    /// Id.
    pub id: ChannelId,
    /// Name in URLs.
    pub slug: Slug,
    /// Name on screen.
    pub name: String,
    /// A sentence about it; may be empty.
    #[serde(default)]
    pub description: String,
    /// Genre, as the owner writes it; may be empty.
    #[serde(default)]
    pub genre: String,
    /// BCP 47 tag of what is spoken; may be empty.
    #[serde(default)]
    pub language: String,
    /// Who owns it; `None` for channels made on the command line before there was an owner.
    pub owner: Option<UserId>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// Which stations are there? Answered by `streaming`.
#[async_trait]
pub trait Stations: Send + Sync {
    /// Finds a channel by its slug.
    async fn by_slug(&self, slug: &Slug) -> Result<Option<Station>>;
    /// All channels, by slug.
    async fn all(&self) -> Result<Vec<Station>>;
}

/// May they hear it? Answered by `payment`; until it exists the answer is yes to all but items
/// marked `members`.
#[async_trait]
pub trait Entitlements: Send + Sync {
    /// Whether `user` may hear members' items of `channel`.
    async fn is_member(&self, user: Option<UserId>, channel: ChannelId) -> Result<bool>;
}
