//! The analyzer that runs once over each imported track.

use super::profile::{Levels, Profile};
use crate::RATE;
use crate::dsp::{TruePeak, db_from_gain};
use awaz_core::ports::Cues;
use ebur128::{EbuR128, Mode};

/// Sound this far below the programme's loudness is the silence before or after it, LU.
const CUE_BELOW_LU: f32 = 42.0;
/// Sound below this is silence however quiet the programme is, dBFS.
const SILENCE_DBFS: f32 = -60.0;
/// An ending has fallen when it is this far below the programme's loudness, LU.
const FALLEN_LU: f32 = 10.0;
/// Longest ending the next item may start under, samples: 15 s.
const LONGEST_ENDING: u64 = 15 * RATE as u64;
/// Tracks shorter than this have no ending to start under, samples: 10 s.
const SHORT: u64 = 10 * RATE as u64;
/// A sample at or above this is at full scale.
const FULL_SCALE: f32 = 0.999;
/// Samples in a row at full scale that are clipping.
const CLIP_RUN: u32 = 3;
/// Most waveform peaks kept.
const PEAK_BOUND: usize = 20_000;
/// Samples of one waveform peak at first: 10 ms.
const PEAK_SAMPLES: u32 = 480;
/// Most a track is turned up or down, dB.
const GAIN_RANGE_DB: f32 = 20.0;
/// Most the limiter is asked to take off a track's peaks because it was turned up, dB.
const LIMITING_DB: f32 = 6.0;

/// What was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// Cue points and loudness.
    pub cues: Cues,
    /// Share of samples in runs at full scale, 0 to 1.
    pub clipped_ratio: f32,
    /// Share of the track below −60 dBFS, 0 to 1.
    pub silence_ratio: f32,
    /// Loudness range, LU (EBU Tech 3342); `None` for tracks without loudness.
    pub range_lu: Option<f32>,
    /// Waveform: highest sample of each `peak_samples`, 0 to 255; at most 20 000 of them.
    pub peaks: Vec<u8>,
    /// Samples per waveform peak; 480 (100 a second) for tracks up to 200 s, then its doubles.
    pub peak_samples: u32,
}

/// Measures a track while it is decoded, in one pass and bounded memory (about 4 MB for ten
/// hours).
///
/// ```
/// let mut analyzer = awaz_audio::measure::Analyzer::new();
/// analyzer.push(&[0.0; 960]);
/// assert_eq!(analyzer.finish().cues.length, 480);
/// ```
pub struct Analyzer {
    loudness: Option<EbuR128>,
    true_peak: TruePeak,
    highest: f32,
    profile: Profile,
    waveform: Waveform,
    length: u64,
    clipped: u64,
    runs: [u32; 2],
}

impl Default for Analyzer {
    fn default() -> Self {
        Self::new()
    }
}

impl Analyzer {
    /// Starts with nothing measured.
    #[must_use]
    pub fn new() -> Self {
        Self {
            // Fails only on a rate or channel count out of range, which these constants are not.
            loudness: EbuR128::new(2, RATE, Mode::I | Mode::LRA | Mode::HISTOGRAM).ok(),
            true_peak: TruePeak::new(),
            highest: 0.0,
            profile: Profile::new(),
            waveform: Waveform::new(),
            length: 0,
            clipped: 0,
            runs: [0; 2],
        }
    }

    /// Takes 48 kHz stereo interleaved; values that are not numbers count as silence.
    pub fn push(&mut self, samples: &[f32]) {
        let mut clean = [0.0_f32; 1920];
        for part in samples.chunks(clean.len()) {
            let count = part.len() / 2 * 2;
            for (to, from) in clean.iter_mut().zip(part) {
                *to = if from.is_finite() { from.clamp(-16.0, 16.0) } else { 0.0 };
            }
            self.take(&clean[..count]);
        }
    }

    /// Ends the track.
    #[must_use]
    pub fn finish(mut self) -> Analysis {
        // Push the filter's tail through, so that a peak in the last samples is seen.
        for _ in 0..=TruePeak::DELAY {
            self.highest = self.highest.max(self.true_peak.push(0.0, 0.0));
        }
        let finite = |value: f64| value.is_finite().then_some(value as f32);
        let loudness_lufs = self
            .loudness
            .as_ref()
            .and_then(|meter| meter.loudness_global().ok())
            .and_then(finite);
        let range_lu = self
            .loudness
            .as_ref()
            .and_then(|meter| meter.loudness_range().ok())
            .and_then(finite);
        let levels = self.profile.finish();
        let (peaks, peak_samples) = self.waveform.finish();
        let (cue_in, cue_out, start_next) = cue_points(&levels, loudness_lufs, self.length);
        Analysis {
            cues: Cues {
                length: self.length,
                cue_in,
                cue_out,
                start_next,
                loudness_lufs,
                true_peak_dbtp: db_from_gain(self.highest),
            },
            clipped_ratio: self.clipped as f32 / (self.length * 2).max(1) as f32,
            silence_ratio: levels.share_below(SILENCE_DBFS),
            range_lu: range_lu.filter(|_| loudness_lufs.is_some()),
            peaks,
            peak_samples,
        }
    }

