//! One channel's engine: a programme while somebody hears or records it, arithmetic while nobody
//! does.
//!
//! **Invariant: `position` only grows, and an idle channel opens no file.**

use super::announcer::Announcer;
use super::grid::{self, Epoch};
use super::note::{AlertKind, Note, SavedState};
use super::outlets::Outlets;
use super::output::Output;
use super::pcm::{BACKLOG, PREROLL};
use super::programme::{Join, Programme};
use super::session::Session;
use super::shared::Shared;
use super::sink::Titled;
use crate::autodj::timing::ends;
use crate::autodj::{AutoDj, Playing, Shelf, Spot};
use crate::config::Config;
use crate::hls::Family;
use crate::model::{OnAir, Profile};
use awaz_audio::SEGMENT;
use awaz_audio::mix::{Entry, Lane};
use awaz_core::SharedClock;
use std::collections::VecDeque;
use std::sync::Arc;

/// How long a past item is remembered, samples: longer than any backlog.
const PAST: u64 = 60 * 48_000;
/// Items that began within the backlog and are rendered again.
const REPLAYED: usize = 8;

/// One channel's engine.
pub(crate) struct Core {
    pub(crate) shared: Arc<Shared>,
    pub(crate) profile: Arc<Profile>,
    pub(crate) epoch: Epoch,
    pub(crate) config: Config,
    pub(crate) clock: SharedClock,
    pub(crate) shelf: Shelf,
    pub(crate) dj: AutoDj,
    pub(crate) announcer: Announcer,
    pub(crate) generation: u32,
    /// Everything before it is rendered, or has gone by.
    pub(crate) position: u64,
    /// What the AutoDJ plays; `None` for the tone bed or a live source.
    pub(crate) current: Option<Playing>,
    past: VecDeque<Playing>,
    pub(crate) programme: Option<Programme>,
    pub(crate) outputs: Vec<Output>,
    pub(crate) outlets: Outlets,
    pub(crate) family: Arc<Family>,
    /// Where the recording of the live source that left ends.
    pub(crate) tape_ends: Option<u64>,
    pub(crate) lives: Vec<Arc<Session>>,
    pub(crate) live_count: u64,
    pub(crate) looked_at: u64,
    pub(crate) measured: VecDeque<(u64, u64)>,
    pub(crate) saved_at: u64,
    pub(crate) filled_at: u64,
    pub(crate) must_save: bool,
    #[cfg(test)]
    pub(crate) trip: bool,
}

/// What a channel's engine is made with.
#[derive(Clone)]
pub(crate) struct Kit {
    pub(crate) config: Config,
    pub(crate) clock: SharedClock,
    pub(crate) shelf: Shelf,
    pub(crate) notes: tokio::sync::mpsc::Sender<Note>,
    pub(crate) outlets: Outlets,
}

impl Core {
    pub(crate) fn new(kit: Kit, profile: Profile, saved: SavedState, now_us: i64) -> Self {
        let epoch = Epoch(profile.epoch_ms);
        let position = grid::frame_floor(epoch.position(now_us));
        let shared = Shared::new(
            profile.clone(),
            super::announcer::nothing_yet(&profile),
            kit.clock.now(),
        );
        *shared.history.write() = saved.history;
        let airtimes = saved.agenda.airtimes_at(kit.clock.now_ms());
        *shared.agenda.write() = saved.agenda;
        let announcer = Announcer::new(&profile, Arc::clone(&shared), kit.notes, saved.seq);
        let seed = seed(&profile, position);
        let family = Family::new(&profile.settings.renditions, kit.config.limits.held_requests);
        let mut dj = AutoDj::new(epoch, seed, saved.queue, saved.played);
        dj.set_airtimes(airtimes);
        for start in saved.dropped {
            dj.drop_start(start);
        }
        let mut core = Self {
            shared,
            epoch,
            config: kit.config,
            clock: kit.clock,
            shelf: kit.shelf,
            dj,
            announcer,
            generation: saved.generation.wrapping_add(1),
            position,
            current: saved.current,
            past: VecDeque::new(),
            programme: None,
            outputs: Vec::new(),
            outlets: kit.outlets,
            family,
            tape_ends: None,
            lives: Vec::new(),
            live_count: 0,
            looked_at: position,
            measured: VecDeque::new(),
            saved_at: position,
            filled_at: position,
            must_save: true,
            #[cfg(test)]
            trip: false,
            profile: Arc::new(profile),
        };
        core.take_settings();
        core.resume();
        core
    }

