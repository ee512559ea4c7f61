//! Hard starts, and how the time to them is filled.

use crate::library::{FREE, MINUTE, library, playlist, playlist_id};
use awaz_core::hours::{Hours, TimeOfDay};
use awaz_core::ports::{Library, PlayablePlaylist, PlayableTrack, PlaylistKind, PlaylistOrder};
use awaz_plan::{Choice, History, Played, Prepared, Reason, Rule, Rules, Zone, is_on, timing};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::sync::Arc;

const SONGS: u128 = 1;
const NEWS: u128 = 2;
const ROTATION: PlaylistKind = PlaylistKind::Rotation { weight: 3 };
/// 14 November 2023, 18:00 in Pakistan.
const SIX: i64 = 1_699_966_800_000;
const HOUR: i64 = 60 * MINUTE;

/// News at a minute of every hour, cutting in.
fn news(minute: u8, tracks: std::ops::Range<u128>) -> PlayablePlaylist {
    let mut news = playlist(NEWS, PlaylistKind::Hourly { minute }, PlaylistOrder::Sequential, tracks);
    (news.jingle, news.hard_start) = (true, true);
    news
}

/// Songs of two and a half to six minutes, and news of half a minute at every full hour.
fn station(songs: u128, order: PlaylistOrder) -> Library {
    let general = playlist(SONGS, ROTATION, order, 0..songs);
    let mut library = library(songs + 1, songs / 4, vec![general, news(0, songs..songs + 1)]);
    for (number, track) in (0..).zip(&mut library.tracks) {
        set_seconds(
            track,
            if number == songs {
                30
            } else {
                150 + (number as u64 * 7919) % 211
            },
        );
    }
    library
}

fn set_seconds(track: &mut Arc<PlayableTrack>, seconds: u64) {
    let (cues, length) = (&mut Arc::make_mut(track).cues, seconds * 48_000);
    (cues.length, cues.cue_out, cues.start_next) = (length, length, length);
}

/// A station on air, hard starts made as the engine makes them.
struct Air {
    prepared: Prepared,
    history: History,
    rules: Rules,
    rng: StdRng,
    /// When the next item may begin, and what plays has ended.
    next_ms: i64,
    ends_ms: i64,
    past_ms: i64,
}

impl Air {
    fn new(library: &Library, rules: Rules, seed: u64) -> Self {
        Self {
            prepared: Prepared::new(library),
            history: History::new(),
            rules,
            rng: StdRng::seed_from_u64(seed),
            next_ms: SIX,
            ends_ms: SIX,
            past_ms: SIX,
        }
    }

    /// What begins next; with by how much a hard start missed the end of the song before it, ms.
    fn next(&mut self) -> (i64, Choice, Option<i64>) {
        let reach_ms = self.next_ms.max(self.ends_ms + timing::BREATH_MS);
        let mark = (self.prepared).next_hard_start(self.rules.zone, self.past_ms, reach_ms);
        let at_ms = mark.map_or(self.next_ms, |mark| mark.at_ms);
        let missed = mark.map(|mark| (self.next_ms - mark.at_ms).max(mark.at_ms - self.ends_ms).max(0));
        let (history, rules, rng) = (&self.history, &self.rules, &mut self.rng);
        let choice = match mark {
            Some(mark) => self.prepared.choose_for(&mark, history, rules, rng),
            None => self.prepared.choose(history, rules, at_ms, rng),
        };
        let choice = choice.expect("a choice");
        let track = self.prepared.track(choice.track).expect("a known track").clone();
        self.history.push(Played::of(&choice, &track, at_ms));
        let cues = timing::in_order(track.cues);
        self.past_ms = at_ms;
        self.ends_ms = at_ms + (timing::length(&cues) / 48) as i64;
        self.next_ms = at_ms + (timing::span(&cues, None, self.rules.crossfade_ms) / 48) as i64;
        (at_ms, choice, missed)
    }

    /// All that begins within so many hours.
    fn play(&mut self, hours: i64) -> Vec<(i64, Choice, Option<i64>)> {
        let mut all = Vec::new();
        while self.next_ms < SIX + hours * HOUR {
            all.push(self.next());
        }
        all
    }
}

const WEEK: i64 = 7 * 24;

#[test]
fn over_a_week_songs_are_chosen_so_that_they_end_as_the_news_begins() {
    let rules = Rules {
        artist_minutes: 30,
        title_minutes: 120,
        ..FREE
    };
    for order in [PlaylistOrder::Random, PlaylistOrder::Shuffle] {
        let week = Air::new(&station(200, order), rules, 5).play(WEEK);
        let mut missed: Vec<i64> = week.iter().filter_map(|(_, _, missed)| *missed).collect();
        missed.sort_unstable();
        let on_time = missed.iter().filter(|missed| **missed <= 2000).count();
        assert!((WEEK - 1..=WEEK).contains(&(missed.len() as i64)), "{}", missed.len());
        assert!(on_time * 100 >= missed.len() * 98, "{order:?}: {missed:?}");
        let bent: Vec<Rule> = week.iter().flat_map(|(_, choice, _)| choice.bent.clone()).collect();
        assert!(
            bent.iter().all(|rule| *rule == Rule::Order),
            "no separation is broken for it"
        );
        assert!(
            bent.len() * 50 < week.len(),
            "{order:?}: {} of {}",
            bent.len(),
            week.len()
        );
    }
}

