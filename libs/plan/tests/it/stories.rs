//! Single evenings.

use crate::library::{Evening, FREE, MINUTE, library, playlist, playlist_id, track, track_id};
use awaz_core::ports::{Library, PlaylistKind, PlaylistOrder};
use awaz_plan::{History, Played, Prepared, Reason, Rule, Rules, choose};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::time::Instant;

const ROTATION: PlaylistKind = PlaylistKind::Rotation { weight: 3 };

#[test]
fn an_empty_library_has_no_choice() {
    let empty = Library {
        version: 1,
        playlists: Vec::new(),
        tracks: Vec::new(),
    };
    let mut rng = StdRng::seed_from_u64(1);
    assert_eq!(choose(&empty, &History::new(), &Rules::default(), 0, &mut rng), None);
}

#[test]
fn a_jingle_comes_after_every_three_songs() {
    let music = playlist(1, ROTATION, PlaylistOrder::Shuffle, 0..30);
    let mut jingles = playlist(
        2,
        PlaylistKind::EverySongs { songs: 3 },
        PlaylistOrder::Sequential,
        30..32,
    );
    jingles.jingle = true;
    let choices = Evening::new(&library(32, 32, vec![music, jingles]), Rules::default(), 5).play(16);
    let places: Vec<usize> = (0..16).filter(|index| choices[*index].jingle).collect();
    assert_eq!(places, [3, 7, 11, 15]);
    assert_eq!(choices[3].reason, Reason::EverySongs { songs: 3 });
    assert_eq!((choices[3].track, choices[7].track), (track_id(30), track_id(31)));
}

#[test]
fn news_comes_every_thirty_minutes() {
    let music = playlist(1, ROTATION, PlaylistOrder::Random, 0..30);
    let mut news = playlist(
        2,
        PlaylistKind::EveryMinutes { minutes: 30 },
        PlaylistOrder::Sequential,
        30..31,
    );
    news.jingle = true;
    let choices = Evening::new(&library(31, 31, vec![music, news]), FREE, 5).play(31);
    let places: Vec<usize> = (0..31).filter(|index| choices[*index].jingle).collect();
    assert_eq!(places, [10, 20, 30]);
}

#[test]
fn the_least_important_rule_is_bent_first_and_named() {
    // Four tracks by two artists: an hour between artists cannot be kept, between titles neither.
    let list = playlist(1, ROTATION, PlaylistOrder::Random, 0..4);
    let rules = Rules {
        artist_minutes: 60,
        title_minutes: 9,
        ..FREE
    };
    let choices = Evening::new(&library(4, 2, vec![list]), rules, 5).play(40);
    assert!(choices[0].bent.is_empty() && choices[1].bent.is_empty());
    for choice in &choices[2..] {
        assert_eq!(choice.bent, [Rule::Artist]);
    }
    for pair in choices.windows(2) {
        assert_ne!(pair[0].track, pair[1].track);
    }
}

#[test]
fn one_track_is_played_again_and_again() {
    let list = playlist(1, ROTATION, PlaylistOrder::Shuffle, 0..1);
    let choices = Evening::new(&library(1, 1, vec![list]), Rules::default(), 5).play(3);
    assert_eq!(choices[2].bent, [Rule::Artist, Rule::Title, Rule::JustPlayed]);
}

#[test]
fn a_featured_artist_counts() {
    let tracks = vec![
        track(0, "Atif feat. Momina", "a"),
        track(1, "Momina", "b"),
        track(2, "Ali", "c"),
    ];
    let list = playlist(1, ROTATION, PlaylistOrder::Sequential, 0..1);
    let rest = playlist(2, ROTATION, PlaylistOrder::Random, 1..3);
    let library = Library {
        version: 1,
        playlists: vec![list, rest],
        tracks,
    };
    let prepared = Prepared::new(&library);
    for seed in 0..20 {
        let mut history = History::new();
        history.push(Played {
            track: track_id(0),
            playlist: None,
            artist: "Atif feat. Momina".into(),
            title: "a".into(),
            jingle: false,
            at_ms: 0,
            mark: None,
        });
        let mut rng = StdRng::seed_from_u64(seed);
        let choice = prepared
            .choose(&history, &Rules::default(), 3 * MINUTE, &mut rng)
            .unwrap();
        assert_eq!(choice.track, track_id(2));
    }
}

