//! Playlists that keep to hours.

use crate::library::{Evening, FREE, MINUTE, library, playlist, playlist_id};
use awaz_core::hours::Hours;
use awaz_core::ports::{PlayablePlaylist, PlaylistKind, PlaylistOrder};
use awaz_plan::{Choice, History, Reason, Rule, Rules, Zone, is_on};
use proptest::prelude::*;

const ROTATION: PlaylistKind = PlaylistKind::Rotation { weight: 3 };
const GENERAL: u128 = 1;
const GHAZALS: u128 = 2;
/// 14 November 2023, 18:00 in Pakistan.
const SIX: i64 = 1_699_966_800_000;

fn hours(from: &str, to: &str) -> Vec<Hours> {
    let time = |text: &str| text.parse().expect("a time");
    vec![Hours {
        days: Vec::new(),
        from: time(from),
        to: time(to),
        first: None,
        last: None,
    }]
}

fn evening(of_the_hour: PlayablePlaylist, rules: Rules) -> Evening {
    let general = playlist(GENERAL, ROTATION, PlaylistOrder::Shuffle, 0..30);
    let mut evening = Evening::new(&library(60, 20, vec![general, of_the_hour]), rules, 9);
    evening.now_ms = SIX;
    evening
}

/// Minutes after 18:00 at which each began, with the choice.
fn six_hours(evening: &mut Evening) -> Vec<(i64, Choice)> {
    let next = |_| ((evening.now_ms - SIX) / MINUTE, evening.next());
    (0..120).map(next).collect()
}

#[test]
fn in_its_hour_a_playlist_comes_before_the_general_rotation() {
    let mut ghazals = playlist(GHAZALS, ROTATION, PlaylistOrder::Shuffle, 30..60);
    ghazals.hours = hours("21:00", "22:30");
    for (minute, choice) in six_hours(&mut evening(ghazals, FREE)) {
        let is_its_hour = (180..270).contains(&minute);
        let of = if is_its_hour { GHAZALS } else { GENERAL };
        assert_eq!(choice.playlist, Some(playlist_id(of)), "after {minute} minutes");
        let reason = if is_its_hour {
            Reason::Scheduled { weight: 3 }
        } else {
            Reason::Rotation { weight: 3 }
        };
        assert_eq!((choice.reason, choice.bent), (reason, vec![]));
    }
}

#[test]
fn separations_are_bent_for_the_hour_but_one_song_is_no_programme() {
    // Two artists, an hour apart: the hour of the playlist matters more.
    let rules = Rules {
        artist_minutes: 60,
        ..FREE
    };
    let mut ghazals = playlist(GHAZALS, ROTATION, PlaylistOrder::Random, [30, 31]);
    ghazals.hours = hours("21:00", "22:00");
    let all = six_hours(&mut evening(ghazals, rules));
    let of_the_hour = all.iter().filter(|(minute, _)| (180..240).contains(minute));
    assert!(
        of_the_hour
            .clone()
            .all(|(_, choice)| choice.playlist == Some(playlist_id(GHAZALS)))
    );
    assert!(of_the_hour.skip(2).all(|(_, choice)| choice.bent == [Rule::Artist]));

    let mut one = playlist(GHAZALS, ROTATION, PlaylistOrder::Random, [30]);
    one.hours = hours("21:00", "22:00");
    let all = six_hours(&mut evening(one, FREE));
    let of_the_hour: Vec<_> = all.iter().filter(|(minute, _)| (180..240).contains(minute)).collect();
    let own = of_the_hour
        .iter()
        .filter(|(_, choice)| choice.playlist == Some(playlist_id(GHAZALS)));
    assert_eq!((of_the_hour.len(), own.count()), (20, 10));
}

#[test]
fn the_news_comes_once_an_hour_at_the_first_change_after_its_minute() {
    let mut news = playlist(
        GHAZALS,
        PlaylistKind::Hourly { minute: 55 },
        PlaylistOrder::Sequential,
        30..40,
    );
    news.jingle = true;
    let all = six_hours(&mut evening(news, FREE));
    let told: Vec<i64> = all
        .iter()
        .filter(|(_, choice)| choice.reason == Reason::Hourly { minute: 55 })
        .map(|(minute, _)| *minute)
        .collect();
    assert_eq!(told, [57, 117, 177, 237, 297, 357]);
}

#[test]
fn news_that_is_far_too_late_waits_for_its_next_hour() {
    let news = playlist(
        GHAZALS,
        PlaylistKind::Hourly { minute: 0 },
        PlaylistOrder::Sequential,
        30..40,
    );
    let mut evening = evening(news, FREE);
    evening.play(1);
    // A live broadcast went on until 19:40.
    evening.now_ms = SIX + 100 * MINUTE;
    let told: Vec<i64> = six_hours(&mut evening)
        .into_iter()
        .filter(|(_, choice)| matches!(choice.reason, Reason::Hourly { .. }))
        .map(|(minute, _)| minute)
        .collect();
    assert_eq!(told[..2], [121, 181]);
}

#[test]
fn what_was_planned_for_another_hour_does_not_fit() {
    let mut ghazals = playlist(GHAZALS, ROTATION, PlaylistOrder::Shuffle, 30..60);
    ghazals.hours = hours("21:00", "22:00");
    let prepared = evening(ghazals, FREE).prepared;
    let fits = |of: u128, minute: i64| prepared.fits(playlist_id(of), &History::new(), &FREE, SIX + minute * MINUTE);
    assert!(prepared.has_hours());
    assert_eq!(
        [179, 180, 239, 240].map(|minute| fits(GHAZALS, minute)),
        [false, true, true, false]
    );
    assert_eq!(
        [179, 180, 239, 240].map(|minute| fits(GENERAL, minute)),
        [true, false, false, true]
    );
    // A playlist that is no more says nothing.
    assert!(prepared.fits(playlist_id(7), &History::new(), &FREE, SIX));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_plays_outside_its_hours(
        lists in prop::collection::vec((0_u16..1440, 0_u16..1440, 1_u8..=25, prop::collection::vec(0_u128..40, 1..20)), 1..5),
        minutes in 0_u32..120,
        seed in any::<u64>(),
    ) {
        let time = |minutes| awaz_core::hours::TimeOfDay::of_minutes(minutes).unwrap();
        let lists: Vec<PlayablePlaylist> = lists.into_iter().enumerate().map(|(number, (from, to, weight, tracks))| {
            let mut list = playlist(number as u128, PlaylistKind::Rotation { weight }, PlaylistOrder::Random, tracks);
            list.hours = vec![Hours { days: Vec::new(), from: time(from), to: time(to), first: None, last: None }];
            list
        }).collect();
        let rules = Rules { artist_minutes: minutes, title_minutes: minutes, ..FREE };
        let mut evening = Evening::new(&library(40, 7, lists.clone()), rules, seed);
        for _ in 0..200 {
            let at_ms = evening.now_ms;
            let choice = evening.next();
            let on: Vec<_> = lists.iter().filter(|list| is_on(&list.hours, Zone::PAKISTAN, at_ms)).collect();
            match choice.playlist {
                Some(id) => prop_assert!(on.iter().any(|list| list.id == id)),
                None => prop_assert!(on.is_empty(), "any track was taken though an hour had come"),
            }
        }
    }
}
