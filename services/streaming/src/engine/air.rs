//! Rendering: what the mixer asks for and what it says happened.

use super::core::{Core, failed};
use super::note::{AlertKind, Note, SavedState};
use super::programme::Join;
use crate::autodj::Spot;
use crate::model::{Meter, OnAir};
use awaz_audio::mix::{FallbackKind, Item, ItemEnd, ItemId, Lane, MixEvent, Origin};
use serde_json::json;
use std::sync::Arc;

/// Tracks tried when one after the other cannot be opened.
const TRIES: usize = 3;
/// How long before its time a hard start is opened, samples: 15 s.
const CUE_AHEAD: u64 = 720_000;
/// Samples after which the queue is gone through again while a live source is on air: 5 s.
const REFILL: u64 = 240_000;
/// Samples between two looks at who listens: 500 ms.
const LOOK: u64 = 24_000;
/// Samples between two saves of a channel that is rendered: 5 s.
const SAVE: u64 = 240_000;
/// Samples between two saves of a channel that is idle: 60 s.
const SAVE_IDLE: u64 = 2_880_000;

impl Core {
    /// Renders 20 ms and hands them on.
    pub(crate) fn render(&mut self) {
        let Some(programme) = &mut self.programme else { return };
        #[cfg(test)]
        assert!(!std::mem::take(&mut self.trip), "tripped");
        let events = programme.render();
        self.position = programme.mixer.position();
        for event in events {
            self.heed(event);
        }
        self.heed_titles();
        self.encode();
    }

    /// Cues the next entry of the queue, passing over those that cannot be opened.
    pub(crate) fn cue_next(&mut self) {
        for attempt in 1..=TRIES {
            let Some(programme) = &mut self.programme else { return };
            let Some(spot) = self.dj.front().filter(|_| programme.cued.is_none()) else {
                return;
            };
            let start_at = spot.cuts_in_at(self.epoch);
            if start_at.is_some_and(|start_at| start_at > self.position + CUE_AHEAD) {
                return;
            }
            let id = programme.number(spot.id);
            match self.shelf.open(id, spot, 0, self.profile.settings.target_lufs) {
                Ok(item) => {
                    let Join { crossfade, lead } = Join::of(spot, &self.profile.settings);
                    let item = Item {
                        start_at,
                        crossfade,
                        lead,
                        ..item
                    };
                    programme.hold(spot.id, item);
                    return;
                }
                Err(reason) => {
                    let spot = spot.clone();
                    self.pass_over(&spot, &reason, attempt == TRIES);
                }
            }
        }
    }

    /// Leaves out an entry that cannot be opened; with `is_last` its hard start too.
    fn pass_over(&mut self, spot: &Spot, reason: &str, is_last: bool) {
        let data = failed(spot, reason);
        self.announcer.alert(AlertKind::TrackFailed, self.position, data);
        self.dj.take(spot.id);
        self.dj.note_failed(spot, self.time_ms(self.position));
        if let Some(start) = spot.start().filter(|_| is_last) {
            self.dj.drop_start(start);
        }
        self.fill();
    }

    /// Minds what has its time: shows it, cues it when it is near, and while a live source is on air
    /// lets go what has passed.
    fn mind_the_clock(&mut self) {
        self.show_hard_start();
        let is_live = *self.shared.on_air.borrow() == OnAir::Live;
        if is_live && self.position >= self.filled_at + REFILL {
            self.fill();
        }
        if self.dj.front().is_some_and(|spot| spot.on_time_ms.is_some()) {
            self.cue_next();
        }
    }

    /// Brings what the mixer holds in line with a queue that was changed.
    pub(crate) fn recue(&mut self) {
        let next = self.dj.front().map(|spot| spot.id);
        let Some(programme) = &mut self.programme else { return };
        if programme.cued.is_some() && programme.cued != next {
            programme.let_go();
            self.cue_next();
        }
    }

    /// Looks, twice a second, who still listens, and saves.
    pub(crate) fn look_around(&mut self) {
        self.shared
            .position
            .store(self.position, std::sync::atomic::Ordering::Relaxed);
        self.meter();
        if self.position >= self.looked_at + LOOK || self.position < self.looked_at {
            self.looked_at = self.position;
            self.mind_the_clock();
            self.end_overruns();
            self.look_at_lives();
            self.mind_recordings();
            self.look_at_listeners();
            self.show_queue();
        }
        let interval = if self.programme.is_some() { SAVE } else { SAVE_IDLE };
        if self.must_save || self.position >= self.saved_at + interval {
            self.save();
        }
    }

