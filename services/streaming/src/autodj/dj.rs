//! The queue and who fills it.

use super::spot::Spot;
use super::{Dropped, QUEUE_BOUND};
use crate::engine::grid::Epoch;
use crate::model::{Fallback, Settings};
use awaz_core::id::{PlaylistId, QueueEntryId, TrackId};
use awaz_core::ports::{Library, PlayableTrack};
use awaz_core::{Code, Error, Result};
use awaz_plan::{Airtimes, Choice, History, Played, Prepared, Rules};
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
    pub(super) library: Option<Arc<Prepared>>,
    pub(super) names: HashMap<PlaylistId, String>,
    airtimes: Airtimes,
    /// Whether the schedule changed since the queue was last judged.
    pub(super) must_judge: bool,
    pub(super) queue: VecDeque<Spot>,
    pub(super) history: History,
    recent: VecDeque<Played>,
    pub(super) dropped: VecDeque<Dropped>,
    pub(super) rng: StdRng,
    pub(super) epoch: Epoch,
    pub(crate) rules: Rules,
    /// Whether fallback playlists come before the tone bed.
    pub(crate) plays_fallback: bool,
}

/// Plays kept for the next process, so that it does not repeat them.
const REMEMBERED: usize = 64;
/// Hard starts that somebody dropped, remembered so that they stay so.
const DROPPED: usize = 64;

impl AutoDj {
    pub(crate) fn new(epoch: Epoch, seed: u64, queue: Vec<Spot>, played: Vec<Played>) -> Self {
        let mut dj = Self {
            library: None,
            names: HashMap::new(),
            airtimes: Airtimes::new(),
            must_judge: false,
            queue: queue.into_iter().take(QUEUE_BOUND).collect(),
            history: History::new(),
            recent: VecDeque::new(),
            dropped: VecDeque::new(),
            epoch,
            rng: StdRng::seed_from_u64(seed),
            rules: Rules::default(),
            plays_fallback: true,
        };
        for play in played {
            dj.remember(play);
        }
        dj
    }

    /// Takes a channel's settings.
    pub(crate) fn configure(&mut self, settings: &Settings) {
        self.rules = Rules {
            artist_minutes: settings.separation.artist_min,
            title_minutes: settings.separation.title_min,
            zone: settings.time_zone,
            crossfade_ms: settings.crossfade_ms,
        };
        self.plays_fallback = settings.fallback_order.first() == Some(&Fallback::Playlist);
    }

    /// Version of the library it chooses from; `None` before the first.
    pub(crate) fn version(&self) -> Option<i64> {
        self.library.as_ref().map(|library| library.version())
    }

    /// Takes a new library; entries follow what was changed of their tracks, and chosen ones whose
    /// track is no longer in their playlist leave the queue.
    pub(crate) fn set_library(&mut self, library: &Library) {
        let mut prepared = Prepared::new(library);
        prepared.give_air(&self.airtimes);
        self.queue.retain_mut(|spot| match prepared.track(spot.track.id) {
            Some(track) => {
                spot.track = Arc::clone(track);
                let is_chosen = spot.reason.is_some();
                let is_held = |playlist| prepared.holds(playlist, spot.track.id);
                !is_chosen || spot.playlist.is_none_or(is_held)
            }
            None => spot.reason.is_none(),
        });
        self.drop_repeats();
        let playlists = library.playlists.iter();
        self.names = playlists.map(|playlist| (playlist.id, playlist.name.clone())).collect();
        self.library = Some(Arc::new(prepared));
    }

    /// Takes what the schedule gives to playlists.
    pub(crate) fn set_airtimes(&mut self, airtimes: Airtimes) {
        if let Some(library) = &mut self.library {
            Arc::make_mut(library).give_air(&airtimes);
        }
        self.airtimes = airtimes;
        self.must_judge = true;
    }

    /// Drops chosen entries that repeat another: what changed may offer something else.
    fn drop_repeats(&mut self) {
        let mut seen: HashSet<TrackId> = self.recent.back().map(|play| play.track).into_iter().collect();
        self.queue.retain(|spot| {
            let is_new = seen.insert(spot.track.id);
            is_new || spot.jingle || spot.reason.is_none()
        });
    }

    /// Makes the entry of a choice.
    pub(super) fn spot_of(&self, choice: &Choice, library: &Prepared) -> Option<Spot> {
        let track = Arc::clone(library.track(choice.track)?);
        let name = choice
            .playlist
            .and_then(|id| self.names.get(&id))
            .cloned()
            .unwrap_or_default();
        Some(Spot::chosen(choice, track, name))
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

    /// Notes that an entry was to go on air and could not, so that others come before it again.
    pub(crate) fn note_failed(&mut self, spot: &Spot, at_ms: i64) {
        self.history.push(played(spot, at_ms));
    }

    /// Hard starts that will not be made.
    pub(crate) fn dropped(&self) -> Vec<Dropped> {
        self.dropped.iter().copied().collect()
    }

    /// Passes over the hard start an entry was for.
    pub(crate) fn drop_start(&mut self, start: Dropped) {
        if self.dropped.len() == DROPPED {
            self.dropped.pop_front();
        }
        self.dropped.push_back(start);
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
    /// `NotFound`; `Conflict` for one that starts on time.
    pub(crate) fn shift(&mut self, id: QueueEntryId, place: Place) -> Result<()> {
        let has_its_time = |spot: &&Spot| spot.id == id && spot.on_time_ms.is_some();
        if self.queue.iter().find(has_its_time).is_some() {
            return Err(Error::conflict(
                "This starts on time, wherever it stands; remove it, or change when its playlist begins.",
            ));
        }
        let spot = self.take(id).ok_or_else(|| unknown(id))?;
        self.queue.insert(place.index(self.queue.len()), spot);
        Ok(())
    }

    /// Removes an entry.
    ///
    /// # Errors
    /// `NotFound`.
    pub(crate) fn remove(&mut self, id: QueueEntryId) -> Result<Spot> {
        let spot = self.take(id).ok_or_else(|| unknown(id))?;
        if let Some(start) = spot.start() {
            self.drop_start(start);
        }
        Ok(spot)
    }
}

fn unknown(id: QueueEntryId) -> Error {
    Error::not_found("entry in the queue", id)
}

pub(super) fn played(spot: &Spot, at_ms: i64) -> Played {
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
