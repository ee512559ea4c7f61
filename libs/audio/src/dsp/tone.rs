//! What an empty station plays: a soft bed of chords and a small ident, so that a listener hears
//! that the station is there.

use std::f32::consts::TAU;

/// Samples of one chord: 4 s.
const CHORD: u64 = 192_000;
/// Samples by which chords overlap at each end: 1 s.
const OVERLAP: u64 = 48_000;
/// Samples of one round of the bed: eight chords, 32 s, with the ident at its start.
const ROUND: u64 = CHORD * 8;
/// Samples between two notes of the ident: 280 ms.
const NOTE: u64 = 13_440;
/// Notes of the ident, Hz: D5 F♯5 A5 D6.
const IDENT: [f32; 4] = [587.33, 739.99, 880.0, 1174.66];
/// Chords of the bed, Hz: D, B minor, G, A, each as an open voicing.
const CHORDS: [[f32; 4]; 4] = [
    [146.83, 220.0, 293.66, 369.99],
    [123.47, 185.0, 293.66, 369.99],
    [98.0, 196.0, 293.66, 392.0],
    [110.0, 220.0, 277.18, 329.63],
];

/// The tone bed. What it plays follows from the sample position alone, so every node and every
/// restart plays the same.
#[derive(Debug, Clone, Copy)]
pub struct ToneBed {
    position: u64,
}

impl ToneBed {
    /// Starts at sample `position` of the channel.
    #[must_use]
    pub const fn new(position: u64) -> Self {
        Self { position }
    }

    /// Fills `out` with interleaved stereo at about −26 LUFS.
    pub fn fill(&mut self, out: &mut [f32]) {
        for frame in out.chunks_exact_mut(2) {
            let [left, right] = sample(self.position);
            frame[0] = left;
            frame[1] = right;
            self.position += 1;
        }
    }
}

fn sample(position: u64) -> [f32; 2] {
    let within = position % ROUND;
    let index = within / CHORD;
    let offset = within % CHORD;
    let mut mix = chord(index, offset, position);
    if offset < OVERLAP {
        let before = chord((index + 7) % 8, offset + CHORD, position);
        mix = [mix[0] + before[0], mix[1] + before[1]];
    }
    let bell = ident(within);
    [mix[0] + bell, mix[1] + bell]
}

/// One chord `offset` samples after its start; it sounds [`OVERLAP`] longer than its turn.
fn chord(index: u64, offset: u64, position: u64) -> [f32; 2] {
    let rise = (offset as f32 / OVERLAP as f32).min(1.0);
    let fall = ((CHORD + OVERLAP - offset) as f32 / OVERLAP as f32).min(1.0);
    let envelope = (rise * TAU / 4.0).sin() * (fall * TAU / 4.0).sin();
    let mut out = [0.0; 2];
    for (voice, frequency) in CHORDS[(index % 4) as usize].iter().enumerate() {
        let tone = wave(*frequency, position) + 0.25 * wave(frequency * 2.0, position);
        let sway = 0.5 + 0.3 * wave(0.05 + 0.03 * voice as f32, position);
        out[0] += tone * sway;
        out[1] += tone * (1.0 - sway);
    }
    [out[0] * envelope * 0.042, out[1] * envelope * 0.042]
}

/// The ident: four bell notes at the start of a round.
fn ident(within: u64) -> f32 {
    let mut out = 0.0;
    for (index, frequency) in IDENT.iter().enumerate() {
        let Some(age) = within.checked_sub(NOTE * index as u64) else {
            break;
        };
        if age > 96_000 {
            continue;
        }
        let seconds = age as f32 / 48_000.0;
        let strike = (seconds / 0.008).min(1.0) * ((2.0 - seconds).clamp(0.0, 0.2) / 0.2);
        let ring = (-3.0 * seconds).exp();
        out += strike * ring * (wave(*frequency, age) + 0.3 * ring * wave(frequency * 2.756, age));
    }
    out * 0.06
}

/// A sine whose phase is reckoned in 64 bits, because after days `f32` cannot hold it.
fn wave(frequency: f32, position: u64) -> f32 {
    let cycles = f64::from(frequency) * position as f64 / 48_000.0;
    ((cycles.fract() as f32) * TAU).sin()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ebur128::{EbuR128, Mode};

    fn bed(position: u64, samples: usize) -> Vec<f32> {
        let mut out = vec![0.0; samples * 2];
        ToneBed::new(position).fill(&mut out);
        out
    }

    #[test]
    fn what_it_plays_follows_from_the_position() {
        let start = 48_000 * 86_400 * 365 * 20;
        let whole = bed(start, 20_000);
        assert_eq!(bed(start + 12_345, 1000)[..], whole[24_690..26_690]);
    }

    #[test]
    fn it_is_soft_and_never_clicks() {
        let round = bed(0, (ROUND + CHORD) as usize);
        let mut meter = EbuR128::new(2, 48_000, Mode::I).unwrap();
        meter.add_frames_f32(&round).unwrap();
        let loudness = meter.loudness_global().unwrap();
        assert!((-29.0..-23.0).contains(&loudness), "{loudness}");
        let left: Vec<f32> = round.iter().step_by(2).copied().collect();
        let bend = left
            .windows(3)
            .map(|three| (three[0] - 2.0 * three[1] + three[2]).abs())
            .fold(0.0, f32::max);
        assert!(bend < 0.01, "{bend}");
    }
}
