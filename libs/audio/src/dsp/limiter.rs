//! The last thing before the encoders: a look-ahead limiter for true peaks.

use super::{TruePeak, gain_from_db};

/// Samples over which the gain glides before a peak: 5 ms.
const GLIDE: usize = 240;
/// Samples a peak's gain is held around it, because the filter between the samples sees that many.
const HOLD: usize = 2 * TruePeak::DELAY + 1;
/// Samples the lowest wanted gain is looked for in.
const WINDOW: usize = GLIDE + HOLD;
/// Recovery per sample towards full gain: about 80 ms to 63 %.
const RELEASE: f32 = 1.0 / 3840.0;
/// What the moving gain can add between the samples, dB.
const MARGIN_DB: f32 = 0.12;

/// Keeps the true peak (four-fold oversampled) at or below a ceiling. Both channels get the same
/// gain, so the stereo image stays; below the ceiling sound passes unchanged.
#[derive(Debug, Clone)]
pub struct Limiter {
    ceiling: f32,
    detector: TruePeak,
    delay: Box<[[f32; 2]; LATENCY]>,
    delay_at: usize,
    lowest: Lowest,
    recovering: f32,
    glide: Box<[f32; GLIDE]>,
    glide_at: usize,
    glide_sum: f64,
}

const LATENCY: usize = TruePeak::DELAY + HOLD / 2 + GLIDE - 1;

impl Limiter {
    /// Samples by which the output lags behind the input, always.
    pub const LATENCY: usize = LATENCY;

    /// Limits to `ceiling_dbtp`.
    #[must_use]
    pub fn new(ceiling_dbtp: f32) -> Self {
        Self {
            ceiling: gain_from_db(ceiling_dbtp - MARGIN_DB),
            detector: TruePeak::new(),
            delay: Box::new([[0.0; 2]; LATENCY]),
            delay_at: 0,
            lowest: Lowest::new(),
            recovering: 1.0,
            glide: Box::new([1.0; GLIDE]),
            glide_at: 0,
            glide_sum: GLIDE as f64,
        }
    }

    /// Changes the ceiling, dBTP.
    pub fn set_ceiling(&mut self, ceiling_dbtp: f32) {
        self.ceiling = gain_from_db(ceiling_dbtp - MARGIN_DB);
    }

    /// Limits interleaved stereo in place; what comes out is the input of
    /// [`LATENCY`](Self::LATENCY) samples earlier.
    pub fn process(&mut self, samples: &mut [f32]) {
        for frame in samples.chunks_exact_mut(2) {
            let gain = self.gain(frame[0], frame[1]);
            let slot = &mut self.delay[self.delay_at];
            let [left, right] = std::mem::replace(slot, [frame[0], frame[1]]);
            self.delay_at = (self.delay_at + 1) % LATENCY;
            frame[0] = left * gain;
            frame[1] = right * gain;
        }
    }

    fn gain(&mut self, left: f32, right: f32) -> f32 {
        let peak = self.detector.push_above(left, right, self.ceiling);
        let wanted = if peak > self.ceiling { self.ceiling / peak } else { 1.0 };
        let lowest = self.lowest.push(wanted);
        self.recovering = if lowest < self.recovering {
            lowest
        } else {
            self.recovering + (lowest - self.recovering) * RELEASE
        };
        let oldest = std::mem::replace(&mut self.glide[self.glide_at], self.recovering);
        self.glide_at = (self.glide_at + 1) % GLIDE;
        self.glide_sum += f64::from(self.recovering) - f64::from(oldest);
        (self.glide_sum / GLIDE as f64).min(1.0) as f32
    }
}

/// The lowest of the last [`WINDOW`] values, in constant time on average: a queue of values that
/// only grow.
#[derive(Debug, Clone)]
struct Lowest {
    queue: std::collections::VecDeque<(u64, f32)>,
    count: u64,
}

