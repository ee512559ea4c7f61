//! Items follow each other.

use super::rig::{Rig, Sine, plain, sine, track};
use awaz_audio::measure::{Analyzer, gain_db};
use awaz_audio::mix::{
    Config, Entry, FallbackKind, Item, ItemEnd, ItemId, Lane, MixEvent, OnAir, Origin, Source, SourceState,
};

#[test]
fn an_empty_station_plays_the_tone_bed() {
    let mut rig = Rig::new(Config::default());
    rig.run_ms(40_000);
    assert_eq!(
        rig.without_requests(),
        [MixEvent::FallbackStarted {
            at: rig.start,
            kind: FallbackKind::Tone
        }]
    );
    assert_eq!(rig.mixer.on_air(), OnAir::Tone);
    rig.assert_no_clicks();
    rig.heard.drain(..96_000);
    rig.assert_no_holes(2400);
}

#[test]
fn an_item_that_starts_midway_is_heard_to_the_sample() {
    let mut rig = Rig::new(plain(3000));
    let source = Box::new(Sine {
        hertz: 330.0,
        level: 0.25,
        at: 777_777,
        length: u64::MAX,
    });
    let item = Item {
        entry: Entry::Immediate,
        ..Item::new(ItemId(1), source)
    };
    rig.mixer.cue(Lane::AutoDj, item).unwrap();
    rig.run_ms(200);
    let expected = Sine {
        hertz: 330.0,
        level: 0.25,
        at: 0,
        length: 0,
    };
    for (index, sample) in rig.left(rig.start, rig.start + 9600).iter().enumerate() {
        assert!(
            (sample - expected.sample(777_777 + index as u64)).abs() < 1e-6,
            "{index}"
        );
    }
    assert_eq!(rig.started(1), rig.start);
}

#[test]
fn items_are_joined_with_an_equal_power_crossfade() {
    let mut rig = Rig::new(plain(2000));
    rig.mixer.cue(Lane::AutoDj, track(1, 200.0, 10)).unwrap();
    rig.mixer.cue(Lane::AutoDj, track(2, 310.0, 10)).unwrap();
    rig.run_ms(16_000);
    let (first, second) = (rig.start, rig.start + 8 * 48_000);
    assert_eq!(
        rig.without_requests()[..3],
        [
            MixEvent::ItemStarted {
                at: first,
                id: ItemId(1),
                lane: Lane::AutoDj
            },
            MixEvent::ItemStarted {
                at: second,
                id: ItemId(2),
                lane: Lane::AutoDj
            },
            MixEvent::ItemEnded {
                at: first + 480_000,
                id: ItemId(1),
                lane: Lane::AutoDj,
                end: ItemEnd::Finished,
                played: 480_000
            },
        ]
    );
    rig.assert_no_clicks();
    // Half way through both are 3 dB down.
    let middle = second + 48_000;
    for hertz in [200.0, 310.0] {
        let level = rig.amplitude(hertz, middle - 2400, middle + 2400);
        assert!((level - 0.25 * 0.5_f32.sqrt()).abs() < 0.012, "{hertz}: {level}");
    }
    assert!(rig.amplitude(200.0, first + 480_000, first + 528_000) < 0.002);
}

#[test]
fn without_a_crossfade_items_follow_without_hole_or_click() {
    let mut rig = Rig::new(plain(0));
    rig.autodj = Some(0);
    rig.run_ms(65_000);
    rig.assert_no_clicks();
    rig.assert_no_holes(250);
    assert_eq!(rig.started(3) - rig.started(2), 480_000 - 480);
}

#[test]
fn the_next_item_starts_where_the_ending_has_fallen() {
    let mut rig = Rig::new(plain(2000));
    let mut long_ending = track(1, 200.0, 20);
    long_ending.start_next = Some(12 * 48_000);
    rig.mixer.cue(Lane::AutoDj, long_ending).unwrap();
    rig.mixer.cue(Lane::AutoDj, track(2, 310.0, 10)).unwrap();
    rig.run_ms(15_000);
    assert_eq!(rig.started(2), rig.start + 12 * 48_000);
    rig.assert_no_clicks();
}

#[test]
fn an_item_is_asked_for_ahead_with_its_exact_start() {
    let mut rig = Rig::new(plain(3000));
    rig.mixer.cue(Lane::AutoDj, track(1, 200.0, 60)).unwrap();
    rig.run_ms(50_000);
    let request = rig
        .events
        .iter()
        .find(|event| matches!(event, MixEvent::NeedsItem { lane: Lane::AutoDj, .. }))
        .unwrap();
    let join = rig.start + 57 * 48_000;
    let MixEvent::NeedsItem { at, starts_at, .. } = *request else {
        unreachable!()
    };
    assert_eq!(starts_at, Some(join));
    assert!(at.abs_diff(rig.start + 42 * 48_000) <= 960);
    rig.mixer.cue(Lane::AutoDj, track(2, 310.0, 10)).unwrap();
    rig.run_ms(10_000);
    assert_eq!(rig.started(2), join);
}

