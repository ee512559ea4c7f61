//! A small language for libraries and long evenings of radio.

use awaz_core::id::{PlaylistId, TrackId};
use awaz_core::ports::{Cues, Library, PlayablePlaylist, PlayableTrack, PlaylistKind, PlaylistOrder};
use awaz_plan::{Choice, History, Played, Prepared, Rules, Zone};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::sync::Arc;

pub(crate) const MINUTE: i64 = 60_000;

pub(crate) fn track_id(number: u128) -> TrackId {
    TrackId(uuid_of(number))
}

pub(crate) fn playlist_id(number: u128) -> PlaylistId {
    PlaylistId(uuid_of(number | 1 << 64))
}

fn uuid_of<T: std::str::FromStr>(number: u128) -> T
where
    T::Err: std::fmt::Debug,
{
    let hex = format!("{number:032x}");
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
    .parse()
    .expect("a UUID")
}

pub(crate) fn track(number: u128, artist: &str, title: &str) -> Arc<PlayableTrack> {
    Arc::new(PlayableTrack {
        id: track_id(number),
        title: title.to_owned(),
        artist: artist.to_owned(),
        album: String::new(),
        object_key: format!("tracks/{number}"),
        cues: Cues {
            length: 8_640_000,
            cue_in: 0,
            cue_out: 8_640_000,
            start_next: 8_640_000,
            loudness_lufs: Some(-14.0),
            true_peak_dbtp: -1.0,
        },
        has_art: false,
    })
}

pub(crate) fn playlist(
    number: u128,
    kind: PlaylistKind,
    order: PlaylistOrder,
    tracks: impl IntoIterator<Item = u128>,
) -> PlayablePlaylist {
    PlayablePlaylist {
        id: playlist_id(number),
        name: format!("playlist {number}"),
        kind,
        order,
        jingle: false,
        hours: Vec::new(),
        hard_start: false,
        tracks: tracks.into_iter().map(track_id).collect(),
    }
}

/// `count` tracks by `artists` artists, each with its own title.
pub(crate) fn library(count: u128, artists: u128, playlists: Vec<PlayablePlaylist>) -> Library {
    let tracks = (0..count).map(|number| {
        track(
            number,
            &format!("artist {}", number % artists),
            &format!("song {number}"),
        )
    });
    Library {
        version: 1,
        playlists,
        tracks: tracks.collect(),
    }
}

/// A station that plays on and on, a track every three minutes.
pub(crate) struct Evening {
    pub(crate) prepared: Prepared,
    pub(crate) history: History,
    pub(crate) rules: Rules,
    pub(crate) now_ms: i64,
    rng: StdRng,
}

impl Evening {
    pub(crate) fn new(library: &Library, rules: Rules, seed: u64) -> Self {
        Self {
            prepared: Prepared::new(library),
            history: History::new(),
            rules,
            now_ms: 1_700_000_000_000,
            rng: StdRng::seed_from_u64(seed),
        }
    }

    pub(crate) fn next(&mut self) -> Choice {
        let choice = self
            .prepared
            .choose(&self.history, &self.rules, self.now_ms, &mut self.rng)
            .expect("a choice");
        let track = self.prepared.track(choice.track).expect("a known track");
        self.history.push(Played::of(&choice, track, self.now_ms));
        self.now_ms += 3 * MINUTE;
        choice
    }

    pub(crate) fn play(&mut self, count: usize) -> Vec<Choice> {
        (0..count).map(|_| self.next()).collect()
    }
}

pub(crate) const FREE: Rules = Rules {
    artist_minutes: 0,
    title_minutes: 0,
    zone: Zone::PAKISTAN,
    crossfade_ms: 3000,
};
