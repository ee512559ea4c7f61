//! Live sources within the mixer: who is heard, who left, who is back.

use super::config::{Config, Processing};
use super::event::{LeaveReason, MixEvent, Origin};
use super::live::{Condition, Ending, LiveBuffer, LiveId};
use super::mixer::{Front, Mixer};
use super::voice::Voice;
use crate::RATE;
use crate::dsp::{Fade, Leveller};

/// Sound listened to before a source is heard, samples: 3 s.
const PRIMING: u64 = 144_000;

/// One live source.
pub(super) struct Live {
    pub(super) id: LiveId,
    pub(super) buffer: LiveBuffer,
    order: u64,
    heard: bool,
    dead_air: bool,
    levelled: bool,
    leveller: Leveller,
    fade: Fade,
}

impl Live {
    pub(super) fn new(id: LiveId, buffer: LiveBuffer, order: u64, config: &Config) -> Self {
        let mut live = Self {
            id,
            buffer,
            order,
            heard: false,
            dead_air: false,
            levelled: false,
            leveller: Leveller::new(config.target_lufs),
            fade: Fade::closed(),
        };
        live.configure(config);
        live
    }

    pub(super) fn configure(&mut self, config: &Config) {
        self.buffer.set_silence_level(config.dead_air.level_dbfs);
        self.leveller.set_target(config.target_lufs);
        self.levelled = config.processing == Processing::On;
    }

    /// Reads the next samples, levelled and faded; what is not there stays silent.
    fn read(&mut self, out: &mut [f32]) {
        let count = self.buffer.read(out);
        out[count * 2..].fill(0.0);
        if self.levelled {
            self.leveller.process(out);
        }
        self.fade.apply(out);
    }

    /// Takes up to `longest` samples for a fade-out. The fade itself is not yet applied.
    fn take_tail(&mut self, longest: u64) -> Voice {
        let count = longest.min(self.buffer.fill());
        let mut samples = vec![0.0; (count * 2) as usize];
        let read = self.buffer.read(&mut samples);
        samples.truncate(read * 2);
        self.tail_of(samples)
    }

    fn tail_of(&mut self, mut samples: Vec<f32>) -> Voice {
        if self.levelled {
            self.leveller.process(&mut samples);
        }
        Voice::tail(samples, std::mem::replace(&mut self.fade, Fade::closed()))
    }

    /// Sets the fader by what is in hand, before the first sample is heard.
    fn prime(&mut self) {
        if self.levelled && !self.heard {
            let mut sound = Vec::new();
            self.buffer.peek(PRIMING, &mut sound);
            self.leveller.prime(&sound);
        }
    }
}

impl Mixer {
    /// Judges all live sources and puts the right one, if any, in front; true when live is heard.
    pub(super) fn direct_lives(&mut self) -> bool {
        let conditions = self.judge_lives();
        let mut best: Option<(u64, LiveId)> = None;
        for (id, condition) in conditions {
            if let Some(candidate) = self.heed(id, condition) {
                best = best.max(Some(candidate));
            }
        }
        let current = match self.front {
            Front::Live(id) => Some(id),
            Front::Nothing | Front::Voice(_) => None,
        };
        match best {
            Some((_, id)) if current != Some(id) => self.put_live_on(id, current),
            Some(_) => {}
            None => return matches!(self.front, Front::Live(_)),
        }
        true
    }

    /// Takes a live source away for good.
    pub(super) fn drop_live(&mut self, id: LiveId, reason: LeaveReason) {
        let Some(index) = self.lives.iter().position(|live| live.id == id) else {
            return;
        };
        let at = self.now;
        if self.is_front(id) {
            self.fade_live_out(id);
        }
        let live = self.lives.remove(index);
        self.events.push(MixEvent::LiveLeft { at, id, reason });
        if live.dead_air {
            self.events.push(MixEvent::DeadAirEnded {
                at,
                origin: Origin::Live(id),
            });
        }
    }

    /// Adds the live source in front to `out`, and reads on those that are silent.
    pub(super) fn add_lives(&mut self, out: &mut [f32]) {
        for live in &mut self.lives {
            let scratch = &mut self.scratch[..out.len()];
            let is_front = matches!(self.front, Front::Live(id) if id == live.id);
            if is_front {
                live.read(scratch);
                for (sum, sample) in out.iter_mut().zip(scratch.iter()) {
                    *sum += *sample;
                }
            } else if live.buffer.is_read_unheard() {
                let _unheard = live.buffer.read(scratch);
            }
            live.buffer.publish(is_front, live.leveller.gain_db());
        }
    }

