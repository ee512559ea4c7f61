//! Recordings, whole and torn.

use super::hls::rig::{packets, rendition};
use awaz_audio::PART;
use awaz_core::id::ChannelId;
use awaz_store::{Key, Objects};
use awaz_streaming::recorder::{Recorder, Recording, RecordingEnd, RecordingKind, RecordingNote, RecordingSpec, audio};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// 2026-11-25T23:59:50Z, ten seconds before a day's end.
const AT_MS: i64 = 1_795_651_190_000;
const AT: u64 = 1000 * 276_480;

struct Rig {
    folder: tempfile::TempDir,
    recorder: Recorder,
    notes: Receiver<RecordingNote>,
    disk: Arc<AtomicU8>,
}

impl Rig {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (sender, notes) = channel();
        let sender = Mutex::new(sender);
        let disk = Arc::new(AtomicU8::new(10));
        let level = disk.clone();
        let take = move |note| drop(sender.lock().expect("no panic").send(note));
        let recorder = Recorder::new(folder.path().join("objects"), Arc::new(take))
            .with_disk_level(Arc::new(move |_| Some(level.load(Ordering::Relaxed))));
        Self {
            folder,
            recorder,
            notes,
            disk,
        }
    }

    fn spec(name: &str, kind: RecordingKind) -> RecordingSpec {
        RecordingSpec {
            channel: ChannelId::new(),
            kind,
            who: "DJ Saima".to_owned(),
            rendition: rendition(name),
            at_sample: AT,
            at_ms: AT_MS,
            stop_disk_percent: 90,
        }
    }

    /// Waits for the end of the next recording.
    fn closed(&self) -> (Recording, RecordingEnd) {
        loop {
            match self.notes.recv_timeout(Duration::from_secs(20)).expect("an end") {
                RecordingNote::Closed(recording, end) => return (recording, end),
                RecordingNote::Opened(_) | RecordingNote::Changed(_) => {}
            }
        }
    }

    fn path(&self, recording: &Recording) -> std::path::PathBuf {
        self.folder.path().join("objects").join(&recording.file)
    }
}

/// Seconds ffmpeg decodes, and what it complains about.
fn decoded(file: &Path) -> (f64, String) {
    let options = ["-v", "warning", "-nostdin", "-i"];
    let output = Command::new("ffmpeg")
        .args(options)
        .arg(file)
        .args(["-f", "f32le", "-ac", "2", "-ar", "48000", "-"])
        .output()
        .expect("ffmpeg runs");
    let complaints = String::from_utf8_lossy(&output.stderr);
    let complaints = complaints
        .lines()
        .filter(|line| !line.contains("Estimating duration from bitrate"));
    (output.stdout.len() as f64 / 8.0 / 48_000.0, complaints.collect())
}

#[test]
fn a_broadcast_is_recorded_from_its_first_sample_to_its_last() {
    for name in ["mp3-128", "aac-64", "opus-64"] {
        let rig = Rig::new();
        let tape = rig.recorder.start(Rig::spec(name, RecordingKind::Live));
        tape.title(AT, "first", "a");
        // What is before the beginning is not recorded.
        for packet in packets(rendition(name), AT - 3 * PART, 3 + 50) {
            tape.push(&[packet]);
        }
        tape.title(AT + 20 * PART, "second", "b");
        tape.title(AT + 60 * PART, "announced", "c");
        tape.finish(AT + 50 * PART);
        let (recording, end) = rig.closed();
        assert_eq!(end, RecordingEnd::Finished);
        assert!(
            recording.samples.abs_diff(50 * PART) < 1152,
            "{name}: {}",
            recording.samples
        );
        assert_eq!(recording.started_at_ms, AT_MS);
        assert_eq!(recording.ended_at_ms, Some(AT_MS + (recording.samples / 48) as i64));
        let titles: Vec<_> = recording
            .titles
            .iter()
            .map(|title| (title.at_ms, title.title.as_str()))
            .collect();
        assert_eq!(titles, [(0, "first"), (6400, "second")]);
        assert_eq!(std::fs::metadata(rig.path(&recording)).unwrap().len(), recording.bytes);
        let (seconds, complaints) = decoded(&rig.path(&recording));
        assert!((seconds - 16.0).abs() < 0.1, "{name}: {seconds} s");
        assert_eq!(complaints, "", "{name}");
    }
}

