//! True peaks: what a converter makes of the samples between the samples.

use std::f64::consts::PI;
use std::sync::OnceLock;

/// Times the rate is raised.
const FACTOR: usize = 4;
/// Taps of one phase; the whole filter has 49, the last phase's last tap is zero-padded.
const TAPS: usize = 13;

/// The interpolation filter: a windowed sinc at four times the rate (ITU-R BS.1770-4, annex 2).
struct Phases {
    /// Taps of the phases between the samples, newest sample first.
    taps: [[f32; TAPS]; FACTOR],
    /// The most by which a phase can exceed the largest sample it sees.
    bound: f32,
}

/// Measures the true peak of each stereo sample: the largest of itself and the three values
/// between it and the next one, four-fold oversampled.
#[derive(Debug, Clone)]
pub struct TruePeak {
    // Written twice, `TAPS` apart, so that the window is always one slice.
    history: [[f32; TAPS * 2]; 2],
    at: usize,
    /// Samples for which the last one that could lift a peak above the floor is still seen.
    hot: [usize; 2],
}

impl Default for TruePeak {
    fn default() -> Self {
        Self::new()
    }
}

impl TruePeak {
    /// Samples by which the answer lags behind the input.
    pub const DELAY: usize = TAPS / 2;

    /// Starts on silence.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            history: [[0.0; TAPS * 2]; 2],
            at: 0,
            hot: [0; 2],
        }
    }

    /// Takes one stereo sample and gives the true peak (a factor, both channels) around the one
    /// [`DELAY`](Self::DELAY) samples earlier.
    pub fn push(&mut self, left: f32, right: f32) -> f32 {
        self.push_above(left, right, 0.0)
    }

    /// As [`push`](Self::push), but saves the work and gives 0 where the peak cannot reach
    /// `floor`. A floor that is lowered counts from the next sample on.
    pub fn push_above(&mut self, left: f32, right: f32, floor: f32) -> f32 {
        let phases = phases();
        self.at = if self.at == 0 { TAPS - 1 } else { self.at - 1 };
        let mut peak: f32 = 0.0;
        for (channel, sample) in [left, right].into_iter().enumerate() {
            let history = &mut self.history[channel];
            history[self.at] = sample;
            history[self.at + TAPS] = sample;
            let hot = &mut self.hot[channel];
            *hot = if sample.abs() * phases.bound >= floor {
                TAPS
            } else {
                hot.saturating_sub(1)
            };
            if *hot == 0 {
                continue;
            }
            let window = &history[self.at..self.at + TAPS];
            for taps in &phases.taps {
                let value: f32 = taps.iter().zip(window).map(|(tap, value)| tap * value).sum();
                peak = peak.max(value.abs());
            }
        }
        peak
    }
}

fn phases() -> &'static Phases {
    static PHASES: OnceLock<Phases> = OnceLock::new();
    PHASES.get_or_init(|| {
        let mut taps = [[0.0_f32; TAPS]; FACTOR];
        let length = TAPS * FACTOR - FACTOR + 1;
        for index in 0..length {
            let offset = index as f64 - (length - 1) as f64 / 2.0;
            let angle = offset * PI / FACTOR as f64;
            let sinc = if angle == 0.0 { 1.0 } else { angle.sin() / angle };
            let window = 0.5 * (1.0 - (2.0 * PI * index as f64 / (length - 1) as f64).cos());
            taps[index % FACTOR][index / FACTOR] = (sinc * window) as f32;
        }
        let bound = taps
            .iter()
            .map(|phase| phase.iter().map(|tap| tap.abs()).sum::<f32>())
            .fold(1.0, f32::max);
        Phases { taps, bound }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f32::consts::TAU;

    #[test]
    fn a_sine_between_the_samples_is_seen() {
        // A quarter of the rate, sampled at 45°: samples never exceed 0.707 of the true peak.
        let mut meter = TruePeak::new();
        let mut peak: f32 = 0.0;
        for index in 0..1000 {
            let sample = (TAU * index as f32 / 4.0 + TAU / 8.0).sin();
            let value = meter.push(sample, 0.0);
            if index > 50 {
                peak = peak.max(value);
            }
        }
        assert!((0.98..1.03).contains(&peak), "{peak}");
    }

    #[test]
    fn agrees_with_the_reference_meter() {
        let mut seed = 1_u32;
        let samples: Vec<f32> = (0..20_000)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 8) as f32 / (1 << 23) as f32 - 1.0
            })
            .collect();
        let mut meter = TruePeak::new();
        let mut peak: f32 = 0.0;
        for frame in samples.chunks_exact(2) {
            peak = peak.max(meter.push(frame[0], frame[1]));
        }
        let mut reference = ebur128::EbuR128::new(2, 48_000, ebur128::Mode::TRUE_PEAK).unwrap();
        reference.add_frames_f32(&samples).unwrap();
        let expected = reference.true_peak(0).unwrap().max(reference.true_peak(1).unwrap());
        assert!(
            (f64::from(peak) - expected).abs() < 0.02 * expected,
            "{peak} {expected}"
        );
    }

    #[test]
    fn work_is_saved_only_below_the_floor() {
        let mut exact = TruePeak::new();
        let mut quick = TruePeak::new();
        for index in 0..2000 {
            let sample = 0.8 * (index as f32 * 0.7).sin() * (index as f32 * 0.003).sin();
            let (full, quickly) = (exact.push(sample, -sample), quick.push_above(sample, -sample, 0.5));
            assert!(quickly <= full);
            if full >= 0.5 {
                assert!((quickly - full).abs() < 1e-6);
            }
        }
    }
}
