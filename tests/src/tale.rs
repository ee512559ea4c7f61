//! The story of a day on air, told in minutes and listened to sample by sample:
//! AutoDJ → a DJ joins → the DJ's network freezes → AutoDJ → the DJ returns → the DJ leaves.

use crate::ear::{self, Stream};
use crate::product::Product;
use crate::tools;
use anyhow::{Context, ensure};
use std::thread;
use std::time::{Duration, Instant};

/// What the AutoDJ's tracks sound like, Hz.
pub const AUTODJ_HZ: f32 = 500.0;
/// What the DJ sounds like, Hz.
pub const DJ_HZ: f32 = 1000.0;

/// How long each part lasts.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// AutoDJ before the DJ joins, and after they leave.
    pub autodj: Duration,
    /// The DJ on air, before the freeze and after it.
    pub live: Duration,
    /// The freeze; under the 10 s after which a source is given up.
    pub freeze: Duration,
}

impl Timing {
    /// All of it.
    #[must_use]
    pub fn total(self) -> Duration {
        self.autodj * 2 + self.live * 2 + self.freeze
    }
}

/// What was heard.
#[derive(Debug)]
pub struct Heard {
    /// Samples of the whole story, mono, 48 kHz.
    pub samples: Vec<f32>,
    /// Which tone, each tenth of a second.
    pub tones: Vec<Option<f32>>,
    /// Titles, in order.
    pub titles: Vec<String>,
    /// How long it was listened to.
    pub listened: Duration,
    /// Recordings as the API lists them.
    pub recordings: serde_json::Value,
}

impl Heard {
    /// The tones in order, without repetitions; single tenths (crossfades) are passed over.
    #[must_use]
    pub fn order(&self) -> Vec<f32> {
        let mut order: Vec<f32> = Vec::new();
        for pair in self.tones.windows(5) {
            let steady = pair.iter().all(|tone| *tone == pair[0]);
            if let (true, Some(hz)) = (steady, pair[0])
                && order.last() != Some(&hz)
            {
                order.push(hz);
            }
        }
        order
    }
}

/// Tells the story on one station and listens to it.
///
/// # Errors
/// When a piece of it cannot be started or the stream breaks off.
pub fn tell(product: &Product, timing: Timing) -> anyhow::Result<Heard> {
    let token = product.owner()?;
    let key = product.channel("on-air")?;
    let music = product.scratch().join("music");
    std::fs::create_dir(&music)?;
    for index in 0..4 {
        let title = format!("Track {index}");
        tools::make_tone(
            &music.join(format!("{index}.flac")),
            AUTODJ_HZ as u32,
            40,
            &[("title", &title), ("artist", "AutoDJ")],
        )?;
    }
    product.awaz(&["import", &music.to_string_lossy(), "--channel", "on-air"])?;
    let url = product.mount_url("/on-air/mp3-320");
    let listener = thread::spawn(move || listen(&url, timing.total()));
    act(product, &key, timing)?;
    let (samples, titles, listened) = listener.join().ok().context("the listener did not fall over")??;
    let authorization = format!("Bearer {token}");
    let recordings = ear::get_with(
        &product.url("/api/v1/channels/on-air/recordings"),
        &[("Authorization", &authorization)],
    )?;
    let tones = ear::tones(&samples, &[AUTODJ_HZ, DJ_HZ]);
    let recordings = serde_json::from_str(&recordings)?;
    Ok(Heard {
        samples,
        tones,
        titles,
        listened,
        recordings,
    })
}

fn act(product: &Product, key: &str, timing: Timing) -> anyhow::Result<()> {
    thread::sleep(timing.autodj);
    let url = format!("icecast://source:{key}@{}/on-air", product.icecast);
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
    let encoder = tools::ffmpeg_source(&url, DJ_HZ as u32, &codec)?;
    thread::sleep(Duration::from_secs(3));
    let title = "/admin/metadata?mount=/on-air&mode=updinfo&song=DJ%20-%20%D8%B1%D8%A7%D8%AA&charset=UTF-8";
    let login = base64(&format!("source:{key}"));
    let authorization = format!("Basic {login}");
    ear::get_with(&product.mount_url(title), &[("Authorization", &authorization)])?;
    thread::sleep(timing.live.saturating_sub(Duration::from_secs(3)));
    encoder.freeze(true);
    thread::sleep(timing.freeze);
    encoder.freeze(false);
    thread::sleep(timing.live);
    drop(encoder);
    Ok(())
}

fn listen(url: &str, time: Duration) -> anyhow::Result<(Vec<f32>, Vec<String>, Duration)> {
    let mut stream = Stream::open("GET", url, &[("Icy-MetaData", "1")])?;
    ensure!(stream.status == 200, "{}", stream.status);
    let metaint: usize = stream.header("icy-metaint").context("titles were asked for")?.parse()?;
    let started = Instant::now();
    let heard = stream.listen(time)?;
    let listened = started.elapsed();
    let (sound, titles) = ear::split_icy(&heard, metaint)?;
    let path = tempfile::Builder::new().suffix(".mp3").tempfile()?;
    std::fs::write(path.path(), sound)?;
    let samples = ear::decode(&path.path().to_string_lossy(), None)?;
    Ok((samples, titles, listened))
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn base64_has_its_padding() {
        assert_eq!(super::base64("source:key"), "c291cmNlOmtleQ==");
        assert_eq!(super::base64("abc"), "YWJj");
    }
}
