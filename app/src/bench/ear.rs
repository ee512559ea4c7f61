//! Listening: what ffmpeg decodes, and what is heard in it.

use super::child::{ffmpeg, run};
use std::path::Path;

/// Sample rate, Hz.
pub(super) const RATE: usize = 48_000;

/// Decodes a file to mono at 48 kHz.
///
/// # Errors
/// When ffmpeg is missing or finds an error in it.
pub(super) fn decode(file: &Path) -> anyhow::Result<Vec<f32>> {
    let mut command = ffmpeg();
    command
        .arg("-i")
        .arg(file)
        .args(["-ac", "1", "-ar", "48000", "-f", "f32le", "-"]);
    let raw = run(&mut command)?;
    let samples = raw.as_chunks::<4>().0.iter();
    Ok(samples.map(|bytes| f32::from_le_bytes(*bytes)).collect())
}

/// Amplitude of a tone in some samples (Goertzel).
pub(super) fn amplitude(samples: &[f32], hz: f64) -> f64 {
    let step = std::f64::consts::TAU * hz / RATE as f64;
    let (mut sine, mut cosine) = (0.0, 0.0);
    for (index, sample) in samples.iter().enumerate() {
        let angle = step * index as f64;
        sine += f64::from(*sample) * angle.sin();
        cosine += f64::from(*sample) * angle.cos();
    }
    2.0 * f64::hypot(sine, cosine) / samples.len().max(1) as f64
}

/// Which of two tones is louder in each tenth of a second, as far as one is heard.
pub(super) fn tones(samples: &[f32], hz: (f64, f64)) -> Vec<Option<f64>> {
    let windows = samples.chunks_exact(RATE / 10);
    windows
        .map(|window| {
            let (first, second) = (amplitude(window, hz.0), amplitude(window, hz.1));
            (first.max(second) > 0.01).then_some(if first > second { hz.0 } else { hz.1 })
        })
        .collect()
}

/// Longest run under −60 dBFS, seconds.
pub(super) fn longest_silence(samples: &[f32]) -> f64 {
    let (mut longest, mut run) = (0_usize, 0_usize);
    for sample in samples {
        run = if sample.abs() < 0.001 { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest as f64 / RATE as f64
}

/// Loudest click, dBFS: the largest jump that a smooth curve through its neighbours does not explain.
pub(super) fn loudest_click(samples: &[f32]) -> f64 {
    let jump =
        |window: &[f32]| (window[0] - 4.0 * window[1] + 6.0 * window[2] - 4.0 * window[3] + window[4]).abs() / 6.0;
    let worst = samples.windows(5).map(jump).fold(0.0_f32, f32::max);
    20.0 * f64::from(worst.max(1e-9)).log10()
}

/// Starts of sounds that follow silence, samples.
pub(super) fn onsets(samples: &[f32]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for (index, sample) in samples.iter().enumerate() {
        let is_new = found.last().is_none_or(|last| index - last > RATE);
        if sample.abs() > 0.1 && is_new {
            found.push(index);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tones_clicks_and_silence_are_told_apart() {
        let tone = |hz: f64, count: usize| {
            (0..count).map(move |at| ((at as f64 * hz * std::f64::consts::TAU / 48_000.0).sin() * 0.25) as f32)
        };
        let mut heard: Vec<f32> = tone(500.0, RATE).collect();
        assert!(tones(&heard, (500.0, 1000.0)).iter().all(|heard| *heard == Some(500.0)));
        assert!(loudest_click(&heard) < -60.0);
        heard.extend(vec![0.0; RATE * 2]);
        heard.extend(tone(1000.0, RATE).skip(13));
        assert!(loudest_click(&heard) > -40.0);
        assert!((longest_silence(&heard) - 2.0).abs() < 0.01);
        assert_eq!(onsets(&heard).len(), 2);
    }
}
