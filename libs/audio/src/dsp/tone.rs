//! What an empty station plays: a soft bed of chords and a small ident, so that a listener hears
//! that the station is there.

use std::f32::consts::TAU;

/// Samples of one chord: 4 s.
const CHORD: u64 = 192_000;
/// Samples by which chords overlap at each end: 1 s.
const OVERLAP: u64 = 48_000;
/// Samples of one round of the bed: eight chords, 32 s, with the ident at its start.
const ROUND: u64 = CHORD * 8;
/// Samples between two notes of the ident: 277 ms, whole blocks.
const NOTE: u64 = BLOCK * 52;
/// Samples a note rings: 2 s.
const RING: u64 = BLOCK * 375;
/// Samples rendered at once. Chords and notes start at whole blocks.
const BLOCK: u64 = 256;
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
#[derive(Debug, Clone)]
pub struct ToneBed {
    position: u64,
    /// Number of the block held; none at first.
    held: Option<u64>,
    block: Box<Block>,
}

type Block = [[f32; 2]; BLOCK as usize];

impl ToneBed {
    /// Starts at sample `position` of the channel.
    #[must_use]
    pub fn new(position: u64) -> Self {
        Self {
            position,
            held: None,
            block: Box::new([[0.0; 2]; BLOCK as usize]),
        }
    }

    /// Fills `out` with interleaved stereo at about −26 LUFS.
    pub fn fill(&mut self, out: &mut [f32]) {
        for frame in out.chunks_exact_mut(2) {
            let number = self.position / BLOCK;
            if self.held != Some(number) {
                self.held = Some(number);
                render(number * BLOCK, &mut self.block);
            }
            frame.copy_from_slice(&self.block[(self.position % BLOCK) as usize]);
            self.position += 1;
        }
    }
}

fn render(start: u64, block: &mut Block) {
    block.fill([0.0; 2]);
    let within = start % ROUND;
    let (index, offset) = (within / CHORD, within % CHORD);
    add_chord(index, offset, start, block);
    if offset < OVERLAP {
        add_chord(index + 7, offset + CHORD, start, block);
    }
    for (index, frequency) in IDENT.iter().enumerate() {
        match within.checked_sub(NOTE * index as u64) {
            Some(age) if age < RING => add_note(*frequency, age, block),
            _ => {}
        }
    }
}

/// Adds a chord `offset` samples after its start; it sounds [`OVERLAP`] longer than its turn.
fn add_chord(index: u64, offset: u64, start: u64, block: &mut Block) {
    let envelope = |at: u64| {
        let rise = (at as f32 / OVERLAP as f32).min(1.0);
        let fall = ((CHORD + OVERLAP).saturating_sub(at) as f32 / OVERLAP as f32).min(1.0);
        0.042 * (rise * TAU / 4.0).sin() * (fall * TAU / 4.0).sin()
    };
    let levels = (envelope(offset), envelope(offset + BLOCK));
    for (voice, frequency) in CHORDS[(index % 4) as usize].iter().enumerate() {
        let sway = |at: u64| 0.5 + 0.3 * phase(0.05 + 0.03 * voice as f32, at).sin();
        let sways = (sway(start), sway(start + BLOCK));
        let mut tone = Oscillator::new(*frequency, start);
        let mut octave = Oscillator::new(frequency * 2.0, start);
        for (step, frame) in block.iter_mut().enumerate() {
            let sample = (tone.next() + 0.25 * octave.next()) * between(levels, step);
            let left = between(sways, step);
            frame[0] += sample * left;
            frame[1] += sample * (1.0 - left);
        }
    }
}

/// Adds a bell note of the ident `age` samples after it was struck.
fn add_note(frequency: f32, age: u64, block: &mut Block) {
    let ring = |at: u64| (-3.0 * at as f32 / 48_000.0).exp();
    let level = |at: u64| {
        let seconds = at as f32 / 48_000.0;
        0.06 * ring(at) * (seconds / 0.008).min(1.0) * ((2.0 - seconds).clamp(0.0, 0.2) / 0.2)
    };
    let (levels, rings) = ((level(age), level(age + BLOCK)), (ring(age), ring(age + BLOCK)));
    let mut tone = Oscillator::new(frequency, age);
    let mut overtone = Oscillator::new(frequency * 2.756, age);
    for (step, frame) in block.iter_mut().enumerate() {
        let sample = between(levels, step) * (tone.next() + 0.3 * between(rings, step) * overtone.next());
        frame[0] += sample;
        frame[1] += sample;
    }
}

/// The value `step` samples into a block, on the straight line between its ends.
fn between((from, to): (f32, f32), step: usize) -> f32 {
    from + (to - from) * (step as f32 / BLOCK as f32)
}

/// A sine as a turning pointer, set anew in every block.
struct Oscillator {
    pointer: [f32; 2],
    turn: [f32; 2],
}

impl Oscillator {
    fn new(frequency: f32, position: u64) -> Self {
        let (sine, cosine) = phase(frequency, position).sin_cos();
        let (turn_sine, turn_cosine) = (TAU * frequency / 48_000.0).sin_cos();
        Self {
            pointer: [cosine, sine],
            turn: [turn_cosine, turn_sine],
        }
    }

    fn next(&mut self) -> f32 {
        let [cosine, sine] = self.pointer;
        let [turn_cosine, turn_sine] = self.turn;
        self.pointer = [
            cosine * turn_cosine - sine * turn_sine,
            sine * turn_cosine + cosine * turn_sine,
        ];
        sine
    }
}

/// The angle of a sine, reckoned in 64 bits, because after days `f32` cannot hold it.
fn phase(frequency: f32, position: u64) -> f32 {
    let cycles = f64::from(frequency) * position as f64 / 48_000.0;
    (cycles.fract() as f32) * TAU
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
