//! Files that mean harm cost themselves, with a reason.

use crate::sounds::{ffmpeg, wav, wav_head};
use crate::world::World;
use awaz_content::Config;
use awaz_core::ports::Catalog;
use std::path::Path;

/// Imports one file beside a good one and returns the reason for which it failed.
async fn reason(name: &str, bytes: &[u8]) -> String {
    let world = World::new().await;
    world.put("good.wav", &wav(440, 300));
    world.put(name, bytes);
    let imported = world
        .content
        .import_dir(world.channel, &world.music(), |_| ())
        .await
        .unwrap();
    assert_eq!((imported.added, imported.failed), (1, 1), "{imported:?}");
    let objects = world.data_dir().join("objects/tracks");
    assert_eq!(walkdir(&objects), 1, "what cannot be played is not kept");
    imported.failures[0].reason.clone()
}

fn walkdir(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { walkdir(&path) } else { 1 }).sum()
}

/// A CAF of 52 bytes whose packet table claims billions of packets.
fn caf_bomb() -> Vec<u8> {
    let mut out = b"caff\0\x01\0\0desc".to_vec();
    out.extend(32_u64.to_be_bytes());
    out.extend(48_000_f64.to_be_bytes());
    out.extend(b"alac\0\0\0\0");
    out.extend([0xff; 16]);
    out.truncate(52);
    out
}

#[tokio::test]
async fn decoder_bombs_and_lies_fail_with_a_reason() {
    let caf = reason("bomb.caf", &caf_bomb()).await;
    assert!(
        caf.contains("no sound was recognised") || caf.contains("not supported"),
        "{caf}"
    );
    let channels = reason("many.wav", &[wav_head(255, 48_000, 5100), vec![1; 5100]].concat()).await;
    assert!(channels.contains("channels"), "{channels}");
    let slow = reason("slow.wav", &[wav_head(1, 1, 4000), vec![1; 4000]].concat()).await;
    assert!(slow.contains("sample rate"), "{slow}");
    let quick = reason("quick.wav", &[wav_head(1, 4_000_000_000, 4000), vec![1; 4000]].concat()).await;
    assert!(quick.contains("sample rate"), "{quick}");
    let text = reason("text.mp3", "کچھ بھی نہیں".repeat(4000).as_bytes()).await;
    assert!(text.contains("recognised"), "{text}");
    assert!(!reason("empty.flac", b"").await.is_empty());
}

