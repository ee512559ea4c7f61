//! Items that start by the clock, in the clear.

use super::rig::{Rig, plain, track};
use awaz_audio::mix::{Item, ItemEnd, ItemId, Lane, MixEvent, OnAir};

const SECOND: u64 = 48_000;
/// The gap that is left before an item rather than filled.
const BREATH: usize = 48_000;

/// A scheduled item that starts in the clear, 2 s being given to what plays before it.
fn news(start_at: u64) -> Item {
    Item {
        start_at: Some(start_at),
        lead: 2 * SECOND,
        crossfade: Some(480),
        ..track(1, 330.0, 5)
    }
}

#[test]
fn what_plays_is_faded_out_before_it_and_it_begins_at_full_level() {
    let mut rig = Rig::new(plain(1000));
    rig.autodj = Some(10);
    let start_at = rig.start + 216_123;
    rig.mixer.cue(Lane::Scheduled, news(start_at)).unwrap();
    rig.run_ms(12_000);
    assert_eq!(rig.started(1), start_at);
    let song = |from: i64, to: i64| {
        let at = |offset| start_at.strict_add_signed(offset);
        rig.amplitude(231.0, at(from), at(to))
    };
    assert!((song(-2 * 48_000 - 9600, -2 * 48_000) - 0.25).abs() < 0.01);
    let fading = [song(-96_000, -86_400), song(-52_800, -43_200), song(-9600, 0)];
    assert!(
        fading.windows(2).all(|pair| pair[0] > pair[1] + 0.03) && fading[2] < 0.03,
        "{fading:?}"
    );
    assert!((rig.amplitude(330.0, start_at + 480, start_at + 10_080) - 0.25).abs() < 0.01);
    let ended = |event: &MixEvent| {
        matches!(
            event,
            MixEvent::ItemEnded {
                id: ItemId(11),
                end: ItemEnd::Cut,
                ..
            }
        )
    };
    assert!(rig.position_of(ended) - start_at <= 480);
    rig.assert_no_clicks();
}

#[test]
fn a_song_that_ends_just_before_it_is_followed_by_nothing_else() {
    for (song_s, hole) in [(9_u64, BREATH + 500), (10, 500), (11, 500)] {
        let mut rig = Rig::new(plain(1000));
        let start_at = rig.start + 10 * SECOND;
        rig.mixer.cue(Lane::AutoDj, track(2, 200.0, song_s)).unwrap();
        rig.mixer.cue(Lane::AutoDj, track(3, 250.0, 30)).unwrap();
        rig.run_ms(5000);
        rig.mixer.cue(Lane::Scheduled, news(start_at)).unwrap();
        rig.run_ms(6000);
        assert_eq!(rig.started(1), start_at);
        let told = rig.without_requests();
        let begun = told
            .iter()
            .filter(|event| matches!(event, MixEvent::ItemStarted { .. } | MixEvent::FallbackStarted { .. }));
        assert_eq!(begun.count(), 2, "{song_s} {told:?}");
        rig.assert_no_clicks();
        rig.assert_no_holes(hole);
    }
}

#[test]
fn a_longer_gap_is_filled() {
    let mut rig = Rig::new(plain(1000));
    let start_at = rig.start + 10 * SECOND;
    rig.mixer.cue(Lane::AutoDj, track(2, 200.0, 6)).unwrap();
    rig.mixer.cue(Lane::AutoDj, track(3, 250.0, 30)).unwrap();
    rig.mixer.cue(Lane::Scheduled, news(start_at)).unwrap();
    rig.run_ms(11_000);
    assert_eq!(rig.started(3), rig.start + 5 * SECOND);
    assert_eq!(rig.started(1), start_at);
    rig.assert_no_clicks();
    rig.assert_no_holes(500);
}

#[test]
fn one_that_is_taken_back_leaves_no_silence() {
    let mut rig = Rig::new(plain(1000));
    let start_at = rig.start + 10 * SECOND;
    rig.mixer.cue(Lane::AutoDj, track(2, 200.0, 60)).unwrap();
    rig.mixer.cue(Lane::AutoDj, track(3, 250.0, 60)).unwrap();
    rig.mixer.cue(Lane::Scheduled, news(start_at)).unwrap();
    rig.run_ms(9000);
    assert!(rig.mixer.withdraw(ItemId(1)).is_some());
    assert!(rig.mixer.withdraw(ItemId(1)).is_none());
    rig.run_ms(5000);
    let item = |id| OnAir::Item {
        id: ItemId(id),
        lane: Lane::AutoDj,
    };
    assert_eq!(rig.mixer.on_air(), item(3));
    rig.assert_no_clicks();
    rig.assert_no_holes(2400);
}