impl Lowest {
    fn new() -> Self {
        Self {
            queue: std::collections::VecDeque::with_capacity(WINDOW + 1),
            count: 0,
        }
    }

    fn push(&mut self, value: f32) -> f32 {
        while self.queue.back().is_some_and(|&(_, other)| other >= value) {
            self.queue.pop_back();
        }
        self.queue.push_back((self.count, value));
        self.count += 1;
        while self
            .queue
            .front()
            .is_some_and(|&(at, _)| at + (WINDOW as u64) < self.count)
        {
            self.queue.pop_front();
        }
        self.queue.front().map_or(value, |&(_, lowest)| lowest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ebur128::{EbuR128, Mode};
    use std::f32::consts::TAU;

    const CEILING: f64 = 0.891_250_938;

    fn measured(samples: &[f32]) -> f64 {
        let mut meter = EbuR128::new(2, 48_000, Mode::TRUE_PEAK).unwrap();
        meter.add_frames_f32(samples).unwrap();
        meter.true_peak(0).unwrap().max(meter.true_peak(1).unwrap())
    }

    fn stereo(count: usize, mut sample: impl FnMut(usize) -> f32) -> Vec<f32> {
        (0..count)
            .flat_map(|index| {
                let value = sample(index);
                [value, -0.7 * value]
            })
            .collect()
    }

    #[test]
    fn hostile_signals_stay_below_the_ceiling() {
        let mut seed = 7_u32;
        let mut noise = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        let mut noise_again = noise;
        let signals: Vec<(&str, Vec<f32>)> = vec![
            ("loud noise", stereo(48_000, |_| 4.0 * noise())),
            ("full-scale bits", stereo(48_000, |_| 8.0 * noise_again().signum())),
            (
                "square",
                stereo(48_000, |index| if index / 37 % 2 == 0 { 1.0 } else { -1.0 }),
            ),
            (
                "between the samples",
                stereo(48_000, |index| 1.4 * (TAU * index as f32 / 4.0 + TAU / 8.0).sin()),
            ),
            (
                "lone impulses",
                stereo(48_000, |index| if index % 997 == 0 { 16.0 } else { 0.0 }),
            ),
            (
                "bursts",
                stereo(48_000, |index| {
                    if index / 480 % 3 == 0 {
                        3.0 * (index as f32 * 1.3).sin()
                    } else {
                        0.01
                    }
                }),
            ),
            (
                "sweep",
                stereo(96_000, |index| 2.0 * (index as f32 * index as f32 * 1.6e-5).sin()),
            ),
            ("step", stereo(9600, |index| if index > 4800 { 5.0 } else { 0.0 })),
        ];
        for (name, mut signal) in signals {
            let mut limiter = Limiter::new(-1.0);
            limiter.process(&mut signal);
            let peak = measured(&signal);
            assert!(peak <= CEILING, "{name}: {:.3} dBTP", 20.0 * peak.log10());
        }
    }

    #[test]
    fn sound_below_the_ceiling_passes_unchanged_after_a_constant_delay() {
        let signal = stereo(48_000, |index| 0.5 * (index as f32 * 0.05).sin());
        let mut limited = signal.clone();
        Limiter::new(-1.0).process(&mut limited);
        assert_eq!(limited[..Limiter::LATENCY * 2], vec![0.0; Limiter::LATENCY * 2]);
        assert_eq!(
            limited[Limiter::LATENCY * 2..],
            signal[..signal.len() - Limiter::LATENCY * 2]
        );
    }

    #[test]
    fn the_level_recovers_after_a_peak() {
        let mut signal = stereo(96_000, |index| {
            if index == 4800 {
                8.0
            } else {
                0.25 * (index as f32 * 0.03).sin()
            }
        });
        Limiter::new(-1.0).process(&mut signal);
        let late = signal[150_000..]
            .iter()
            .fold(0.0_f32, |most, value| most.max(value.abs()));
        assert!(late > 0.249, "{late}");
    }
}
