//! What a channel would play on if nothing changed: the AutoDJ's own choices, made ahead.

use super::core::{Core, seed};
use super::grid::{self, Epoch};
use super::note::SavedState;
use super::shared::QueueItem;
use crate::autodj::{AutoDj, Playing};
use crate::model::{Profile, Settings};
use awaz_core::ports::Library;
use chrono::{DateTime, Utc};

/// Most items that are looked ahead: a week of songs of a minute.
const MOST: usize = 10_000;

/// Plans what a channel with these settings would play of a library from `from` on, for so many
/// samples, if it had played nothing before. The same seed gives the same plan.
#[must_use]
pub fn plan(library: &Library, settings: &Settings, seed: u64, from: DateTime<Utc>, samples: u64) -> Vec<QueueItem> {
    Preview::of_new(library, settings, seed, from).items(samples)
}

/// A copy of what chooses, taken at one moment, so that nobody waits while it works.
pub(crate) struct Preview {
    dj: AutoDj,
    /// What plays.
    current: Option<Playing>,
    /// Where it is, samples since the epoch.
    position: u64,
    epoch: Epoch,
}

impl Preview {
    pub(crate) fn of(core: &Core) -> Self {
        Self {
            dj: core.dj.clone(),
            current: core.current.clone(),
            position: core.position,
            epoch: core.epoch,
        }
    }

    /// What a channel would be that had played nothing before `from`.
    fn of_new(library: &Library, settings: &Settings, seed: u64, from: DateTime<Utc>) -> Self {
        let epoch = Epoch(from.timestamp_millis());
        let mut dj = AutoDj::new(epoch, seed, Vec::new(), Vec::new());
        dj.configure(settings);
        dj.set_library(library);
        Self {
            dj,
            current: None,
            position: 0,
            epoch,
        }
    }

    /// What a channel is at `now` by what its last server left of it.
    pub(crate) fn of_saved(profile: &Profile, saved: SavedState, library: &Library, now: DateTime<Utc>) -> Self {
        let epoch = Epoch(profile.epoch_ms);
        let position = grid::frame_floor(epoch.position(now.timestamp_micros()));
        let mut dj = AutoDj::new(epoch, seed(profile, position), saved.queue, saved.played);
        for start in saved.dropped {
            dj.drop_start(start);
        }
        dj.configure(&profile.settings);
        dj.set_airtimes(saved.agenda.airtimes_at(now.timestamp_millis()));
        let current = dj.resume(saved.current, position);
        dj.set_library(library);
        Self {
            dj,
            current,
            position,
            epoch,
        }
    }

    /// What begins within so many samples, with when.
    pub(crate) fn items(mut self, samples: u64) -> Vec<QueueItem> {
        self.fill();
        let until = self.next().max(self.position) + samples;
        let mut items = Vec::new();
        while self.next() < until && items.len() < MOST {
            let start = self.next();
            let Some(spot) = self.dj.take_front() else { break };
            let starts_at = self.epoch.time(start);
            self.dj.note_played(&spot, starts_at.timestamp_millis());
            items.push(QueueItem::new(&spot, Some(starts_at), false));
            self.position = start;
            self.current = Some(Playing { spot, start });
            // As on air: what follows is chosen for when it will begin.
            self.fill();
        }
        items
    }

    fn next(&self) -> u64 {
        self.dj.next_start(self.current.as_ref()).unwrap_or(self.position)
    }

    fn fill(&mut self) {
        let moment = self.dj.moment(self.current.as_ref(), self.position);
        self.dj.fill(moment);
    }
}
