//! Real encoders on air, each heard through progressive streams and HLS.

use anyhow::ensure;
use awaz_tests::ear;
use awaz_tests::product::Product;
use awaz_tests::tools::{self, Running};
use std::process::Command;
use std::time::{Duration, Instant};

const TONE: u32 = 1000;

fn source_url(product: &Product, key: &str) -> String {
    format!("icecast://source:{key}@{}/on-air", product.icecast)
}

/// Waits until the channel says it is live, then hears the tone on every way out.
fn hear_it(product: &Product) -> anyhow::Result<()> {
    wait_until(product, "live")?;
    // Seconds of each: what it begins with is past, up to 64 KiB or three segments.
    let ways = [
        (product.mount_url("/on-air"), 10),
        (product.mount_url("/on-air/opus-64"), 16),
        (product.url("/live/on-air/aac-128.aac"), 12),
        (product.url("/live/on-air/aac-128/index.m3u8"), 24),
        (product.url("/live/on-air/opus.m3u8"), 24),
    ];
    for (way, seconds) in ways {
        let samples = ear::decode(&way, Some(seconds))?;
        let tones = ear::tones(&samples, &[400.0, 1000.0]);
        let last = &tones[tones.len().saturating_sub(20)..];
        ensure!(last.iter().all(|tone| *tone == Some(1000.0)), "{way}: {tones:?}");
    }
    Ok(())
}

fn wait_until(product: &Product, state: &str) -> anyhow::Result<()> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let station: serde_json::Value = serde_json::from_str(&ear::get(&product.url("/api/v1/stations/on-air"))?)?;
        if station["on_air"] == state {
            return Ok(());
        }
        ensure!(
            Instant::now() < deadline,
            "still {}: {}",
            station["on_air"],
            product.log()
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn station() -> anyhow::Result<(Product, String)> {
    let product = Product::start(&[])?;
    let key = product.channel("on-air")?;
    Ok((product, key))
}

#[test]
fn ffmpeg_with_mp3_goes_on_air_and_off_again() -> anyhow::Result<()> {
    let (product, key) = station()?;
    let codec = [
        "-c:a",
        "libmp3lame",
        "-b:a",
        "192k",
        "-content_type",
        "audio/mpeg",
        "-f",
        "mp3",
    ];
    let encoder = tools::ffmpeg_source(&source_url(&product, &key), TONE, &codec)?;
    hear_it(&product)?;
    drop(encoder);
    wait_until(&product, "fallback")
}

#[test]
fn ffmpeg_with_opus_aac_flac_and_webm_goes_on_air() -> anyhow::Result<()> {
    let codecs: [&[&str]; 4] = [
        &[
            "-c:a",
            "libopus",
            "-b:a",
            "96k",
            "-content_type",
            "application/ogg",
            "-f",
            "ogg",
        ],
        &[
            "-c:a",
            "aac",
            "-b:a",
            "128k",
            "-content_type",
            "audio/aac",
            "-f",
            "adts",
        ],
        &["-c:a", "flac", "-content_type", "application/ogg", "-f", "ogg"],
        &[
            "-c:a",
            "libopus",
            "-b:a",
            "96k",
            "-content_type",
            "audio/webm",
            "-f",
            "webm",
        ],
    ];
    let (product, key) = station()?;
    for codec in codecs {
        let encoder = tools::ffmpeg_source(&source_url(&product, &key), TONE, codec)?;
        wait_until(&product, "live")?;
        let samples = ear::decode(&product.mount_url("/on-air/mp3-320"), Some(8))?;
        let tones = ear::tones(&samples, &[400.0, 1000.0]);
        let last = &tones[tones.len().saturating_sub(20)..];
        assert!(last.iter().all(|tone| *tone == Some(1000.0)), "{codec:?}: {tones:?}");
        drop(encoder);
        wait_until(&product, "fallback")?;
    }
    Ok(())
}

#[test]
fn liquidsoap_goes_on_air() -> anyhow::Result<()> {
    let (product, key) = station()?;
    let script = format!(
        "set(\"init.allow_root\", true)\noutput.icecast(%mp3(bitrate=128), host=\"127.0.0.1\", port={}, password=\"{key}\", \
         mount=\"on-air\", fallible=true, amplify(0.25, sine(1000.)))\n",
        product.icecast.port()
    );
    let path = product.scratch().join("radio.liq");
    std::fs::write(&path, script)?;
    let _encoder = Running::start(Command::new("liquidsoap").arg(&path))?;
    hear_it(&product)
}

#[test]
fn liquidsoap_goes_on_air_by_shoutcast() -> anyhow::Result<()> {
    let (product, key) = station()?;
    // Its Shoutcast output takes the base port and adds one by itself.
    let base = product.shoutcast.port() - 1;
    let script = format!(
        "set(\"init.allow_root\", true)\noutput.shoutcast(%mp3(bitrate=128), host=\"127.0.0.1\", port={base}, \
         password=\"on-air:{key}\", fallible=true, amplify(0.25, sine(1000.)))\n"
    );
    let path = product.scratch().join("radio.liq");
    std::fs::write(&path, script)?;
    let _encoder = Running::start(Command::new("liquidsoap").arg(&path))?;
    hear_it(&product)
}

#[test]
fn ezstream_goes_on_air() -> anyhow::Result<()> {
    let (product, key) = station()?;
    let tone = product.scratch().join("tone.mp3");
    tools::make_tone(&tone, TONE, 120, &[("title", "Tone"), ("artist", "ezstream")])?;
    let configuration = format!(
        "<ezstream><servers><server><protocol>HTTP</protocol><hostname>127.0.0.1</hostname><port>{}</port>\
         <password>{key}</password></server></servers><streams><stream><mountpoint>/on-air</mountpoint>\
         <format>MP3</format></stream></streams><intakes><intake><type>file</type><filename>{}</filename>\
         </intake></intakes></ezstream>",
        product.icecast.port(),
        tone.display()
    );
    let path = product.scratch().join("ezstream.xml");
    std::fs::write(&path, configuration)?;
    let _encoder = Running::start(Command::new("ezstream").arg("-c").arg(&path))?;
    hear_it(&product)
}

#[test]
fn a_wrong_key_is_refused_and_the_station_plays_on() -> anyhow::Result<()> {
    let (product, key) = station()?;
    let codec = ["-c:a", "libmp3lame", "-content_type", "audio/mpeg", "-f", "mp3"];
    let _encoder = tools::ffmpeg_source(&source_url(&product, &key), TONE, &codec)?;
    wait_until(&product, "live")?;
    let mut wrong = tools::ffmpeg_source(&source_url(&product, "WRONG"), 400, &codec)?;
    let status = wrong.0.wait()?;
    assert!(!status.success(), "ffmpeg was told that the key is wrong");
    let samples = ear::decode(&product.mount_url("/on-air"), Some(10))?;
    let tones = ear::tones(&samples, &[400.0, 1000.0]);
    assert!(
        tones.iter().rev().take(20).all(|tone| *tone == Some(1000.0)),
        "{tones:?}"
    );
    Ok(())
}
