//! The programme director: what is heard from this sample on, and how long that stays decided.

use super::config::{DECLICK, Processing};
use super::event::{FallbackKind, ItemEnd, Lane, MixEvent, Origin};
use super::item::Item;
use super::mixer::{Front, Mixer};
use super::voice::{Label, Voice};
use crate::{FRAME, RATE};

/// Samples between two requests for an item: 1 s.
const ASK_AGAIN: u64 = 48_000;
/// Longest gap that is left before an item that starts by the clock, samples: 1 s. What was begun
/// in it would be cut at once.
const BREATH: u64 = 48_000;
/// Most voices fading out at once; an older one is hurried.
const TAIL_BOUND: usize = 8;

impl Mixer {
    /// Mixes the next samples into `out`, in pieces within which nothing has to be decided.
    pub(super) fn mix(&mut self, out: &mut [f32]) {
        out.fill(0.0);
        let mut from = 0;
        while from < out.len() {
            let rest = (out.len() - from) / 2;
            self.prepare(rest.min(FRAME));
            self.direct();
            let count = self.undisturbed(rest.min(FRAME) as u64) as usize;
            self.add_all(&mut out[from..from + count * 2]);
            from += count * 2;
        }
    }

    /// Moves what is in front to the voices that fade out.
    pub(super) fn retire_front(&mut self, fade: u64, end: ItemEnd) {
        if let Front::Voice(mut voice) = std::mem::replace(&mut self.front, Front::Nothing) {
            let left = voice.left().unwrap_or(u64::MAX);
            voice.end = if voice.has_failed() { ItemEnd::Failed } else { end };
            voice.fade_out(fade.min(left));
            self.tails.push(voice);
        }
        for index in 0..self.tails.len().saturating_sub(TAIL_BOUND) {
            if self.tails[index].fade_left() > DECLICK {
                self.tails[index].fade_out(DECLICK);
            }
        }
    }

    fn prepare(&mut self, samples: usize) {
        if let Front::Voice(voice) = &mut self.front {
            voice.prepare(samples);
        }
        for voice in &mut self.tails {
            voice.prepare(samples);
        }
    }

    /// Decides what is in front for the sample `now`.
    fn direct(&mut self) {
        self.bury_the_dead();
        if self.direct_lives() {
            self.skip = false;
        } else {
            self.direct_items();
        }
        self.ask();
    }

    fn direct_items(&mut self) {
        if let Some((end, dead_air)) = self.must_leave() {
            let silent = match &self.front {
                Front::Voice(Voice {
                    label: Label::Item { id, .. },
                    ..
                }) if dead_air => Some(Origin::Item(*id)),
                _ => None,
            };
            let at = self.now;
            self.events
                .extend(silent.map(|origin| MixEvent::DeadAir { at, origin }));
            self.advance(end);
            self.events
                .extend(silent.map(|origin| MixEvent::DeadAirEnded { at, origin }));
            return;
        }
        self.lead_out();
        if let Some(lane) = self.due_lane() {
            let end = if self.has_joined(lane) {
                ItemEnd::Finished
            } else {
                ItemEnd::Cut
            };
            self.start_next(lane, end);
        } else if self.needs_fallback() {
            self.advance(ItemEnd::Finished);
        }
    }

    /// Whether the item in front has to go whatever follows, why, and whether for silence.
    fn must_leave(&mut self) -> Option<(ItemEnd, bool)> {
        let skip = std::mem::take(&mut self.skip);
        let Front::Voice(voice) = &self.front else { return None };
        voice.lane()?;
        let dead_air = (self.config.dead_air.seconds.max(0.5) * RATE as f32) as u64;
        if skip {
            Some((ItemEnd::Cut, false))
        } else if voice.silent_for() >= dead_air {
            Some((ItemEnd::Silent, true))
        } else {
            None
        }
    }

    /// Fades what plays out ahead of an item that starts by the clock.
    fn lead_out(&mut self) {
        let Some((start_at, lead)) = self.timed().filter(|(_, lead)| *lead > 0) else {
            return;
        };
        let ahead = start_at.saturating_sub(self.now);
        if let Front::Voice(voice) = &mut self.front
            && ahead > 0
            && ahead <= lead
            && !voice.is_leaving
            && voice.lane().is_some()
        {
            // Not quite to its end, which would leave nothing in front.
            voice.fade_out(ahead + DECLICK);
            voice.is_leaving = true;
        }
    }

