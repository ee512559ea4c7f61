//! What has been played, and where each playlist stands.

use crate::model::Choice;
use crate::trial::Undo;
use awaz_core::id::{PlaylistId, TrackId};
use awaz_core::ports::PlayableTrack;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

/// Most plays remembered one by one; at 3 minutes each, three weeks.
const PLAYS_BOUND: usize = 10_000;
/// Most playlists whose state is remembered.
const PLAYLISTS_BOUND: usize = 1000;
/// Most tracks whose last play is remembered.
const TRACKS_BOUND: usize = 200_000;

/// One play.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Played {
    /// The track.
    pub track: TrackId,
    /// The playlist it came from; `None` when someone put it into the queue.
    pub playlist: Option<PlaylistId>,
    /// Artist as tagged.
    pub artist: Arc<str>,
    /// Title as tagged.
    pub title: Arc<str>,
    /// Whether it was a jingle; separation rules pass over those.
    pub jingle: bool,
    /// When it started (or is planned to), Unix time, ms.
    pub at_ms: i64,
    /// [`Choice::mark`]; `None` where it was not kept, then it is worked out from what came before.
    pub mark: Option<u32>,
}

impl Played {
    /// Makes the entry of a choice that starts at `at_ms`.
    #[must_use]
    pub fn of(choice: &Choice, track: &PlayableTrack, at_ms: i64) -> Self {
        Self {
            track: choice.track,
            playlist: choice.playlist,
            artist: track.artist.as_str().into(),
            title: track.title.as_str().into(),
            jingle: choice.jingle,
            at_ms,
            mark: Some(choice.mark),
        }
    }
}

/// Where a playlist stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Stand {
    /// Its last track.
    pub(crate) last: Option<TrackId>,
    /// When that started, ms.
    pub(crate) last_ms: i64,
    /// The mark of its last play.
    pub(crate) mark: Option<u32>,
    /// The round of a shuffle.
    pub(crate) round: u32,
    /// Tracks the round has given.
    pub(crate) seen: HashSet<TrackId>,
    /// [`History::songs`] when it last played.
    pub(crate) songs: u64,
}

impl Stand {
    /// The number of the round that a play begins.
    pub(crate) fn new_round(&self, played: &Played) -> Option<u32> {
        match played.mark {
            Some(mark) => (mark != self.round).then_some(mark),
            None => self.seen.contains(&played.track).then_some(self.round + 1),
        }
    }
}

/// What has been played, oldest first, in bounded memory: 10,000 plays and the standing of each
/// playlist. Push what is planned too, before asking for what comes after it; between
/// [`try_out`](Self::try_out) and [`take_back`](Self::take_back) that leaves no trace.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    pub(crate) plays: VecDeque<Played>,
    pub(crate) stands: HashMap<PlaylistId, Stand>,
    pub(crate) last_played: HashMap<TrackId, i64>,
    pub(crate) songs: u64,
    pub(crate) first_ms: Option<i64>,
    pub(crate) undo: Option<Vec<Undo>>,
}

impl History {
    /// Starts with nothing played.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a play; plays come in the order they were heard.
    pub fn push(&mut self, played: Played) {
        self.note_undo(&played);
        self.first_ms.get_or_insert(played.at_ms);
        if !played.jingle {
            self.songs += 1;
        }
        if let Some(playlist) = played.playlist {
            self.stand_anew(playlist, &played);
        }
        if self.forgets_tracks(&played) {
            self.last_played.clear();
        }
        self.last_played.insert(played.track, played.at_ms);
        if self.plays.len() == PLAYS_BOUND {
            self.plays.pop_front();
        }
        self.plays.push_back(played);
    }

    /// Whether the next push makes room for a track by forgetting when all others were played.
    pub(crate) fn forgets_tracks(&self, played: &Played) -> bool {
        self.last_played.len() >= TRACKS_BOUND && !self.last_played.contains_key(&played.track)
    }

    /// The play that the next push makes room by forgetting.
    pub(crate) fn oldest_to_go(&self) -> Option<&Played> {
        self.plays.front().filter(|_| self.plays.len() == PLAYS_BOUND)
    }

    /// The playlist that is forgotten for another one's first play.
    pub(crate) fn forgotten_for(&self, playlist: PlaylistId) -> Option<PlaylistId> {
        if self.stands.len() < PLAYLISTS_BOUND || self.stands.contains_key(&playlist) {
            return None;
        }
        let oldest = self.stands.iter().min_by_key(|(id, stand)| (stand.last_ms, **id));
        oldest.map(|(id, _)| *id)
    }

    /// The plays remembered one by one, oldest first.
    #[must_use]
    pub fn plays(&self) -> impl DoubleEndedIterator<Item = &Played> {
        self.plays.iter()
    }

    /// When a track was last played, Unix time, ms.
    #[must_use]
    pub fn last_played(&self, track: TrackId) -> Option<i64> {
        self.last_played.get(&track).copied()
    }

    pub(crate) fn last(&self) -> Option<&Played> {
        self.plays.back()
    }

    pub(crate) fn stand(&self, playlist: PlaylistId) -> Option<&Stand> {
        self.stands.get(&playlist)
    }

    /// Songs since `playlist` last played, or since the beginning.
    pub(crate) fn songs_since(&self, playlist: PlaylistId) -> u64 {
        self.songs - self.stand(playlist).map_or(0, |stand| stand.songs)
    }

    /// When `playlist` last played, or the beginning; `None` for an empty history.
    pub(crate) fn since_ms(&self, playlist: PlaylistId) -> Option<i64> {
        self.stand(playlist).map(|stand| stand.last_ms).or(self.first_ms)
    }

    fn stand_anew(&mut self, playlist: PlaylistId, played: &Played) {
        if let Some(oldest) = self.forgotten_for(playlist) {
            self.stands.remove(&oldest);
        }
        let stand = self.stands.entry(playlist).or_default();
        if let Some(round) = stand.new_round(played) {
            stand.round = round;
            stand.seen.clear();
        }
        stand.seen.insert(played.track);
        stand.last = Some(played.track);
        stand.last_ms = played.at_ms;
        stand.mark = played.mark;
        stand.songs = self.songs;
    }
}
