//! Sound files, made by ffmpeg once per test run or by hand.

use std::path::Path;
use std::process::Command;

/// Runs ffmpeg; the last argument is the file it writes.
pub(crate) fn ffmpeg(arguments: &[&str], target: &Path) {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-loglevel", "error", "-y"])
        .args(arguments)
        .arg(target)
        .output()
        .expect("ffmpeg is installed by the set-up");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A tone of `hz` for two seconds, with texts.
pub(crate) fn tone(target: &Path, hz: u32, tags: &[(&str, &str)]) {
    let source = format!("sine=frequency={hz}:duration=2:sample_rate=44100,volume=0.5");
    let metadata: Vec<String> = tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let mut arguments = vec!["-f", "lavfi", "-i", &source];
    for pair in &metadata {
        arguments.extend(["-metadata", pair]);
    }
    ffmpeg(&arguments, target);
}

/// A WAV of a tone, without ffmpeg: quick, and different for each `hz`.
pub(crate) fn wav(hz: u32, milliseconds: u32) -> Vec<u8> {
    let samples = 48 * milliseconds;
    let mut out = wav_head(1, 48_000, samples * 2);
    for index in 0..samples {
        let phase = f64::from(index) * f64::from(hz) * std::f64::consts::TAU / 48_000.0;
        out.extend(((phase.sin() * 12_000.0) as i16).to_le_bytes());
    }
    out
}

/// The head of a 16-bit WAV that claims `bytes` of data.
pub(crate) fn wav_head(channels: u16, rate_hz: u32, bytes: u32) -> Vec<u8> {
    let frame = channels * 2;
    let mut out = b"RIFF".to_vec();
    out.extend(bytes.wrapping_add(36).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(16_u32.to_le_bytes());
    out.extend(1_u16.to_le_bytes());
    out.extend(channels.to_le_bytes());
    out.extend(rate_hz.to_le_bytes());
    out.extend(rate_hz.wrapping_mul(u32::from(frame)).to_le_bytes());
    out.extend(frame.to_le_bytes());
    out.extend(16_u16.to_le_bytes());
    out.extend(b"data");
    out.extend(bytes.to_le_bytes());
    out
}
