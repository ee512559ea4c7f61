//! What cuts in on time: the news at its minute, a show when its hour begins.

use super::rig::{Rig, SECOND, pitch, spec, titles};
use crate::autodj::Place;
use crate::engine::AlertKind;
use crate::engine::preview::Preview;
use awaz_core::hours::{Hours, TimeOfDay};
use awaz_core::id::PlaylistId;
use awaz_core::ports::{Library, PlayablePlaylist, PlaylistKind};
use awaz_core::{Clock, Code};
use awaz_plan::Zone;
use std::sync::Arc;

const MINUTE: u64 = 60 * SECOND;
/// The news comes here and every hour after it.
const NEWS: u64 = 3 * MINUTE;

/// Song "a" to "c" in rotation, and the last of them as what cuts in.
fn with_news(library: Library, change: impl FnOnce(&mut PlayablePlaylist)) -> Library {
    let songs = library.playlists[0].clone();
    let (songs_of, news_of) = songs.tracks.split_at(3);
    let mut news = PlayablePlaylist {
        id: PlaylistId::new(),
        name: "News".to_owned(),
        kind: PlaylistKind::Hourly { minute: 3 },
        jingle: true,
        hard_start: true,
        tracks: news_of.to_vec(),
        ..songs.clone()
    };
    change(&mut news);
    let songs = PlayablePlaylist {
        tracks: songs_of.to_vec(),
        ..songs
    };
    Library {
        playlists: vec![songs, news],
        ..library
    }
}

async fn rig() -> Rig {
    rig_with(|_| {}).await
}

async fn rig_with(change: impl FnOnce(&mut PlayablePlaylist)) -> Rig {
    let rig = Rig::new(&[("a", 50), ("b", 41), ("c", 57), ("news", 20)]).await;
    rig.restock(with_news(rig.library(), change)).await;
    rig
}

/// Where the news began.
fn told(rig: &mut Rig) -> Vec<u64> {
    let run = rig.as_run().into_iter().filter(|(title, _)| title == "news");
    run.map(|(_, at)| at).collect()
}

#[tokio::test]
async fn the_news_begins_on_its_second_heard_or_not() {
    let (mut heard, mut idle) = (rig().await, rig().await);
    let capture = heard.capture("mp3-128");
    for rig in [&mut heard, &mut idle] {
        rig.play(140_000);
        assert_eq!(told(rig), [NEWS]);
    }
    let run = |rig: &mut Rig| {
        let all = rig.as_run().into_iter().filter(|(_, at)| *at > 100 * SECOND);
        all.collect::<Vec<_>>()
    };
    assert_eq!(run(&mut heard), run(&mut idle));
    assert!(run(&mut idle).iter().any(|(_, at)| *at > NEWS), "songs follow");
    capture.assert_whole(heard.position());
}

/// How strong a tone is between two positions.
fn strength(rig: &Rig, hertz: f64, from: u64, samples: u64) -> f64 {
    let (mut real, mut imaginary) = (0.0, 0.0);
    for (index, sample) in rig.pcm(from, samples).into_iter().enumerate() {
        let angle = index as f64 * hertz / 48_000.0 * std::f64::consts::TAU;
        real += f64::from(sample) * angle.cos();
        imaginary += f64::from(sample) * angle.sin();
    }
    2.0 * real.hypot(imaginary) / samples as f64
}

#[tokio::test]
async fn in_the_sound_it_begins_in_the_clear_within_a_fiftieth_of_a_second() {
    let rig = rig().await;
    let _capture = rig.capture("mp3-128");
    rig.play(85_000);
    let news = |from: u64| strength(&rig, pitch(3), from, 960);
    let song = |from: u64| (0..3).map(|index| strength(&rig, pitch(index), from, 960)).sum::<f64>();
    assert!(news(NEWS - 960) < 0.02, "{}", news(NEWS - 960));
    assert!(news(NEWS + 960) > 0.1, "{}", news(NEWS + 960));
    // 3 s before, what plays begins to fade.
    assert!(song(NEWS - 4 * SECOND) > 0.1 && song(NEWS - 960) < 0.03);
    rig.assert_sound(10);
}

