//! Synthesises the demo stations' sound: music in raag scales, and spoken idents.
//!
//! Everything is computed from seeds, so nothing here is anybody's recording. Needs ffmpeg (to
//! encode) and espeak-ng (to speak). Run with `make demo-audio`.

mod chance;
mod drums;
mod pieces;
mod raag;
mod space;
mod stations;
mod voices;

use anyhow::{Context, ensure};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Sample rate, Hz.
pub(crate) const RATE: f32 = 48_000.0;

/// Stereo sound being put together, planar.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stereo {
    pub(crate) left: Vec<f32>,
    pub(crate) right: Vec<f32>,
}

impl Stereo {
    pub(crate) fn seconds(seconds: f32) -> Self {
        let samples = (seconds * RATE) as usize;
        Self {
            left: vec![0.0; samples],
            right: vec![0.0; samples],
        }
    }

    /// Adds `sound` at `at` seconds; `pan` is −1 (left) to 1 (right), equal power.
    pub(crate) fn add(&mut self, sound: &[f32], at: f32, gain: f32, pan: f32) {
        let start = (at.max(0.0) * RATE) as usize;
        let angle = (pan + 1.0) * std::f32::consts::FRAC_PI_4;
        let (left_gain, right_gain) = (gain * angle.cos(), gain * angle.sin());
        for (offset, sample) in sound.iter().enumerate() {
            let Some(left) = self.left.get_mut(start + offset) else {
                return;
            };
            *left += sample * left_gain;
            self.right[start + offset] += sample * right_gain;
        }
    }
}

/// Renders every station into `root/fixtures/demo`.
///
/// # Errors
/// When ffmpeg or espeak-ng is missing or fails, or the folder cannot be written.
pub fn render(root: &Path) -> anyhow::Result<()> {
    let target = root.join("fixtures/demo");
    for station in stations::all() {
        let folder = target.join(station.slug);
        std::fs::create_dir_all(&folder)?;
        for (index, piece) in station.pieces.iter().enumerate() {
            let sound = pieces::render(piece);
            let path = folder.join(format!("{:02}-{}.opus", index + 1, piece.file));
            let tags = [
                ("title", piece.title),
                ("artist", station.artist),
                ("album", station.album),
            ];
            encode(&sound, &path, &tags)?;
        }
        for (index, ident) in station.idents.iter().enumerate() {
            let sound = pieces::ident(ident, &speak(ident)?);
            let path = folder.join(format!("ident-{}.opus", index + 1));
            encode(&sound, &path, &[("title", ident.text), ("artist", station.artist)])?;
        }
    }
    Ok(())
}

fn speak(ident: &stations::Ident) -> anyhow::Result<Vec<f32>> {
    let wav = Command::new("espeak-ng")
        .args(["-v", ident.voice, "-s", "135", "-p", "42", "--stdout", ident.text])
        .output()
        .context("espeak-ng must be installed")?;
    ensure!(
        wav.status.success(),
        "espeak-ng: {}",
        String::from_utf8_lossy(&wav.stderr)
    );
    let filters = "aresample=48000,highpass=f=90,lowpass=f=9000,acompressor=threshold=0.1:ratio=3";
    let mut ffmpeg = Command::new("ffmpeg")
        .args([
            "-hide_banner",
            "-v",
            "error",
            "-i",
            "-",
            "-af",
            filters,
            "-ac",
            "1",
            "-f",
            "f32le",
            "-",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("ffmpeg must be installed")?;
    ffmpeg.stdin.take().context("it has an input")?.write_all(&wav.stdout)?;
    let output = ffmpeg.wait_with_output()?;
    ensure!(output.status.success(), "ffmpeg could not read the speech");
    Ok(output
        .stdout
        .as_chunks::<4>()
        .0
        .iter()
        .map(|bytes| f32::from_le_bytes(*bytes))
        .collect())
}

fn encode(sound: &Stereo, path: &Path, tags: &[(&str, &str)]) -> anyhow::Result<()> {
    let mut command = Command::new("ffmpeg");
    command.args([
        "-hide_banner",
        "-v",
        "error",
        "-y",
        "-f",
        "f32le",
        "-ar",
        "48000",
        "-ac",
        "2",
        "-i",
        "-",
    ]);
    command.args(["-c:a", "libopus", "-b:a", "48k", "-vbr", "on", "-application", "audio"]);
    command.args(["-fflags", "+bitexact", "-flags:a", "+bitexact"]);
    for (key, value) in tags {
        command.arg("-metadata").arg(format!("{key}={value}"));
    }
    let mut ffmpeg = command
        .arg(path)
        .stdin(Stdio::piped())
        .spawn()
        .context("ffmpeg must be installed")?;
    let mut bytes = Vec::with_capacity(sound.left.len() * 8);
    for (left, right) in sound.left.iter().zip(&sound.right) {
        bytes.extend_from_slice(&left.to_le_bytes());
        bytes.extend_from_slice(&right.to_le_bytes());
    }
    ffmpeg.stdin.take().context("it has an input")?.write_all(&bytes)?;
    let status = ffmpeg.wait()?;
    ensure!(status.success(), "ffmpeg could not write {}", path.display());
    Ok(())
}
