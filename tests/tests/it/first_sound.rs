//! From nothing to sound: the demo, an empty station, an imported library.

use awaz_tests::ear::{self, Stream};
use awaz_tests::product::Product;
use awaz_tests::tools;
use std::time::{Duration, Instant};

#[test]
fn the_demo_sounds_at_once() -> anyhow::Result<()> {
    let product = Product::start(&["--demo"])?;
    let stations: serde_json::Value = serde_json::from_str(&ear::get(&product.url("/api/v1/stations"))?)?;
    let stations = stations["items"].as_array().expect("a list of stations");
    assert_eq!(stations.len(), 3, "{stations:?}");
    for station in stations {
        let slug = station["slug"].as_str().expect("a slug");
        let asked = Instant::now();
        let mut stream = Stream::open("GET", &product.mount_url(&format!("/{slug}")), &[("Icy-MetaData", "1")])?;
        assert_eq!(stream.status, 200);
        let metaint: usize = stream.header("icy-metaint").expect("titles were asked for").parse()?;
        let heard = stream.listen(Duration::from_secs(3))?;
        assert!(
            asked.elapsed() < Duration::from_secs(8),
            "{slug} took {:?}",
            asked.elapsed()
        );
        let (sound, titles) = ear::split_icy(&heard, metaint)?;
        assert!(!titles.is_empty(), "{slug} tells no title");
        let path = product.scratch().join(format!("{slug}.mp3"));
        std::fs::write(&path, sound)?;
        let samples = ear::decode(&path.to_string_lossy(), None)?;
        assert!(samples.len() > 4 * ear::RATE, "a burst and three seconds");
        assert!(ear::longest_silence(&samples) < 1.0, "{slug} is silent");
    }
    Ok(())
}

#[test]
fn an_empty_station_is_never_silent() -> anyhow::Result<()> {
    let product = Product::start(&[])?;
    product.channel("khali")?;
    let samples = ear::decode(&product.mount_url("/khali"), Some(6))?;
    assert!(samples.len() > 5 * ear::RATE);
    assert!(ear::longest_silence(&samples) < 0.5);
    Ok(())
}

#[test]
fn an_imported_folder_plays_with_its_titles() -> anyhow::Result<()> {
    let product = Product::start(&[])?;
    product.channel("radio-test")?;
    let music = product.scratch().join("music");
    std::fs::create_dir(&music)?;
    let formats = ["mp3", "flac", "wav", "ogg", "m4a", "opus", "aiff", "aac", "webm"];
    for (index, format) in formats.iter().enumerate() {
        let tags = [("title", format!("گیت {index}")), ("artist", format!("گلوکار {index}"))];
        let tags: Vec<_> = tags.iter().map(|(key, value)| (*key, value.as_str())).collect();
        tools::make_tone(&music.join(format!("tone-{index}.{format}")), 500, 20, &tags)?;
    }
    std::fs::write(music.join("broken.mp3"), b"this is not sound")?;
    let report = product.awaz(&["import", &music.to_string_lossy(), "--channel", "radio-test"])?;
    assert_eq!(report["imported"], formats.len(), "{report}");
    assert_eq!(report["failed"].as_array().map(Vec::len), Some(1), "{report}");
    // Four seconds of it are past: the tone bed of a station with nothing to play.
    let samples = ear::decode(&product.mount_url("/radio-test/aac-128"), Some(12))?;
    let tones = ear::tones(&samples[7 * ear::RATE..], &[300.0, 500.0, 700.0]);
    let right = tones.iter().filter(|tone| **tone == Some(500.0)).count();
    assert!(right * 10 > tones.len() * 9, "{tones:?}");
    let now: serde_json::Value =
        serde_json::from_str(&ear::get(&product.url("/api/v1/channels/radio-test/now-playing"))?)?;
    // Plain AAC has no place for a title: it is called as its file is.
    let is_right = |title: &str| title.starts_with("گیت") || title == "tone-7";
    assert!(now["now"]["title"].as_str().is_some_and(is_right), "{now}");
    Ok(())
}
