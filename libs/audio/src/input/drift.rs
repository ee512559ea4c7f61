//! Follows the clock of a live source: its 48 kHz is never quite ours.

use audioadapter_buffers::direct::InterleavedSlice;
use rubato::{
    Adjustable, Async, FixedAsync, Resampler, SincInterpolationParameters, SincInterpolationType, WindowFunction,
};

use super::error::{InputError, Result};
use crate::{CHANNELS, FRAME};

/// The most that a rate is bent, parts per million: 0.9 cents, which nobody hears.
const MAX_PPM: f64 = 500.0;
/// The fastest change, ppm per second of sound, so that no glide is heard.
const MAX_SLEW_PPM_PER_S: f64 = 20.0;

/// Resamples 48 kHz stereo by a ratio near 1 that may change at any time.
///
/// Takes any number of samples, and gives as many as those last at the present ratio. Delay:
/// about 0.7 ms of filter and up to one frame (20 ms) of blocks. Measured cost: see the crate's
/// benches.
pub struct DriftResampler {
    inner: Async<f32>,
    waiting: Vec<f32>,
    scratch: Vec<f32>,
    ppm: f64,
}

impl DriftResampler {
    /// Starts at a ratio of 1.
    ///
    /// # Errors
    ///
    /// `Engine` when there is no memory for the filter.
    pub fn new() -> Result<Self> {
        let parameters = SincInterpolationParameters::new(64, WindowFunction::BlackmanHarris2)
            .oversampling_factor(512)
            .interpolation(SincInterpolationType::Linear);
        let inner =
            Async::new_sinc(1.0, 1.001, &parameters, FRAME, CHANNELS, FixedAsync::Input).map_err(|_| failed())?;
        Ok(Self {
            inner,
            waiting: Vec::new(),
            scratch: Vec::new(),
            ppm: 0.0,
        })
    }

    /// Sets how much faster than ours the source's clock runs, ppm; bounded to ±500. Positive
    /// values make fewer samples out of what comes in. The change is ramped over one frame.
    pub fn set_ppm(&mut self, ppm: f64) {
        let ppm = if ppm.is_finite() {
            ppm.clamp(-MAX_PPM, MAX_PPM)
        } else {
            0.0
        };
        // Within ±500 ppm the ratio is within the bounds that were set at the start.
        if self.inner.set_resample_ratio(1.0 / (1.0 + ppm * 1e-6), true).is_ok() {
            self.ppm = ppm;
        }
    }

    /// Returns the present setting, ppm.
    #[must_use]
    pub fn ppm(&self) -> f64 {
        self.ppm
    }

    /// Takes stereo interleaved sound and appends what is ready to `out`.
    ///
    /// # Errors
    ///
    /// `Engine`, which is our fault and does not come from any input.
    pub fn process(&mut self, input: &[f32], out: &mut Vec<f32>) -> Result<()> {
        self.waiting.extend_from_slice(input);
        let mut used = 0;
        loop {
            let frames = self.inner.input_frames_next();
            let Some(chunk) = self.waiting.get(used..used + frames * CHANNELS) else {
                break;
            };
            let room = self.inner.output_frames_next();
            self.scratch.resize(room * CHANNELS, 0.0);
            let source = InterleavedSlice::new(chunk, CHANNELS, frames).map_err(|_| failed())?;
            let mut target = InterleavedSlice::new_mut(&mut self.scratch, CHANNELS, room).map_err(|_| failed())?;
            let (_, got) = self
                .inner
                .process_into_buffer(&source, &mut target, None)
                .map_err(|_| failed())?;
            out.extend_from_slice(&self.scratch[..got * CHANNELS]);
            used += frames * CHANNELS;
        }
        self.waiting.drain(..used);
        Ok(())
    }

    /// Forgets all sound and goes back to a ratio of 1.
    pub fn reset(&mut self) {
        self.inner.reset();
        self.waiting.clear();
        self.set_ppm(0.0);
    }
}

fn failed() -> InputError {
    InputError::Engine {
        what: "the drift resampler failed",
    }
}