    /// Where the scheduled lane's next item starts by the clock, and its lead.
    fn timed(&self) -> Option<(u64, u64)> {
        let item = self.lanes[Lane::Scheduled as usize].front()?;
        Some((item.start_at?, item.lead))
    }

    /// Whether what plays, or a breath of silence, lasts until an item that starts by the clock.
    fn waits_for_timed(&self) -> bool {
        let left = match &self.front {
            Front::Voice(voice) if voice.lane().is_some() => voice.left(),
            Front::Voice(_) | Front::Live(_) => None,
            Front::Nothing => Some(0),
        };
        let ahead = self.timed().map(|(start_at, _)| start_at.saturating_sub(self.now));
        ahead
            .zip(left)
            .is_some_and(|(ahead, left)| ahead > 0 && ahead <= left + BREATH)
    }

    /// Goes to whatever is next: an item of the best lane, or the tone bed.
    fn advance(&mut self, end: ItemEnd) {
        let ready = [Lane::Scheduled, Lane::AutoDj, Lane::Fallback]
            .into_iter()
            .find(|lane| self.is_ready(*lane));
        match ready {
            Some(lane) => self.start_next(lane, end),
            None => self.start_tone(end),
        }
    }

    /// The lane whose next item is to start now.
    fn due_lane(&self) -> Option<Lane> {
        let current = match &self.front {
            Front::Voice(voice) => voice.lane(),
            Front::Nothing | Front::Live(_) => None,
        };
        let waits = self.waits_for_timed();
        let is_due = |lane: &Lane| {
            self.is_ready(*lane)
                && match current {
                    _ if waits => false,
                    None => true,
                    Some(Lane::Fallback) if *lane != Lane::Fallback => true,
                    Some(_) if self.is_timed(*lane) => true,
                    Some(_) => self.has_joined(*lane),
                }
        };
        [Lane::Scheduled, Lane::AutoDj, Lane::Fallback].into_iter().find(is_due)
    }

    /// Whether a lane's next item may start at this sample.
    fn is_ready(&self, lane: Lane) -> bool {
        self.lanes[lane as usize]
            .front()
            .is_some_and(|item| item.start_at.is_none_or(|start_at| start_at <= self.now))
    }

    /// Whether a lane's next item starts by the clock and not behind what plays.
    fn is_timed(&self, lane: Lane) -> bool {
        lane == Lane::Scheduled
            && self.lanes[lane as usize]
                .front()
                .is_some_and(|item| item.start_at.is_some())
    }

    /// Whether the voice in front has come to the point where `lane`'s next item joins.
    fn has_joined(&self, lane: Lane) -> bool {
        self.join_in(lane).is_some_and(|samples| samples == 0)
    }

    /// Samples until `lane`'s next item joins the voice in front; `None` while that is not known.
    fn join_in(&self, lane: Lane) -> Option<u64> {
        let Front::Voice(voice) = &self.front else { return None };
        let fade = self.lanes[lane as usize]
            .front()
            .map_or_else(|| self.config.crossfade(), |item| self.fade_into(item));
        voice.join_in(fade)
    }

    /// Whether what is in front ends before anything else is there.
    fn needs_fallback(&self) -> bool {
        if self.waits_for_timed() {
            return false;
        }
        match &self.front {
            Front::Nothing => true,
            Front::Voice(voice) => voice.join_in(self.config.live_fade()) == Some(0),
            Front::Live(_) => false,
        }
    }

    fn fade_into(&self, item: &Item) -> u64 {
        let suits = item.length.map_or(u64::MAX, |length| length / 3).max(DECLICK);
        self.config.crossfade_into(item).min(suits)
    }

    fn start_next(&mut self, lane: Lane, end: ItemEnd) {
        let Some(item) = self.lanes[lane as usize].pop_front() else {
            return;
        };
        let (at, id) = (self.now, item.id);
        let fade = self.fade_to_next(self.fade_into(&item));
        let was_fallback = matches!(&self.front, Front::Voice(voice) if voice.lane() == Some(Lane::Fallback));
        self.retire_front(fade, end);
        if lane == Lane::Fallback && !was_fallback {
            self.events.push(MixEvent::FallbackStarted {
                at,
                kind: FallbackKind::Playlist,
            });
        }
        let gain_db = if self.config.processing == Processing::On {
            item.gain_db
        } else {
            0.0
        };
        let mut voice = Voice::item(item, lane, gain_db, self.config.dead_air.level_dbfs);
        voice.fade_in(fade);
        voice.prepare(FRAME);
        self.front = Front::Voice(voice);
        self.events.push(MixEvent::ItemStarted { at, id, lane });
    }