#[test]
fn fallback_plays_only_when_nothing_is_in_rotation() {
    let music = playlist(1, ROTATION, PlaylistOrder::Random, 0..2);
    let fallback = playlist(2, PlaylistKind::Fallback, PlaylistOrder::Random, 2..4);
    let both = library(4, 1, vec![music, fallback.clone()]);
    let choices = Evening::new(&both, Rules::default(), 5).play(20);
    assert!(choices.iter().all(|choice| choice.playlist == Some(playlist_id(1))));
    let choices = Evening::new(&library(4, 1, vec![fallback]), Rules::default(), 5).play(5);
    assert!(choices.iter().all(|choice| choice.reason == Reason::Fallback));
}

#[test]
fn any_track_is_better_than_none() {
    let manual = playlist(1, PlaylistKind::Manual, PlaylistOrder::Random, 0..1);
    let choice = Evening::new(&library(2, 2, vec![manual]), Rules::default(), 5).next();
    assert_eq!((choice.reason, choice.playlist), (Reason::LastResort, None));
    assert_eq!(choice.bent, [Rule::Playlist]);
}

#[test]
fn a_sequential_playlist_keeps_its_place_when_a_track_is_taken_out() {
    let list = playlist(1, ROTATION, PlaylistOrder::Sequential, 0..6);
    let mut evening = Evening::new(&library(6, 6, vec![list]), FREE, 5);
    evening.play(3);
    let shorter = playlist(1, ROTATION, PlaylistOrder::Sequential, [0, 1, 3, 4, 5]);
    evening.prepared = Prepared::new(&library(6, 6, vec![shorter]));
    assert_eq!(evening.next().track, track_id(3));
}

#[test]
fn a_track_listed_twice_does_not_trap_a_sequential_playlist() {
    let list = playlist(1, ROTATION, PlaylistOrder::Sequential, [0, 1, 0, 2]);
    let choices = Evening::new(&library(3, 3, vec![list]), FREE, 5).play(8);
    let order: Vec<_> = choices.iter().map(|choice| choice.track).collect();
    assert_eq!(order[..4], [track_id(0), track_id(1), track_id(0), track_id(2)]);
    assert_eq!(order[..4], order[4..]);
}

#[test]
fn a_shuffle_goes_on_after_a_restart_without_marks() {
    let list = playlist(1, ROTATION, PlaylistOrder::Shuffle, 0..10);
    let mut evening = Evening::new(&library(10, 10, vec![list]), FREE, 5);
    evening.play(14);
    let mut rebuilt = History::new();
    for played in evening.history.plays() {
        rebuilt.push(Played {
            mark: None,
            ..played.clone()
        });
    }
    evening.history = rebuilt;
    let mut round: Vec<_> = evening.play(6).iter().map(|choice| choice.track).collect();
    round.extend(evening.history.plays().skip(10).take(4).map(|played| played.track));
    round.sort_unstable();
    round.dedup();
    assert_eq!(round.len(), 10);
}

#[test]
fn ten_thousand_tracks_are_chosen_from_quickly() {
    let lists = (0..4).map(|number| {
        let order = [PlaylistOrder::Shuffle, PlaylistOrder::Random][number as usize % 2];
        playlist(number, ROTATION, order, 0..10_000)
    });
    let library = library(10_000, 1500, lists.collect());
    let mut evening = Evening::new(
        &library,
        Rules {
            artist_minutes: 120,
            title_minutes: 240,
            ..FREE
        },
        5,
    );
    let started = Instant::now();
    let choices = evening.play(200);
    let each = started.elapsed() / 200;
    assert!(choices.iter().all(|choice| choice.bent.is_empty()));
    // Without optimisation and on a busy machine; optimised it is well under 5 ms.
    assert!(each.as_millis() < 100, "{each:?}");
}
