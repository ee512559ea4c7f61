//! The mixer's face: what the engine calls.

use super::config::{Config, Processing};
use super::event::{Lane, MixEvent};
use super::item::{Item, ItemId};
use super::live::{LiveBuffer, LiveId, LiveStatus};
use super::lives::Live;
use super::voice::{Label, Voice};
use crate::dsp::{Levels, Limiter, Meter};
use crate::{CHANNELS, FRAME};
use std::collections::VecDeque;

/// Items a lane may hold.
const LANE_BOUND: usize = 8;
/// Live sources a channel may hold.
const LIVE_BOUND: usize = 8;
/// Ceiling of a processed programme, dBTP.
const CEILING_DBTP: f32 = -1.0;

/// What is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnAir {
    /// Nothing yet: the first frame has not been rendered.
    Nothing,
    /// A live source.
    Live(LiveId),
    /// An item.
    Item {
        /// Item.
        id: ItemId,
        /// Its lane.
        lane: Lane,
    },
    /// The built-in tone bed.
    Tone,
}

/// What is in front; everything else is fading out.
pub(super) enum Front {
    Nothing,
    Voice(Voice),
    Live(LiveId),
}

/// One channel's mixer. Pure: it moves only when [`render`](Self::render) is called, once for
/// every 20 ms of programme.
pub struct Mixer {
    pub(super) config: Config,
    /// Position of the next sample to be mixed; the output is [`Limiter::LATENCY`] behind.
    pub(super) now: u64,
    pub(super) front: Front,
    pub(super) tails: Vec<Voice>,
    pub(super) lives: Vec<Live>,
    pub(super) live_count: u64,
    pub(super) lanes: [VecDeque<Item>; 3],
    pub(super) asked: [Option<u64>; 3],
    pub(super) skip: bool,
    pub(super) events: Vec<MixEvent>,
    pub(super) scratch: Vec<f32>,
    reported: usize,
    primed: bool,
    limiter: Limiter,
    meter: Meter,
}

impl Mixer {
    /// Samples the mixer works ahead of what it puts out. Positions in events and in
    /// [`position`](Self::position) are of the output already.
    pub const LOOK_AHEAD: usize = Limiter::LATENCY;

    /// Makes a mixer whose first sample is at position `start`.
    #[must_use]
    pub fn new(config: Config, start: u64) -> Self {
        Self {
            config,
            now: start,
            front: Front::Nothing,
            tails: Vec::new(),
            lives: Vec::new(),
            live_count: 0,
            lanes: [VecDeque::new(), VecDeque::new(), VecDeque::new()],
            asked: [None; 3],
            skip: false,
            events: Vec::new(),
            scratch: vec![0.0; FRAME * CHANNELS],
            reported: 0,
            primed: false,
            limiter: Limiter::new(ceiling(config.processing)),
            meter: Meter::new(),
        }
    }

    /// Changes how the channel mixes; fades under way go on as they are.
    pub fn set_config(&mut self, config: Config) {
        self.limiter.set_ceiling(ceiling(config.processing));
        for live in &mut self.lives {
            live.configure(&config);
        }
        self.config = config;
    }

    /// Renders the next 20 ms (interleaved) and tells what happened since the last call. Every
    /// sample of `out` is written.
    pub fn render(&mut self, out: &mut [f32; FRAME * CHANNELS]) -> &[MixEvent] {
        self.events.drain(..self.reported);
        if !self.primed {
            self.primed = true;
            let mut lead = [0.0; Limiter::LATENCY * CHANNELS];
            self.mix(&mut lead);
            self.limiter.process(&mut lead);
        }
        self.mix(out);
        self.limiter.process(out);
        if self.config.metering {
            self.meter.push(out);
        }
        self.reported = self.events.len();
        &self.events
    }

    /// Position of the first sample of the next frame.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.now - if self.primed { Limiter::LATENCY as u64 } else { 0 }
    }

    /// Puts an item at the end of a lane; it starts when what plays there ends. Gives it back
    /// when the lane is full (8 items).
    ///
    /// # Errors
    /// The item itself: the caller cues too far ahead.
    pub fn cue(&mut self, lane: Lane, item: Item) -> Result<(), Box<Item>> {
        let cued = &mut self.lanes[lane as usize];
        if cued.len() >= LANE_BOUND {
            return Err(Box::new(item));
        }
        cued.push_back(item);
        self.asked[lane as usize] = None;
        Ok(())
    }

    /// Ids of the items cued in a lane, next first.
    #[must_use]
    pub fn cued(&self, lane: Lane) -> Vec<ItemId> {
        self.lanes[lane as usize].iter().map(|item| item.id).collect()
    }

    /// Takes back an item that is cued, as when the queue was changed; `None` once it has started.
    pub fn withdraw(&mut self, id: ItemId) -> Option<Item> {
        self.lanes.iter_mut().find_map(|cued| {
            let index = cued.iter().position(|item| item.id == id)?;
            cued.remove(index)
        })
    }

    /// Leaves the item on air for the next one, crossfaded; false when no item is on air.
    pub fn skip(&mut self) -> bool {
        self.skip = matches!(&self.front, Front::Voice(voice) if voice.lane().is_some());
        self.skip
    }

    /// Adds a live source. It goes on air once its buffer is filled, takes over from an older one,
    /// and is dropped by itself when it ends; gives it back when there are 8 already.
    ///
    /// # Errors
    /// The buffer itself.
    pub fn add_live(&mut self, id: LiveId, buffer: LiveBuffer) -> Result<(), Box<LiveBuffer>> {
        if self.lives.len() >= LIVE_BOUND {
            return Err(Box::new(buffer));
        }
        self.live_count += 1;
        self.lives.push(Live::new(id, buffer, self.live_count, &self.config));
        Ok(())
    }

    /// Removes a live source, as when it is kicked; crossfaded when it is on air.
    pub fn remove_live(&mut self, id: LiveId) {
        self.drop_live(id, super::event::LeaveReason::Removed);
    }

    /// How a live source is doing; `None` when it is gone.
    #[must_use]
    pub fn live_status(&self, id: LiveId) -> Option<LiveStatus> {
        self.lives
            .iter()
            .find(|live| live.id == id)
            .map(|live| live.buffer.status())
    }

    /// What is heard.
    #[must_use]
    pub fn on_air(&self) -> OnAir {
        match &self.front {
            Front::Nothing => OnAir::Nothing,
            Front::Live(id) => OnAir::Live(*id),
            Front::Voice(voice) => match voice.label {
                Label::Item { id, lane } => OnAir::Item { id, lane },
                Label::Tone | Label::Tail => OnAir::Tone,
            },
        }
    }

    /// Levels of the output; they change every 100 ms.
    #[must_use]
    pub const fn levels(&self) -> Levels {
        self.meter.levels()
    }
}

fn ceiling(processing: Processing) -> f32 {
    match processing {
        Processing::On => CEILING_DBTP,
        Processing::Off => 0.0,
    }
}
