//! Real players hear what is on air.

use anyhow::ensure;
use awaz_tests::ear;
use awaz_tests::product::Product;
use awaz_tests::tools;
use std::process::Command;
use std::time::Duration;

/// As far back as any of them begins: 64 KiB at 24 kbit/s, and the first seconds of the tone bed.
const PAST: Duration = Duration::from_secs(26);

fn station() -> anyhow::Result<Product> {
    let product = Product::start(&[])?;
    product.channel("on-air")?;
    let music = product.scratch().join("music");
    std::fs::create_dir(&music)?;
    tools::make_tone(
        &music.join("tone.flac"),
        700,
        60,
        &[("title", "Tone"), ("artist", "Test")],
    )?;
    product.awaz(&["import", &music.to_string_lossy(), "--channel", "on-air"])?;
    // Players begin with what is past: three segments of HLS, 64 KiB of a mount.
    std::thread::sleep(PAST);
    Ok(product)
}

fn is_the_tone(samples: &[f32]) -> anyhow::Result<()> {
    ensure!(samples.len() > 3 * ear::RATE, "only {} samples", samples.len());
    let tones = ear::tones(&samples[ear::RATE..], &[400.0, 700.0, 1000.0]);
    let right = tones.iter().filter(|tone| **tone == Some(700.0)).count();
    ensure!(right * 10 >= tones.len() * 9, "{tones:?}");
    Ok(())
}

#[test]
fn mpv_plays_the_mount_its_playlist_and_hls() -> anyhow::Result<()> {
    let product = station()?;
    for way in [
        product.mount_url("/on-air"),
        product.mount_url("/on-air.m3u"),
        product.url("/live/on-air/master.m3u8"),
    ] {
        let recorded = product.scratch().join("mpv.wav");
        let mut command = Command::new("mpv");
        command.args(["--no-config", "--no-video", "--really-quiet", "--ao=pcm", "--length=5"]);
        command.arg(format!("--ao-pcm-file={}", recorded.display())).arg(&way);
        tools::run(&mut command)?;
        let samples = ear::decode(&recorded.to_string_lossy(), None)?;
        is_the_tone(&samples).map_err(|error| error.context(way))?;
    }
    Ok(())
}

#[test]
fn gstreamer_plays_the_mount_and_hls() -> anyhow::Result<()> {
    let product = station()?;
    for (way, demuxer) in [
        (product.mount_url("/on-air"), ""),
        (product.url("/live/on-air/aac-128/index.m3u8"), "hlsdemux ! qtdemux ! "),
    ] {
        let recorded = product.scratch().join("gst.pcm");
        let pipeline = format!(
            "souphttpsrc location={way} iradio-mode=false ! {demuxer}decodebin ! audioconvert ! audioresample ! \
             audio/x-raw,format=S16LE,rate=48000,channels=1 ! filesink location={}",
            recorded.display()
        );
        // A live pipeline has no end of its own.
        let mut command = Command::new("gst-launch-1.0");
        let playing = tools::Running::start(command.arg("-q").args(pipeline.split_whitespace()))?;
        std::thread::sleep(Duration::from_secs(14));
        drop(playing);
        let bytes = std::fs::read(&recorded)?;
        let samples: Vec<f32> = bytes
            .as_chunks()
            .0
            .iter()
            .map(|pair| f32::from(i16::from_le_bytes(*pair)) / 32768.0)
            .collect();
        is_the_tone(&samples).map_err(|error| error.context(way))?;
    }
    Ok(())
}

#[test]
fn ffmpeg_plays_every_rendition_without_an_error() -> anyhow::Result<()> {
    let product = station()?;
    for rendition in awaz_core::rendition::LADDER {
        let samples = ear::decode(&product.mount_url(&format!("/on-air/{rendition}")), Some(4))?;
        let tones = ear::tones(&samples[ear::RATE / 2..], &[400.0, 700.0, 1000.0]);
        assert!(tones.iter().all(|tone| *tone == Some(700.0)), "{rendition}: {tones:?}");
        if rendition.in_hls() {
            let samples = ear::decode(&product.url(&format!("/live/on-air/{rendition}/index.m3u8")), Some(8))?;
            let tones = ear::tones(&samples[ear::RATE / 2..], &[400.0, 700.0, 1000.0]);
            assert!(
                tones.iter().all(|tone| *tone == Some(700.0)),
                "{rendition} over HLS: {tones:?}"
            );
        }
    }
    Ok(())
}