#[tokio::test]
async fn a_show_begins_when_its_hour_does() {
    let begun = TimeOfDay::of_minutes(13 * 60 + 3).unwrap();
    assert_eq!(
        Zone::PAKISTAN.local(super::rig::EPOCH_MS).format("%R").to_string(),
        "13:00"
    );
    let mut rig = rig_with(|show| {
        show.kind = PlaylistKind::Rotation { weight: 3 };
        show.jingle = false;
        show.hours = vec![Hours {
            days: Vec::new(),
            from: begun,
            to: TimeOfDay::of_minutes(begun.minutes() + 1).unwrap(),
            first: None,
            last: None,
        }];
    })
    .await;
    let _capture = rig.capture("mp3-128");
    rig.play(170_000);
    let run: Vec<_> = rig.as_run().into_iter().filter(|(_, at)| *at >= NEWS).collect();
    assert_eq!(run[0], ("news".to_owned(), NEWS));
    let after = run.iter().find(|(title, at)| title != "news" && *at >= NEWS + MINUTE);
    assert!(after.is_some(), "{run:?}");
}

#[tokio::test]
async fn a_presenter_on_air_is_not_cut_and_the_news_is_not_made_up_for() {
    let mut rig = rig().await;
    let _capture = rig.capture("mp3-128");
    rig.play(60_000);
    let mut live = rig.live(spec("Amna", None)).await.unwrap();
    let next = rig
        .channel()
        .source_health()
        .hard_start
        .expect("it is told before it comes");
    assert_eq!(
        (next.playlist.as_str(), next.at.timestamp_millis()),
        ("News", super::rig::EPOCH_MS + 180_000)
    );
    live.stream(&rig, 40_000).await;
    live.feed.finish();
    rig.play(40_000);
    assert!(rig.position() > NEWS + 30 * SECOND);
    assert_eq!(told(&mut rig), Vec::<u64>::new());
    let queue = rig.channel().with(|core| Ok(titles(core.dj.queue()))).unwrap();
    assert!(!queue.contains(&"news".to_owned()), "{queue:?}");
    rig.assert_sound(15);
}

#[tokio::test]
async fn a_restart_within_it_neither_repeats_nor_loses_it() {
    let mut before = rig().await;
    before.play(85_000);
    assert_eq!(told(&mut before), [NEWS]);
    let mut after = before.restart_after(3).await;
    let _capture = after.capture("mp3-128");
    assert_eq!(after.channel().now_playing().borrow().sample, NEWS);
    after.play(60_000);
    assert_eq!(told(&mut after), Vec::<u64>::new(), "it was begun before the restart");

    let before = rig().await;
    before.play(60_000);
    // Down from before its time until after it: what would have come by then has come.
    let mut after = before.restart_after(30).await;
    assert_eq!(after.channel().now_playing().borrow().sample, NEWS);
    after.play(60_000);
    assert!(told(&mut after).iter().all(|at| *at == NEWS));
}

#[tokio::test]
async fn a_file_that_is_gone_at_its_time_costs_nothing_but_an_alert() {
    let mut rig = rig().await;
    let mut library = rig.library();
    let gone = library.tracks.iter_mut().find(|track| track.title == "news").unwrap();
    Arc::make_mut(gone).object_key = "tracks/gone.wav".to_owned();
    rig.restock(library).await;
    let capture = rig.capture("mp3-128");
    rig.play(140_000);
    assert_eq!(told(&mut rig), Vec::<u64>::new());
    let alerts = rig.alerts();
    assert!((1..=3).contains(&alerts.len()) && alerts.iter().all(|kind| *kind == AlertKind::TrackFailed));
    capture.assert_whole(rig.position());
    rig.assert_sound(18);
}

#[tokio::test]
async fn the_next_of_its_playlist_takes_the_place_of_a_file_that_is_gone() {
    let mut rig = Rig::new(&[("a", 50), ("b", 41), ("c", 57), ("lost", 20), ("news", 20)]).await;
    let mut library = with_news(rig.library(), |_| {});
    Arc::make_mut(&mut library.tracks[3]).object_key = "tracks/gone.wav".to_owned();
    rig.restock(library).await;
    let _capture = rig.capture("mp3-128");
    rig.play(100_000);
    assert_eq!(told(&mut rig), [NEWS]);
    assert_eq!(rig.alerts(), [AlertKind::TrackFailed]);
}

