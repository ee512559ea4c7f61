//! The queue and who fills it.

use super::spot::Spot;
use super::{AHEAD, QUEUE_BOUND};
use awaz_core::id::{PlaylistId, QueueEntryId, TrackId};
use awaz_core::ports::{Library, PlayableTrack};
use awaz_core::{Code, Error, Result};
use awaz_plan::{History, Played, Prepared, Rules};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

/// Where an entry goes in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In front of everything that is not yet on air.
    Next,
    /// At this index, 0 being next; beyond the end is the end.
    At(usize),
}

impl Place {
    fn index(self, length: usize) -> usize {
        match self {
            Self::Next => 0,
            Self::At(index) => index.min(length),
        }
    }
}

/// One channel's AutoDJ.
#[derive(Clone)]
pub(crate) struct AutoDj {
    library: Option<Arc<Prepared>>,
    names: HashMap<PlaylistId, String>,
    queue: VecDeque<Spot>,
    history: History,
    recent: VecDeque<Played>,
    rng: StdRng,
    pub(crate) rules: Rules,
    /// Whether fallback playlists come before the tone bed.
    pub(crate) plays_fallback: bool,
}

/// Plays kept for the next process, so that it does not repeat them.
const REMEMBERED: usize = 64;

impl AutoDj {
    pub(crate) fn new(seed: u64, queue: Vec<Spot>, played: Vec<Played>) -> Self {
        let mut dj = Self {
            library: None,
            names: HashMap::new(),
            queue: queue.into_iter().take(QUEUE_BOUND).collect(),
            history: History::new(),
            recent: VecDeque::new(),
            rng: StdRng::seed_from_u64(seed),
            rules: Rules::default(),
            plays_fallback: true,
        };
        for play in played {
            dj.remember(play);
        }
        dj
    }

    /// Version of the library it chooses from; `None` before the first.
    pub(crate) fn version(&self) -> Option<i64> {
        self.library.as_ref().map(|library| library.version())
    }

    /// Takes a new library; entries follow what was changed of their tracks, and chosen ones whose
    /// track is no longer in it leave the queue.
    pub(crate) fn set_library(&mut self, library: &Library) {
        let prepared = Prepared::new(library);
        self.queue.retain_mut(|spot| match prepared.track(spot.track.id) {
            Some(track) => {
                spot.track = Arc::clone(track);
                true
            }
            None => spot.reason.is_none(),
        });
        self.drop_repeats();
        let playlists = library.playlists.iter();
        self.names = playlists.map(|playlist| (playlist.id, playlist.name.clone())).collect();
        self.library = Some(Arc::new(prepared));
    }

    /// Drops chosen entries that repeat another: what changed may offer something else.
    fn drop_repeats(&mut self) {
        let mut seen: HashSet<TrackId> = self.recent.back().map(|play| play.track).into_iter().collect();
        self.queue.retain(|spot| {
            let is_new = seen.insert(spot.track.id);
            is_new || spot.jingle || spot.reason.is_none()
        });
    }

    /// Fills the queue up to three entries; the first of them would start at `now_ms`.
    pub(crate) fn fill(&mut self, now_ms: i64) {
        let Some(library) = self.library.clone() else { return };
        self.drop_untimely(&library, now_ms);
        if self.queue.len() >= AHEAD {
            return;
        }
        let mut planned = self.history.clone();
        let mut at_ms = now_ms;
        for spot in &self.queue {
            planned.push(played(spot, at_ms));
            at_ms += (spot.length() / 48) as i64;
        }
        while self.queue.len() < AHEAD {
            let Some(spot) = self.choose(&library, &planned, at_ms) else {
                break;
            };
            planned.push(played(&spot, at_ms));
            at_ms += (spot.length() / 48) as i64;
            self.queue.push_back(spot);
        }
    }