#[test]
fn an_unanswered_request_is_repeated_and_covered() {
    let mut rig = Rig::new(plain(1000));
    rig.mixer.cue(Lane::AutoDj, track(1, 200.0, 10)).unwrap();
    rig.run_ms(12_000);
    let requests = rig
        .events
        .iter()
        .filter(|event| matches!(event, MixEvent::NeedsItem { lane: Lane::AutoDj, .. }));
    assert!(requests.count() >= 12);
    assert_eq!(rig.mixer.on_air(), OnAir::Tone);
    rig.mixer.cue(Lane::AutoDj, track(2, 310.0, 10)).unwrap();
    rig.run_ms(3000);
    assert_eq!(
        rig.mixer.on_air(),
        OnAir::Item {
            id: ItemId(2),
            lane: Lane::AutoDj
        }
    );
    rig.assert_no_clicks();
    rig.assert_no_holes(400);
}

#[test]
fn a_scheduled_item_cuts_in_at_its_sample() {
    let mut rig = Rig::new(plain(1000));
    rig.autodj = Some(10);
    let start_at = rig.start + 216_123;
    let scheduled = Item {
        start_at: Some(start_at),
        ..track(1, 330.0, 5)
    };
    rig.mixer.cue(Lane::Scheduled, scheduled).unwrap();
    rig.run_ms(12_000);
    assert_eq!(rig.started(1), start_at);
    assert!(rig.without_requests().contains(&MixEvent::ItemEnded {
        at: start_at + 48_000,
        id: ItemId(11),
        lane: Lane::AutoDj,
        end: ItemEnd::Cut,
        played: rig.mixer_played(start_at + 48_000, 11),
    }));
    // A fresh track follows, not the rest of the old one.
    assert_eq!(rig.started(12), start_at + 5 * 48_000 - 48_000);
    rig.assert_no_clicks();
}

impl Rig {
    fn mixer_played(&self, until: u64, id: u64) -> u64 {
        until - self.started(id)
    }
}

#[test]
fn the_fallback_playlist_gives_way_to_the_autodj_at_once() {
    let mut rig = Rig::new(plain(1000));
    rig.mixer.cue(Lane::Fallback, track(1, 200.0, 30)).unwrap();
    rig.run_ms(3000);
    assert_eq!(
        rig.without_requests()[0],
        MixEvent::FallbackStarted {
            at: rig.start,
            kind: FallbackKind::Playlist
        }
    );
    rig.mixer.cue(Lane::AutoDj, track(2, 310.0, 10)).unwrap();
    rig.run_ms(1500);
    assert!(rig.started(2) - (rig.start + 144_000) < 960);
    rig.assert_no_clicks();
}

#[test]
fn a_skipped_item_is_crossfaded_into_the_next() {
    let mut rig = Rig::new(plain(500));
    rig.autodj = Some(0);
    rig.mixer.cue(Lane::AutoDj, track(90, 200.0, 60)).unwrap();
    rig.mixer.cue(Lane::AutoDj, track(91, 310.0, 60)).unwrap();
    rig.run_ms(3000);
    assert!(rig.mixer.skip());
    rig.run_ms(1000);
    assert_eq!(
        rig.mixer.on_air(),
        OnAir::Item {
            id: ItemId(91),
            lane: Lane::AutoDj
        }
    );
    rig.assert_no_clicks();
}

#[test]
fn an_item_that_ends_before_its_length_is_joined_without_a_click() {
    let mut rig = Rig::new(plain(1000));
    let shorter = sine(200.0, 0.25, 3 * 48_000 + 123);
    rig.mixer
        .cue(
            Lane::AutoDj,
            Item {
                length: Some(480_000),
                ..Item::new(ItemId(1), shorter)
            },
        )
        .unwrap();
    rig.mixer.cue(Lane::AutoDj, track(2, 310.0, 10)).unwrap();
    rig.run_ms(6000);
    assert!(rig.started(2).abs_diff(rig.start + 3 * 48_000) <= 1920);
    rig.assert_no_clicks();
    rig.assert_no_holes(300);
}

struct Panics(Sine);

impl Source for Panics {
    fn read(&mut self, out: &mut [f32]) -> usize {
        assert!(self.0.at < 96_000, "a decoder's bug");
        self.0.read(out)
    }

    fn state(&self) -> SourceState {
        SourceState::Playing
    }
}

#[test]
fn a_panicking_source_costs_only_its_item() {
    let mut rig = Rig::new(plain(1000));
    let source = Box::new(Panics(Sine {
        hertz: 200.0,
        level: 0.25,
        at: 0,
        length: u64::MAX,
    }));
    rig.mixer.cue(Lane::AutoDj, Item::new(ItemId(1), source)).unwrap();
    rig.mixer.cue(Lane::AutoDj, track(2, 310.0, 10)).unwrap();
    rig.run_ms(5000);
    let failed = |event: &MixEvent| {
        matches!(
            event,
            MixEvent::ItemEnded {
                id: ItemId(1),
                end: ItemEnd::Failed,
                ..
            }
        )
    };
    assert!(rig.position_of(failed) < rig.start + 96_960);
    rig.assert_no_clicks();
}

