//! What a channel would play on if nothing changed: the AutoDJ's own choices, made ahead.

use super::core::Core;
use super::grid::Epoch;
use super::shared::QueueItem;
use crate::autodj::{AutoDj, Spot, timing};

/// Most items that are looked ahead.
const MOST: usize = 2000;

/// A copy of what chooses, taken at one moment, so that nobody waits while it works.
pub(crate) struct Preview {
    dj: AutoDj,
    /// Where the next item begins, samples since the epoch.
    at: u64,
    epoch: Epoch,
    crossfade_ms: u32,
}

impl Preview {
    pub(crate) fn of(core: &Core) -> Self {
        Self {
            dj: core.dj.clone(),
            at: core.next_start().unwrap_or_default().max(core.position),
            epoch: core.epoch,
            crossfade_ms: core.profile.settings.crossfade_ms,
        }
    }

    /// What begins within so many samples, with when.
    pub(crate) fn items(mut self, samples: u64) -> Vec<QueueItem> {
        let until = self.at + samples;
        let mut items = Vec::new();
        self.fill(self.at);
        while self.at < until && items.len() < MOST {
            let Some(spot) = self.dj.take_front() else { break };
            let starts_at = self.epoch.time(self.at);
            self.dj.note_played(&spot, starts_at.timestamp_millis());
            // As on air: what follows is chosen for when it will begin.
            self.fill(self.at + self.span(&spot));
            self.at += self.span(&spot);
            items.push(QueueItem::new(&spot, Some(starts_at), false));
        }
        items
    }

    fn fill(&mut self, at: u64) {
        self.dj.fill(self.epoch.time(at).timestamp_millis());
    }

    /// Samples until what follows begins.
    fn span(&self, spot: &Spot) -> u64 {
        match self.dj.front() {
            Some(next) => timing::span(spot, Some(next), self.crossfade_ms),
            None => spot.length().max(timing::SHORTEST),
        }
    }
}