    fn judge_lives(&mut self) -> Vec<(LiveId, Condition)> {
        let (now, fade) = (self.now, self.config.live_fade());
        let dead_air = (self.config.dead_air.seconds.max(0.5) * RATE as f32) as u64;
        let judge = |live: &mut Live| {
            let condition = live.buffer.judge(now, fade, dead_air);
            let condition = match condition {
                _ if live.heard => condition,
                _ if live.buffer.is_filled() => Condition::Ready,
                Condition::Ending(_) => condition,
                _ => Condition::Filling,
            };
            (live.id, condition)
        };
        self.lives.iter_mut().map(judge).collect()
    }

    /// Does what a condition asks for; gives the source's rank when it may be heard.
    fn heed(&mut self, id: LiveId, condition: Condition) -> Option<(u64, LiveId)> {
        let is_front = self.is_front(id);
        match condition {
            Condition::Ready => {
                return self
                    .lives
                    .iter()
                    .find(|live| live.id == id)
                    .map(|live| (live.order, id));
            }
            Condition::Ending(ending) => self.drop_live(
                id,
                match ending {
                    Ending::Finished => LeaveReason::Finished,
                    Ending::Lost => LeaveReason::Lost,
                },
            ),
            Condition::Stalled if is_front => self.leave(id, LeaveReason::Stalled),
            Condition::Silent if is_front => self.leave(id, LeaveReason::Silent),
            Condition::Stalled | Condition::Silent | Condition::Filling => {}
        }
        None
    }

    /// Leaves a source that may return.
    fn leave(&mut self, id: LiveId, reason: LeaveReason) {
        let at = self.now;
        let longest = self.config.live_fade();
        self.front = Front::Nothing;
        let Some(live) = self.lives.iter_mut().find(|live| live.id == id) else {
            return;
        };
        let tail = if reason == LeaveReason::Silent {
            // It keeps its place in time, and with it the sound in hand for its return.
            live.buffer.leave_silent();
            live.dead_air = true;
            self.events.push(MixEvent::DeadAir {
                at,
                origin: Origin::Live(id),
            });
            let samples = live.buffer.preview(longest);
            live.tail_of(samples)
        } else {
            let tail = live.take_tail(longest);
            live.buffer.leave_stalled(at);
            tail
        };
        self.fade_tail(tail);
        self.events.push(MixEvent::LiveLeft { at, id, reason });
    }

    /// Turns the source in front into a tail that fades out of what is in hand.
    fn fade_live_out(&mut self, id: LiveId) {
        let longest = self.config.live_fade();
        self.front = Front::Nothing;
        let tail = self
            .lives
            .iter_mut()
            .find(|live| live.id == id)
            .map(|live| live.take_tail(longest));
        if let Some(tail) = tail {
            self.fade_tail(tail);
        }
    }

    fn fade_tail(&mut self, mut tail: Voice) {
        let length = tail.left().unwrap_or(0);
        tail.fade_out(length);
        if length > 0 {
            self.tails.push(tail);
        }
    }

    fn put_live_on(&mut self, id: LiveId, current: Option<LiveId>) {
        let at = self.now;
        let fade = self.config.live_fade();
        match current {
            Some(old) => self.drop_live(old, LeaveReason::TakenOver),
            None => self.retire_front(fade, super::event::ItemEnd::Cut),
        }
        let Some(live) = self.lives.iter_mut().find(|live| live.id == id) else {
            return;
        };
        live.prime();
        live.fade = Fade::closed();
        live.fade.fade_in(fade);
        live.buffer.come_back();
        let returned = std::mem::replace(&mut live.heard, true);
        let dead_air = std::mem::take(&mut live.dead_air);
        self.events.push(if returned {
            MixEvent::LiveReturned { at, id }
        } else {
            MixEvent::LiveStarted { at, id }
        });
        if dead_air {
            self.events.push(MixEvent::DeadAirEnded {
                at,
                origin: Origin::Live(id),
            });
        }
        self.front = Front::Live(id);
    }

    fn is_front(&self, id: LiveId) -> bool {
        matches!(self.front, Front::Live(front) if front == id)
    }
}
