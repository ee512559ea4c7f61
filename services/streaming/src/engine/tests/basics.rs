use super::rig::{Rig, SECOND, pitch, profile, wave};
use crate::engine::AlertKind;
use crate::live::Stage;
use crate::model::{Kind, OnAir, Settings};
use awaz_audio::SEGMENT;
use awaz_core::{Code, Rendition, Slug};

#[tokio::test]
async fn an_empty_station_plays_its_tone_bed_to_the_first_listener_at_once() {
    let rig = Rig::new(&[]).await;
    let slug = Slug::parse("fm").unwrap();
    assert!(rig.hub.running_ring(&slug, Rendition::DEFAULT).is_none());
    let ring = Stage::ring(&*rig.hub, &slug, Rendition::DEFAULT).await.unwrap();
    assert!(ring.stats().bytes_held > 65_536, "a whole burst is there");
    rig.assert_sound(18);
    let view = Stage::channel(&*rig.hub, &slug).unwrap();
    assert_eq!((view.song.title.as_str(), view.is_live), ("Mehfil", false));
    assert_eq!(*rig.channel().on_air().borrow(), OnAir::Fallback);
    let before = ring.stats().end_sample;
    rig.play(1000);
    assert!(ring.stats().end_sample >= before + SECOND - 1152);
    rig.assert_sound(18);
}

#[tokio::test]
async fn nobody_listens_so_nothing_is_decoded_and_the_programme_moves_on() {
    let rig = Rig::new(&[("a", 60), ("b", 60)]).await;
    let first = rig.channel().now_playing().borrow().clone();
    let before = rig.position();
    for _ in 0..300 {
        rig.play(1000);
    }
    assert_eq!(rig.channel().decoders_opened(), 0);
    assert!(rig.position() >= before + 298 * SECOND);
    let now = rig.channel().now_playing().borrow().clone();
    assert!(now.seq >= first.seq + 4 && now.kind == Kind::Track);

    let ring = rig.channel().ring(Rendition::DEFAULT).await.unwrap();
    assert!(rig.channel().decoders_opened() <= 3);
    assert!(ring.stats().end_sample + 6000 > rig.position());
    rig.play(31_000);
    assert!(ring.is_closed(), "half a minute later it rests again");
    assert!(rig.channel().running_ring(Rendition::DEFAULT).is_none());
}

#[tokio::test]
async fn the_first_listener_hears_the_track_where_the_clock_says_it_is() {
    let rig = Rig::new(&[("a", 120), ("b", 120)]).await;
    rig.play(60_000);
    let now = rig.channel().now_playing().borrow().clone();
    let _ring = rig.channel().ring(Rendition::DEFAULT).await.unwrap();
    let from = rig.position() - SECOND;
    let heard = rig.pcm(from, SECOND);
    let wanted = |index: u64| wave(from + index - now.sample, pitch(0));
    let worst = (0..SECOND)
        .map(|index| (heard[index as usize] - wanted(index)).abs())
        .fold(0.0, f32::max);
    assert!(now.title == "a" && worst < 0.002, "off by {worst}");
}

#[tokio::test]
async fn a_restart_goes_on_at_the_same_place_with_the_next_numbers() {
    let mut rig = Rig::new(&[("a", 60), ("b", 60), ("c", 60)]).await;
    rig.play(70_000);
    let (now, saved) = (rig.channel().now_playing().borrow().clone(), rig.saved());
    assert_eq!((now.title.as_str(), saved.generation), ("b", 1));
    let next = rig.channel().state().next[0].track.title.clone();

    let mut rig = rig.restart_after(10).await;
    let again = rig.channel().now_playing().borrow().clone();
    assert_eq!(
        (again.title.as_str(), again.sample, again.seq),
        ("b", now.sample, now.seq)
    );
    assert_eq!(rig.channel().state().next[0].track.title, next);
    rig.play(1000);
    assert_eq!(rig.saved().generation, 2);

    let rig = rig.restart_after(45).await;
    let later = rig.channel().now_playing().borrow().clone();
    assert_eq!((later.title.as_str(), later.seq), ("c", now.seq + 1));
    assert_eq!(
        later.sample,
        now.sample + 57 * SECOND,
        "joined where the crossfade began"
    );
}

#[tokio::test]
async fn renditions_that_start_at_different_times_share_one_grid() {
    let rig = Rig::new(&[]).await;
    let mp3 = rig.capture("mp3-128");
    rig.play(7000);
    let aac = rig.capture("aac-64");
    let opus = rig.capture("opus-64");
    rig.play(2000);
    for capture in [&mp3, &aac, &opus] {
        capture.assert_whole(rig.position());
        assert_eq!(capture.packets.lock()[0].start % SEGMENT, 0);
    }
    let backlog = rig.position() - aac.packets.lock()[0].start;
    assert!((18 * SECOND..26 * SECOND).contains(&backlog), "{backlog}");
    assert_eq!(aac.packets.lock()[0].start, opus.packets.lock()[0].start);
}

