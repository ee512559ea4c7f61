//! One sound within the sum: an item, the tone bed, or the tail of a live source that left.

use super::config::DECLICK;
use super::event::{ItemEnd, Lane};
use super::item::{Entry, Item, ItemId};
use super::source::{Source, SourceState};
use crate::FRAME;
use crate::dsp::{Fade, SilenceTracker, ToneBed, gain_from_db};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Samples read ahead of what is heard, so that an end nobody announced is known in time to fade.
const LOOK_AHEAD: usize = FRAME;
/// Longest time a source may starve, samples: 1 s.
const LONGEST_STARVING: u64 = 48_000;

/// Who a voice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Item { id: ItemId, lane: Lane },
    Tone,
    Tail,
}

enum Feed {
    Deck(Box<Deck>),
    Tone(ToneBed),
    Memory(Vec<f32>),
}

/// One sound with its fade.
pub(super) struct Voice {
    pub(super) label: Label,
    /// Samples heard so far.
    pub(super) played: u64,
    /// Why it ends, once it does.
    pub(super) end: ItemEnd,
    /// Longest crossfade that suits it, samples.
    pub(super) longest_fade: u64,
    /// Whether it is being faded out for what starts by the clock.
    pub(super) is_leaving: bool,
    start_next: Option<u64>,
    feed: Feed,
    fade: Fade,
}

impl Voice {
    /// Makes an item's voice; `gain_db` is what is left of the item's gain after the channel's
    /// settings, `silence_dbfs` the level below which it is silent.
    pub(super) fn item(item: Item, lane: Lane, gain_db: f32, silence_dbfs: f32) -> Self {
        let immediate = item.entry == Entry::Immediate;
        Self {
            label: Label::Item { id: item.id, lane },
            played: 0,
            end: ItemEnd::Finished,
            longest_fade: item.length.map_or(u64::MAX, |length| length / 3).max(DECLICK),
            is_leaving: false,
            start_next: item.start_next,
            feed: Feed::Deck(Box::new(Deck::new(item.source, item.length, gain_db, silence_dbfs))),
            fade: if immediate { Fade::open() } else { Fade::closed() },
        }
    }

    /// Makes the tone bed's voice at sample `position`.
    pub(super) fn tone(position: u64) -> Self {
        Self::unnamed(Label::Tone, Feed::Tone(ToneBed::new(position)), Fade::closed())
    }

    /// Makes the voice of a live source's last samples, with the fade it had.
    pub(super) fn tail(samples: Vec<f32>, fade: Fade) -> Self {
        Self::unnamed(Label::Tail, Feed::Memory(samples), fade)
    }

    fn unnamed(label: Label, feed: Feed, fade: Fade) -> Self {
        Self {
            label,
            played: 0,
            end: ItemEnd::Finished,
            longest_fade: u64::MAX,
            is_leaving: false,
            start_next: None,
            feed,
            fade,
        }
    }

    pub(super) fn lane(&self) -> Option<Lane> {
        match self.label {
            Label::Item { lane, .. } => Some(lane),
            Label::Tone | Label::Tail => None,
        }
    }

    pub(super) fn fade_in(&mut self, samples: u64) {
        if self.fade.is_closed() {
            self.fade.fade_in(samples);
        }
    }

    pub(super) fn fade_out(&mut self, samples: u64) {
        self.fade.fade_out(samples);
    }

    /// Samples until its fade is done; 0 when it is.
    pub(super) fn fade_left(&self) -> u64 {
        self.fade.left()
    }

    /// Samples until its end; `None` while that is not known.
    pub(super) fn left(&self) -> Option<u64> {
        match &self.feed {
            Feed::Deck(deck) => deck.left(),
            Feed::Tone(_) => None,
            Feed::Memory(samples) => Some((samples.len() / 2) as u64 - self.played),
        }
    }

    /// Samples until what follows it is due, joined with a crossfade of `fade` samples.
    pub(super) fn join_in(&self, fade: u64) -> Option<u64> {
        let left = self.left()?;
        let overlap = fade.min(self.longest_fade);
        let latest = left.saturating_sub(overlap);
        match self.start_next {
            Some(start_next) if fade > DECLICK => Some(start_next.saturating_sub(self.played).min(latest)),
            _ => Some(latest),
        }
    }

    /// Whether nothing more comes from it.
    pub(super) fn is_over(&self) -> bool {
        self.fade.is_closed() && self.played > 0 || self.left() == Some(0)
    }

    /// Whether its source failed.
    pub(super) fn has_failed(&self) -> bool {
        matches!(&self.feed, Feed::Deck(deck) if deck.failed)
    }

    /// Samples of silence up to now.
    pub(super) fn silent_for(&self) -> u64 {
        match &self.feed {
            Feed::Deck(deck) => deck.silence.silent_for(deck.silence.position()),
            Feed::Tone(_) | Feed::Memory(_) => 0,
        }
    }

