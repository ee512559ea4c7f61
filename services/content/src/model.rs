//! Tracks and playlists as the API shows them.

use awaz_core::hours::Hours;
use awaz_core::id::{PlaylistId, TrackId};
use awaz_core::ports::{PlaylistKind, PlaylistOrder};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far a track is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrackState {
    /// It waits to be checked.
    Pending,
    /// It is being checked and measured.
    Processing,
    /// It can be played.
    Ready,
    /// It cannot be played; `reason` says why.
    Failed,
}

/// A track of a channel's library.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Track {
    /// Id.
    pub id: TrackId,
    /// Title; never empty.
    pub title: String,
    /// Artist; may be empty.
    pub artist: String,
    /// Album; may be empty.
    pub album: String,
    /// Length, milliseconds; null until it is measured.
    pub duration_ms: Option<i64>,
    /// Integrated loudness, LUFS; null until it is measured, and for what is too short.
    pub lufs: Option<f32>,
    /// How far it is.
    pub state: TrackState,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Path of its cover art; null where it has none.
    pub art_url: Option<String>,
    /// Blurhash of the cover art.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blurhash: Option<String>,
    /// Name of the file it came from.
    pub filename: String,
    /// Names of the playlists it is in.
    pub playlists: Vec<String>,
    /// When it was added.
    pub added_at: DateTime<Utc>,
}

/// Where a playlist stands in the AutoDJ's choice, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// General rotation, by weight.
    Rotation,
    /// After every `every_songs` songs.
    EverySongs,
    /// Every `every_minutes` minutes.
    EveryMinutes,
    /// Every hour, at the first change after its minute `at_minute`, or on it.
    Hourly,
    /// When nothing else is there.
    Fallback,
    /// Not by itself.
    Manual,
}

/// A playlist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the API")]
pub struct Playlist {
    /// Id.
    pub id: PlaylistId,
    /// Name; unique in its channel.
    pub name: String,
    /// Part in the choice.
    pub kind: Part,
    /// Weight in the general rotation, 1 to 25.
    pub weight: u8,
    /// Songs between two items, for `every_songs`.
    pub every_songs: Option<u16>,
    /// Minutes between two items, for `every_minutes`.
    pub every_minutes: Option<u16>,
    /// Minute of the hour, for `hourly`.
    pub at_minute: Option<u8>,
    /// Hours in which it takes part, by the station's clock; always where there are none. In them, a
    /// rotation comes before those that have none.
    pub hours: Vec<Hours>,
    /// Whether a rotation cuts into what plays when its hours begin, and an hourly playlist at its
    /// minute, to the second; otherwise they wait for the next change.
    pub hard_start: bool,
    /// Order.
    pub order: PlaylistOrder,
    /// Jingles: titles are not shown, separation rules pass over them.
    pub jingle: bool,
    /// Whether it takes part.
    pub enabled: bool,
    /// Whether it is the rotation that new tracks join.
    pub is_default: bool,
    /// How many tracks it has.
    pub track_count: u64,
    /// Its tracks, in order; only where one playlist is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracks: Option<Vec<Track>>,
}

/// What can be set about a playlist; what is absent stays. For the part, `kind` decides; without
/// it `every_songs` or `every_minutes`, where one is a number, make it such a playlist, and where
/// both are null, take it back to the rotation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PlaylistChange {
    /// Name, 1 to 100 characters.
    pub name: Option<String>,
    /// Part in the choice.
    pub kind: Option<Part>,
    /// Weight in the general rotation, 1 to 25.
    pub weight: Option<u8>,
    /// Songs between two items, 1 to 1000; null for none.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<u16>)]
    pub every_songs: Option<Option<u16>>,
    /// Minutes between two items, 1 to 1440; null for none.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<u16>)]
    pub every_minutes: Option<Option<u16>>,
    /// Minute of the hour, 0 to 59, for `hourly`.
    pub at_minute: Option<u8>,
    /// Hours in which it takes part, at most 50 entries; none for always.
    pub hours: Option<Vec<Hours>>,
    /// Whether it cuts into what plays, to the second, when its hours begin or at its minute.
    pub hard_start: Option<bool>,
    /// Order.
    pub order: Option<PlaylistOrder>,
    /// Jingles.
    pub jingle: Option<bool>,
    /// Whether it takes part.
    pub enabled: Option<bool>,
}

/// Tells `null` from absent.
#[expect(
    clippy::option_option,
    reason = "absent, null and a number are three different wishes"
)]
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<u16>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Texts of a track that people change; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TrackChange {
    /// Title, 1 to 300 characters.
    pub title: Option<String>,
    /// Artist, up to 300 characters.
    pub artist: Option<String>,
    /// Album, up to 300 characters.
    pub album: Option<String>,
}

/// Tracks by id, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrackIds {
    /// The ids; at most 50 000, of the playlist's own channel.
    pub track_ids: Vec<TrackId>,
}

