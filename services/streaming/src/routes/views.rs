//! Channels as the API shows them.

use super::Addresses;
use crate::engine::{Channel, QueueItem};
use crate::model::{Kind, NowPlaying, OnAir, Profile, Settings, Song};
use awaz_core::id::{ChannelId, QueueEntryId, TrackId};
use awaz_core::{Codec, Rendition};
use awaz_plan::{Reason, Rule};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// A station as listeners see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct StationView {
    /// Id.
    id: ChannelId,
    /// Name in URLs.
    slug: String,
    /// Name.
    name: String,
    /// A sentence about it.
    description: String,
    /// BCP 47 tag of what is spoken.
    language: String,
    /// Genre.
    genre: String,
    /// Picture.
    art_url: String,
    /// Colour of its cards.
    color: String,
    /// Where its sound comes from.
    on_air: OnAir,
    /// Who listens now.
    listeners: u32,
    /// What plays.
    now: NowPlaying,
    /// What it can be heard in.
    renditions: Vec<String>,
    /// How far one may rewind, minutes.
    time_shift_min: u32,
    /// Where it can be heard.
    urls: Urls,
}

/// Where a station can be heard.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Urls {
    /// HLS, AAC.
    hls: String,
    /// HLS, Opus.
    hls_opus: String,
    /// A plain stream on this port: MP3, or the next best where the station has none.
    mp3: String,
    /// Its page.
    page: String,
}

/// A station's page.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct StationPage {
    #[serde(flatten)]
    station: StationView,
    /// What was heard, newest first.
    history: Vec<Song>,
    /// What comes, jingles left out.
    next: Vec<Song>,
    /// Elsewhere.
    links: Links,
}

/// A station elsewhere.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Links {
    /// Its web page.
    #[serde(skip_serializing_if = "Option::is_none")]
    website: Option<String>,
}

/// A channel as its owner sees it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct ChannelView {
    #[serde(flatten)]
    station: StationView,
    /// Its web page; empty where it has none.
    website: String,
    /// Grows with each change; send it back with a change.
    version: i64,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// How it is set.
    settings: Settings,
}

/// A track in the queue.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct QueueTrack {
    id: TrackId,
    title: String,
    artist: String,
    album: String,
    duration_ms: u64,
    art_url: String,
}

/// One entry of the queue.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct QueueView {
    /// Entry.
    id: QueueEntryId,
    /// What will be heard.
    track: QueueTrack,
    /// When it starts, as things stand; null while a live source is on air.
    starts_at: Option<DateTime<Utc>>,
    /// Why it is there: `by_hand`, `rotation`, `scheduled`, `airtime`, `hourly`, `every_songs`,
    /// `every_minutes`, `fallback`, `last_resort`.
    reason: String,
    /// Playlist it comes from.
    playlist: String,
    /// Whether it is a jingle.
    jingle: bool,
    /// Whether it is being made ready.
    locked: bool,
    /// Rules that had to be bent for it: `order`, `artist`, `title`, `just_played`, `playlist`.
    #[schema(value_type = Vec<String>)]
    bent: Vec<Rule>,
    /// Whether it cuts into what plays, at its time; it is not moved then.
    on_time: bool,
}

pub(crate) fn station(channel: &Channel) -> StationView {
    let profile = channel.profile();
    let now = channel.now_playing().borrow().as_ref().clone();
    let state = channel.state();
    let slug = profile.slug.to_string();
    StationView {
        id: profile.id,
        name: profile.name.clone(),
        description: profile.description.clone(),
        language: profile.language.clone(),
        genre: profile.genre.clone(),
        art_url: art_url(&profile),
        color: profile.color.clone(),
        on_air: state.on_air,
        listeners: state.listeners,
        now,
        renditions: profile.settings.renditions.iter().map(ToString::to_string).collect(),
        time_shift_min: profile.settings.time_shift_min,
        urls: Urls {
            hls: format!("/live/{slug}/master.m3u8"),
            hls_opus: format!("/live/{slug}/opus.m3u8"),
            mp3: progressive(&profile),
            page: format!("/stations/{slug}"),
        },
        slug,
    }
}

pub(crate) fn page(channel: &Channel) -> StationPage {
    let profile = channel.profile();
    let website = (!profile.website.is_empty()).then(|| profile.website.clone());
    StationPage {
        station: station(channel),
        history: heard(channel),
        next: next(channel),
        links: Links { website },
    }
}