#[tokio::test]
async fn a_sequence_goes_on_behind_a_file_that_is_gone() {
    let mut rig = Rig::new(&[("a", 20), ("b", 20), ("c", 20)]).await;
    let mut library = rig.library();
    Arc::make_mut(&mut library.tracks[1]).object_key = "tracks/gone.wav".to_owned();
    rig.restock(library).await;
    let _capture = rig.capture("mp3-128");
    rig.play(80_000);
    let run: Vec<String> = rig.as_run().into_iter().map(|(title, _)| title).collect();
    assert!(run.iter().filter(|title| *title == "c").count() >= 2, "{run:?}");
    rig.assert_sound(18);
}

#[tokio::test]
async fn one_that_was_removed_stays_so_and_one_that_stays_is_not_moved() {
    let rig = rig().await;
    rig.play(60_000);
    let channel = rig.channel();
    let news = || channel.state().next.into_iter().find(|item| item.on_time);
    let entry = news().expect("it comes within the next three");
    assert_eq!(
        entry.starts_at.unwrap().timestamp_millis(),
        super::rig::EPOCH_MS + 180_000
    );
    let refused = channel.shift(entry.id, Place::Next).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict);
    assert_eq!(news().unwrap().id, entry.id);
    channel.remove(entry.id).await.unwrap();
    assert!(news().is_none());
    rig.play(3000);
    assert_eq!(channel.source_health().hard_start, None);
    let mut rig = rig.restart_after(2).await;
    rig.play(60_000);
    assert!(rig.position() > NEWS + 20 * SECOND);
    assert_eq!(told(&mut rig), Vec::<u64>::new());
}

#[tokio::test]
async fn songs_put_in_or_skipped_before_it_do_not_move_it() {
    for skip in [false, true] {
        let mut rig = rig().await;
        let _capture = rig.capture("mp3-128");
        rig.play(70_000);
        if skip {
            for _ in 0..3 {
                rig.channel().skip().await.unwrap();
                rig.play(2000);
            }
            rig.play(2000);
        } else {
            let wish = rig.library().tracks[0].clone();
            for _ in 0..3 {
                rig.channel().insert(wish.clone(), Place::Next).await.unwrap();
            }
            rig.play(8000);
        }
        rig.play(30_000);
        assert_eq!(told(&mut rig), [NEWS], "skipped: {skip}");
        rig.assert_sound(15);
    }
}

#[tokio::test]
async fn a_skip_just_before_it_is_the_news_itself() {
    let mut rig = rig().await;
    let _capture = rig.capture("mp3-128");
    rig.play(79_400);
    rig.channel().skip().await.unwrap();
    rig.play(30_000);
    assert_eq!(told(&mut rig), [NEWS]);
    rig.assert_sound(15);
}

#[tokio::test]
async fn a_plan_from_what_was_saved_is_the_preview_of_the_next_server() {
    let mut before = rig().await;
    before.play(40_000);
    before.hub.stop().await;
    let saved = before.saved();
    let now = before.clock.now() + chrono::TimeDelta::seconds(50);
    let planned = Preview::of_saved(&before.profile, saved, &before.library(), now).items(90 * MINUTE);
    let after = before.restart_after(50).await;
    let seen = after.channel().preview(90 * MINUTE).await.unwrap();
    let told = |items: &[crate::engine::QueueItem]| {
        let one = |item: &crate::engine::QueueItem| (item.track.title.clone(), item.starts_at, item.on_time);
        items.iter().map(one).collect::<Vec<_>>()
    };
    assert_eq!(told(&planned), told(&seen));
    assert_eq!(planned.iter().filter(|item| item.on_time).count(), 1, "the next hour's");
}

#[tokio::test]
async fn the_preview_has_it_where_it_is_heard() {
    let mut rig = rig().await;
    let _capture = rig.capture("mp3-128");
    rig.play(1000);
    let told: Vec<_> = (rig.channel().preview(4 * MINUTE).await.unwrap())
        .into_iter()
        .map(|item| {
            (
                item.track.title.clone(),
                item.starts_at.unwrap().timestamp_millis() - super::rig::EPOCH_MS,
            )
        })
        .collect();
    let before = rig.as_run().len();
    rig.play(300_000);
    let run: Vec<_> = rig.as_run()[before..]
        .iter()
        .map(|(title, at)| (title.clone(), i64::try_from(at / 48).unwrap()))
        .collect();
    assert!(told.contains(&("news".to_owned(), 180_000)), "{told:?}");
    assert_eq!(told, run[..told.len()]);
}
