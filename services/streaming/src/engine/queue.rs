//! Edits of a channel's queue.

use super::core::Core;
use super::shared::{QueueItem, Slot};
use crate::autodj::{Place, timing};
use crate::model::OnAir;
use awaz_core::id::QueueEntryId;
use awaz_core::ports::{Library, PlayableTrack};
use awaz_core::{Error, Result};
use std::sync::Arc;

impl Core {
    /// Takes a new library.
    pub(crate) fn set_library(&mut self, library: &Library) {
        self.dj.set_library(library);
        *self.shared.slots.write() = library.playlists.iter().filter_map(Slot::of).collect();
        self.fill();
        self.queue_changed();
    }

    /// Puts a track into the queue.
    ///
    /// # Errors
    /// `Full`.
    pub(crate) fn insert(&mut self, track: Arc<PlayableTrack>, place: Place) -> Result<QueueEntryId> {
        let id = self.dj.insert(track, place)?;
        self.queue_changed();
        Ok(id)
    }

    /// Moves an entry.
    ///
    /// # Errors
    /// `NotFound`.
    pub(crate) fn shift(&mut self, id: QueueEntryId, place: Place) -> Result<()> {
        self.dj.shift(id, place)?;
        self.queue_changed();
        Ok(())
    }

    /// Removes an entry.
    ///
    /// # Errors
    /// `NotFound`.
    pub(crate) fn remove(&mut self, id: QueueEntryId) -> Result<()> {
        self.dj.remove(id)?;
        self.fill();
        self.queue_changed();
        Ok(())
    }

    /// Leaves what the AutoDJ plays for what comes next.
    ///
    /// # Errors
    /// `Conflict` while a live source is on air, or nothing plays that could be skipped.
    pub(crate) fn skip(&mut self) -> Result<()> {
        if *self.shared.on_air.borrow() == OnAir::Live {
            return Err(Error::conflict(
                "A live source is on air; end its connection instead of skipping.",
            ));
        }
        if self.current.is_none() {
            return Err(Error::conflict("Nothing plays that could be skipped."));
        }
        self.fill();
        if self.programme.is_some() {
            self.cue_next();
            if let Some(programme) = &mut self.programme {
                programme.mixer.skip();
            }
            return Ok(());
        }
        let next = self.dj.front().map(|spot| spot.id);
        match next.and_then(|id| self.dj.take(id)) {
            Some(spot) => self.begin(spot, self.position),
            None => self.begin_tone(self.position),
        }
        self.show_queue();
        Ok(())
    }

    /// Shows the queue to who asks.
    pub(crate) fn show_queue(&self) {
        let cued = self.programme.as_ref().and_then(|programme| programme.cued);
        let crossfade_ms = self.profile.settings.crossfade_ms;
        let is_live = *self.shared.on_air.borrow() == OnAir::Live;
        let mut at = self.next_start().unwrap_or(self.position);
        let queue: Vec<_> = self.dj.queue().collect();
        let mut items = Vec::with_capacity(queue.len());
        for (index, spot) in queue.iter().enumerate() {
            let starts_at = (!is_live).then(|| self.epoch.time(at));
            items.push(QueueItem::new(spot, starts_at, cued == Some(spot.id)));
            at += timing::span(spot, queue.get(index + 1).copied(), crossfade_ms);
        }
        *self.shared.next.write() = items;
    }

    fn queue_changed(&mut self) {
        self.recue();
        self.show_queue();
        self.must_save = true;
    }
}
