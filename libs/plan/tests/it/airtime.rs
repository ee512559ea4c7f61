//! What a calendar gives to playlists, as a station would hear it.

use crate::library::{Evening, FREE, MINUTE, library, playlist, playlist_id};
use awaz_core::ports::{PlaylistKind, PlaylistOrder};
use awaz_plan::{Airtime, Airtimes, History, Mark, Reason};

const GENERAL: u128 = 1;
const SHOW: u128 = 2;
const AZAN: u128 = 3;
const HOURS: u128 = 4;
const ROTATION: PlaylistKind = PlaylistKind::Rotation { weight: 3 };
/// 14 November 2023, 18:00 in Pakistan.
const SIX: i64 = 1_699_966_800_000;

fn airtime(from_min: i64, until_min: i64) -> Airtime {
    Airtime {
        from_ms: SIX + from_min * MINUTE,
        until_ms: SIX + until_min * MINUTE,
        begun_ms: SIX + from_min * MINUTE,
        hard_start: false,
        once: false,
    }
}

/// A general rotation, a show and an azan that are not played by themselves, and a playlist that has
/// every hour.
fn evening(airtimes: &[(u128, Vec<Airtime>)], is_always_scheduled: bool) -> Evening {
    let mut lists = vec![
        playlist(GENERAL, ROTATION, PlaylistOrder::Shuffle, 0..30),
        playlist(SHOW, PlaylistKind::Manual, PlaylistOrder::Sequential, 30..40),
        playlist(AZAN, PlaylistKind::Manual, PlaylistOrder::Sequential, 40..41),
    ];
    if is_always_scheduled {
        let mut list = playlist(HOURS, ROTATION, PlaylistOrder::Shuffle, 41..60);
        list.hours = serde_json::from_str(r#"[{"from":"00:00","to":"00:00"}]"#).expect("as written here");
        lists.push(list);
    }
    let mut evening = Evening::new(&library(60, 20, lists), FREE, 9);
    let of = |(list, times): &(u128, Vec<Airtime>)| (playlist_id(*list), times.clone());
    evening
        .prepared
        .give_air(&airtimes.iter().map(of).collect::<Airtimes>());
    evening.now_ms = SIX;
    evening
}

/// Playlists of the next two hours, a track every three minutes.
fn heard(evening: &mut Evening) -> Vec<u128> {
    let all = evening.play(40);
    let list = |id| {
        (1..=4)
            .find(|number| playlist_id(*number) == id)
            .expect("as written here")
    };
    all.iter()
        .map(|choice| list(choice.playlist.expect("as written here")))
        .collect()
}

#[test]
fn a_playlist_has_its_airtime_before_all_others_and_nothing_outside() {
    for is_always_scheduled in [false, true] {
        let mut evening = evening(&[(SHOW, vec![airtime(30, 60)])], is_always_scheduled);
        let usual = if is_always_scheduled { HOURS } else { GENERAL };
        let wanted: Vec<u128> = (0..40)
            .map(|turn| if (10..20).contains(&turn) { SHOW } else { usual })
            .collect();
        assert_eq!(heard(&mut evening), wanted);
    }
}

#[test]
fn its_reason_is_the_calendar() {
    let mut evening = evening(&[(SHOW, vec![airtime(0, 60)])], false);
    let choice = evening.next();
    assert_eq!((choice.reason, choice.bent), (Reason::Airtime, vec![]));
}

#[test]
fn what_is_to_be_heard_once_gives_the_air_back() {
    let azan = Airtime {
        once: true,
        ..airtime(30, 60)
    };
    let mut evening = evening(&[(AZAN, vec![azan])], false);
    let heard = heard(&mut evening);
    assert_eq!(heard.iter().filter(|list| **list == AZAN).count(), 1);
    assert_eq!(heard[10], AZAN);
}

#[test]
fn what_is_to_be_heard_once_gives_the_air_back_to_what_it_broke_into() {
    let azan = Airtime {
        once: true,
        ..airtime(30, 60)
    };
    let mut evening = evening(&[(SHOW, vec![airtime(0, 120)]), (AZAN, vec![azan])], false);
    let wanted: Vec<u128> = (0..40).map(|turn| if turn == 10 { AZAN } else { SHOW }).collect();
    assert_eq!(heard(&mut evening), wanted);
    let fits = |minute: i64| {
        evening
            .prepared
            .fits(playlist_id(SHOW), &History::new(), &FREE, SIX + minute * MINUTE)
    };
    assert_eq!([fits(29), fits(30), fits(60)], [true, false, true]);
}

#[test]
fn what_was_queued_for_an_airtime_does_not_outlast_it_and_others_give_way_to_it() {
    let evening = evening(&[(SHOW, vec![airtime(30, 60)])], true);
    let fits = |list, minute: i64| {
        evening
            .prepared
            .fits(playlist_id(list), &evening.history, &FREE, SIX + minute * MINUTE)
    };
    assert_eq!(
        [fits(SHOW, 29), fits(SHOW, 30), fits(SHOW, 59), fits(SHOW, 60)],
        [false, true, true, false]
    );
    assert_eq!([fits(HOURS, 29), fits(HOURS, 30), fits(HOURS, 60)], [true, false, true]);
    assert_eq!([fits(GENERAL, 45), fits(GENERAL, 75)], [false, false]);
}

#[test]
fn it_begins_on_the_second_where_it_is_to_and_not_again_behind_a_break() {
    let hard = |from, until| Airtime {
        hard_start: true,
        ..airtime(from, until)
    };
    let behind = Airtime {
        begun_ms: SIX + 30 * MINUTE,
        ..hard(50, 90)
    };
    let evening = evening(
        &[(SHOW, vec![hard(30, 40), behind]), (AZAN, vec![airtime(40, 50)])],
        false,
    );
    let next = |after_min: i64| {
        evening
            .prepared
            .next_hard_start(FREE.zone, SIX + after_min * MINUTE, SIX + 300 * MINUTE)
    };
    let at = |minute: i64, list| {
        Some(Mark {
            at_ms: SIX + minute * MINUTE,
            playlist: playlist_id(list),
        })
    };
    assert_eq!(next(0), at(30, SHOW));
    assert_eq!(next(30), None);
    assert!(evening.prepared.has_hard_starts() && evening.prepared.has_hours());
}