    /// Saves what a restart needs.
    pub(crate) fn save(&mut self) {
        let state = SavedState {
            generation: self.generation,
            position: self.position,
            seq: self.announcer.seq,
            current: self.current.clone(),
            queue: self.dj.queue().cloned().collect(),
            dropped: self.dj.dropped(),
            played: self.dj.recent(),
            history: self.shared.history.read().clone(),
            agenda: Arc::clone(&self.shared.agenda.read()),
        };
        self.saved_at = self.position;
        self.must_save = !self.announcer.note(Note::State(self.profile.id, Box::new(state)));
    }

    fn heed(&mut self, event: MixEvent) {
        match event {
            MixEvent::NeedsItem {
                lane: Lane::AutoDj,
                at,
                starts_at,
            } => self.needs_item(starts_at.unwrap_or(at)),
            MixEvent::NeedsItem { .. }
            | MixEvent::FallbackStarted {
                kind: FallbackKind::Playlist,
                ..
            } => {}
            MixEvent::ItemStarted { at, id, .. } => self.item_started(id, at),
            MixEvent::ItemEnded { at, id, end, .. } => self.item_ended(id, end, at),
            MixEvent::FallbackStarted {
                at,
                kind: FallbackKind::Tone,
            } => {
                if self.programme.as_ref().is_some_and(|programme| at >= programme.settled) {
                    self.begin_tone(at);
                }
            }
            MixEvent::LiveStarted { at, id } => self.live_started(id, at, false),
            MixEvent::LiveReturned { at, id } => self.live_started(id, at, true),
            MixEvent::LiveLeft { at, id, reason } => self.live_left(id, reason, at),
            MixEvent::DeadAir { at, origin } => {
                let data = self.origin(origin);
                self.announcer.alert(AlertKind::DeadAir, at, data);
            }
            MixEvent::DeadAirEnded { at, origin } => {
                let data = self.origin(origin);
                self.announcer.alert(AlertKind::DeadAirEnded, at, data);
            }
        }
    }

    fn needs_item(&mut self, starts_at: u64) {
        // What is rendered of the past is known; nothing new may begin in it.
        if self
            .programme
            .as_ref()
            .is_some_and(|programme| starts_at >= programme.settled)
        {
            self.fill();
            self.cue_next();
        }
    }

    fn item_started(&mut self, id: ItemId, at: u64) {
        let Some(programme) = &mut self.programme else { return };
        let Some(entry) = programme.entry(id) else { return };
        if programme.cued == Some(entry) {
            programme.cued = None;
        }
        if let Some(spot) = self.dj.take(entry) {
            self.begin(spot, at);
        }
    }

    fn item_ended(&mut self, id: ItemId, end: ItemEnd, at: u64) {
        let entry = self.programme.as_ref().and_then(|programme| programme.entry(id));
        let failed_now = self.current.as_ref().filter(|playing| entry == Some(playing.spot.id));
        if let (ItemEnd::Failed, Some(playing)) = (end, failed_now) {
            let data = failed(&playing.spot, "its sound broke off");
            self.announcer.alert(AlertKind::TrackFailed, at, data);
        }
    }

    fn origin(&self, origin: Origin) -> serde_json::Value {
        match origin {
            Origin::Live(id) => {
                let session = self.lives.iter().find(|session| session.id == id);
                json!({"origin": "live", "who": session.map(|session| session.spec.who.clone())})
            }
            Origin::Item(_) => {
                let title = self.current.as_ref().map(|playing| playing.spot.track.title.clone());
                json!({"origin": "track", "title": title})
            }
        }
    }

    fn meter(&mut self) {
        let Some(programme) = &mut self.programme else { return };
        let is_watched = self.shared.meter.receiver_count() > 0;
        programme.meter(is_watched);
        if !is_watched {
            return;
        }
        let levels = programme.mixer.levels();
        let on_air: OnAir = *self.shared.on_air.borrow();
        let meter = Meter {
            lufs_m: levels.momentary_lufs,
            lufs_s: levels.short_term_lufs,
            true_peak: levels.true_peak_dbtp,
            l: levels.left_dbfs,
            r: levels.right_dbfs,
            on_air,
        };
        self.shared
            .meter
            .send_if_modified(|shown| std::mem::replace(shown, meter) != meter);
    }
}
