//! What the rules say about each track at one moment.

use crate::fit;
use crate::history::History;
use crate::model::{Rule, Rules};
use crate::prepared::{Indexed, Listed, Prepared};
use crate::zone::Zone;
use std::collections::HashMap;

const MS_PER_MINUTE: i64 = 60_000;

/// How far the rules are bent; each stage gives up one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Strict,
    Order,
    Artist,
    Title,
    JustPlayed,
}

pub(crate) const STAGES: [Stage; 5] = [
    Stage::Strict,
    Stage::Order,
    Stage::Artist,
    Stage::Title,
    Stage::JustPlayed,
];

/// The history, seen from one moment.
pub(crate) struct Context<'a> {
    pub(crate) library: &'a Prepared,
    pub(crate) history: &'a History,
    pub(crate) now_ms: i64,
    pub(crate) zone: Zone,
    pub(crate) crossfade_ms: u32,
    /// The playlist that has the air by the calendar.
    pub(crate) on_air: Option<&'a Listed>,
    /// Time to what begins next, ms; `None` where that is far.
    pub(crate) gap_ms: Option<i64>,
    artist_ms: i64,
    title_ms: i64,
    artist_at: HashMap<u32, i64>,
    title_at: HashMap<u32, i64>,
    just_played: Option<u32>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(library: &'a Prepared, history: &'a History, rules: Rules, now_ms: i64) -> Self {
        let mut context = Self {
            library,
            history,
            now_ms,
            zone: rules.zone,
            crossfade_ms: rules.crossfade_ms,
            on_air: library.on_air(history, now_ms),
            gap_ms: library
                .next_mark(rules.zone, now_ms, now_ms + fit::WINDOW_MS)
                .map(|mark| mark.at_ms - now_ms),
            artist_ms: i64::from(rules.artist_minutes) * MS_PER_MINUTE,
            title_ms: i64::from(rules.title_minutes) * MS_PER_MINUTE,
            artist_at: HashMap::new(),
            title_at: HashMap::new(),
            just_played: history
                .last()
                .and_then(|played| library.by_id.get(&played.track))
                .copied(),
        };
        context.remember();
        context
    }

    /// Rules a track would break, the least important first.
    pub(crate) fn broken(&self, index: u32, jingle: bool) -> Vec<Rule> {
        let track = &self.library.tracks[index as usize];
        let mut rules = Vec::new();
        if !jingle && self.artist_slack(track) < 0 {
            rules.push(Rule::Artist);
        }
        if !jingle && self.title_slack(track) < 0 {
            rules.push(Rule::Title);
        }
        if self.just_played == Some(index) {
            rules.push(Rule::JustPlayed);
        }
        rules
    }

    /// Whether a track may be played at `stage`.
    pub(crate) fn allows(&self, index: u32, jingle: bool, stage: Stage) -> bool {
        if stage < Stage::JustPlayed && self.just_played == Some(index) {
            return false;
        }
        if jingle {
            return true;
        }
        let track = &self.library.tracks[index as usize];
        (stage >= Stage::Artist || self.artist_slack(track) >= 0)
            && (stage >= Stage::Title || self.title_slack(track) >= 0)
    }

    /// By how much a track keeps the separations, ms; the more negative, the worse.
    pub(crate) fn slack(&self, index: u32) -> i64 {
        let track = &self.library.tracks[index as usize];
        self.artist_slack(track).min(self.title_slack(track)).min(0)
    }

    /// When a track was last played, ms; the far past for never.
    pub(crate) fn last_played(&self, index: u32) -> i64 {
        self.history
            .last_played(self.library.tracks[index as usize].track.id)
            .unwrap_or(i64::MIN)
    }

    fn artist_slack(&self, track: &Indexed) -> i64 {
        let slack = |artist| {
            self.artist_at
                .get(artist)
                .map_or(0, |at| self.now_ms - at - self.artist_ms)
        };
        track.artists.iter().map(slack).min().unwrap_or(0)
    }

    fn title_slack(&self, track: &Indexed) -> i64 {
        self.title_at
            .get(&track.title)
            .map_or(0, |at| self.now_ms - at - self.title_ms)
    }

    /// Notes when each artist and title within the separations was heard last.
    fn remember(&mut self) {
        let longest = self.artist_ms.max(self.title_ms);
        for played in self.history.plays().rev() {
            if self.now_ms - played.at_ms >= longest {
                break;
            }
            if played.jingle {
                continue;
            }
            let age_ms = self.now_ms - played.at_ms;
            let (artists, title) = self.library.names_of(played);
            if age_ms < self.artist_ms {
                for artist in artists {
                    self.artist_at.entry(artist).or_insert(played.at_ms);
                }
            }
            if let Some(title) = title.filter(|_| age_ms < self.title_ms) {
                self.title_at.entry(title).or_insert(played.at_ms);
            }
        }
    }
}
