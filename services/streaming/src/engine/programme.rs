//! A programme being rendered: the mixer, its last seconds, and which item is which entry.

use super::pcm::Pcm;
use crate::autodj::Spot;
use crate::model::{Processing, Settings};
use awaz_audio::mix::{self, Item, ItemId, Lane, MixEvent, Mixer};
use awaz_audio::{CHANNELS, FRAME};
use awaz_core::id::QueueEntryId;
use std::collections::VecDeque;

/// One frame of the mixer, interleaved.
pub(crate) type Frame = [f32; FRAME * CHANNELS];

/// Items remembered by their number.
const ITEMS: usize = 64;

/// Fade into an item that starts on time, samples: 10 ms.
const AT_ONCE: u64 = 480;

/// How an entry joins what plays before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Join {
    /// [`Item::crossfade`].
    pub(crate) crossfade: Option<u64>,
    /// [`Item::lead`].
    pub(crate) lead: u64,
}

impl Join {
    /// What starts on time begins in the clear; what plays is faded out as long as songs are joined.
    pub(crate) fn of(spot: &Spot, settings: &Settings) -> Self {
        match spot.on_time_ms {
            Some(_) => Self {
                crossfade: Some(AT_ONCE),
                lead: u64::from(settings.crossfade_ms) * 48,
            },
            None => Self {
                crossfade: None,
                lead: 0,
            },
        }
    }
}

/// A programme being rendered.
pub(crate) struct Programme {
    pub(crate) mixer: Mixer,
    pub(crate) pcm: Pcm,
    pub(crate) frame: Box<Frame>,
    /// What began before this position was announced already.
    pub(crate) settled: u64,
    /// The entry of the queue that the mixer holds.
    pub(crate) cued: Option<QueueEntryId>,
    /// Its item.
    cued_item: Option<ItemId>,
    items: VecDeque<(ItemId, QueueEntryId)>,
    item_count: u64,
    config: mix::Config,
}

impl Programme {
    pub(crate) fn new(settings: &Settings, start: u64, settled: u64) -> Self {
        let config = mixing(settings);
        Self {
            mixer: Mixer::new(config, start),
            pcm: Pcm::new(start),
            frame: Box::new([0.0; FRAME * CHANNELS]),
            settled,
            cued: None,
            cued_item: None,
            items: VecDeque::new(),
            item_count: 0,
            config,
        }
    }

    /// A number for an entry's next item.
    pub(crate) fn number(&mut self, entry: QueueEntryId) -> ItemId {
        self.item_count += 1;
        let id = ItemId(self.item_count);
        if self.items.len() == ITEMS {
            self.items.pop_front();
        }
        self.items.push_back((id, entry));
        id
    }

    /// The entry behind an item.
    pub(crate) fn entry(&self, id: ItemId) -> Option<QueueEntryId> {
        self.items.iter().find(|(item, _)| *item == id).map(|(_, entry)| *entry)
    }

    /// Gives the mixer an item; one that does not fit is dropped, which cannot happen while at
    /// most one of the queue is cued.
    pub(crate) fn cue(&mut self, lane: Lane, item: Item) {
        if self.mixer.cue(lane, item).is_err() {
            tracing::warn!("an item was cued too far ahead");
        }
    }

    /// Gives the mixer the item of an entry of the queue, of which it holds one at most.
    pub(crate) fn hold(&mut self, entry: QueueEntryId, item: Item) {
        self.cued = Some(entry);
        self.cued_item = Some(item.id);
        let lane = if item.start_at.is_some() {
            Lane::Scheduled
        } else {
            Lane::AutoDj
        };
        self.cue(lane, item);
    }

    /// Takes back the entry that the mixer holds.
    pub(crate) fn let_go(&mut self) {
        self.cued = None;
        if let Some(item) = self.cued_item.take() {
            self.mixer.withdraw(item);
        }
    }

    /// Renders the next 20 ms into `frame` and its past.
    pub(crate) fn render(&mut self) -> Vec<MixEvent> {
        let events = self.mixer.render(&mut self.frame).to_vec();
        self.pcm.push(self.frame.as_slice());
        events
    }

    /// Takes new settings.
    pub(crate) fn configure(&mut self, settings: &Settings) {
        let metering = self.config.metering;
        self.set_config(mix::Config {
            metering,
            ..mixing(settings)
        });
    }

    /// Runs or stops the meter.
    pub(crate) fn meter(&mut self, metering: bool) {
        if self.config.metering != metering {
            self.set_config(mix::Config {
                metering,
                ..self.config
            });
        }
    }

    fn set_config(&mut self, config: mix::Config) {
        self.config = config;
        self.mixer.set_config(config);
    }
}

fn mixing(settings: &Settings) -> mix::Config {
    mix::Config {
        crossfade_ms: settings.crossfade_ms,
        target_lufs: settings.target_lufs,
        processing: match settings.processing {
            Processing::On => mix::Processing::On,
            Processing::Off => mix::Processing::Off,
        },
        dead_air: mix::DeadAir {
            level_dbfs: settings.dead_air.level_dbfs,
            seconds: settings.dead_air.seconds as f32,
        },
        metering: false,
        ..mix::Config::default()
    }
}