    /// Moves on to `to`: renders, or counts.
    pub(crate) fn advance(&mut self, to: u64) {
        let to = grid::frame_floor(to);
        if self.programme.is_some() {
            if to.saturating_sub(self.position) > self.config.catch_up_s * 48_000 {
                self.rebuild(to);
            }
            while self.position < to {
                self.render();
            }
        } else {
            self.pass(to);
        }
        self.look_around();
    }

    /// Starts to render, from the backlog on, where nothing is rendered yet.
    pub(crate) fn activate(&mut self) {
        if self.programme.is_some() {
            return;
        }
        let now = self.position;
        let segment = grid::segment_of(now.saturating_sub(BACKLOG)) * SEGMENT;
        self.render_from(grid::frame_floor(segment.saturating_sub(PREROLL)), now);
        while self.position < now {
            self.render();
        }
    }

    /// Throws the programme away and starts anew at `to`, with a discontinuity.
    pub(crate) fn rebuild(&mut self, to: u64) {
        let was_active = self.programme.take().is_some();
        for session in self.lives.drain(..) {
            session.close(awaz_core::Error::new(
                awaz_core::Code::Unavailable,
                "The channel was interrupted; connect again.",
            ));
        }
        *self.shared.live.write() = None;
        if *self.shared.on_air.borrow() == OnAir::Live {
            self.announcer.tone(self.position);
        }
        self.pass(to);
        if !was_active {
            return;
        }
        self.generation = self.generation.wrapping_add(1);
        self.must_save = true;
        self.end_live_recording(self.position);
        self.render_from(to, to);
        let outputs = std::mem::take(&mut self.outputs);
        for mut output in outputs {
            match output.restart(to) {
                Ok(()) => self.outputs.push(output),
                Err(error) => self.lose(output, &error),
            }
        }
    }

    /// Takes the profile's settings.
    pub(crate) fn take_profile(&mut self, profile: Profile) {
        self.profile = Arc::new(profile);
        *self.shared.profile.write() = Arc::clone(&self.profile);
        self.take_settings();
        if let Some(programme) = &mut self.programme {
            programme.configure(&self.profile.settings);
        }
        self.limit_rings();
        self.withdraw();
        self.family.offer(&self.profile.settings.renditions);
    }

    /// Unix time of a position, ms.
    pub(crate) fn time_ms(&self, position: u64) -> i64 {
        self.epoch.time(position).timestamp_millis()
    }

    /// Tells every output a title.
    pub(crate) fn spread(&mut self, titled: &Titled) {
        for output in &mut self.outputs {
            output.title(titled);
        }
    }

    /// An entry goes on air at `at`. What follows is shown first: who hears of the entry asks for it
    /// at once.
    pub(crate) fn begin(&mut self, spot: Spot, at: u64) {
        self.dj.note_played(&spot, self.time_ms(at));
        let oldest = at.saturating_sub(PAST);
        let heard = spot.clone();
        self.past.extend(self.current.replace(Playing { spot, start: at }));
        while self.past.len() > 2 * REPLAYED || self.past.front().is_some_and(|playing| ends(playing) < oldest) {
            self.past.pop_front();
        }
        self.fill();
        self.show_queue();
        let titled = self.announcer.spot(&heard, at);
        self.spread(&titled);
        self.must_save = true;
    }

