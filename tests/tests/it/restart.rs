//! What a restart and a power cut leave behind.

use anyhow::{Context, ensure};
use awaz_tests::product::Product;
use awaz_tests::{ear, tools};
use std::time::Duration;

fn newest_segment(product: &Product) -> anyhow::Result<u64> {
    let playlist = ear::get(&product.url("/live/on-air/aac-128/index.m3u8"))?;
    let segments = playlist
        .lines()
        .filter_map(|line| line.strip_suffix(".m4s")?.parse::<u64>().ok());
    segments.max().with_context(|| format!("no segment in:\n{playlist}"))
}

#[test]
fn hls_numbers_and_the_queue_go_on_after_a_restart() -> anyhow::Result<()> {
    let mut product = Product::start(&[])?;
    let token = product.owner()?;
    product.channel("on-air")?;
    let music = product.scratch().join("music");
    std::fs::create_dir(&music)?;
    for index in 0..6 {
        let title = format!("Song {index}");
        tools::make_tone(
            &music.join(format!("{index}.mp3")),
            400 + 100 * index,
            90,
            &[("title", title.as_str())],
        )?;
    }
    product.awaz(&["import", &music.to_string_lossy(), "--channel", "on-air"])?;
    let before = newest_segment(&product)?;
    // The tone bed gives way to the first song at the next look at the library.
    while now(&product)? == "\"on-air\"" {
        std::thread::sleep(Duration::from_millis(200));
    }
    let now_before = now(&product)?;
    let queue_before = queue(&product, &token)?;
    ensure!(queue_before.len() >= 3, "three to come are known: {queue_before:?}");
    std::thread::sleep(Duration::from_secs(6));
    let (status, _) = product.stop()?;
    ensure!(status.success(), "{status}");
    product.boot()?;
    let after = newest_segment(&product)?;
    ensure!(after > before && after < before + 30, "{before} then {after}");
    ensure!(now(&product)? == now_before, "{now_before} then {}", now(&product)?);
    let queue_after = queue(&product, &token)?;
    ensure!(queue_after == queue_before, "{queue_before:?} then {queue_after:?}");
    Ok(())
}

fn now(product: &Product) -> anyhow::Result<String> {
    let body = ear::get(&product.url("/api/v1/channels/on-air/now-playing"))?;
    let now: serde_json::Value = serde_json::from_str(&body)?;
    Ok(now["now"]["title"].to_string())
}

fn queue(product: &Product, token: &str) -> anyhow::Result<Vec<String>> {
    let authorization = format!("Bearer {token}");
    let url = product.url("/api/v1/channels/on-air/queue");
    let body = ear::get_with(&url, &[("Authorization", &authorization)])?;
    let queue: serde_json::Value = serde_json::from_str(&body)?;
    let items = queue["items"].as_array().context("items")?;
    Ok(items.iter().map(|item| item["track"]["title"].to_string()).collect())
}

#[test]
fn a_power_cut_costs_a_recording_at_most_a_second() -> anyhow::Result<()> {
    let mut product = Product::start(&[])?;
    let token = product.owner()?;
    let key = product.channel("on-air")?;
    let codec = [
        "-c:a",
        "libmp3lame",
        "-b:a",
        "128k",
        "-content_type",
        "audio/mpeg",
        "-f",
        "mp3",
    ];
    let url = format!("icecast://source:{key}@{}/on-air", product.icecast);
    let encoder = tools::ffmpeg_source(&url, 900, &codec)?;
    std::thread::sleep(Duration::from_secs(12));
    product.kill();
    drop(encoder);
    product.boot()?;
    let authorization = format!("Bearer {token}");
    let headers = [("Authorization", authorization.as_str())];
    let body = ear::get_with(&product.url("/api/v1/channels/on-air/recordings"), &headers)?;
    let recordings: serde_json::Value = serde_json::from_str(&body)?;
    let recording = &recordings["items"][0];
    let long_ms = recording["duration_ms"].as_u64().with_context(|| body.clone())?;
    // Twelve seconds, less the start of ffmpeg and the buffer of 2 s, less one second.
    ensure!((7000..13_000).contains(&long_ms), "{body}");
    let audio = ear::download(&product.url(recording["url"].as_str().context("url")?), &headers)?;
    let path = product.scratch().join("recording.mp3");
    std::fs::write(&path, audio)?;
    let samples = ear::decode(&path.to_string_lossy(), None)?;
    ensure!(
        (samples.len() as u64 * 1000 / ear::RATE as u64).abs_diff(long_ms) < 300,
        "{} samples",
        samples.len()
    );
    let tones = ear::tones(&samples, &[400.0, 900.0]);
    let right = tones.iter().filter(|tone| **tone == Some(900.0)).count();
    ensure!(right * 10 > tones.len() * 8, "{tones:?}");
    Ok(())
}