impl Part {
    /// The part of a port's kind.
    #[must_use]
    pub const fn of(kind: PlaylistKind) -> Self {
        match kind {
            PlaylistKind::Rotation { .. } => Self::Rotation,
            PlaylistKind::EverySongs { .. } => Self::EverySongs,
            PlaylistKind::EveryMinutes { .. } => Self::EveryMinutes,
            PlaylistKind::Hourly { .. } => Self::Hourly,
            PlaylistKind::Fallback => Self::Fallback,
            PlaylistKind::Manual => Self::Manual,
        }
    }
}

impl PlaylistChange {
    /// The part it asks for, from what the playlist is now.
    ///
    /// # Errors
    /// `Invalid` for numbers out of range and for a part without its number.
    pub fn kind_from(&self, now: PlaylistKind) -> awaz_core::Result<PlaylistKind> {
        let part = self.part().unwrap_or(Part::of(now));
        let (mut weight, mut songs, mut minutes) =
            (self.weight, self.every_songs.flatten(), self.every_minutes.flatten());
        let mut minute = self.at_minute;
        match now {
            PlaylistKind::Rotation { weight: old } => weight = weight.or(Some(old)),
            PlaylistKind::EverySongs { songs: old } => songs = songs.or(Some(old)),
            PlaylistKind::EveryMinutes { minutes: old } => minutes = minutes.or(Some(old)),
            PlaylistKind::Hourly { minute: old } => minute = minute.or(Some(old)),
            PlaylistKind::Fallback | PlaylistKind::Manual => {}
        }
        match part {
            Part::Rotation => Ok(PlaylistKind::Rotation {
                weight: within("weight", weight.unwrap_or(DEFAULT_WEIGHT).into(), 25)? as u8,
            }),
            Part::EverySongs => Ok(PlaylistKind::EverySongs {
                songs: within("every_songs", songs.unwrap_or(0), 1000)?,
            }),
            Part::EveryMinutes => Ok(PlaylistKind::EveryMinutes {
                minutes: within("every_minutes", minutes.unwrap_or(0), 1440)?,
            }),
            Part::Hourly => Ok(PlaylistKind::Hourly {
                minute: minute_of_hour(minute)?,
            }),
            Part::Fallback => Ok(PlaylistKind::Fallback),
            Part::Manual => Ok(PlaylistKind::Manual),
        }
    }

    /// The hours it asks for.
    ///
    /// # Errors
    /// `Invalid` for too many, and for those whose last date lies before the first.
    pub fn checked_hours(&self) -> awaz_core::Result<Option<Vec<Hours>>> {
        self.hours.as_deref().map(awaz_core::hours::checked).transpose()
    }

    fn part(&self) -> Option<Part> {
        if self.kind.is_some() {
            return self.kind;
        }
        match (self.every_songs, self.every_minutes) {
            (Some(Some(_)), _) => Some(Part::EverySongs),
            (_, Some(Some(_))) => Some(Part::EveryMinutes),
            (Some(None), Some(None)) => Some(Part::Rotation),
            _ => None,
        }
    }
}

fn minute_of_hour(minute: Option<u8>) -> awaz_core::Result<u8> {
    minute.filter(|minute| *minute < 60).ok_or_else(|| {
        let sentence = "An hourly playlist's at_minute must be a number from 0 to 59.";
        awaz_core::Error::invalid(sentence).field("/at_minute", "0 to 59")
    })
}

/// Weight of a rotation that says nothing of it.
pub const DEFAULT_WEIGHT: u8 = 3;

fn within(field: &str, value: u16, most: u16) -> awaz_core::Result<u16> {
    if (1..=most).contains(&value) {
        return Ok(value);
    }
    let sentence = format!("The playlist's {field} must be a number from 1 to {most}.");
    Err(awaz_core::Error::invalid(sentence).field(format!("/{field}"), format!("1 to {most}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(json: &str) -> PlaylistChange {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn parts_follow_what_is_asked() {
        let rotation = PlaylistKind::Rotation { weight: 5 };
        let songs = PlaylistKind::EverySongs { songs: 4 };
        for (json, now, expected) in [
            (r"{}", rotation, rotation),
            (r#"{"weight":9}"#, rotation, PlaylistKind::Rotation { weight: 9 }),
            (r#"{"weight":1,"every_songs":4,"every_minutes":null}"#, rotation, songs),
            (
                r#"{"weight":2,"every_songs":null,"every_minutes":null}"#,
                songs,
                PlaylistKind::Rotation { weight: 2 },
            ),
            (
                r#"{"kind":"every_minutes","every_minutes":15}"#,
                songs,
                PlaylistKind::EveryMinutes { minutes: 15 },
            ),
            (r#"{"kind":"fallback"}"#, songs, PlaylistKind::Fallback),
            (r#"{"name":"x"}"#, songs, songs),
        ] {
            assert_eq!(change(json).kind_from(now), Ok(expected), "{json}");
        }
        for (json, now) in [
            (r#"{"weight":0}"#, rotation),
            (r#"{"weight":26}"#, rotation),
            (r#"{"kind":"every_songs"}"#, rotation),
            (r#"{"every_minutes":1441}"#, rotation),
        ] {
            assert_eq!(change(json).kind_from(now).unwrap_err().fields.len(), 1, "{json}");
        }
        assert!(serde_json::from_str::<PlaylistChange>(r#"{"wieght":1}"#).is_err());
    }
}