    fn start_tone(&mut self, end: ItemEnd) {
        let at = self.now;
        let fade = self.fade_to_next(self.config.live_fade());
        self.retire_front(fade, end);
        let mut voice = Voice::tone(at);
        voice.fade_in(fade);
        self.front = Front::Voice(voice);
        self.events.push(MixEvent::FallbackStarted {
            at,
            kind: FallbackKind::Tone,
        });
    }

    /// Shortens a fade to what is left of what is heard now.
    fn fade_to_next(&self, fade: u64) -> u64 {
        let left = match &self.front {
            Front::Voice(voice) => voice.left().map(|left| left.min(voice.longest_fade)),
            Front::Live(_) => None,
            Front::Nothing => Some(self.tails.last().map_or(DECLICK, Voice::fade_left)),
        };
        fade.min(left.unwrap_or(u64::MAX)).max(DECLICK)
    }

    /// Samples, at most `most`, within which nothing has to be decided.
    fn undisturbed(&self, most: u64) -> u64 {
        let mut count = most;
        let mut bound = |samples: u64| {
            if samples > 0 {
                count = count.min(samples);
            }
        };
        self.tails.iter().for_each(|voice| {
            bound(voice.fade_left());
            bound(voice.left().unwrap_or(0));
        });
        if let Some((start_at, lead)) = self.timed() {
            bound(start_at.saturating_sub(self.now));
            bound(start_at.saturating_sub(lead).saturating_sub(self.now));
            bound(start_at.saturating_sub(BREATH).saturating_sub(self.now));
        }
        if let Front::Voice(voice) = &self.front {
            bound(voice.left().unwrap_or(0));
            bound(voice.join_in(self.config.live_fade()).unwrap_or(0));
            for lane in [Lane::Scheduled, Lane::AutoDj, Lane::Fallback] {
                bound(self.join_in(lane).unwrap_or(0));
            }
        }
        count
    }

    fn add_all(&mut self, out: &mut [f32]) {
        let mut scratch = std::mem::take(&mut self.scratch);
        if let Front::Voice(voice) = &mut self.front {
            voice.add_to(out, &mut scratch);
        }
        for voice in &mut self.tails {
            voice.add_to(out, &mut scratch);
        }
        self.scratch = scratch;
        self.add_lives(out);
        self.now += (out.len() / 2) as u64;
    }

    /// Reports and drops voices that have faded out or ended.
    fn bury_the_dead(&mut self) {
        let at = self.now;
        if matches!(&self.front, Front::Voice(voice) if voice.is_over()) {
            self.retire_front(0, ItemEnd::Finished);
        }
        let events = &mut self.events;
        self.tails.retain(|voice| {
            let over = voice.is_over();
            if let (true, Label::Item { id, lane }) = (over, voice.label) {
                let end = if voice.has_failed() { ItemEnd::Failed } else { voice.end };
                events.push(MixEvent::ItemEnded {
                    at,
                    id,
                    lane,
                    end,
                    played: voice.played,
                });
            }
            !over
        });
    }

    fn ask(&mut self) {
        if self.asks_for(Lane::AutoDj) {
            self.ask_for(Lane::AutoDj);
        }
        if self.asks_for(Lane::Fallback) {
            self.ask_for(Lane::Fallback);
        }
    }

    fn asks_for(&self, lane: Lane) -> bool {
        if !self.lanes[lane as usize].is_empty() {
            return false;
        }
        match &self.front {
            Front::Nothing => true,
            Front::Live(_) => lane == Lane::AutoDj,
            Front::Voice(voice) => match voice.lane() {
                None => true,
                Some(Lane::Fallback) if lane == Lane::AutoDj => true,
                Some(playing) if playing == Lane::Fallback || lane == Lane::AutoDj => self
                    .join_in(lane)
                    .is_none_or(|samples| samples <= self.config.ask_ahead()),
                Some(_) => false,
            },
        }
    }

    fn ask_for(&mut self, lane: Lane) {
        let at = self.now;
        if self.asked[lane as usize].is_some_and(|asked| at < asked + ASK_AGAIN) {
            return;
        }
        self.asked[lane as usize] = Some(at);
        let behind = matches!(&self.front, Front::Voice(voice) if voice.lane().is_some_and(|playing| playing <= lane));
        let starts_at = if behind {
            self.join_in(lane).map(|samples| at + samples)
        } else {
            None
        };
        self.events.push(MixEvent::NeedsItem { at, lane, starts_at });
    }
}
