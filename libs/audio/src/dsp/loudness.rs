//! Loudness of the last moments, in steps of 100 ms; cheap enough for every channel.

/// Steps of the momentary window: 400 ms.
const MOMENTARY: usize = 4;
/// Steps of the short-term window: 3 s.
const SHORT_TERM: usize = 30;
/// Lowest loudness told, LUFS.
const FLOOR: f32 = -120.0;
/// First stage of the K-weighting at 48 kHz, a shelf: b0 b1 b2 a1 a2 (ITU-R BS.1770-4, table 1).
const SHELF: [f64; 5] = [
    1.535_124_859_586_97,
    -2.691_696_189_406_38,
    1.198_392_810_852_85,
    -1.690_659_293_182_41,
    0.732_480_774_215_85,
];
/// Second stage, a high-pass (table 2).
const HIGH_PASS: [f64; 5] = [1.0, -2.0, 1.0, -1.990_047_454_833_98, 0.990_072_250_366_21];

/// Momentary and short-term loudness of stereo (EBU R 128). The caller closes a step after each
/// 4800 samples.
#[derive(Debug, Clone, Default)]
pub(super) struct Loudness {
    shelf: Stage,
    high_pass: Stage,
    energy: f64,
    samples: u32,
    steps: [f64; SHORT_TERM],
    count: usize,
}

/// State of a second-order filter over both channels (transposed direct form II).
#[derive(Debug, Clone, Copy, Default)]
struct Stage {
    first: [f64; 2],
    second: [f64; 2],
}

impl Stage {
    #[inline]
    fn run(&mut self, input: [f64; 2], coefficients: &[f64; 5]) -> [f64; 2] {
        let [b0, b1, b2, a1, a2] = *coefficients;
        let mut output = [0.0; 2];
        for channel in 0..2 {
            output[channel] = b0 * input[channel] + self.first[channel];
            self.first[channel] = b1 * input[channel] - a1 * output[channel] + self.second[channel];
            self.second[channel] = b2 * input[channel] - a2 * output[channel];
        }
        output
    }

    /// Ends the endless fall of a filter on silence, whose tiny numbers are slow.
    fn settle(&mut self) {
        for state in self.first.iter_mut().chain(&mut self.second) {
            if state.abs() < 1e-20 {
                *state = 0.0;
            }
        }
    }
}

impl Loudness {
    /// Takes interleaved stereo within a step.
    pub(super) fn push(&mut self, samples: &[f32]) {
        let mut energy = 0.0;
        for frame in samples.chunks_exact(2) {
            let shelved = self.shelf.run([f64::from(frame[0]), f64::from(frame[1])], &SHELF);
            let [left, right] = self.high_pass.run(shelved, &HIGH_PASS);
            energy += left * left + right * right;
        }
        self.energy += energy;
        self.samples += (samples.len() / 2) as u32;
    }

    /// Closes a step.
    pub(super) fn close_step(&mut self) {
        self.steps[self.count % SHORT_TERM] = self.energy / f64::from(self.samples.max(1));
        self.count += 1;
        self.energy = 0.0;
        self.samples = 0;
        self.shelf.settle();
        self.high_pass.settle();
    }

    /// Loudness of the last 400 ms, LUFS; −120 is silence.
    pub(super) fn momentary(&self) -> f32 {
        self.window(MOMENTARY)
    }

    /// Loudness of the last 3 s, LUFS; −120 is silence.
    pub(super) fn short_term(&self) -> f32 {
        self.window(SHORT_TERM)
    }

    fn window(&self, steps: usize) -> f32 {
        let known = steps.min(self.count);
        let sum: f64 = (1..=known)
            .map(|back| self.steps[(self.count - back) % SHORT_TERM])
            .sum();
        let power = sum / known.max(1) as f64;
        if power <= 0.0 {
            FLOOR
        } else {
            ((10.0 * power.log10() - 0.691) as f32).max(FLOOR)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ebur128::{EbuR128, Mode};

    #[test]
    fn agrees_with_the_reference_meter() {
        let mut seed = 3_u32;
        let mut low = 0.0;
        let samples: Vec<f32> = (0..48_000 * 2 * 5)
            .map(|index| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = (seed >> 8) as f32 / (1 << 23) as f32 - 1.0;
                low = 0.9 * low + 0.1 * noise;
                low * (1.0 + (index as f32 * 1e-5).sin()) * 0.4
            })
            .collect();
        let mut reference = EbuR128::new(2, 48_000, Mode::M | Mode::S).unwrap();
        let mut loudness = Loudness::default();
        for step in samples.chunks(9600) {
            reference.add_frames_f32(step).unwrap();
            loudness.push(step);
            loudness.close_step();
        }
        assert!((f64::from(loudness.momentary()) - reference.loudness_momentary().unwrap()).abs() < 0.02);
        assert!((f64::from(loudness.short_term()) - reference.loudness_shortterm().unwrap()).abs() < 0.02);
    }
}
