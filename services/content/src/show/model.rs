//! Shows and episodes as the API shows them, and what can be set about them.

use awaz_core::Slug;
use awaz_core::id::{ChannelId, EpisodeId, ShowId, TrackId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

use crate::model::TrackState;

/// A text in several languages, by BCP 47 tag; at most 12.
pub type Texts = BTreeMap<String, String>;

/// Who may know of a show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShowState {
    /// Its owner only; it has no feed.
    Draft,
    /// Everybody.
    #[default]
    Published,
    /// Whoever has its address; its feed says that it is complete.
    Archived,
}

/// In which order episodes are meant to be heard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShowKind {
    /// Each stands alone; the newest comes first.
    #[default]
    Episodic,
    /// One after the other, from the oldest.
    Serial,
}

/// What a feed is about, by Podcasting 2.0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// A podcast.
    #[default]
    Podcast,
    /// Music.
    Music,
    /// An audiobook.
    Audiobook,
    /// A course.
    Course,
}

/// Where to give money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Funding {
    /// Address, `http` or `https`.
    pub url: String,
    /// What the button says.
    pub text: String,
}

/// Somebody who is heard, or who works on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Role, by the taxonomy of Podcasting 2.0, as in `host` or `guest`; a host when empty.
    #[serde(default)]
    pub role: String,
    /// A page about them; may be empty.
    #[serde(default)]
    pub url: String,
    /// Their picture; may be empty.
    #[serde(default)]
    pub image: String,
}

/// What is known of a show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ShowDetails {
    /// Titles by language; there is always one in the main language.
    pub titles: Texts,
    /// What it is about, by language.
    pub descriptions: Texts,
    /// Main language, a BCP 47 tag: what is spoken.
    pub language: String,
    /// Category of the podcast directories.
    pub category: String,
    /// Its subcategory; may be empty.
    pub subcategory: String,
    /// Whether it is not for children.
    pub explicit: bool,
    /// Who makes it; may be empty.
    pub author: String,
    /// Address the directories write to. The feed tells it; other answers tell the owner only.
    pub owner_email: String,
    /// Its own page; this server's when empty.
    pub link: String,
    /// Copyright; may be empty.
    pub copyright: String,
    /// License, an SPDX identifier such as `cc-by-4.0`; may be empty.
    pub license: String,
    /// The place it is about; may be empty.
    pub location: String,
    /// How often it comes, in words; may be empty.
    pub frequency: String,
    /// In which order it is meant to be heard.
    pub kind: ShowKind,
    /// What it is.
    pub medium: Medium,
    /// Whether other platforms must not import its feed.
    pub locked: bool,
    /// Whether directories must not list it.
    pub block: bool,
    /// What a directory asks for to see whose it is; may be empty.
    pub verification: String,
    /// Where to give money, at most 5.
    pub funding: Vec<Funding>,
    /// Who makes it, at most 30.
    pub persons: Vec<Person>,
}

/// A show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Show {
    /// Id.
    pub id: ShowId,
    /// Name in URLs; never changes.
    pub slug: Slug,
    /// Its channel.
    pub channel_id: ChannelId,
    /// Its channel's name in URLs; null where the channel is gone.
    pub channel: Option<Slug>,
    /// Who may know of it.
    pub state: ShowState,
    /// Title in the main language; never empty.
    pub title: String,
    /// What it is about, in the main language; may be empty.
    pub description: String,
    /// Everything else.
    #[serde(flatten)]
    pub details: ShowDetails,
    /// Its identity in every directory; never changes.
    pub guid: String,
    /// Path of its cover, a square picture of 1400 pixels.
    pub cover_url: String,
    /// Whether the cover is its own, and not one that was made for it.
    pub has_cover: bool,
    /// Address of its feed.
    pub feed_url: String,
    /// How many episodes can be heard.
    pub episode_count: u64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it, or one of its episodes, was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What can be set about a show; what is absent stays, and an empty text takes away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ShowChange {
    /// Name in URLs: 2 to 40 of a-z, 0-9 and -, unique on the server. Only when it is made.
    pub slug: Option<Slug>,
    /// Who may know of it.
    pub state: Option<ShowState>,
    /// Titles by language, 1 to 300 characters each.
    pub titles: Option<Texts>,
    /// What it is about, by language, up to 4000 characters each.
    pub descriptions: Option<Texts>,
    /// Main language, a BCP 47 tag.
    pub language: Option<String>,
    /// Category of the podcast directories.
    pub category: Option<String>,
    /// Its subcategory.
    pub subcategory: Option<String>,
    /// Whether it is not for children.
    pub explicit: Option<bool>,
    /// Who makes it.
    pub author: Option<String>,
    /// Address the directories write to.
    pub owner_email: Option<String>,
    /// Its own page.
    pub link: Option<String>,
    /// Copyright.
    pub copyright: Option<String>,
    /// License.
    pub license: Option<String>,
    /// The place it is about.
    pub location: Option<String>,
    /// How often it comes, in words.
    pub frequency: Option<String>,
    /// In which order it is meant to be heard.
    pub kind: Option<ShowKind>,
    /// What it is.
    pub medium: Option<Medium>,
    /// Whether other platforms must not import its feed.
    pub locked: Option<bool>,
    /// Whether directories must not list it.
    pub block: Option<bool>,
    /// What a directory asks for to see whose it is.
    pub verification: Option<String>,
    /// Where to give money, at most 5.
    pub funding: Option<Vec<Funding>>,
    /// Who makes it, at most 30.
    pub persons: Option<Vec<Person>>,
}

