//! Live sources come, stall, fall silent, return and go.

use super::rig::{Rig, plain, track};
use awaz_audio::mix::{
    Config, DeadAir, FallbackKind, ItemId, Lane, LeaveReason, LiveConfig, LiveId, MixEvent, OnAir, Origin,
};

const LIVE: LiveConfig = LiveConfig {
    buffer_ms: 2000,
    stall_ms: 1500,
    return_ms: 3000,
};

fn on_air_with_autodj(config: Config) -> (Rig, usize) {
    let mut rig = Rig::new(config);
    rig.autodj = Some(0);
    rig.run_ms(4000);
    let encoder = rig.connect(1, 400.0, LIVE);
    rig.run_ms(6000);
    assert_eq!(rig.mixer.on_air(), OnAir::Live(LiveId(1)));
    (rig, encoder)
}

fn left(rig: &Rig, reason: LeaveReason) -> u64 {
    rig.position_of(|event| matches!(event, MixEvent::LiveLeft { reason: other, .. } if *other == reason))
}

#[test]
fn live_takes_over_as_soon_as_its_buffer_is_filled() {
    let (rig, _) = on_air_with_autodj(plain(3000));
    let started = rig.position_of(|event| matches!(event, MixEvent::LiveStarted { id: LiveId(1), .. }));
    let filled = rig.start + 4 * 48_000 + 2 * 48_000;
    assert!(started.abs_diff(filled) <= 960, "{started} {filled}");
    rig.assert_no_clicks();
    rig.assert_no_holes(400);
    let level = rig.amplitude(400.0, started + 48_000, started + 96_000);
    assert!((level - 0.25).abs() < 0.005, "{level}");
}

#[test]
fn a_stalled_source_is_left_out_of_what_is_buffered_and_taken_back() {
    let (mut rig, encoder) = on_air_with_autodj(plain(3000));
    let stalled = rig.mixer.position();
    rig.encoders[encoder].connected = false;
    rig.run_ms(5000);
    let left_at = left(&rig, LeaveReason::Stalled);
    assert!((left_at - stalled).abs_diff(72_000) <= 1920, "{}", left_at - stalled);
    let fresh = rig
        .without_requests()
        .into_iter()
        .find(|event| matches!(event, MixEvent::ItemStarted { at, .. } if *at == left_at));
    assert!(fresh.is_some(), "{:?}", rig.without_requests());
    rig.encoders[encoder].connected = true;
    let resumed = rig.mixer.position();
    rig.run_ms(2900);
    assert!(matches!(rig.mixer.on_air(), OnAir::Item { .. }));
    rig.run_ms(3000);
    let returned = rig.position_of(|event| matches!(event, MixEvent::LiveReturned { .. }));
    assert!((returned - resumed).abs_diff(144_000) <= 1920, "{}", returned - resumed);
    assert_eq!(rig.mixer.on_air(), OnAir::Live(LiveId(1)));
    rig.assert_no_clicks();
    rig.assert_no_holes(400);
}

#[test]
fn a_small_buffer_is_left_before_it_runs_dry() {
    let mut rig = Rig::new(plain(1000));
    rig.autodj = Some(0);
    let encoder = rig.connect(1, 400.0, LiveConfig { buffer_ms: 300, ..LIVE });
    rig.run_ms(5000);
    assert_eq!(rig.mixer.on_air(), OnAir::Live(LiveId(1)));
    rig.encoders[encoder].connected = false;
    rig.run_ms(1000);
    let _left = left(&rig, LeaveReason::Stalled);
    rig.assert_no_clicks();
    rig.assert_no_holes(400);
}

#[test]
fn a_burst_after_a_stall_does_not_bring_a_source_back_early() {
    let (mut rig, encoder) = on_air_with_autodj(plain(1000));
    rig.encoders[encoder].connected = false;
    rig.run_ms(4000);
    rig.encoders[encoder].connected = true;
    rig.encoders[encoder].burst = 50;
    rig.frame();
    rig.encoders[encoder].burst = 1;
    rig.run_ms(2500);
    assert!(matches!(rig.mixer.on_air(), OnAir::Item { .. }));
    rig.run_ms(1500);
    assert_eq!(rig.mixer.on_air(), OnAir::Live(LiveId(1)));
    let status = rig.mixer.live_status(LiveId(1)).unwrap();
    assert!(
        status.fill <= status.target + 960 && status.fill + 4800 >= status.target,
        "{status:?}"
    );
}

#[test]
fn a_silent_source_is_dead_air_and_comes_back_with_its_first_word() {
    let mut config = plain(1000);
    config.dead_air = DeadAir {
        level_dbfs: -50.0,
        seconds: 5.0,
    };
    let (mut rig, encoder) = on_air_with_autodj(config);
    rig.encoders[encoder].level = 0.0;
    let silent = rig.mixer.position() + 96_000;
    rig.run_ms(12_000);
    let dead_air = rig.position_of(|event| {
        matches!(
            event,
            MixEvent::DeadAir {
                origin: Origin::Live(LiveId(1)),
                ..
            }
        )
    });
    assert!(
        (dead_air - silent).abs_diff(5 * 48_000) <= 3000,
        "{}",
        dead_air - silent
    );
    assert_eq!(left(&rig, LeaveReason::Silent), dead_air);
    assert!(matches!(rig.mixer.on_air(), OnAir::Item { .. }));
    rig.encoders[encoder].level = 0.25;
    let spoken = rig.mixer.position();
    rig.run_ms(4000);
    let returned = rig.position_of(|event| matches!(event, MixEvent::LiveReturned { .. }));
    // The buffer holds two seconds: the first word is heard two seconds later, and not cut off.
    let heard = spoken + 96_000;
    assert!(returned <= heard && heard - returned < 14_400, "{returned} {heard}");
    let ended = MixEvent::DeadAirEnded {
        at: returned,
        origin: Origin::Live(LiveId(1)),
    };
    assert!(rig.without_requests().contains(&ended));
    assert_eq!(rig.mixer.on_air(), OnAir::Live(LiveId(1)));
}

