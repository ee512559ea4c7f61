//! What is on air, as people and programs see it.

use awaz_core::id::TrackId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What kind of thing is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A live source.
    Live,
    /// A track of the library.
    Track,
    /// A jingle; its title is not shown.
    Jingle,
    /// The tone bed, or a track of a fallback playlist.
    Fallback,
}

/// Where a channel's sound comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnAir {
    /// A live source.
    Live,
    /// The AutoDJ.
    Autodj,
    /// A fallback.
    Fallback,
    /// Nothing: the server is stopping.
    Off,
}

/// Who is live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LiveNow {
    /// Name of the DJ or of the source.
    pub name: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// What is heard, from `sample` on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NowPlaying {
    /// Grows with each change; id of the server-sent event.
    pub seq: u64,
    /// Kind.
    pub kind: Kind,
    /// Title; the station's name where there is none to show.
    pub title: String,
    /// Artist; may be empty.
    pub artist: String,
    /// Album; may be empty.
    pub album: String,
    /// Picture.
    pub art_url: String,
    /// Track of the library, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub track_id: Option<TrackId>,
    /// Who is live, where somebody is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live: Option<LiveNow>,
    /// When it began, by the sample clock: the same clock that dates HLS segments.
    pub started_at: DateTime<Utc>,
    /// How long it is, where that is known, ms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// Where it began, samples since the channel's epoch.
    pub sample: u64,
}

impl NowPlaying {
    /// Title as ICY and Icecast show it: `artist - title`.
    #[must_use]
    pub fn text(&self) -> String {
        if self.artist.is_empty() {
            self.title.clone()
        } else {
            format!("{} - {}", self.artist, self.title)
        }
    }
}

/// Something that was, or will be, heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Song {
    /// Title.
    pub title: String,
    /// Artist.
    pub artist: String,
    /// Picture.
    pub art_url: String,
    /// When it began, or will.
    pub played_at: DateTime<Utc>,
    /// How long, ms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// Kind.
    pub kind: Kind,
}

/// Levels of the programme, ten times a second.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Meter {
    /// Momentary loudness (400 ms), LUFS; at least -120.
    pub lufs_m: f32,
    /// Short-term loudness (3 s), LUFS; at least -120.
    pub lufs_s: f32,
    /// Highest true peak of the last 100 ms, dBTP.
    pub true_peak: f32,
    /// Highest left sample, dBFS.
    pub l: f32,
    /// Highest right sample, dBFS.
    pub r: f32,
    /// What is heard.
    pub on_air: OnAir,
}

/// Levels of a source.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SourceLevel {
    /// Momentary loudness, LUFS.
    pub lufs_m: f32,
    /// Highest left sample, dBFS.
    pub peak_l: f32,
    /// Highest right sample, dBFS.
    pub peak_r: f32,
    /// Highest true peak, dBTP.
    pub true_peak: f32,
}

/// How a live source is doing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SourceHealth {
    /// Whether one is connected; all else is null where none is.
    pub connected: bool,
    /// Who.
    pub who: Option<String>,
    /// `icecast`, `shoutcast`, `webcast`, `relay`.
    pub protocol: Option<String>,
    /// Software of the source.
    pub agent: Option<String>,
    /// Its address.
    pub peer: Option<String>,
    /// Codec and container as the decoder found them.
    pub format: Option<String>,
    /// Sample rate as it comes, Hz.
    pub rate_hz: Option<u32>,
    /// Channels as they come.
    pub channels: Option<u8>,
    /// Bit rate as it arrives, over the last seconds, kbit/s.
    pub kbps_measured: Option<f32>,
    /// When it connected.
    pub since: Option<DateTime<Utc>>,
    /// When it has to go, because the presenter's hours are over.
    pub ends_at: Option<DateTime<Utc>>,
    /// Sound waiting in its buffer, ms.
    pub buffer_ms: Option<u32>,
    /// How much faster its clock runs than ours, ppm.
    pub drift_ppm: Option<f32>,
    /// Whether it is not delivering.
    pub stalled: bool,
    /// For how long it has been silent, s.
    pub silent_for_s: u32,
    /// Levels.
    pub level: Option<SourceLevel>,
    /// Why the sound cannot be decoded, where it cannot.
    pub problem: Option<String>,
    /// What begins on the second next, within the hour; who is on air is not cut off for it.
    pub hard_start: Option<HardStart>,
}

/// Something that begins on the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HardStart {
    /// When.
    pub at: DateTime<Utc>,
    /// The playlist that begins.
    pub playlist: String,
}