#[test]
fn the_news_is_on_its_minute_once_an_hour_and_songs_of_the_whole_library_are_heard() {
    let week = Air::new(&station(120, PlaylistOrder::Random), FREE, 6).play(WEEK);
    let told = week
        .iter()
        .filter(|(_, choice, _)| choice.reason == Reason::Hourly { minute: 0 });
    let told: Vec<i64> = told.map(|(at_ms, ..)| (at_ms - SIX) / 1000).collect();
    assert_eq!(told, (1..=WEEK).map(|hour| hour * 3600).collect::<Vec<_>>());
    let songs: std::collections::HashSet<_> = week.iter().map(|(_, choice, _)| choice.track).collect();
    assert_eq!(songs.len(), 121);
}

#[test]
fn a_small_library_is_cut_but_breaks_no_more_rules_than_without_news() {
    let rules = Rules {
        artist_minutes: 5,
        title_minutes: 10,
        ..FREE
    };
    let week = Air::new(&station(12, PlaylistOrder::Random), rules, 7).play(24);
    assert!(week.iter().all(|(_, choice, _)| !choice.bent.contains(&Rule::Title)));
}

#[test]
fn when_two_begin_at_once_the_news_is_first_and_a_missed_one_is_not_made_up_for() {
    let hour = |from: u16, to: u16| Hours {
        days: Vec::new(),
        from: TimeOfDay::of_minutes(from).unwrap(),
        to: TimeOfDay::of_minutes(to).unwrap(),
        first: None,
        last: None,
    };
    let mut show = playlist(3, ROTATION, PlaylistOrder::Shuffle, 0..5);
    (show.hours, show.hard_start) = (vec![hour(20 * 60, 21 * 60)], true);
    let general = playlist(SONGS, ROTATION, PlaylistOrder::Shuffle, 5..20);
    let prepared = Prepared::new(&library(21, 20, vec![show, general, news(0, 20..21)]));
    let next = |minute: i64, until: i64| {
        let (after, until) = (SIX + minute * MINUTE, SIX + until * MINUTE);
        prepared
            .next_hard_start(Zone::PAKISTAN, after, until)
            .map(|mark| ((mark.at_ms - SIX) / MINUTE, mark.playlist))
    };
    assert_eq!(next(0, 59), None);
    assert_eq!(next(0, 60), Some((60, playlist_id(NEWS))));
    assert_eq!(
        next(60, 200),
        Some((120, playlist_id(NEWS))),
        "the show begins then too"
    );
    assert!(prepared.has_hard_starts());
    let choose = |minute: i64| {
        let mut rng = StdRng::seed_from_u64(1);
        let choice = prepared.choose(&History::new(), &FREE, SIX + minute * MINUTE, &mut rng);
        choice.unwrap().playlist
    };
    assert_eq!(choose(62), Some(playlist_id(SONGS)), "late news is none");
    assert_eq!(choose(122), Some(playlist_id(3)));
}

#[test]
fn a_minute_that_clocks_leave_out_is_no_hard_start() {
    // On 2 October 2016 clocks of Lord Howe went from 02:00 to 02:30.
    let zone: Zone = "Australia/Lord_Howe".parse().unwrap();
    let prepared = Prepared::new(&library(1, 1, vec![news(0, 0..1)]));
    let at = |instant: &str| {
        instant
            .parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap()
            .timestamp_millis()
    };
    let found = prepared.next_hard_start(zone, at("2016-10-01T14:30:00Z"), at("2016-10-02T14:30:00Z"));
    assert_eq!(found.map(|mark| mark.at_ms), Some(at("2016-10-01T16:00:00Z")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn hard_starts_are_those_a_clock_would_show(
        minute in 0_u8..60,
        from in 0_u16..1440,
        to in 0_u16..1440,
        zone in prop::sample::select(vec!["Asia/Karachi", "Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"]),
        // From 2000 to 2035.
        at_min in 15_778_080_i64..34_187_040,
    ) {
        let zone: Zone = zone.parse().unwrap();
        let time = |minutes| TimeOfDay::of_minutes(minutes).unwrap();
        let hours = vec![Hours { days: Vec::new(), from: time(from), to: time(to), first: None, last: None }];
        let mut list = news(minute, 0..1);
        list.hours.clone_from(&hours);
        let prepared = Prepared::new(&library(1, 1, vec![list]));
        let (after_ms, until_ms) = (at_min * MINUTE, (at_min + 36 * 60) * MINUTE);
        let shows = |at_ms: &i64| {
            use chrono::Timelike;
            zone.local(*at_ms).minute() == u32::from(minute) && is_on(&hours, zone, *at_ms)
        };
        let wanted = (at_min + 1..=at_min + 36 * 60).map(|minute| minute * MINUTE).find(shows);
        let found = prepared.next_hard_start(zone, after_ms, until_ms).map(|mark| mark.at_ms);
        prop_assert_eq!(found, wanted);
    }
}