    fn take(&mut self, samples: &[f32]) {
        if let Some(loudness) = &mut self.loudness {
            // Fails only on a slice that is not whole frames, which this one is.
            let _measured = loudness.add_frames_f32(samples);
        }
        for frame in samples.chunks_exact(2) {
            let (left, right) = (frame[0], frame[1]);
            // Below the highest so far, the exact value does not matter.
            let peak = self.true_peak.push_above(left, right, self.highest);
            self.highest = self.highest.max(peak);
            self.profile.push(left, right);
            self.waveform.push(left.abs().max(right.abs()));
            self.count_clipping(left, right);
        }
        self.length += samples.len() as u64 / 2;
    }

    fn count_clipping(&mut self, left: f32, right: f32) {
        for (run, sample) in self.runs.iter_mut().zip([left, right]) {
            *run = if sample.abs() >= FULL_SCALE {
                run.saturating_add(1)
            } else {
                0
            };
            self.clipped += match (*run).cmp(&CLIP_RUN) {
                std::cmp::Ordering::Less => 0,
                std::cmp::Ordering::Equal => u64::from(CLIP_RUN),
                std::cmp::Ordering::Greater => 1,
            };
        }
    }
}

/// Gain that brings a track to `target_lufs`, dB, within ±20; 0 for a track without loudness. It
/// is held back where the limiter would have to take more than 6 dB off its peaks.
#[must_use]
pub fn gain_db(cues: &Cues, target_lufs: f32) -> f32 {
    let Some(loudness_lufs) = cues.loudness_lufs else {
        return 0.0;
    };
    let wanted_db = (target_lufs - loudness_lufs).clamp(-GAIN_RANGE_DB, GAIN_RANGE_DB);
    let bearable_db = LIMITING_DB - 1.0 - cues.true_peak_dbtp;
    wanted_db.min(bearable_db.max(0.0))
}

/// Where sound starts, where it ends, and where the next item may start.
fn cue_points(levels: &Levels, loudness_lufs: Option<f32>, length: u64) -> (u64, u64, u64) {
    let level_db = loudness_lufs.map_or(SILENCE_DBFS, |lufs| (lufs - CUE_BELOW_LU).max(SILENCE_DBFS));
    let Some((cue_in, sound_end)) = levels.sound(level_db) else {
        return (0, length, length);
    };
    let cue_out = sound_end.min(length);
    let fallen = loudness_lufs.and_then(|lufs| levels.last_above(lufs - FALLEN_LU, cue_out));
    let earliest = cue_out.saturating_sub(LONGEST_ENDING).max(cue_in);
    let start_next = match fallen {
        Some(position) if cue_out - cue_in >= SHORT => position.clamp(earliest, cue_out),
        _ => cue_out,
    };
    (cue_in, cue_out, start_next)
}

/// The waveform for the screen.
struct Waveform {
    peaks: Vec<u8>,
    samples: u32,
    filled: u32,
    highest: f32,
}

impl Waveform {
    fn new() -> Self {
        Self {
            peaks: Vec::new(),
            samples: PEAK_SAMPLES,
            filled: 0,
            highest: 0.0,
        }
    }

    fn push(&mut self, level: f32) {
        self.highest = self.highest.max(level);
        self.filled += 1;
        if self.filled == self.samples {
            self.close();
        }
    }

    fn close(&mut self) {
        self.peaks.push((self.highest * 255.0).round().clamp(0.0, 255.0) as u8);
        self.filled = 0;
        self.highest = 0.0;
        if self.peaks.len() >= PEAK_BOUND {
            self.peaks = self
                .peaks
                .chunks(2)
                .map(|pair| pair.iter().copied().max().unwrap_or(0))
                .collect();
            self.samples *= 2;
        }
    }