#[tokio::test]
async fn boxes_that_loop_and_chains_that_never_end_fail() {
    let mut boxes = Vec::new();
    boxes.extend(b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42");
    for _ in 0..5000 {
        boxes.extend(b"\0\0\0\0moov");
        boxes.extend(b"\0\0\0\x08trak");
    }
    assert!(!reason("loop.m4a", &boxes).await.is_empty());
    let page = [b"OggS\0\x02".as_slice(), &[0; 20], &[1, 0]].concat();
    assert!(!reason("chain.ogg", &page.repeat(20_000)).await.is_empty());
}

#[tokio::test]
async fn silence_is_no_track() {
    let world = World::new().await;
    let file = world.music().join("silence.flac");
    ffmpeg(&["-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "120"], &file);
    let imported = world
        .content
        .import_dir(world.channel, &world.music(), |_| ())
        .await
        .unwrap();
    assert!(imported.failures[0].reason.contains("silent"), "{imported:?}");
}

#[tokio::test]
async fn a_picture_of_many_megabytes_costs_the_picture() {
    let world = World::new().await;
    let sound = world.music().join("plain.mp3");
    crate::sounds::tone(&sound, 440, &[]);
    let bare = std::fs::read(&sound).unwrap();
    let bare = &bare[10 + synchsafe(&bare[6..10])..];
    std::fs::remove_file(&sound).unwrap();
    let mut file = id3_with_picture(64 << 20);
    file.extend(bare);
    world.put("heavy.mp3", &file);
    let imported = world
        .content
        .import_dir(world.channel, &world.music(), |_| ())
        .await
        .unwrap();
    assert_eq!((imported.added, imported.failed), (1, 0), "{imported:?}");
}

fn synchsafe(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |sum, byte| sum << 7 | usize::from(*byte))
}

fn id3_with_picture(bytes: usize) -> Vec<u8> {
    let safe = |value: usize| [21, 14, 7, 0].map(|shift| (value >> shift & 127) as u8);
    let picture = [b"\0image/png\0\x03\0".as_slice(), &vec![7; bytes]].concat();
    let mut out = b"ID3\x04\0\0".to_vec();
    out.extend(safe(picture.len() + 10));
    out.extend(b"APIC");
    out.extend(safe(picture.len()));
    out.extend(b"\0\0");
    out.extend(picture);
    out
}

#[tokio::test]
async fn too_little_memory_or_time_costs_the_file_only() {
    let world = World::with(Config {
        probe_timeout_s: 0,
        ..Config::default()
    })
    .await;
    let file = world.music().join("long.flac");
    ffmpeg(&["-f", "lavfi", "-i", "anoisesrc=r=44100:d=300"], &file);
    let imported = world
        .content
        .import_dir(world.channel, &world.music(), |_| ())
        .await
        .unwrap();
    assert!(
        imported.failures[0].reason.contains("given up after 1 s"),
        "{imported:?}"
    );
}

#[tokio::test]
async fn a_picture_over_the_memory_bound_costs_the_picture() {
    let world = World::with(Config {
        probe_memory_mib: 96,
        ..Config::default()
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let (sound, cover) = (folder.path().join("s.mp3"), folder.path().join("c.png"));
    crate::sounds::tone(&sound, 440, &[("title", "Huge")]);
    ffmpeg(
        &["-f", "lavfi", "-i", "color=red:s=7000x7000", "-frames:v", "1"],
        &cover,
    );
    let inputs = ["-i", sound.to_str().unwrap(), "-i", cover.to_str().unwrap()];
    let both = [&inputs[..], &["-map", "0", "-map", "1", "-c", "copy"]].concat();
    ffmpeg(&both, &world.music().join("huge.mp3"));
    let imported = world.content.import_dir(world.channel, &world.music(), |_| ()).await;
    assert_eq!(imported.unwrap().added, 1);
    let tracks = world.content.library(world.channel).await.unwrap().tracks;
    assert_eq!((tracks[0].title.as_str(), tracks[0].has_art), ("Huge", false));
}

#[test]
fn the_child_lives_within_its_memory() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("good.wav");
    std::fs::write(&file, wav(440, 300)).unwrap();
    let probe = |memory_mib: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_awaz-probe"));
        let output = command
            .arg("probe")
            .arg(&file)
            .env("AWAZ_PROBE_MEMORY_MIB", memory_mib)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(probe("512").contains("\"sound\""));
    assert!(!probe("1").contains("\"sound\""));
}

#[tokio::test]
async fn a_checker_that_crashes_costs_the_file_and_one_that_is_missing_costs_nothing() {
    let crashing = World::with_program("/bin/false").await;
    crashing.put("a.wav", &wav(440, 300));
    let imported = crashing
        .content
        .import_dir(crashing.channel, &crashing.music(), |_| ())
        .await
        .unwrap();
    assert!(
        imported.failures[0].reason.contains("make the decoder fail"),
        "{imported:?}"
    );
    let missing = World::with_program("/nowhere/awaz").await;
    missing.put("a.wav", &wav(440, 300));
    let stopped = missing
        .content
        .import_dir(missing.channel, &missing.music(), |_| ())
        .await
        .unwrap_err();
    assert_eq!(stopped.code, awaz_core::Code::Unavailable);
    let page = missing.get("/api/v1/channels/radio/tracks").await;
    assert_eq!(page["items"][0]["state"], "processing", "it is tried again");
}

#[tokio::test]
async fn files_over_the_bound_are_named() {
    let world = World::with(Config {
        max_file_bytes: 10_000,
        ..Config::default()
    })
    .await;
    world.put("large.wav", &wav(440, 500));
    let imported = world
        .content
        .import_dir(world.channel, &world.music(), |_| ())
        .await
        .unwrap();
    assert_eq!(imported.failed, 1);
    assert!(imported.failures[0].reason.contains("larger than"), "{imported:?}");
}

#[tokio::test]
async fn what_is_no_folder_is_refused() {
    let world = World::new().await;
    let missing = world.music().join("none");
    let refused = world
        .content
        .import_dir(world.channel, &missing, |_| ())
        .await
        .unwrap_err();
    assert_eq!(refused.code, awaz_core::Code::Invalid);
}
