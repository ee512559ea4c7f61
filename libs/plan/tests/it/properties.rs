//! What holds for every library.

use crate::library::{Evening, FREE, library, playlist, playlist_id, track_id};
use awaz_core::ports::{Library, PlaylistKind, PlaylistOrder};
use awaz_plan::{Choice, Rules};
use proptest::prelude::*;
use std::collections::HashMap;

fn order() -> impl Strategy<Value = PlaylistOrder> {
    prop_oneof![
        Just(PlaylistOrder::Sequential),
        Just(PlaylistOrder::Shuffle),
        Just(PlaylistOrder::Random)
    ]
}

fn kind() -> impl Strategy<Value = PlaylistKind> {
    prop_oneof![
        (1_u8..=25).prop_map(|weight| PlaylistKind::Rotation { weight }),
        (1_u16..=5).prop_map(|songs| PlaylistKind::EverySongs { songs }),
        (1_u16..=60).prop_map(|minutes| PlaylistKind::EveryMinutes { minutes }),
        Just(PlaylistKind::Fallback),
        Just(PlaylistKind::Manual),
    ]
}

prop_compose! {
    fn any_library()(count in 1_u128..60, artists in 1_u128..20)(
        count in Just(count),
        artists in Just(artists),
        lists in prop::collection::vec(
            (kind(), order(), any::<bool>(), prop::collection::vec(0..count + 3, 0..40)), 0..5),
    ) -> Library {
        let lists = lists.into_iter().enumerate().map(|(number, (kind, order, jingle, tracks))| {
            let mut list = playlist(number as u128, kind, order, tracks);
            list.jingle = jingle;
            list
        });
        library(count, artists, lists.collect())
    }
}

fn last_heard(choices: &[Choice], artist_of: impl Fn(&Choice) -> String) -> Vec<usize> {
    // For each choice, how many items ago its artist was heard.
    let mut last = HashMap::new();
    let mut gaps = Vec::new();
    for (index, choice) in choices.iter().enumerate() {
        if let Some(before) = last.insert(artist_of(choice), index) {
            gaps.push(index - before);
        }
    }
    gaps
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn there_is_a_choice_while_there_is_a_track(library in any_library(), seed in any::<u64>(), artist in 0_u32..300) {
        let rules = Rules { artist_minutes: artist, title_minutes: artist * 2, ..FREE };
        let mut evening = Evening::new(&library, rules, seed);
        for choice in evening.play(60) {
            prop_assert!(library.tracks.iter().any(|track| track.id == choice.track));
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_evening(library in any_library(), seed in any::<u64>()) {
        let first = Evening::new(&library, Rules::default(), seed).play(40);
        let second = Evening::new(&library, Rules::default(), seed).play(40);
        prop_assert_eq!(first, second);
    }

    #[test]
    fn separation_holds_where_it_can(
        artists in 12_u128..30,
        per_artist in 2_u128..6,
        order in prop_oneof![Just(PlaylistOrder::Shuffle), Just(PlaylistOrder::Random)],
        seed in any::<u64>(),
    ) {
        // 30 minutes are ten items, so with at least 12 artists there always is a solution.
        let list = playlist(1, PlaylistKind::Rotation { weight: 3 }, order, 0..artists * per_artist);
        let library = library(artists * per_artist, artists, vec![list]);
        let mut evening = Evening::new(&library, Rules { artist_minutes: 30, title_minutes: 30, ..FREE }, seed);
        let choices = evening.play(200);
        let artist = |choice: &Choice| evening.prepared.track(choice.track).unwrap().artist.clone();
        prop_assert!(last_heard(&choices, artist).into_iter().all(|gap| gap >= 10));
        prop_assert!(choices.iter().all(|choice| !choice.bent.iter().any(|rule| *rule > awaz_plan::Rule::Order)));
    }

    #[test]
    fn a_shuffle_plays_all_once_before_repeating(count in 2_u128..40, seed in any::<u64>()) {
        let list = playlist(1, PlaylistKind::Rotation { weight: 1 }, PlaylistOrder::Shuffle, 0..count);
        let library = library(count, count, vec![list]);
        let choices = Evening::new(&library, FREE, seed).play(count as usize * 3);
        for round in choices.chunks(count as usize) {
            let mut tracks: Vec<_> = round.iter().map(|choice| choice.track).collect();
            tracks.sort_unstable();
            tracks.dedup();
            prop_assert_eq!(tracks.len(), count as usize);
        }
    }

    #[test]
    fn a_sequential_playlist_goes_in_order(count in 2_u128..40, seed in any::<u64>()) {
        let list = playlist(1, PlaylistKind::Rotation { weight: 1 }, PlaylistOrder::Sequential, 0..count);
        let library = library(count, 3, vec![list]);
        let choices = Evening::new(&library, Rules::default(), seed).play(count as usize * 2 + 1);
        for (index, choice) in choices.iter().enumerate() {
            prop_assert_eq!(choice.track, track_id(index as u128 % count));
        }
    }
}

#[test]
fn weights_are_met_over_many_draws() {
    let weights = [1_u8, 3, 6, 10];
    let lists = weights.iter().enumerate().map(|(number, weight)| {
        let from = number as u128 * 50;
        playlist(
            number as u128,
            PlaylistKind::Rotation { weight: *weight },
            PlaylistOrder::Random,
            from..from + 50,
        )
    });
    let library = library(200, 200, lists.collect());
    let choices = Evening::new(&library, FREE, 7).play(4000);
    for (number, weight) in weights.iter().enumerate() {
        let id = playlist_id(number as u128);
        let share = choices.iter().filter(|choice| choice.playlist == Some(id)).count() as f64 / 4000.0;
        let wanted = f64::from(*weight) / 20.0;
        assert!((share - wanted).abs() < 0.03, "weight {weight}: {share}");
    }
}

#[test]
fn random_favours_what_was_not_heard_for_long() {
    let list = playlist(1, PlaylistKind::Rotation { weight: 1 }, PlaylistOrder::Random, 0..50);
    let choices = Evening::new(&library(50, 50, vec![list]), FREE, 3).play(500);
    let mut counts: HashMap<_, usize> = HashMap::new();
    for choice in &choices {
        *counts.entry(choice.track).or_default() += 1;
    }
    assert_eq!(counts.len(), 50);
    assert!(counts.values().all(|count| (4..=18).contains(count)), "{counts:?}");
}