struct Starves {
    sine: Sine,
    reads: u64,
    hole: std::ops::Range<u64>,
}

impl Source for Starves {
    fn read(&mut self, out: &mut [f32]) -> usize {
        self.reads += 1;
        if self.hole.contains(&self.reads) {
            0
        } else {
            self.sine.read(out)
        }
    }

    fn state(&self) -> SourceState {
        SourceState::Starved
    }
}

fn starving(hole: std::ops::Range<u64>) -> Item {
    let sine = Sine {
        hertz: 200.0,
        level: 0.25,
        at: 0,
        length: u64::MAX,
    };
    Item::new(ItemId(1), Box::new(Starves { sine, reads: 0, hole }))
}

#[test]
fn a_short_starvation_is_faded_over() {
    let mut rig = Rig::new(plain(1000));
    rig.mixer.cue(Lane::AutoDj, starving(100..110)).unwrap();
    rig.run_ms(6000);
    assert_eq!(
        rig.mixer.on_air(),
        OnAir::Item {
            id: ItemId(1),
            lane: Lane::AutoDj
        }
    );
    rig.assert_no_clicks();
    rig.assert_no_holes(960 * 12);
}

#[test]
fn a_long_starvation_ends_the_item() {
    let mut rig = Rig::new(plain(1000));
    rig.mixer.cue(Lane::AutoDj, starving(100..u64::MAX)).unwrap();
    rig.mixer.cue(Lane::AutoDj, track(2, 310.0, 60)).unwrap();
    rig.run_ms(6000);
    assert!(rig.without_requests().iter().any(|event| matches!(
        event,
        MixEvent::ItemEnded {
            id: ItemId(1),
            end: ItemEnd::Failed,
            ..
        }
    )));
    assert_eq!(
        rig.mixer.on_air(),
        OnAir::Item {
            id: ItemId(2),
            lane: Lane::AutoDj
        }
    );
    rig.assert_no_clicks();
}

#[test]
fn a_silent_item_is_dead_air_and_is_left() {
    let mut rig = Rig::new(Config {
        dead_air: awaz_audio::mix::DeadAir {
            level_dbfs: -50.0,
            seconds: 5.0,
        },
        ..plain(1000)
    });
    rig.mixer
        .cue(Lane::AutoDj, Item::new(ItemId(1), sine(200.0, 0.0001, 48_000 * 60)))
        .unwrap();
    rig.mixer.cue(Lane::AutoDj, track(2, 310.0, 10)).unwrap();
    rig.run_ms(8000);
    let dead_air = rig.position_of(|event| {
        matches!(
            event,
            MixEvent::DeadAir {
                origin: Origin::Item(ItemId(1)),
                ..
            }
        )
    });
    assert!(dead_air - rig.start - 5 * 48_000 <= 960, "{dead_air}");
    assert_eq!(rig.started(2), dead_air);
    assert!(rig.without_requests().contains(&MixEvent::DeadAirEnded {
        at: dead_air,
        origin: Origin::Item(ItemId(1))
    }));
}

#[test]
fn a_quiet_track_is_brought_to_the_target_loudness() {
    let quiet = |length| sine(440.0, 0.06, length);
    let mut analyzer = Analyzer::new();
    let mut samples = vec![0.0; 48_000 * 2 * 20];
    quiet(u64::MAX).read(&mut samples);
    analyzer.push(&samples);
    let analysis = analyzer.finish();
    let gain = gain_db(&analysis.cues, -16.0);
    let mut rig = Rig::new(Config::default());
    let item = Item {
        gain_db: gain,
        entry: Entry::Immediate,
        ..Item::new(ItemId(1), quiet(48_000 * 60))
    };
    rig.mixer.cue(Lane::AutoDj, item).unwrap();
    rig.run_ms(20_000);
    let mut after = Analyzer::new();
    after.push(&rig.heard);
    let loudness = after.finish().cues.loudness_lufs.unwrap();
    assert!((loudness + 16.0).abs() < 0.5, "{loudness}");
    assert!((rig.mixer.levels().short_term_lufs + 16.0).abs() < 0.5);
}

#[test]
fn what_was_cued_can_be_taken_back() {
    let mut rig = Rig::new(plain(1000));
    for id in 0..8 {
        rig.mixer.cue(Lane::AutoDj, track(id, 200.0, 10)).unwrap();
    }
    let refused = rig.mixer.cue(Lane::AutoDj, track(8, 200.0, 10)).unwrap_err();
    assert_eq!(refused.id, ItemId(8));
    rig.run_ms(20);
    assert_eq!(rig.mixer.cued(Lane::AutoDj), (1..8).map(ItemId).collect::<Vec<_>>());
    let cued = rig.mixer.cued(Lane::AutoDj);
    assert_eq!(cued.into_iter().filter_map(|id| rig.mixer.withdraw(id)).count(), 7);
    assert!(rig.mixer.cued(Lane::AutoDj).is_empty());
}
