//! When the next item starts, by arithmetic alone; the same rule as the mixer's, so that a channel
//! may go from one to the other and back without a jump.

use super::dj::AutoDj;
use super::spot::{Playing, Spot};
use awaz_plan::timing;

pub(crate) use awaz_plan::timing::{BREATH_MS, SHORTEST};

/// Samples from the start of `spot` to the start of what follows it.
pub(crate) fn span(spot: &Spot, next: Option<&Spot>, crossfade_ms: u32) -> u64 {
    timing::span(&spot.cues(), next.map(Spot::length), crossfade_ms)
}

/// Position after an entry's last sample.
pub(crate) fn ends(playing: &Playing) -> u64 {
    playing.start + playing.spot.length().max(SHORTEST)
}

/// What a plan begins with, Unix ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "a time tells its unit")]
pub(crate) struct Moment {
    /// When what waits for what plays may begin.
    pub(crate) next_ms: i64,
    /// When what plays has ended.
    pub(crate) ends_ms: i64,
    /// Hard starts up to here are past.
    pub(crate) past_ms: i64,
}

/// How late a hard start may still be made, samples: 1 s.
const LATE: u64 = 48_000;

impl AutoDj {
    /// Where what follows `current` starts, as things stand; `None` where nothing plays and nothing
    /// has its time.
    pub(crate) fn next_start(&self, current: Option<&Playing>) -> Option<u64> {
        let next = self.front();
        if let Some(at) = next.and_then(|spot| spot.cuts_in_at(self.epoch)) {
            return Some(current.map_or(at, |playing| at.max(playing.start + SHORTEST)));
        }
        let playing = current?;
        Some(match next {
            Some(_) => playing.start + span(&playing.spot, next, self.rules.crossfade_ms),
            None => ends(playing),
        })
    }

    /// What is on air at `position` by the queue, when `current` was some time before.
    pub(crate) fn resume(&mut self, mut current: Option<Playing>, position: u64) -> Option<Playing> {
        while let Some(due) = self.next_start(current.as_ref()).filter(|due| *due <= position) {
            let spot = self.take_front();
            current = spot.map(|spot| Playing { spot, start: due });
        }
        current
    }

    /// What a plan begins with while the channel is at `position`.
    pub(crate) fn moment(&self, current: Option<&Playing>, position: u64) -> Moment {
        let waiting = self.queue().find(|spot| spot.on_time_ms.is_none());
        let crossfade_ms = self.rules.crossfade_ms;
        let joins = current.map(|playing| playing.start + span(&playing.spot, waiting, crossfade_ms));
        let past = position.saturating_sub(LATE);
        let time_ms = |at: u64| self.epoch.time(at).timestamp_millis();
        Moment {
            next_ms: time_ms(joins.unwrap_or(position).max(position)),
            ends_ms: time_ms(current.map_or(position, ends).max(position)),
            past_ms: time_ms(current.map_or(past, |playing| playing.start.max(past))),
        }
    }

    /// When each entry of the queue starts, the first that waits at `first`.
    pub(crate) fn starts(&self, first: u64) -> Vec<u64> {
        let queue: Vec<&Spot> = self.queue().collect();
        let mut at = first;
        let mut starts = Vec::with_capacity(queue.len());
        for (index, spot) in queue.iter().enumerate() {
            at = spot.cuts_in_at(self.epoch).unwrap_or(at);
            starts.push(at);
            at += span(spot, queue.get(index + 1).copied(), self.rules.crossfade_ms);
        }
        starts
    }
}