#[test]
fn an_air_check_is_a_file_a_day() {
    let rig = Rig::new();
    let tape = rig.recorder.start(Rig::spec("opus-24", RecordingKind::Aircheck));
    tape.title(AT, "all night", "");
    tape.push(&packets(rendition("opus-24"), AT, 60));
    drop(tape);
    let (first, _) = rig.closed();
    let (second, _) = rig.closed();
    assert_eq!(first.samples, 480_000);
    assert_eq!(second.started_at_ms, AT_MS + 10_000);
    assert_eq!(second.start_sample, AT + first.samples);
    assert_eq!(first.samples + second.samples, 60 * PART);
    assert_eq!(second.titles[0].title, "all night", "what plays goes on");
}

#[test]
fn a_full_disk_ends_the_recording_and_says_so() {
    let rig = Rig::new();
    rig.disk.store(90, Ordering::Relaxed);
    let tape = rig.recorder.start(Rig::spec("mp3-128", RecordingKind::Live));
    tape.push(&packets(rendition("mp3-128"), AT, 10));
    let (recording, end) = rig.closed();
    assert_eq!((recording.samples, &end), (0, &RecordingEnd::DiskFull));
    assert!(end.alert().unwrap().contains("full"));
    while !tape.is_over() {
        std::thread::yield_now();
    }
    assert!(!rig.path(&recording).exists());
}

#[test]
fn the_engine_never_waits_for_a_disk_that_does_not_answer() {
    let (stuck, notes) = (Arc::new(Mutex::new(())), channel());
    let sender = Mutex::new(notes.0);
    let folder = tempfile::tempdir().unwrap();
    let held = stuck.lock().unwrap();
    let disk = stuck.clone();
    let recorder = Recorder::new(
        folder.path().to_owned(),
        Arc::new(move |note| drop(sender.lock().unwrap().send(note))),
    )
    .with_disk_level(Arc::new(move |_| disk.lock().map(|_free| 1).ok()));
    let tape = recorder.start(Rig::spec("mp3-128", RecordingKind::Live));
    let sound = packets(rendition("mp3-128"), AT, 8);
    let before = std::time::Instant::now();
    for _ in 0..3000 {
        tape.push(&sound[..1]);
    }
    assert!(tape.is_over() && before.elapsed() < Duration::from_secs(2));
    drop(held);
    let ends = notes.1.iter().find_map(|note| match note {
        RecordingNote::Closed(_, end) => Some(end),
        _ => None,
    });
    assert_eq!(ends, Some(RecordingEnd::TooSlow));
}

#[tokio::test]
async fn recordings_are_served_with_ranges() {
    let rig = Rig::new();
    let tape = rig.recorder.start(Rig::spec("aac-64", RecordingKind::Live));
    tape.push(&packets(rendition("aac-64"), AT, 20));
    tape.finish(AT + 20 * PART);
    let (recording, _) = rig.closed();
    let objects = Objects::open("file:objects", rig.folder.path()).await.unwrap();
    let whole = audio(&objects, &recording, &Method::GET, &HeaderMap::new())
        .await
        .unwrap();
    assert_eq!(
        (whole.status(), whole.headers()["content-type"].to_str().unwrap()),
        (StatusCode::OK, "audio/aac")
    );
    let range = HeaderMap::from_iter([("range".parse().unwrap(), HeaderValue::from_static("bytes=0-1"))]);
    let some = audio(&objects, &recording, &Method::GET, &range).await.unwrap();
    assert_eq!(some.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(
        some.headers()["content-range"],
        format!("bytes 0-1/{}", recording.bytes).as_str()
    );
    objects.delete(&Key::parse(&recording.file).unwrap()).await.unwrap();
    let gone = audio(&objects, &recording, &Method::GET, &HeaderMap::new())
        .await
        .unwrap_err();
    assert_eq!(gone.code, awaz_core::Code::NotFound);
}