    /// What the AutoDJ played has ended and nothing of its follows.
    pub(crate) fn end_current(&mut self) {
        self.past.extend(self.current.take());
        self.must_save = true;
    }

    /// The tone bed begins at `at`.
    pub(crate) fn begin_tone(&mut self, at: u64) {
        self.end_current();
        let titled = self.announcer.tone(at);
        self.spread(&titled);
    }

    /// Where what follows the current entry starts, as things stand.
    pub(crate) fn next_start(&self) -> Option<u64> {
        self.dj.next_start(self.current.as_ref())
    }

    /// Fills the queue; what the mixer holds follows where something in it came at the wrong time.
    pub(crate) fn fill(&mut self) {
        let moment = self.dj.moment(self.current.as_ref(), self.position);
        self.dj.fill(moment);
        self.filled_at = self.position;
        self.recue();
    }

    /// Passes time without a sound.
    fn pass(&mut self, to: u64) {
        loop {
            let due = match self.next_start() {
                Some(due) => due,
                None if self.dj.front().is_some() => to,
                None => break,
            };
            if due > to {
                break;
            }
            let next = self.dj.front().map(|spot| spot.id);
            match next.and_then(|id| self.dj.take(id)) {
                Some(spot) => self.begin(spot, due),
                None => self.begin_tone(due),
            }
        }
        self.position = self.position.max(to);
    }

    /// Finds out, after a restart, what is on air by now.
    fn resume(&mut self) {
        let before = self.current.as_ref().map(|playing| playing.spot.id);
        self.current = self.dj.resume(self.current.take(), self.position);
        let changed = self.current.as_ref().map(|playing| playing.spot.id) != before;
        self.announcer.seq += u64::from(changed);
        let start = self.current.as_ref().map_or(self.position, |playing| playing.start);
        self.announcer
            .resume(self.current.as_ref().map(|playing| &playing.spot), start);
    }

    /// Makes a programme that starts at `start`; what began before `now` is known already.
    fn render_from(&mut self, start: u64, now: u64) {
        let mut programme = Programme::new(&self.profile.settings, start, now);
        let known: Vec<Playing> = self.past.iter().chain(&self.current).cloned().collect();
        let first = known
            .partition_point(|playing| playing.start <= start)
            .saturating_sub(1);
        let replayed = known.len().saturating_sub(REPLAYED).max(first);
        for playing in &known[replayed.min(known.len())..] {
            let played = start.saturating_sub(playing.start);
            if played >= playing.spot.length() {
                continue;
            }
            let id = programme.number(playing.spot.id);
            let join = Join::of(&playing.spot, &self.profile.settings);
            match self
                .shelf
                .open(id, &playing.spot, played, self.profile.settings.target_lufs)
            {
                Ok(item) if played > 0 => programme.cue(
                    Lane::AutoDj,
                    awaz_audio::mix::Item {
                        entry: Entry::Immediate,
                        crossfade: join.crossfade,
                        ..item
                    },
                ),
                Ok(mut item) => {
                    item.start_at = Some(playing.start);
                    (item.crossfade, item.lead) = (join.crossfade, join.lead);
                    programme.cue(Lane::Scheduled, item);
                }
                Err(reason) => self
                    .announcer
                    .alert(AlertKind::TrackFailed, now, failed(&playing.spot, &reason)),
            }
        }
        self.position = start;
        self.programme = Some(programme);
        self.shared.meter.send_replace(super::shared::silent());
    }

    fn take_settings(&mut self) {
        self.dj.configure(&self.profile.settings);
    }
}

/// What the AutoDJ's chance begins with where a channel goes on at `position`.
pub(crate) fn seed(profile: &Profile, position: u64) -> u64 {
    profile.id.0.as_u64_pair().1 ^ position
}

/// Particulars of a track that could not be played.
pub(crate) fn failed(spot: &Spot, reason: &str) -> serde_json::Value {
    serde_json::json!({"track_id": spot.track.id, "title": spot.track.title, "reason": reason})
}