    fn finish(mut self) -> (Vec<u8>, u32) {
        if self.filled > 0 {
            self.close();
        }
        (self.peaks, self.samples)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `shape` gives the level at each second.
    fn analyse(seconds: f32, shape: impl Fn(f32) -> f32) -> Analysis {
        let mut analyzer = Analyzer::new();
        let samples: Vec<f32> = (0..(seconds * 48_000.0) as usize)
            .flat_map(|index| {
                let at = index as f32 / 48_000.0;
                [shape(at) * (index as f32 * 1000.0 * std::f32::consts::TAU / 48_000.0).sin(); 2]
            })
            .collect();
        for part in samples.chunks(1234) {
            analyzer.push(part);
        }
        analyzer.finish()
    }

    fn near(position: u64, seconds: f32) -> bool {
        position.abs_diff((seconds * 48_000.0) as u64) <= 1440
    }

    #[test]
    fn silence_at_both_ends_is_cut_off() {
        let analysis = analyse(30.0, |at| if (1.5..27.0).contains(&at) { 0.2 } else { 0.0001 });
        let cues = analysis.cues;
        assert_eq!(cues.length, 30 * 48_000);
        assert!(near(cues.cue_in, 1.5) && near(cues.cue_out, 27.0), "{cues:?}");
        assert!(cues.cue_out - cues.start_next < 14_400, "a cold ending: {cues:?}");
        assert!((cues.loudness_lufs.unwrap() + 13.98).abs() < 0.3, "{cues:?}");
        assert!((cues.true_peak_dbtp + 13.98).abs() < 0.2, "{cues:?}");
        assert!((analysis.silence_ratio - 4.5 / 30.0).abs() < 0.01);
        assert_eq!(analysis.peaks.len(), 3000);
        assert_eq!(analysis.peak_samples, 480);
    }

    #[test]
    fn the_next_item_may_start_in_a_long_ending() {
        // From second 20 on it falls by 4 dB a second; 10 LU down after two and a half.
        let analysis = analyse(40.0, |at| 0.2 * 10.0_f32.powf(-(at - 20.0).max(0.0) * 4.0 / 20.0));
        let cues = analysis.cues;
        assert!((21.5..24.0).contains(&(cues.start_next as f32 / 48_000.0)), "{cues:?}");
        assert!(cues.cue_out > 28 * 48_000 && cues.cue_out < 34 * 48_000, "{cues:?}");
    }

    #[test]
    fn silence_and_nothing_have_no_loudness() {
        for seconds in [0.0, 0.2, 20.0] {
            let analysis = analyse(seconds, |_| 0.0);
            let length = (seconds * 48_000.0) as u64;
            let cues = analysis.cues;
            assert_eq!((cues.cue_in, cues.cue_out, cues.start_next), (0, length, length));
            assert_eq!((cues.loudness_lufs, analysis.range_lu), (None, None));
            assert!((analysis.silence_ratio - 1.0).abs() < 1e-6);
            assert!(gain_db(&cues, -16.0).abs() < 1e-6);
        }
    }

    #[test]
    fn clipping_is_counted_in_runs() {
        let clipped = analyse(2.0, |_| 4.0_f32.min(1.0) * 4.0);
        // The analyzer sees the samples as they are; a sine of 12 dB over is not flat, but over.
        assert!(clipped.clipped_ratio > 0.7, "{}", clipped.clipped_ratio);
        assert!(analyse(2.0, |_| 0.9).clipped_ratio.abs() < 1e-6);
    }

    #[test]
    fn values_that_are_not_numbers_are_silence() {
        let mut analyzer = Analyzer::new();
        analyzer.push(&[f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0].repeat(24_000));
        let analysis = analyzer.finish();
        assert_eq!(analysis.cues.loudness_lufs, None);
        assert!(analysis.peaks.iter().all(|peak| *peak == 0));
    }

    #[test]
    fn a_long_waveform_is_bounded() {
        let analysis = analyse(450.0, |_| 0.5);
        assert!(analysis.peaks.len() <= PEAK_BOUND && analysis.peaks.len() > PEAK_BOUND / 2);
        assert_eq!(analysis.peak_samples, 1920);
        assert!(analysis.peaks[5].abs_diff(127) <= 1);
    }

    #[test]
    fn a_track_is_not_turned_up_into_the_limiter() {
        let cues = Cues {
            length: 1,
            cue_in: 0,
            cue_out: 1,
            start_next: 1,
            loudness_lufs: Some(-30.0),
            true_peak_dbtp: -3.0,
        };
        assert!((gain_db(&cues, -16.0) - 8.0).abs() < 1e-4);
        assert!(
            (gain_db(
                &Cues {
                    true_peak_dbtp: -20.0,
                    ..cues
                },
                -16.0
            ) - 14.0)
                .abs()
                < 1e-4
        );
        assert!(
            (gain_db(
                &Cues {
                    loudness_lufs: Some(-6.0),
                    ..cues
                },
                -16.0
            ) + 10.0)
                .abs()
                < 1e-4
        );
    }
}