/// Decides the ratio from how full the source's buffer is, so that the fill stays at its target.
///
/// A PI controller on the fill averaged over about 8 s, because sources deliver in bursts. Its
/// integral is the estimate of the source's clock error, which is kept when the fill is disturbed.
/// Time is counted in samples of the output: nothing here knows a clock.
#[derive(Debug, Clone)]
pub struct DriftFollower {
    target: f64,
    average: Option<f64>,
    integral_ppm: f64,
    ppm: f64,
}

impl DriftFollower {
    /// Starts for a target fill in samples.
    #[must_use]
    pub fn new(target_samples: u64) -> Self {
        Self {
            target: target_samples as f64,
            average: None,
            integral_ppm: 0.0,
            ppm: 0.0,
        }
    }

    /// Takes the fill after `elapsed` samples of output were played since the last call, and
    /// returns the setting for [`DriftResampler::set_ppm`].
    pub fn update(&mut self, fill_samples: u64, elapsed_samples: u64) -> f64 {
        /// Seconds over which the fill is averaged.
        const AVERAGE_S: f64 = 8.0;
        /// ppm per sample of error: 1 ms off bends by 4 ppm.
        const PROPORTIONAL: f64 = 1.0 / 12.0;
        /// ppm per sample and second: critically damped against `PROPORTIONAL`, with the fill
        /// moving 0.048 samples per second and ppm (`0.048 × PROPORTIONAL² / 4`).
        const INTEGRAL: f64 = 0.048 * PROPORTIONAL * PROPORTIONAL / 4.0;

        let seconds = elapsed_samples as f64 / f64::from(crate::RATE);
        let fill = fill_samples as f64;
        let average = self.average.get_or_insert(fill);
        *average += (fill - *average) * (1.0 - (-seconds / AVERAGE_S).exp());
        let error = *average - self.target;
        let wanted = (error * PROPORTIONAL + self.integral_ppm).clamp(-MAX_PPM, MAX_PPM);
        // No wind-up: the integral rests while the output is at its bound or the fill is far off.
        if wanted.abs() < MAX_PPM {
            let step = error * INTEGRAL * seconds;
            self.integral_ppm = (self.integral_ppm + step).clamp(-MAX_PPM, MAX_PPM);
        }
        let slew = MAX_SLEW_PPM_PER_S * seconds;
        self.ppm += (wanted - self.ppm).clamp(-slew, slew);
        self.ppm
    }

    /// Returns the estimate of how much faster than ours the source's clock runs, ppm.
    #[must_use]
    pub fn drift_ppm(&self) -> f64 {
        self.integral_ppm
    }

