//! Times that a calendar gives to playlists.

use crate::history::History;
use crate::prepared::{Listed, Prepared};
use awaz_core::id::PlaylistId;
use std::collections::HashMap;

/// A time that belongs to a playlist, whatever its kind and its hours are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Airtime {
    /// From when, Unix ms.
    pub from_ms: i64,
    /// Until when, Unix ms.
    pub until_ms: i64,
    /// When that which it is part of began, Unix ms: earlier where it goes on behind a break.
    pub begun_ms: i64,
    /// Whether it cuts into what plays.
    pub hard_start: bool,
    /// Whether it is over when each track was played once.
    pub once: bool,
}

/// Airtime by playlist: of one in order and without overlaps; of several that have it at once the
/// one that began last has the air, and what is to be heard once gives it back when it is through.
pub type Airtimes = HashMap<PlaylistId, Vec<Airtime>>;

impl Prepared {
    /// Gives playlists their airtime; those without any lose what they had.
    pub fn give_air(&mut self, airtimes: &Airtimes) {
        for listed in &mut self.playlists {
            listed.airtime = airtimes.get(&listed.id).cloned().unwrap_or_default();
        }
    }

    /// The playlist that has the air by the calendar.
    pub(crate) fn on_air(&self, history: &History, at_ms: i64) -> Option<&Listed> {
        let all = self.playlists.iter();
        let on = all.filter_map(|listed| Some((listed.airtime_at(history, at_ms)?, listed)));
        on.max_by_key(|(time, _)| (time.begun_ms, -time.until_ms))
            .map(|(_, listed)| listed)
    }
}

impl Listed {
    /// Its airtime, where it has something left to play in it.
    fn airtime_at(&self, history: &History, at_ms: i64) -> Option<&Airtime> {
        let next = self.airtime.partition_point(|time| time.until_ms <= at_ms);
        let time = self.airtime.get(next).filter(|time| time.from_ms <= at_ms)?;
        let is_over = self.tracks.is_empty() || time.once && self.is_through(history, time.begun_ms);
        (!is_over).then_some(time)
    }

    /// Whether as much was played of it since an instant as it has.
    fn is_through(&self, history: &History, since_ms: i64) -> bool {
        let since = history.plays().rev().take_while(|played| played.at_ms >= since_ms);
        since.filter(|played| played.playlist == Some(self.id)).count() >= self.tracks.len()
    }

    /// When its airtime begins next after `after_ms` and no later than `until_ms`; only what cuts in
    /// where `hard` is asked for.
    pub(crate) fn next_airtime(&self, after_ms: i64, until_ms: i64, hard: bool) -> Option<i64> {
        let next = self.airtime.partition_point(|time| time.from_ms <= after_ms);
        let mut coming = self.airtime[next..].iter().take_while(|time| time.from_ms <= until_ms);
        let begins = |time: &&Airtime| time.from_ms == time.begun_ms && (time.hard_start || !hard);
        coming.find(begins).map(|time| time.from_ms)
    }
}
