//! A station whose sound is in S3: imported, played, recorded, restarted, and while S3 is away.

use anyhow::{Context, ensure};
use awaz_testkit::fault::{Fault, Way};
use awaz_testkit::s3::{self, Bucket, Server};
use awaz_tests::product::{Product, binary};
use awaz_tests::{ear, tools};
use serde_json::Value;
use std::process::Command;
use std::time::{Duration, Instant};

const SONG_HZ: u32 = 500;
const DJ_HZ: u32 = 900;

fn config(url: &str) -> String {
    let (access, secret) = (s3::ACCESS_KEY, s3::SECRET_KEY);
    format!("[objects]\nurl = \"{url}\"\naccess_key = \"{access}\"\nsecret_key = \"{secret}\"\n")
}

fn keys(bucket: &Bucket, folder: &str) -> Vec<String> {
    let list = bucket.ask("GET", &format!("?list-type=2&prefix=station%2F{folder}"));
    let keys = list
        .split("<Key>")
        .skip(1)
        .filter_map(|rest| rest.split("</Key>").next());
    keys.map(str::to_owned).collect()
}

/// Waits for what comes soon.
fn soon<T>(what: &str, mut look: impl FnMut() -> anyhow::Result<Option<T>>) -> anyhow::Result<T> {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(30) {
        if let Some(found) = look()? {
            return Ok(found);
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    anyhow::bail!("{what} did not come within 30 s")
}

fn listen(product: &Product, seconds: u64) -> anyhow::Result<Vec<f32>> {
    let mut stream = ear::Stream::open("GET", &product.mount_url("/on-air"), &[])?;
    let sound = stream.listen(Duration::from_secs(seconds))?;
    let path = product.scratch().join("heard.mp3");
    std::fs::write(&path, sound)?;
    ear::decode(&path.to_string_lossy(), None)
}

fn is_song(samples: &[f32]) -> bool {
    let tones = ear::tones(samples, &[SONG_HZ as f32, DJ_HZ as f32]);
    let right = tones.iter().filter(|tone| **tone == Some(SONG_HZ as f32)).count();
    right * 10 > tones.len() * 8
}

fn import(product: &Product) -> anyhow::Result<()> {
    let music = product.scratch().join("music");
    std::fs::create_dir(&music)?;
    for index in 0..3_u32 {
        let title = format!("Song {index}");
        let path = music.join(format!("{index}.mp3"));
        tools::make_tone(&path, SONG_HZ, 60 + index, &[("title", title.as_str())])?;
    }
    product.awaz(&["import", &music.to_string_lossy(), "--channel", "on-air"])?;
    Ok(())
}

fn plays(product: &Product) -> anyhow::Result<()> {
    soon("a song", || Ok(is_song(&listen(product, 3)?).then_some(())))
}

/// Is live for some seconds; the recording of it.
fn broadcast(product: &Product, token: &str, key: &str) -> anyhow::Result<Value> {
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
    let encoder = tools::ffmpeg_source(&url, DJ_HZ, &codec)?;
    std::thread::sleep(Duration::from_secs(8));
    drop(encoder);
    soon("the end of the recording", || {
        let recording = recording(product, token)?;
        Ok((!recording["ended_at"].is_null()).then_some(recording))
    })
}

fn recording(product: &Product, token: &str) -> anyhow::Result<Value> {
    let authorization = format!("Bearer {token}");
    let headers = [("Authorization", authorization.as_str())];
    let body = ear::get_with(&product.url("/api/v1/channels/on-air/recordings"), &headers)?;
    let recordings: Value = serde_json::from_str(&body)?;
    Ok(recordings["items"][0].clone())
}

fn is_heard(product: &Product, token: &str, recording: &Value) -> anyhow::Result<()> {
    let authorization = format!("Bearer {token}");
    let url = product.url(recording["url"].as_str().with_context(|| recording.to_string())?);
    let sound = ear::download(&url, &[("Authorization", &authorization)])?;
    let path = product.scratch().join("recording.mp3");
    std::fs::write(&path, sound)?;
    let samples = ear::decode(&path.to_string_lossy(), None)?;
    ensure!(samples.len() > 3 * ear::RATE, "{} samples", samples.len());
    ensure!(!is_song(&samples), "it is the presenter's");
    Ok(())
}

#[test]
fn a_station_in_s3_is_imported_played_recorded_and_restarted() -> anyhow::Result<()> {
    let bucket = s3::bucket(Server::Versity);
    let runtime = tokio::runtime::Runtime::new()?;
    let way = runtime.block_on(Way::to(bucket.port));
    let mut product = Product::start_with(&config(&bucket.url_by(way.port)), &[])?;
    let token = product.owner()?;
    let key = product.channel("on-air")?;
    import(&product)?;
    ensure!(keys(&bucket, "tracks").len() == 3, "{:?}", keys(&bucket, "tracks"));
    plays(&product)?;

    let recorded = broadcast(&product, &token, &key)?;
    soon("the recording in S3", || {
        Ok((keys(&bucket, "recordings").len() == 1).then_some(()))
    })?;
    is_heard(&product, &token, &recorded)?;

    let (status, _) = product.stop()?;
    ensure!(status.success(), "{status}");
    // Copies are free to lose, and nothing of the station's is anywhere but in S3.
    std::fs::remove_dir_all(product.data_dir().join("cache"))?;
    product.boot()?;
    plays(&product)?;
    is_heard(&product, &token, &recorded)?;

    // S3 goes away: what plays now and next is here.
    way.set(Fault::Refuse);
    let heard = listen(&product, 8)?;
    ensure!(is_song(&heard), "it plays on");
    let gaps = ear::silences(&heard[ear::RATE / 20..], 0.05);
    ensure!(gaps.is_empty(), "gaps (at, for) in s: {gaps:?}");
    // A start without it is one as well.
    let (status, _) = product.stop()?;
    ensure!(status.success(), "{status}");
    product.boot()?;
    ensure!(is_song(&listen(&product, 4)?), "a restart plays what is here");
    let log = product.log();
    ensure!(!log.contains(s3::SECRET_KEY), "the secret is in the log");
    Ok(())
}

fn check(config: &str) -> anyhow::Result<(bool, String)> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("awaz.toml"), config)?;
    let mut command = Command::new(binary());
    let output = command.arg("check").arg("--data-dir").arg(folder.path()).output()?;
    Ok((
        output.status.success(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
    ))
}

#[test]
fn awaz_check_says_what_is_wrong_with_s3() -> anyhow::Result<()> {
    let bucket = s3::bucket(Server::Versity);
    let good = config(&bucket.url());
    let (is_good, said) = check(&good)?;
    ensure!(is_good && said.contains(&bucket.name), "{said}");
    let wrong = [
        (good.replace(&bucket.name, "nobody-made-this"), "there is no bucket"),
        (good.replace(s3::SECRET_KEY, "another"), "does not know the access key"),
        (
            config("s3://radio?endpoint=http://127.0.0.1:9"),
            "does not take connections",
        ),
    ];
    for (config, expected) in wrong {
        let (is_good, said) = check(&config)?;
        ensure!(!is_good && said.contains(expected), "{expected:?} in: {said}");
    }
    Ok(())
}