#[test]
fn a_second_source_takes_over_crossfaded() {
    let (mut rig, _) = on_air_with_autodj(plain(1000));
    let second = rig.connect(2, 300.0, LIVE);
    rig.run_ms(5000);
    let taken_over = left(&rig, LeaveReason::TakenOver);
    assert_eq!(
        rig.position_of(|event| matches!(event, MixEvent::LiveStarted { id: LiveId(2), .. })),
        taken_over
    );
    assert_eq!(rig.mixer.on_air(), OnAir::Live(LiveId(2)));
    assert!(rig.encoders[0].writer().is_closed() && !rig.encoders[second].writer().is_closed());
    let middle = taken_over + 24_000;
    for hertz in [300.0, 400.0] {
        let level = rig.amplitude(hertz, middle - 1200, middle + 1200);
        assert!((level - 0.177).abs() < 0.015, "{hertz}: {level}");
    }
    rig.assert_no_clicks();
    rig.assert_no_holes(400);
}

#[test]
fn goodbye_is_played_out_and_a_fresh_track_starts() {
    let (mut rig, encoder) = on_air_with_autodj(plain(3000));
    let goodbye = rig.mixer.position();
    rig.encoders[encoder].finish();
    rig.run_ms(3000);
    let left_at = left(&rig, LeaveReason::Finished);
    // Two seconds were in hand; the last of them fades.
    assert!((left_at - goodbye).abs_diff(48_000) <= 1920, "{}", left_at - goodbye);
    assert!(matches!(rig.mixer.on_air(), OnAir::Item { lane: Lane::AutoDj, .. }));
    assert_eq!(rig.mixer.live_status(LiveId(1)), None);
    rig.assert_no_clicks();
    rig.assert_no_holes(400);
}

#[test]
fn a_broken_connection_is_played_out_too() {
    let (mut rig, encoder) = on_air_with_autodj(plain(1000));
    rig.encoders[encoder].break_off();
    rig.run_ms(3000);
    let _left = left(&rig, LeaveReason::Lost);
    rig.assert_no_clicks();
    rig.assert_no_holes(400);
}

#[test]
fn a_kicked_source_is_faded_at_once() {
    let (mut rig, encoder) = on_air_with_autodj(plain(1000));
    let kicked = rig.mixer.position();
    rig.mixer.remove_live(LiveId(1));
    rig.run_ms(2000);
    assert!(left(&rig, LeaveReason::Removed) - kicked <= 960);
    assert!(rig.encoders[encoder].writer().is_closed());
    rig.assert_no_clicks();
    rig.assert_no_holes(400);
}

#[test]
fn without_an_autodj_the_tone_bed_covers_for_live() {
    let mut rig = Rig::new(plain(1000));
    let encoder = rig.connect(1, 400.0, LIVE);
    rig.run_ms(5000);
    rig.encoders[encoder].break_off();
    rig.run_ms(5000);
    let tones = rig.without_requests();
    let is_tone = |event: &&MixEvent| {
        matches!(
            event,
            MixEvent::FallbackStarted {
                kind: FallbackKind::Tone,
                ..
            }
        )
    };
    assert_eq!(tones.iter().filter(is_tone).count(), 2);
    rig.assert_no_clicks();
}

#[test]
fn while_live_is_on_one_fresh_item_is_kept_ready() {
    let (mut rig, _) = on_air_with_autodj(plain(1000));
    rig.run_ms(60_000);
    assert_eq!(rig.mixer.cued(Lane::AutoDj).len(), 1);
    assert!(rig.autodj.unwrap() <= 3);
    assert!(!rig.mixer.skip());
    rig.mixer.cue(Lane::Scheduled, track(50, 310.0, 10)).unwrap();
    rig.run_ms(1000);
    assert_eq!(rig.mixer.on_air(), OnAir::Live(LiveId(1)));
    rig.mixer.remove_live(LiveId(1));
    rig.run_ms(1000);
    assert_eq!(
        rig.mixer.on_air(),
        OnAir::Item {
            id: ItemId(50),
            lane: Lane::Scheduled
        }
    );
}

#[test]
fn a_full_buffer_holds_the_writer_back() {
    let (mut writer, buffer) = awaz_audio::mix::live_buffer(LIVE);
    let minute = vec![0.1; 48_000 * 2 * 60];
    assert_eq!(writer.push(&minute), 5 * 48_000);
    assert_eq!(writer.push(&minute), 0);
    assert!(!writer.wait(std::time::Duration::from_millis(1)));
    drop(buffer);
    assert!(writer.is_closed());
}

#[test]
fn live_is_levelled_gently_to_the_target() {
    let mut rig = Rig::new(Config::default());
    rig.autodj = Some(0);
    let encoder = rig.connect(1, 400.0, LIVE);
    rig.encoders[encoder].level = 0.06;
    rig.run_ms(20_000);
    let levels = rig.mixer.levels();
    assert!((levels.short_term_lufs + 16.0).abs() < 1.0, "{levels:?}");
    rig.assert_no_clicks();
}
