//! Edits of a channel's queue.

use super::core::Core;
use super::shared::{QueueItem, Slot};
use crate::autodj::Place;
use crate::model::OnAir;
use awaz_core::id::QueueEntryId;
use awaz_core::ports::{Library, PlayableTrack};
use awaz_core::{Error, Result};
use awaz_plan::Airtimes;
use std::sync::Arc;

impl Core {
    /// Takes a new library.
    pub(crate) fn set_library(&mut self, library: &Library) {
        self.dj.set_library(library);
        *self.shared.slots.write() = library.playlists.iter().filter_map(Slot::of).collect();
        self.fill();
        self.queue_changed();
    }

    /// Takes what the schedule gives to playlists.
    pub(crate) fn set_airtimes(&mut self, airtimes: Airtimes) {
        self.dj.set_airtimes(airtimes);
        self.fill();
        self.queue_changed();
    }

    /// Puts a track into the queue.
    ///
    /// # Errors
    /// `Full`.
    pub(crate) fn insert(&mut self, track: Arc<PlayableTrack>, place: Place) -> Result<QueueEntryId> {
        let id = self.dj.insert(track, place)?;
        self.fill();
        self.queue_changed();
        Ok(id)
    }

    /// Moves an entry.
    ///
    /// # Errors
    /// `NotFound`.
    pub(crate) fn shift(&mut self, id: QueueEntryId, place: Place) -> Result<()> {
        self.dj.shift(id, place)?;
        self.fill();
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
        self.fill_now();
        if self.dj.front().is_some_and(|spot| spot.on_time_ms.is_some()) {
            // It is about to cut in.
            return Ok(());
        }
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

    /// Fills the queue with what may begin now, as if what plays had ended.
    fn fill_now(&mut self) {
        let moment = self.dj.moment(None, self.position);
        self.dj.fill(moment);
        self.recue();
    }

    /// Shows the queue to who asks, and has what is in it brought to this machine.
    pub(crate) fn show_queue(&self) {
        let current = self.current.as_ref().map(|playing| &playing.spot);
        current
            .into_iter()
            .chain(self.dj.queue())
            .for_each(|spot| self.shelf.warm(spot));
        let cued = self.programme.as_ref().and_then(|programme| programme.cued);
        let is_live = *self.shared.on_air.borrow() == OnAir::Live;
        let starts = self.dj.starts(self.next_start().unwrap_or(self.position));
        let items = self.dj.queue().zip(starts).map(|(spot, at)| {
            let has_time = !is_live || spot.on_time_ms.is_some();
            let starts_at = has_time.then(|| self.epoch.time(at));
            QueueItem::new(spot, starts_at, cued == Some(spot.id))
        });
        *self.shared.next.write() = items.collect();
    }

    /// Shows what begins on the second next.
    pub(crate) fn show_hard_start(&self) {
        let next = self.dj.next_start_on_time(self.time_ms(self.position));
        let mut shown = self.shared.hard_start.write();
        if *shown != next {
            *shown = next;
        }
    }

    fn queue_changed(&mut self) {
        self.recue();
        self.show_queue();
        self.must_save = true;
    }
}
