//! A library, indexed for choosing.

use crate::airtime::Airtime;
use crate::history::Played;
use crate::keys;
use awaz_core::hours::Hours;
use awaz_core::id::{PlaylistId, TrackId};
use awaz_core::ports::{Library, PlayableTrack, PlaylistKind, PlaylistOrder};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A library, indexed once per version; a choice from 10,000 tracks then takes well under 5 ms.
#[derive(Debug, Clone)]
pub struct Prepared {
    version: i64,
    pub(crate) tracks: Vec<Indexed>,
    pub(crate) by_id: HashMap<TrackId, u32>,
    pub(crate) playlists: Vec<Listed>,
    artists: HashMap<String, u32>,
    titles: HashMap<String, u32>,
}

/// A track with its names as numbers.
#[derive(Debug, Clone)]
pub(crate) struct Indexed {
    pub(crate) track: Arc<PlayableTrack>,
    pub(crate) artists: Box<[u32]>,
    pub(crate) title: u32,
    /// Whether only jingle playlists hold it.
    pub(crate) jingle: bool,
}

/// A playlist with its tracks as indices; tracks the library does not have are left out.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) id: PlaylistId,
    pub(crate) kind: PlaylistKind,
    pub(crate) order: PlaylistOrder,
    pub(crate) jingle: bool,
    pub(crate) hours: Vec<Hours>,
    pub(crate) hard_start: bool,
    /// What a calendar gives it, in order.
    pub(crate) airtime: Vec<Airtime>,
    pub(crate) tracks: Vec<u32>,
}

impl Prepared {
    /// Indexes a library.
    #[must_use]
    pub fn new(library: &Library) -> Self {
        let mut prepared = Self {
            version: library.version,
            tracks: Vec::with_capacity(library.tracks.len()),
            by_id: HashMap::with_capacity(library.tracks.len()),
            playlists: Vec::with_capacity(library.playlists.len()),
            artists: HashMap::new(),
            titles: HashMap::new(),
        };
        for track in &library.tracks {
            prepared.add(track);
        }
        for playlist in &library.playlists {
            let mut tracks: Vec<u32> = playlist
                .tracks
                .iter()
                .filter_map(|track| prepared.by_id.get(track))
                .copied()
                .collect();
            if playlist.order != PlaylistOrder::Sequential {
                let mut known = HashSet::with_capacity(tracks.len());
                tracks.retain(|track| known.insert(*track));
            }
            prepared.playlists.push(Listed {
                id: playlist.id,
                kind: playlist.kind,
                order: playlist.order,
                jingle: playlist.jingle,
                hours: playlist.hours.clone(),
                hard_start: playlist.hard_start,
                airtime: Vec::new(),
                tracks,
            });
        }
        prepared.mark_jingles();
        prepared
    }

    /// Version of the library.
    #[must_use]
    pub const fn version(&self) -> i64 {
        self.version
    }

    /// Finds a track.
    #[must_use]
    pub fn track(&self, id: TrackId) -> Option<&Arc<PlayableTrack>> {
        self.by_id.get(&id).map(|index| &self.tracks[*index as usize].track)
    }

    /// Whether a playlist has a track.
    #[must_use]
    pub fn holds(&self, playlist: PlaylistId, track: TrackId) -> bool {
        let index = self.by_id.get(&track);
        let listed = self.playlists.iter().find(|listed| listed.id == playlist);
        index
            .zip(listed)
            .is_some_and(|(index, listed)| listed.tracks.contains(index))
    }

    /// Numbers of the artists and of the title of what was played, where the library knows them: of
    /// the track as it is, or of the tags it had.
    pub(crate) fn names_of(&self, played: &Played) -> (Vec<u32>, Option<u32>) {
        if let Some(index) = self.by_id.get(&played.track) {
            let track = &self.tracks[*index as usize];
            return (track.artists.to_vec(), Some(track.title));
        }
        let number = |key: String| self.artists.get(&key).copied();
        let artists = keys::artists(&played.artist).into_iter().filter_map(number);
        (artists.collect(), self.titles.get(&keys::title(&played.title)).copied())
    }

    fn add(&mut self, track: &Arc<PlayableTrack>) {
        let index = self.tracks.len() as u32;
        if self.by_id.insert(track.id, index).is_some() {
            return;
        }
        let artists = keys::artists(&track.artist)
            .into_iter()
            .map(|key| number(&mut self.artists, key))
            .collect();
        let title = number(&mut self.titles, keys::title(&track.title));
        self.tracks.push(Indexed {
            track: track.clone(),
            artists,
            title,
            jingle: false,
        });
    }

    fn mark_jingles(&mut self) {
        let mut music = vec![false; self.tracks.len()];
        let mut jingle = vec![false; self.tracks.len()];
        for playlist in &self.playlists {
            let held = if playlist.jingle { &mut jingle } else { &mut music };
            for track in &playlist.tracks {
                held[*track as usize] = true;
            }
        }
        for (index, track) in self.tracks.iter_mut().enumerate() {
            track.jingle = jingle[index] && !music[index];
        }
    }
}

fn number(numbers: &mut HashMap<String, u32>, key: String) -> u32 {
    let next = numbers.len() as u32;
    *numbers.entry(key).or_insert(next)
}