/// Who may hear an episode.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EpisodeState {
    /// Its owner only.
    #[default]
    Draft,
    /// Its owner until `publish_at`, then everybody, once its sound is ready.
    Scheduled,
    /// Everybody.
    Published,
    /// Whoever has its address; it is in no list and no feed.
    Unlisted,
    /// Its owner only, any more.
    Archived,
}

/// What kind of episode it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EpisodeKind {
    /// A whole one.
    #[default]
    Full,
    /// It tells of the show.
    Trailer,
    /// Beside the others.
    Bonus,
}

/// A part of an episode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// Where it begins, milliseconds.
    pub start_ms: u64,
    /// Title, 1 to 300 characters.
    pub title: String,
    /// A page about it; may be empty.
    #[serde(default)]
    pub url: String,
    /// A picture; may be empty.
    #[serde(default)]
    pub image: String,
}

/// What is known of an episode.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct EpisodeDetails {
    /// Titles by language; there is always one in the show's main language.
    pub titles: Texts,
    /// What is in it, by language.
    pub notes: Texts,
    /// Season, 1 or more.
    pub season: Option<u32>,
    /// Number within the season, or the show.
    pub number: Option<u32>,
    /// What kind it is.
    pub kind: EpisodeKind,
    /// Whether it is not for children; as its show where null.
    pub explicit: Option<bool>,
    /// A page about it; may be empty.
    pub link: String,
    /// Who is heard, at most 30; as in its show where there are none.
    pub persons: Vec<Person>,
    /// Its parts, by their beginning, at most 500.
    pub chapters: Vec<Chapter>,
}

/// An episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Episode {
    /// Id.
    pub id: EpisodeId,
    /// Its show.
    pub show_id: ShowId,
    /// Its show's name in URLs.
    pub show: Slug,
    /// Title in the show's main language; never empty.
    pub title: String,
    /// What is in it, in the show's main language; may be empty.
    pub description: String,
    /// Everything else.
    #[serde(flatten)]
    pub details: EpisodeDetails,
    /// Its identity in every player; never changes, whatever else does.
    pub guid: String,
    /// Who may hear it.
    pub state: EpisodeState,
    /// When it is to be published, where it is scheduled.
    pub publish_at: Option<DateTime<Utc>>,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// Length, milliseconds; null until its sound is measured.
    pub duration_ms: Option<i64>,
    /// Path of its sound; null until it is ready.
    pub audio_url: Option<String>,
    /// MIME type of its sound.
    pub audio_type: Option<String>,
    /// Size of its sound, bytes.
    pub audio_bytes: Option<u64>,
    /// The track of its sound; null where it has none. Its owner sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub track_id: Option<TrackId>,
    /// How far its sound is; null where it has none. Its owner sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sound: Option<TrackState>,
    /// Why its sound cannot be used. Its owner sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sound_reason: Option<String>,
    /// Path of its cover, or its show's.
    pub cover_url: String,
    /// Whether the cover is its own.
    pub has_cover: bool,
    /// Path of its transcript as JSON; null where it has none. `WebVTT` and SRT lie beside it.
    pub transcript_url: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What can be set about an episode; what is absent stays, and an empty text or 0 takes away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EpisodeChange {
    /// Who may hear it. `published` before its sound is ready waits for that, as `scheduled`.
    pub state: Option<EpisodeState>,
    /// When it is to be published, for `scheduled`; within ten years.
    pub publish_at: Option<DateTime<Utc>>,
    /// Titles by language, 1 to 300 characters each.
    pub titles: Option<Texts>,
    /// What is in it, by language, up to 10 000 characters each.
    pub notes: Option<Texts>,
    /// Season, 1 to 10 000; 0 for none.
    pub season: Option<u32>,
    /// Number, 1 to 100 000; 0 for none.
    pub number: Option<u32>,
    /// What kind it is.
    pub kind: Option<EpisodeKind>,
    /// Whether it is not for children.
    pub explicit: Option<bool>,
    /// A page about it.
    pub link: Option<String>,
    /// Who is heard, at most 30.
    pub persons: Option<Vec<Person>>,
    /// Its parts, at most 500.
    pub chapters: Option<Vec<Chapter>>,
}