pub(crate) fn channel(channel: &Channel) -> ChannelView {
    let profile = channel.profile();
    ChannelView {
        station: station(channel),
        website: profile.website.clone(),
        version: profile.version,
        created_at: DateTime::from_timestamp_millis(profile.created_at_ms).unwrap_or_default(),
        settings: profile.settings.clone(),
    }
}

/// What was heard before what is heard now, newest first, at most ten.
pub(crate) fn heard(channel: &Channel) -> Vec<Song> {
    let now = channel.now_playing().borrow().started_at;
    let songs = channel.state().history.into_iter();
    songs
        .filter(|song| song.played_at < now && song.kind != Kind::Jingle)
        .take(10)
        .collect()
}

/// What comes, jingles left out.
pub(crate) fn next(channel: &Channel) -> Vec<Song> {
    let profile = channel.profile();
    let items = channel.state().next.into_iter().filter(|item| !item.jingle);
    items
        .filter_map(|item| {
            let track = queue_track(&item, &profile);
            Some(Song {
                title: track.title,
                artist: track.artist,
                art_url: track.art_url,
                played_at: item.starts_at?,
                duration_ms: Some(track.duration_ms),
                kind: Kind::Track,
            })
        })
        .collect()
}

pub(crate) fn queue(channel: &Channel) -> Vec<QueueView> {
    queue_items(&channel.state().next, &channel.profile())
}

pub(crate) fn queue_items(items: &[QueueItem], profile: &Profile) -> Vec<QueueView> {
    items.iter().map(|item| queue_item(item, profile)).collect()
}

fn queue_item(item: &QueueItem, profile: &Profile) -> QueueView {
    QueueView {
        id: item.id,
        track: queue_track(item, profile),
        starts_at: item.starts_at,
        reason: item.reason.map_or("by_hand", reason).to_owned(),
        playlist: item.playlist_name.clone(),
        jingle: item.jingle,
        locked: item.locked,
        bent: item.bent.clone(),
        on_time: item.on_time,
    }
}

const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Rotation { .. } => "rotation",
        Reason::Scheduled { .. } => "scheduled",
        Reason::Airtime => "airtime",
        Reason::Hourly { .. } => "hourly",
        Reason::EverySongs { .. } => "every_songs",
        Reason::EveryMinutes { .. } => "every_minutes",
        Reason::Fallback => "fallback",
        Reason::LastResort => "last_resort",
    }
}

fn queue_track(item: &QueueItem, profile: &Profile) -> QueueTrack {
    let track = &item.track;
    let own_art = || format!("/api/v1/tracks/{}/art?size=96", track.id);
    QueueTrack {
        id: track.id,
        title: track.title.clone(),
        artist: track.artist.clone(),
        album: track.album.clone(),
        duration_ms: track.cues.cue_out.saturating_sub(track.cues.cue_in) / 48,
        art_url: if track.has_art { own_art() } else { art_url(profile) },
    }
}

/// Path of the plain stream that most players can play: MP3 at 128 kb/s, another MP3, or whatever
/// there is.
pub(crate) fn progressive(profile: &Profile) -> String {
    let offered = &profile.settings.renditions;
    let default = offered.iter().find(|rendition| **rendition == Rendition::DEFAULT);
    let mp3 = offered.iter().find(|rendition| rendition.codec == Codec::Mp3);
    let best = default.or(mp3).or(offered.first());
    let rendition = best.copied().unwrap_or(Rendition::DEFAULT);
    format!("/live/{}/{rendition}.{}", profile.slug, rendition.codec.extension())
}

pub(crate) fn art_url(profile: &Profile) -> String {
    format!("/api/v1/stations/{}/art", profile.slug)
}

/// Name and port under which sources and listeners reach us, from what the request was sent to.
pub(crate) fn host_of(addresses: &Addresses, headers: &axum::http::HeaderMap) -> String {
    let public = addresses.public_url.as_deref().and_then(|url| url.split("://").nth(1));
    let asked = headers.get("host").and_then(|value| value.to_str().ok());
    let host = public.or(asked).unwrap_or("localhost");
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name.to_owned(),
        _ => host.to_owned(),
    }
}
