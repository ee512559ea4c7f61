use super::rig::{Rig, SECOND, spec};
use crate::engine::AlertKind;
use crate::live::LiveSpec;
use crate::model::{Kind, OnAir};
use awaz_core::Code;
use awaz_core::id::CredentialId;
use awaz_wire::metadata::SongTitle;

#[tokio::test]
async fn a_live_source_joins_stalls_returns_and_leaves_without_a_missing_sample() {
    let mut rig = Rig::new(&[("a", 60), ("b", 60), ("c", 60)]).await;
    let capture = rig.capture("mp3-128");
    rig.play(400);
    let mut source = rig.live(spec("Ustad", Some(CredentialId::new()))).await.unwrap();
    source.feed.set_title(SongTitle::from_song("Naat - Salaam"));
    source.stream(&rig, 5000).await;
    assert_eq!(*rig.channel().on_air().borrow(), OnAir::Live);
    let now = rig.channel().now_playing().borrow().clone();
    assert_eq!(
        (now.kind, now.artist.as_str(), now.title.as_str()),
        (Kind::Live, "Naat", "Salaam")
    );
    assert_eq!(now.live.as_ref().unwrap().name, "Ustad");
    let health = rig.channel().source_health();
    assert!(
        health.connected && health.format.as_deref() == Some("mp3"),
        "{health:?}"
    );
    assert!(
        health.kbps_measured.is_some_and(|kbps| (90.0..180.0).contains(&kbps)),
        "{health:?}"
    );

    rig.play(4000);
    assert_eq!(*rig.channel().on_air().borrow(), OnAir::Autodj, "a stall is left");
    assert_eq!(rig.alerts(), [AlertKind::SourceLost]);
    source.stream(&rig, 6000).await;
    assert_eq!(*rig.channel().on_air().borrow(), OnAir::Live, "and taken back");
    assert_eq!(rig.alerts(), [AlertKind::SourceLost, AlertKind::SourceReturned]);

    source.feed.finish();
    // The decoder's thread ends by itself; the mixer sees it within a moment.
    for _ in 0..200 {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        rig.play(40);
    }
    assert_eq!(*rig.channel().on_air().borrow(), OnAir::Autodj);
    assert!(!rig.channel().source_health().connected);
    assert_eq!(rig.alerts().len(), 2, "a clean end is no alarm");
    capture.assert_whole(rig.position());
    rig.assert_sound(20);
}

#[tokio::test]
async fn a_title_is_announced_when_its_sound_is_heard() {
    let rig = Rig::new(&[]).await;
    let mut source = rig.live(spec("dj", None)).await.unwrap();
    source.stream(&rig, 4000).await;
    source.feed.set_title(SongTitle::from_song("New"));
    let set_at = rig.position();
    rig.play(400);
    assert_eq!(
        rig.channel().now_playing().borrow().title,
        "Mehfil",
        "its sound still waits in the buffer"
    );
    source.stream(&rig, 3000).await;
    let now = rig.channel().now_playing().borrow().clone();
    assert_eq!(now.title, "New");
    let delay = now.sample - set_at;
    assert!((SECOND..4 * SECOND).contains(&delay), "{delay}");
}

#[tokio::test]
async fn who_may_take_over() {
    let rig = Rig::new(&[]).await;
    let (own, others) = (Some(CredentialId::new()), Some(CredentialId::new()));
    let mut first = rig.live(spec("first", own)).await.unwrap();
    first.send(&rig, 400).await.unwrap();
    let refused = rig.live(spec("second", others)).await.err().unwrap();
    assert_eq!(refused.code, Code::Conflict);
    assert!(refused.message.contains("first"), "{refused}");

    let again = rig.live(spec("first", own)).await.unwrap();
    assert_eq!(first.feed.closed().await.code, Code::Conflict);
    assert!(first.send(&rig, 400).await.is_err());
    let _admin = rig.live(spec("admin", None)).await.unwrap();
    assert_eq!(again.feed.closed().await.code, Code::Conflict);
    rig.channel().kick_live().unwrap();
    assert_eq!(rig.channel().kick_live().unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn what_is_no_sound_is_refused_with_a_reason() {
    let rig = Rig::new(&[]).await;
    let source = rig.live(spec("dj", None)).await.unwrap();
    let mut feed = source.feed;
    let noise = bytes::Bytes::from(vec![0x55_u8; 64 * 1024]);
    let mut error = None;
    for _ in 0..32 {
        error = feed.push(noise.clone()).await.err();
        if error.is_some() {
            break;
        }
    }
    let error = match error {
        Some(error) => error,
        None => feed.closed().await,
    };
    assert_eq!(error.code, Code::UnsupportedType);
    assert!(rig.channel().source_health().problem.is_some());
    drop(feed);
    rig.play(1000);
    assert!(!rig.channel().source_health().connected);
}

#[tokio::test]
async fn a_presenter_whose_hours_are_over_is_faded_out() {
    let mut rig = Rig::new(&[("a", 60), ("b", 60), ("c", 60)]).await;
    let capture = rig.capture("mp3-128");
    rig.play(400);
    let ends_ms = rig.channel().profile().epoch_ms + i64::try_from(rig.position() / 48).unwrap() + 8000;
    let mut source = rig
        .live(LiveSpec {
            ends_ms: Some(ends_ms),
            ..spec("Amna", Some(CredentialId::new()))
        })
        .await
        .unwrap();
    source.stream(&rig, 7000).await;
    assert_eq!(*rig.channel().on_air().borrow(), OnAir::Live);
    assert_eq!(
        rig.channel().source_health().ends_at.unwrap().timestamp_millis(),
        ends_ms
    );
    source.stream(&rig, 1000).await;
    rig.play(1000);
    let ended = source.feed.closed().await;
    assert!(
        ended.code == Code::Forbidden && ended.message.contains("hours"),
        "{ended}"
    );
    assert_eq!(*rig.channel().on_air().borrow(), OnAir::Autodj);
    assert!(rig.alerts().is_empty());
    rig.play(4000);
    capture.assert_whole(rig.position());
    rig.assert_sound(10);
}
