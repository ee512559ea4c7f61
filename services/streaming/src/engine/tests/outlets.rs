use super::rig::{Rig, SECOND, spec};
use crate::engine::Outlets;
use crate::hls::{Query, Shelves};
use crate::model::{Recording, Settings};
use crate::recorder::{Recorder, RecordingEnd, RecordingKind, RecordingNote};
use awaz_audio::SEGMENT;
use awaz_audio::input::{Limits, LiveDecoder};
use awaz_core::{Code, Rendition};
use awaz_fanout::{ListenerSpec, ReaderConfig, RingReader};
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a recorder told.
type Told = Arc<Mutex<Vec<RecordingNote>>>;

fn outlets(folder: &std::path::Path) -> (Outlets, Told) {
    let told = Told::default();
    let notes = told.clone();
    let recorder = Recorder::new(folder.join("objects"), Arc::new(move |note| notes.lock().push(note)));
    let outlets = Outlets {
        recorder: Some(recorder.with_disk_level(Arc::new(|_| Some(1)))),
        ..Outlets::default()
    };
    (outlets, told)
}

/// Waits until a recording is closed.
async fn closed(told: &Told) -> (crate::recorder::Recording, RecordingEnd) {
    let since = Instant::now();
    loop {
        let found = told.lock().iter().find_map(|note| match note {
            RecordingNote::Closed(recording, end) => Some((recording.clone(), end.clone())),
            _ => None,
        });
        if let Some(found) = found {
            return found;
        }
        assert!(since.elapsed() < Duration::from_secs(20), "not closed: {told:?}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn the_first_hls_player_finds_three_segments_and_the_title() {
    let dir = tempfile::tempdir().unwrap();
    let mut rig = Rig::new(&[("a", 120)]).await;
    let shelves = Shelves::open(&dir.path().join("hls"), rig.clock.clone()).unwrap();
    rig.give(Outlets {
        shelves: Some(shelves),
        ..Outlets::default()
    })
    .await;
    rig.play(60_000);
    let rendition = Rendition::parse("aac-64").unwrap();
    let track = rig.channel().track(rendition).await.unwrap();
    assert!(track.ready_segments() >= 3);
    let msn = rig.position() / SEGMENT - 1;
    assert!(track.segment(msn).await.unwrap().is_some());
    let listing = track.playlist(&Query::default()).await.unwrap();
    assert!(listing.text().contains(&format!("{msn}.m4s")), "{}", listing.text());
    rig.play(6000);
    assert!(track.segment(msn + 1).await.unwrap().is_some());
    let refused = rig.channel().track(Rendition::DEFAULT).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound, "MP3 is not for HLS");
}

#[tokio::test]
async fn a_live_broadcast_is_recorded_from_its_first_sample_to_its_fade() {
    let dir = tempfile::tempdir().unwrap();
    let (outlets, told) = outlets(dir.path());
    let mut rig = Rig::new(&[("a", 120)]).await;
    rig.give(outlets).await;
    let mut source = rig.live(spec("Ustad", None)).await.unwrap();
    source.stream(&rig, 6000).await;
    let on_air = rig.channel().now_playing().borrow().sample;
    source.feed.finish();
    for _ in 0..200 {
        tokio::time::sleep(Duration::from_millis(1)).await;
        rig.play(40);
    }
    let (recording, end) = closed(&told).await;
    assert_eq!((recording.kind, end), (RecordingKind::Live, RecordingEnd::Finished));
    assert!(recording.who == "Ustad" && recording.start_sample.abs_diff(on_air) < 1152 * 2);
    assert!(
        (5 * SECOND..9 * SECOND).contains(&recording.samples),
        "{}",
        recording.samples
    );
    assert!(rig.channel().running_ring(Rendition::DEFAULT).is_none());
}

#[tokio::test]
async fn an_air_check_records_what_nobody_hears() {
    let dir = tempfile::tempdir().unwrap();
    let (outlets, told) = outlets(dir.path());
    let recording = Recording {
        aircheck: true,
        ..Recording::default()
    };
    let settings = Settings {
        recording,
        ..Settings::default()
    };
    let mut rig = Rig::with(&[("a", 20), ("b", 20)], settings).await;
    rig.give(outlets).await;
    rig.play(60_000);
    let mut profile = rig.profile.clone();
    profile.settings.recording.aircheck = false;
    rig.hub.update_channel(profile).unwrap();
    rig.play(1000);
    let (recording, end) = closed(&told).await;
    assert_eq!((recording.kind, end), (RecordingKind::Aircheck, RecordingEnd::Finished));
    assert!(recording.samples > 57 * SECOND, "{}", recording.samples);
    let titles: Vec<_> = recording.titles.iter().map(|title| title.title.as_str()).collect();
    assert!(titles.ends_with(&["b", "a", "b"]), "{titles:?}");
}

#[tokio::test]
async fn progressive_aac_and_opus_can_be_decoded_and_carry_titles() {
    let rig = Rig::new(&[("a", 20), ("b", 20)]).await;
    for (name, format) in [("aac-64", "aac"), ("opus-64", "ogg-opus"), ("opus-24", "ogg-opus")] {
        let ring = rig.channel().ring(Rendition::parse(name).unwrap()).await.unwrap();
        let reader = ReaderConfig {
            tick: Duration::ZERO,
            ..ReaderConfig::default()
        };
        let mut reader = RingReader::join(&ring, &ListenerSpec::default(), reader).unwrap();
        rig.play(20_000);
        let (mut decoder, mut pcm) = (LiveDecoder::new(None, Limits::default()), Vec::new());
        let mut heard = Vec::new();
        while let Ok(Some(bytes)) = tokio::time::timeout(Duration::from_millis(50), reader.next()).await {
            decoder.push(&bytes).unwrap();
            decoder.take_pcm(&mut pcm);
            heard.extend(decoder.take_tags().map(|tags| tags.title));
        }
        assert_eq!(decoder.info().unwrap().format, format);
        let seconds = pcm.len() as u64 / 2 / SECOND;
        assert!(seconds >= 20, "{name}: {seconds} s");
        if format == "ogg-opus" {
            assert!(
                ["a", "b"].iter().all(|title| heard.iter().any(|heard| heard == title)),
                "{heard:?}"
            );
        }
    }
}