    /// Says that the buffer was emptied or refilled: the fill starts anew, the clock's estimate
    /// stays.
    pub fn disturbed(&mut self) {
        self.average = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RATE;

    /// Runs the loop on counts alone: (lowest fill, highest fill, largest ppm, last fills).
    fn simulate(drift_ppm: f64, hours: u64, burst: u64) -> (f64, f64, f64, f64) {
        let target = 2.0 * f64::from(RATE);
        let mut follower = DriftFollower::new(target as u64);
        let (mut fill, mut owed, mut largest) = (target, 0.0, 0.0f64);
        let (mut low, mut high) = (fill, fill);
        let mut ppm = 0.0;
        // Ten updates per second.
        for _ in 0..hours * 3_600 * 10 {
            owed += 4_800.0 * (1.0 + drift_ppm * 1e-6);
            while owed >= burst as f64 {
                owed -= burst as f64;
                fill += burst as f64 / (1.0 + ppm * 1e-6);
            }
            fill -= 4_800.0;
            (low, high) = (low.min(fill), high.max(fill));
            ppm = follower.update(fill.max(0.0) as u64, 4_800);
            largest = largest.max(ppm.abs());
        }
        (low, high, largest, fill)
    }

    #[test]
    fn a_day_of_drift_never_starves_the_buffer() {
        let target = 2.0 * f64::from(RATE);
        for drift in [-200.0, -50.0, 0.0, 50.0, 200.0, 400.0] {
            for burst in [960, 24_000] {
                let (low, high, largest, last) = simulate(drift, 24, burst);
                let case = format!("{drift} ppm, bursts of {burst}: {low} {high} {largest} {last}");
                assert!(low > target / 2.0, "{case}");
                assert!(high < target * 1.5, "{case}");
                assert!(largest <= 500.0, "{case}");
                assert!((last - target).abs() < 36_000.0, "{case}");
            }
        }
    }

    #[test]
    fn the_estimate_finds_the_drift() {
        let mut follower = DriftFollower::new(96_000);
        let (mut fill, mut ppm) = (96_000.0f64, 0.0);
        for _ in 0..3_600 * 10 {
            fill += 4_800.0 * (1.0 + 120.0e-6) / (1.0 + ppm * 1e-6) - 4_800.0;
            ppm = follower.update(fill as u64, 4_800);
        }
        assert!((follower.drift_ppm() - 120.0).abs() < 5.0, "{}", follower.drift_ppm());
        assert!((fill - 96_000.0).abs() < 480.0, "{fill}");
    }

    fn sine(samples: usize, hz: f64) -> Vec<f32> {
        (0..samples)
            .flat_map(|index| {
                let value = (index as f64 * hz / f64::from(RATE) * std::f64::consts::TAU).sin();
                [value as f32 * 0.5, value as f32 * 0.5]
            })
            .collect()
    }

    /// Frequency from the first and last rising zero crossing, Hz.
    fn frequency(pcm: &[f32]) -> f64 {
        let left: Vec<f64> = pcm.iter().step_by(2).map(|value| f64::from(*value)).collect();
        let crossings: Vec<f64> = (1..left.len())
            .filter(|&at| left[at - 1] < 0.0 && left[at] >= 0.0)
            .map(|at| at as f64 - left[at] / (left[at] - left[at - 1]))
            .collect();
        let periods = (crossings.len() - 1) as f64;
        periods * f64::from(RATE) / (crossings[crossings.len() - 1] - crossings[0])
    }

    #[test]
    fn pitch_is_bent_by_exactly_what_was_asked_and_no_noise_is_added() {
        for ppm in [-500.0, -200.0, 0.0, 200.0, 500.0] {
            let mut resampler = DriftResampler::new().unwrap();
            resampler.set_ppm(ppm);
            let mut out = Vec::new();
            for piece in sine(480_000, 1_000.0).chunks(1_234) {
                resampler.process(piece, &mut out).unwrap();
            }
            let settled = &out[9_600..];
            let found = frequency(settled);
            let wanted = 1_000.0 * (1.0 + ppm * 1e-6);
            assert!((found - wanted).abs() < 0.002, "{ppm}: {found} {wanted}");
            // A fitted sine leaves only the noise.
            let omega = wanted / f64::from(RATE) * std::f64::consts::TAU;
            let left = settled.iter().step_by(2).map(|value| f64::from(*value));
            let (mut sv, mut cv, mut ss, mut cc, mut sc, mut energy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
            for (index, value) in left.enumerate().take(48_000) {
                let (sin, cos) = (omega * index as f64).sin_cos();
                sv += value * sin;
                cv += value * cos;
                ss += sin * sin;
                cc += cos * cos;
                sc += sin * cos;
                energy += value * value;
            }
            let determinant = ss * cc - sc * sc;
            let (a, b) = ((sv * cc - cv * sc) / determinant, (cv * ss - sv * sc) / determinant);
            let tone = a * sv + b * cv;
            let snr_db = 10.0 * (tone / (energy - tone).max(1e-12)).log10();
            assert!(snr_db > 70.0, "{ppm}: {snr_db} dB {found}");
        }
    }

    #[test]
    fn real_sound_through_the_loop_stays_whole() {
        let mut resampler = DriftResampler::new().unwrap();
        let mut follower = DriftFollower::new(48_000);
        let mut buffer: Vec<f32> = vec![0.0; 48_000 * CHANNELS];
        let mut owed = 0.0;
        for _ in 0..600 {
            owed += 4_800.0 * (1.0 + 200e-6);
            let count = owed as usize;
            owed -= count as f64;
            resampler.process(&vec![0.25; count * CHANNELS], &mut buffer).unwrap();
            assert!(buffer.len() >= 4_800 * CHANNELS);
            buffer.drain(..4_800 * CHANNELS);
            resampler.set_ppm(follower.update((buffer.len() / CHANNELS) as u64, 4_800));
        }
        let fill = buffer.len() as f64 / 2.0;
        assert!((fill - 48_000.0).abs() < 2_000.0, "{fill}");
        assert!(resampler.ppm().abs() < 300.0);
    }
}