    /// Drops chosen entries that would start outside the hours of their playlist, or in those of
    /// another.
    fn drop_untimely(&mut self, library: &Prepared, now_ms: i64) {
        if !library.has_hours() || self.queue.is_empty() {
            return;
        }
        let mut planned = self.history.clone();
        let mut at_ms = now_ms;
        self.queue.retain(|spot| {
            let is_chosen = spot.reason.is_some();
            let fits = |playlist| library.fits(playlist, &planned, &self.rules, at_ms);
            if is_chosen && !spot.playlist.is_none_or(fits) {
                return false;
            }
            planned.push(played(spot, at_ms));
            at_ms += (spot.length() / 48) as i64;
            true
        });
    }

    fn choose(&mut self, library: &Prepared, planned: &History, at_ms: i64) -> Option<Spot> {
        let choice = library.choose(planned, &self.rules, at_ms, &mut self.rng)?;
        let track = Arc::clone(library.track(choice.track)?);
        let name = choice
            .playlist
            .and_then(|id| self.names.get(&id))
            .cloned()
            .unwrap_or_default();
        let spot = Spot::chosen(&choice, track, name);
        (self.plays_fallback || !spot.is_fallback()).then_some(spot)
    }

    /// The queue, next first.
    pub(crate) fn queue(&self) -> impl ExactSizeIterator<Item = &Spot> {
        self.queue.iter()
    }

    pub(crate) fn front(&self) -> Option<&Spot> {
        self.queue.front()
    }

    /// Takes out what comes next.
    pub(crate) fn take_front(&mut self) -> Option<Spot> {
        self.queue.pop_front()
    }

    /// Takes an entry out of the queue because it goes on air.
    pub(crate) fn take(&mut self, id: QueueEntryId) -> Option<Spot> {
        let index = self.queue.iter().position(|spot| spot.id == id)?;
        self.queue.remove(index)
    }

    /// Notes that an entry went on air.
    pub(crate) fn note_played(&mut self, spot: &Spot, at_ms: i64) {
        self.remember(played(spot, at_ms));
    }

    fn remember(&mut self, play: Played) {
        if self.recent.len() == REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back(play.clone());
        self.history.push(play);
    }

    /// The last plays, oldest first, for the next process.
    pub(crate) fn recent(&self) -> Vec<Played> {
        self.recent.iter().cloned().collect()
    }

    /// Puts a track into the queue.
    ///
    /// # Errors
    /// `Full` beyond [`QUEUE_BOUND`] entries.
    pub(crate) fn insert(&mut self, track: Arc<PlayableTrack>, place: Place) -> Result<QueueEntryId> {
        if self.queue.len() >= QUEUE_BOUND {
            let message = format!("The queue holds {QUEUE_BOUND} items; remove one first.");
            return Err(Error::new(Code::Full, message));
        }
        let spot = Spot::by_hand(track);
        let id = spot.id;
        self.queue.insert(place.index(self.queue.len()), spot);
        Ok(id)
    }

    /// Moves an entry.
    ///
    /// # Errors
    /// `NotFound`.
    pub(crate) fn shift(&mut self, id: QueueEntryId, place: Place) -> Result<()> {
        let spot = self.take(id).ok_or_else(|| unknown(id))?;
        self.queue.insert(place.index(self.queue.len()), spot);
        Ok(())
    }

    /// Removes an entry.
    ///
    /// # Errors
    /// `NotFound`.
    pub(crate) fn remove(&mut self, id: QueueEntryId) -> Result<Spot> {
        self.take(id).ok_or_else(|| unknown(id))
    }
}

fn unknown(id: QueueEntryId) -> Error {
    Error::not_found("entry in the queue", id)
}

fn played(spot: &Spot, at_ms: i64) -> Played {
    Played {
        track: spot.track.id,
        playlist: spot.playlist,
        artist: spot.track.artist.as_str().into(),
        title: spot.track.title.as_str().into(),
        jingle: spot.jingle,
        at_ms,
        mark: spot.mark,
    }
}