#[tokio::test]
async fn a_rendition_that_started_with_a_short_past_is_given_a_longer_one() {
    let rig = Rig::new(&[("a", 120)]).await;
    let ring = rig.channel().ring(Rendition::DEFAULT).await.unwrap();
    let held = ring.stats().bytes_held;
    rig.play(400);
    let capture = rig.capture("mp3-128");
    rig.play(400);
    capture.assert_whole(rig.position());
    assert!(rig.position() - capture.packets.lock()[0].start >= 17 * SECOND);
    assert!(ring.stats().bytes_held < held + 20_000, "the ring got what is new only");
}

#[tokio::test]
async fn levels_are_measured_while_somebody_looks() {
    let rig = Rig::new(&[("a", 120)]).await;
    let _capture = rig.capture("mp3-128");
    rig.play(5000);
    let mut meter = rig.channel().meter();
    let mut readings = 0;
    for _ in 0..50 {
        rig.play(40);
        readings += u32::from(meter.has_changed().unwrap());
        let levels = *meter.borrow_and_update();
        if readings > 5 {
            assert!(
                (-30.0..-5.0).contains(&levels.lufs_m) && (-14.0..-10.0).contains(&levels.l),
                "{levels:?}"
            );
        }
    }
    assert!((18..=21).contains(&readings), "{readings} in 2 s");
}

#[tokio::test]
async fn a_crowd_that_arrives_at_once_shares_one_encoder() {
    let rig = Rig::new(&[("a", 120)]).await;
    let channel = rig.channel();
    let crowd = (0..50).map(|_| {
        let channel = channel.clone();
        tokio::spawn(async move { channel.ring(Rendition::DEFAULT).await.unwrap() })
    });
    let rings = futures::future::join_all(crowd).await;
    let first = rings[0].as_ref().unwrap();
    assert!(
        rings
            .iter()
            .all(|ring| std::sync::Arc::ptr_eq(first, ring.as_ref().unwrap()))
    );
    assert_eq!(channel.decoders_opened(), 1);
}

#[tokio::test]
async fn a_rendition_that_is_not_offered_is_refused() {
    let settings = Settings {
        renditions: vec![Rendition::DEFAULT],
        ..Settings::default()
    };
    let rig = Rig::with(&[], settings).await;
    let error = rig
        .channel()
        .ring(Rendition::parse("mp3-320").unwrap())
        .await
        .unwrap_err();
    assert_eq!(error.code, Code::NotFound);
}

#[tokio::test]
async fn a_profile_that_changes_withdraws_a_rendition_and_moves_to_another_name() {
    let rig = Rig::new(&[]).await;
    let (mp3, other) = (Rendition::DEFAULT, Rendition::parse("mp3-320").unwrap());
    let (first, second) = (
        rig.channel().ring(mp3).await.unwrap(),
        rig.channel().ring(other).await.unwrap(),
    );
    let mut profile = rig.profile.clone();
    profile.settings.renditions = vec![mp3];
    profile.slug = Slug::parse("new-name").unwrap();
    rig.hub.update_channel(profile.clone()).unwrap();
    assert!(!first.is_closed() && second.is_closed());
    assert!(rig.hub.find(&rig.profile.slug).is_none());
    assert!(rig.hub.find(&profile.slug).is_some());
    rig.hub.remove_channel(profile.id);
    assert!(first.is_closed() && rig.hub.all().is_empty());
}

#[tokio::test]
async fn a_panic_costs_a_discontinuity_and_no_other_channel() {
    let mut rig = Rig::new(&[("a", 60)]).await;
    let other = rig.hub.add_channel(profile("other", Settings::default())).unwrap();
    let capture = rig.capture("mp3-128");
    rig.play(400);
    rig.channel()
        .with(|core| {
            core.trip = true;
            Ok(())
        })
        .unwrap();
    rig.play(2000);
    assert_eq!(rig.alerts(), [AlertKind::EngineFailed]);
    assert_eq!(capture.holes.lock().len(), 1);
    assert!(capture.packets.lock().last().unwrap().end() + 6000 > rig.position());
    rig.assert_sound(1);
    assert!(other.ring(Rendition::DEFAULT).await.is_ok());
}

#[tokio::test]
async fn a_long_freeze_is_jumped_and_a_short_one_rendered() {
    let rig = Rig::new(&[]).await;
    let capture = rig.capture("mp3-128");
    rig.clock.advance(chrono::TimeDelta::seconds(30));
    rig.play(40);
    capture.assert_whole(rig.position());
    rig.clock.advance(chrono::TimeDelta::seconds(3600));
    rig.play(1000);
    assert_eq!(capture.holes.lock().len(), 1);
    assert!(capture.packets.lock().last().unwrap().end() + 6000 > rig.position());
}

#[tokio::test]
async fn the_threads_keep_up_with_the_clock_and_stop() {
    let rig = Rig::new(&[]).await;
    rig.hub.run().unwrap();
    let ring = rig.channel().ring(Rendition::DEFAULT).await.unwrap();
    let before = ring.stats().end_sample;
    rig.clock.advance(chrono::TimeDelta::seconds(2));
    let since = std::time::Instant::now();
    while ring.stats().end_sample < before + SECOND && since.elapsed().as_secs() < 20 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert!(ring.stats().end_sample >= before + SECOND);
    rig.hub.stop().await;
    assert!(ring.is_closed());
    assert_eq!(*rig.channel().on_air().borrow(), OnAir::Off);
}
