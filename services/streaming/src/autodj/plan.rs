//! Filling the queue: hard starts at their time, what was queued in its order, and what is chosen.

use super::dj::{AutoDj, played};
use super::spot::Spot;
use super::timing::{self, Moment};
use super::{AHEAD, Dropped};
use crate::model::HardStart;
use awaz_plan::{Mark, Prepared, Reason};
use chrono::DateTime;
use std::collections::VecDeque;
use std::sync::Arc;

const HOUR_MS: i64 = 3_600_000;

/// The way through the queue.
struct Walk {
    library: Arc<Prepared>,
    at: Moment,
    /// Hard starts of the queue as it was.
    timed: Vec<Spot>,
    /// The rest of it.
    waiting: VecDeque<Spot>,
}

impl Walk {
    /// Goes on behind an entry.
    fn pass(&mut self, spot: &Spot, crossfade_ms: u32) {
        let start_ms = self.start_ms(spot);
        let next = self.waiting.front();
        self.at.next_ms = start_ms + (timing::span(spot, next, crossfade_ms) / 48) as i64;
        self.at.ends_ms = start_ms + (spot.length().max(timing::SHORTEST) / 48) as i64;
        self.at.past_ms = self.at.past_ms.max(start_ms);
    }

    fn start_ms(&self, spot: &Spot) -> i64 {
        spot.on_time_ms.unwrap_or(self.at.next_ms)
    }

    /// Until when a hard start comes before anything that waits, Unix ms: what plays lasts until it,
    /// or nearly.
    fn reach_ms(&self) -> i64 {
        self.at.next_ms.max(self.at.ends_ms + timing::BREATH_MS)
    }
}

impl AutoDj {
    /// Fills the queue up to three entries, with hard starts where they belong; chosen entries that
    /// would start outside the hours of their playlist, or in those of another, are chosen anew.
    pub(crate) fn fill(&mut self, at: Moment) {
        let Some(library) = self.library.clone() else { return };
        let must_judge = std::mem::take(&mut self.must_judge);
        let is_settled = !library.has_hours() && !library.has_hard_starts() && !must_judge;
        if self.queue.len() >= AHEAD && is_settled && self.queue.iter().all(|spot| spot.on_time_ms.is_none()) {
            return;
        }
        let (timed, waiting) = std::mem::take(&mut self.queue)
            .into_iter()
            .partition(|spot| spot.on_time_ms.is_some());
        let mut walk = Walk {
            library,
            at,
            timed,
            waiting: VecDeque::from_iter::<Vec<Spot>>(waiting),
        };
        self.history.try_out();
        while let Some(spot) = self.following(&mut walk) {
            self.history.push(played(&spot, walk.start_ms(&spot)));
            walk.pass(&spot, self.rules.crossfade_ms);
            self.queue.push_back(spot);
        }
        self.history.take_back();
    }

    /// What begins on the second within the hour after `now_ms`, but for what somebody dropped.
    pub(crate) fn next_start_on_time(&self, now_ms: i64) -> Option<HardStart> {
        let library = self.library.as_ref().filter(|library| library.has_hard_starts())?;
        let (mut after_ms, until_ms) = (now_ms, now_ms + HOUR_MS);
        while let Some(mark) = library.next_hard_start(self.rules.zone, after_ms, until_ms) {
            after_ms = mark.at_ms;
            if !self.dropped.contains(&Dropped::of(&mark)) {
                return Some(HardStart {
                    at: DateTime::from_timestamp_millis(mark.at_ms)?,
                    playlist: self.names.get(&mark.playlist).cloned().unwrap_or_default(),
                });
            }
        }
        None
    }

    /// What comes next on the way; `None` where the queue is long enough.
    fn following(&mut self, walk: &mut Walk) -> Option<Spot> {
        if walk.waiting.is_empty() && self.queue.len() >= AHEAD {
            return None;
        }
        if let Some(spot) = self.on_time(walk) {
            return Some(spot);
        }
        while let Some(spot) = walk.waiting.pop_front() {
            if self.is_timely(&spot, walk) {
                return Some(spot);
            }
        }
        (self.queue.len() < AHEAD).then(|| self.choose(walk)).flatten()
    }

    /// A hard start that comes before what waits.
    fn on_time(&mut self, walk: &mut Walk) -> Option<Spot> {
        let until_ms = walk.reach_ms();
        while let Some(mark) = walk.library.next_hard_start(self.rules.zone, walk.at.past_ms, until_ms) {
            walk.at.past_ms = mark.at_ms;
            if self.dropped.contains(&Dropped::of(&mark)) {
                continue;
            }
            let queued = walk.timed.iter().position(|spot| spot.is_for(&mark));
            let found = match queued {
                Some(index) => Some(walk.timed.swap_remove(index)),
                None => self.choose_for(&mark, walk),
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn choose_for(&mut self, mark: &Mark, walk: &Walk) -> Option<Spot> {
        let (library, rules) = (&walk.library, &self.rules);
        let choice = library.choose_for(mark, &self.history, rules, &mut self.rng)?;
        let mut spot = self.spot_of(&choice, library)?;
        spot.on_time_ms = Some(mark.at_ms);
        Some(spot)
    }

    /// Whether an entry may start where it would: one that somebody put there may always.
    fn is_timely(&self, spot: &Spot, walk: &Walk) -> bool {
        let Some(playlist) = spot.playlist.filter(|_| spot.reason.is_some()) else {
            return true;
        };
        let is_bound = walk.library.has_hours() || spot.reason == Some(Reason::Airtime);
        !is_bound || walk.library.fits(playlist, &self.history, &self.rules, walk.at.next_ms)
    }

    fn choose(&mut self, walk: &Walk) -> Option<Spot> {
        let library = &walk.library;
        let choice = library.choose(&self.history, &self.rules, walk.at.next_ms, &mut self.rng)?;
        let spot = self.spot_of(&choice, library)?;
        (self.plays_fallback || !spot.is_fallback()).then_some(spot)
    }
}