    /// Reads ahead, so that [`left`](Self::left) is right for the next `samples`.
    pub(super) fn prepare(&mut self, samples: usize) {
        if let Feed::Deck(deck) = &mut self.feed {
            deck.prefetch(samples + LOOK_AHEAD);
        }
    }

    /// Adds its next samples to `out`; `scratch` is at least as long.
    pub(super) fn add_to(&mut self, out: &mut [f32], scratch: &mut [f32]) {
        let scratch = &mut scratch[..out.len()];
        match &mut self.feed {
            Feed::Deck(deck) => deck.read(scratch),
            Feed::Tone(tone) => tone.fill(scratch),
            Feed::Memory(samples) => {
                let from = (self.played as usize * 2).min(samples.len());
                let count = scratch.len().min(samples.len() - from);
                scratch[..count].copy_from_slice(&samples[from..from + count]);
                scratch[count..].fill(0.0);
            }
        }
        self.played += (out.len() / 2) as u64;
        self.fade.apply(scratch);
        for (sum, sample) in out.iter_mut().zip(scratch.iter()) {
            *sum += *sample;
        }
    }
}

/// A source with a little of it read ahead.
struct Deck {
    source: Box<dyn Source>,
    gain: f32,
    /// Read ahead, interleaved, gain applied; heard from `at`.
    ahead: Vec<f32>,
    at: usize,
    /// Samples that may still be read from the source.
    unread: Option<u64>,
    ended: bool,
    failed: bool,
    starving: bool,
    starved_for: u64,
    duck: Fade,
    silence: SilenceTracker,
}

impl Deck {
    fn new(source: Box<dyn Source>, length: Option<u64>, gain_db: f32, silence_dbfs: f32) -> Self {
        Self {
            source,
            gain: gain_from_db(if gain_db.is_finite() {
                gain_db.clamp(-60.0, 30.0)
            } else {
                0.0
            }),
            ahead: Vec::with_capacity(LOOK_AHEAD * 6),
            at: 0,
            unread: length,
            ended: length == Some(0),
            failed: false,
            starving: false,
            starved_for: 0,
            duck: Fade::open(),
            silence: SilenceTracker::new(silence_dbfs),
        }
    }

    fn held(&self) -> usize {
        (self.ahead.len() - self.at) / 2
    }

    fn left(&self) -> Option<u64> {
        if self.ended {
            return Some(self.held() as u64);
        }
        self.unread.map(|unread| unread + self.held() as u64)
    }

    fn prefetch(&mut self, samples: usize) {
        if self.at > 0 {
            self.ahead.drain(..self.at);
            self.at = 0;
        }
        self.starving = false;
        while !self.ended && !self.starving && self.held() < samples {
            self.read_source(samples - self.held());
        }
    }

    fn read_source(&mut self, samples: usize) {
        let wanted = self.unread.map_or(samples, |unread| samples.min(unread as usize));
        let from = self.ahead.len();
        self.ahead.resize(from + wanted * 2, 0.0);
        let (source, room) = (&mut self.source, &mut self.ahead[from..]);
        // A decoder's panic costs its own item: the source is not touched again after one.
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let count = source.read(room).min(wanted);
            (
                count,
                if count < wanted {
                    source.state()
                } else {
                    SourceState::Playing
                },
            )
        }));
        let (count, state) = outcome.unwrap_or_else(|_panic| {
            self.failed = true;
            (0, SourceState::Ended)
        });
        self.ahead.truncate(from + count * 2);
        for sample in &mut self.ahead[from..] {
            *sample = if sample.is_finite() {
                (*sample * self.gain).clamp(-16.0, 16.0)
            } else {
                0.0
            };
        }
        if let Some(unread) = &mut self.unread {
            *unread -= count as u64;
        }
        self.ended = state == SourceState::Ended || self.unread == Some(0);
        self.starving = !self.ended && count < wanted;
    }

    fn read(&mut self, out: &mut [f32]) {
        let count = (out.len() / 2).min(self.held());
        self.mind_starving((out.len() / 2 - count) as u64);
        out[..count * 2].copy_from_slice(&self.ahead[self.at..self.at + count * 2]);
        out[count * 2..].fill(0.0);
        self.at += count * 2;
        self.duck.apply(out);
        self.silence.push(&out[..count * 2]);
    }

    /// Fades into and out of a hole that a starving source leaves.
    fn mind_starving(&mut self, missing: u64) {
        if self.ended {
            return;
        }
        if self.starving && !self.duck.is_closed() && self.duck.left() == 0 {
            self.duck.fade_out((self.held() as u64).clamp(1, DECLICK));
        } else if !self.starving && self.duck.is_closed() {
            self.duck.fade_in(DECLICK);
            self.starved_for = 0;
        }
        self.starved_for += missing;
        if self.starved_for > LONGEST_STARVING {
            self.failed = true;
            self.ended = true;
        }
    }
}
