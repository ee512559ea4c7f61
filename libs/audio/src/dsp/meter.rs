//! The meter: loudness and peaks, ten times a second.

use super::loudness::Loudness;
use super::{TruePeak, db_from_gain};

/// Samples between two readings: 100 ms.
const INTERVAL: usize = 4800;
/// Lowest loudness shown, LUFS.
const FLOOR: f32 = -120.0;

/// One reading of a meter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Levels {
    /// Momentary loudness (400 ms), LUFS; −120 is silence.
    pub momentary_lufs: f32,
    /// Short-term loudness (3 s), LUFS; −120 is silence.
    pub short_term_lufs: f32,
    /// True peak of the last 100 ms, both channels, dBTP.
    pub true_peak_dbtp: f32,
    /// Highest sample of the last 100 ms on the left, dBFS.
    pub left_dbfs: f32,
    /// Highest sample of the last 100 ms on the right, dBFS.
    pub right_dbfs: f32,
}

impl Default for Levels {
    fn default() -> Self {
        Self {
            momentary_lufs: FLOOR,
            short_term_lufs: FLOOR,
            true_peak_dbtp: FLOOR,
            left_dbfs: FLOOR,
            right_dbfs: FLOOR,
        }
    }
}

/// Measures what passes by (EBU R 128: momentary and short-term loudness, true peak).
pub struct Meter {
    loudness: Loudness,
    true_peak: TruePeak,
    peak: [f32; 3],
    filled: usize,
    levels: Levels,
}

impl Default for Meter {
    fn default() -> Self {
        Self::new()
    }
}

impl Meter {
    /// Starts on silence.
    #[must_use]
    pub fn new() -> Self {
        Self {
            loudness: Loudness::default(),
            true_peak: TruePeak::new(),
            peak: [0.0; 3],
            filled: 0,
            levels: Levels::default(),
        }
    }

    /// Takes interleaved stereo; true when a new reading is there.
    pub fn push(&mut self, samples: &[f32]) -> bool {
        let mut rest = samples;
        let mut fresh = false;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min((INTERVAL - self.filled) * 2));
            self.take(now);
            if self.filled == INTERVAL {
                self.read_out();
                fresh = true;
            }
            rest = later;
        }
        fresh
    }

    /// The latest reading; it changes every 100 ms of sound.
    #[must_use]
    pub const fn levels(&self) -> Levels {
        self.levels
    }

    fn take(&mut self, samples: &[f32]) {
        for frame in samples.chunks_exact(2) {
            self.peak[0] = self.peak[0].max(frame[0].abs());
            self.peak[1] = self.peak[1].max(frame[1].abs());
            // Below the highest so far, the exact value does not matter.
            let so_far = self.peak[2];
            let peak = self.true_peak.push_above(frame[0], frame[1], so_far);
            if peak > so_far {
                self.peak[2] = peak;
            }
        }
        self.loudness.push(samples);
        self.filled += samples.len() / 2;
    }

    fn read_out(&mut self) {
        self.loudness.close_step();
        self.levels = Levels {
            momentary_lufs: self.loudness.momentary(),
            short_term_lufs: self.loudness.short_term(),
            true_peak_dbtp: db_from_gain(self.peak[2]),
            left_dbfs: db_from_gain(self.peak[0]),
            right_dbfs: db_from_gain(self.peak[1]),
        };
        self.peak = [0.0; 3];
        self.filled = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_sine_ten_times_a_second() {
        let samples: Vec<f32> = (0..48_000 * 4)
            .flat_map(|index| {
                let value = (index as f32 * 1000.0 * std::f32::consts::TAU / 48_000.0).sin();
                [0.1 * value, 0.05 * value]
            })
            .collect();
        let mut meter = Meter::new();
        let readings = samples.chunks(1920).filter(|frame| meter.push(frame)).count();
        assert_eq!(readings, 40);
        let levels = meter.levels();
        // A stereo 1 kHz sine at −20 and −26 dBFS: −23 LUFS each channel's power summed.
        let expected = -0.691 + 10.0 * f32::midpoint(0.1 * 0.1, 0.05 * 0.05).log10() + 0.69;
        assert!((levels.short_term_lufs - expected).abs() < 0.2, "{levels:?} {expected}");
        assert!((levels.momentary_lufs - levels.short_term_lufs).abs() < 0.1);
        assert!((levels.left_dbfs + 20.0).abs() < 0.1 && (levels.right_dbfs + 26.0).abs() < 0.1);
        assert!((levels.true_peak_dbtp + 20.0).abs() < 0.15);
    }

    #[test]
    fn silence_reads_as_the_floor() {
        let mut meter = Meter::new();
        meter.push(&vec![0.0; 48_000 * 2]);
        assert_eq!(meter.levels(), Levels::default());
    }
}
