//! Any rate to 48 kHz; as many seconds out as went in.

use audioadapter_buffers::direct::InterleavedSlice;
use rubato::{
    Async, Fft, FixedAsync, FixedSync, Indexing, Resampler, SincInterpolationParameters, SincInterpolationType,
    WindowFunction,
};

use crate::input::error::{InputError, Result};
use crate::{CHANNELS, RATE};

/// The largest denominator of the ratio for which whole FFT blocks stay short (21 ms at 44.1 kHz).
const MAX_FFT_BLOCK: u32 = 2_400;
/// Taps of the filter for the other ratios.
const SINC_LENGTH: usize = 128;
/// Input frames per call.
const CHUNK: usize = 1_024;

/// Stereo interleaved at one rate to stereo interleaved at 48 kHz.
///
/// **Invariant: after `finish`, the output is `round(input × 48000 / rate)` samples, and output
/// sample `n` is the sound at input position `n × rate / 48000`** (to less than a sample for rates
/// whose ratio has no short blocks); the filter's delay is taken off
/// the start and flushed at the end. Blocks are of fixed length, so the output does not depend on
/// how the input was cut.
pub(crate) struct ToEngineRate {
    rate_hz: u32,
    delay: usize,
    inner: Option<Box<dyn Resampler<f32>>>,
    waiting: Vec<f32>,
    scratch: Vec<f32>,
    consumed: u64,
    produced: u64,
    delay_left: usize,
}

impl ToEngineRate {
    pub(crate) fn new(rate_hz: u32) -> Result<Self> {
        let inner = (rate_hz != RATE).then(|| build(rate_hz)).transpose()?;
        let delay = inner.as_ref().map_or(0, |inner| delay(rate_hz, inner.as_ref()));
        Ok(Self {
            rate_hz,
            delay,
            inner,
            waiting: Vec::new(),
            scratch: Vec::new(),
            consumed: 0,
            produced: 0,
            delay_left: delay,
        })
    }

    pub(crate) fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    /// Forgets all sound.
    pub(crate) fn reset(&mut self) {
        if let Some(inner) = &mut self.inner {
            inner.reset();
        }
        self.delay_left = self.delay;
        self.waiting.clear();
        self.consumed = 0;
        self.produced = 0;
    }

    /// Takes stereo interleaved sound and appends what is ready at 48 kHz.
    pub(crate) fn push(&mut self, input: &[f32], out: &mut Vec<f32>) -> Result<()> {
        self.consumed += (input.len() / CHANNELS) as u64;
        let Some(inner) = &mut self.inner else {
            out.extend_from_slice(input);
            self.produced = self.consumed;
            return Ok(());
        };
        self.waiting.extend_from_slice(input);
        let mut used = 0;
        while self.waiting.len() - used >= inner.input_frames_next() * CHANNELS {
            let frames = inner.input_frames_next();
            let chunk = &self.waiting[used..used + frames * CHANNELS];
            let got = run(inner.as_mut(), chunk, &mut self.scratch, None)?;
            let skip = self.delay_left.min(got);
            self.delay_left -= skip;
            out.extend_from_slice(&self.scratch[skip * CHANNELS..got * CHANNELS]);
            self.produced += (got - skip) as u64;
            used += frames * CHANNELS;
        }
        self.waiting.drain(..used);
        Ok(())
    }

    /// Flushes the filter; the instance is as new afterwards.
    pub(crate) fn finish(&mut self, out: &mut Vec<f32>) -> Result<()> {
        let total = engine_samples(self.consumed, self.rate_hz);
        if let Some(inner) = &mut self.inner {
            while self.produced < total {
                let partial = self.waiting.len() / CHANNELS;
                let frames = inner.input_frames_next();
                self.waiting.resize(frames * CHANNELS, 0.0);
                let got = run(inner.as_mut(), &self.waiting, &mut self.scratch, Some(partial))?;
                self.waiting.clear();
                let skip = self.delay_left.min(got);
                self.delay_left -= skip;
                let wanted = (total - self.produced).min((got - skip) as u64) as usize;
                out.extend_from_slice(&self.scratch[skip * CHANNELS..(skip + wanted) * CHANNELS]);
                self.produced += wanted as u64;
            }
        }
        self.reset();
        Ok(())
    }
}

/// Samples at 48 kHz that `samples` at `rate_hz` last, rounded.
pub(crate) fn engine_samples(samples: u64, rate_hz: u32) -> u64 {
    let rate = u128::from(rate_hz.max(1));
    ((u128::from(samples) * u128::from(RATE) + rate / 2) / rate) as u64
}

/// The least common step of both rates: `(input, output)` samples.
pub(crate) fn step(rate_hz: u32) -> (u64, u64) {
    let divisor = gcd(rate_hz, RATE);
    (u64::from(rate_hz / divisor), u64::from(RATE / divisor))
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

fn is_short(rate_hz: u32) -> bool {
    let (block, out_block) = step(rate_hz);
    block.max(out_block) <= u64::from(MAX_FFT_BLOCK)
}

/// Samples of the output by which the filter is late.
fn delay(rate_hz: u32, inner: &dyn Resampler<f32>) -> usize {
    if is_short(rate_hz) {
        return inner.output_delay();
    }
    // Rubato's first output lies one output sample behind the first input.
    let half = (SINC_LENGTH / 2) as f64;
    (half * f64::from(RATE) / f64::from(rate_hz)).round() as usize - 1
}

fn build(rate_hz: u32) -> Result<Box<dyn Resampler<f32>>> {
    let engine = |_| InputError::Engine {
        what: "the resampler refused the rate",
    };
    let (block, _) = step(rate_hz);
    // An odd block would put the filter's centre between two samples.
    let chunk = 2 * block * (CHUNK as u64 / 2).div_ceil(block);
    if is_short(rate_hz) {
        let inner = Fft::new_custom(
            rate_hz as usize,
            RATE as usize,
            chunk as usize,
            1,
            CHANNELS,
            WindowFunction::BlackmanHarris2,
            FixedSync::Input,
        )
        .map_err(engine)?;
        return Ok(Box::new(inner));
    }
    let parameters = SincInterpolationParameters::new(SINC_LENGTH, WindowFunction::BlackmanHarris2)
        .oversampling_factor(256)
        .interpolation(SincInterpolationType::Cubic);
    let ratio = f64::from(RATE) / f64::from(rate_hz);
    let inner = Async::new_sinc(ratio, 1.0, &parameters, CHUNK, CHANNELS, FixedAsync::Input).map_err(engine)?;
    Ok(Box::new(inner))
}

/// Resamples one chunk into `scratch` and returns how many frames came out.
fn run(inner: &mut dyn Resampler<f32>, chunk: &[f32], scratch: &mut Vec<f32>, partial: Option<usize>) -> Result<usize> {
    const FAILED: InputError = InputError::Engine {
        what: "the resampler failed",
    };
    let room = inner.output_frames_next();
    scratch.resize(room * CHANNELS, 0.0);
    let input = InterleavedSlice::new(chunk, CHANNELS, chunk.len() / CHANNELS).map_err(|_| FAILED)?;
    let mut output = InterleavedSlice::new_mut(scratch, CHANNELS, room).map_err(|_| FAILED)?;
    let indexing = partial.map(|frames| Indexing::new().partial_len(frames));
    let (_, got) = inner
        .process_into_buffer(&input, &mut output, indexing.as_ref())
        .map_err(|_| FAILED)?;
    Ok(got)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATES: [u32; 19] = [
        96_001, 191_999, 383_998, 8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_056, 44_100, 47_999,
        48_000, 64_000, 88_200, 96_000, 176_400, 192_000,
    ];

    fn sine(rate_hz: u32, frames: usize, hz: f64) -> Vec<f32> {
        (0..frames)
            .flat_map(|index| {
                let phase = index as f64 * hz / f64::from(rate_hz) * std::f64::consts::TAU;
                let value = (phase.sin() * 0.5) as f32;
                [value, value]
            })
            .collect()
    }

    fn convert(rate_hz: u32, input: &[f32], cut: usize) -> Vec<f32> {
        let mut resampler = ToEngineRate::new(rate_hz).unwrap();
        let mut out = Vec::new();
        for piece in input.chunks(cut * CHANNELS) {
            resampler.push(piece, &mut out).unwrap();
        }
        resampler.finish(&mut out).unwrap();
        out
    }

    #[test]
    fn every_rate_keeps_its_duration_and_its_phase() {
        for rate in RATES {
            for frames in [1, 777, rate as usize + 13] {
                let out = convert(rate, &sine(rate, frames, 997.0), 500);
                let expected = engine_samples(frames as u64, rate);
                assert_eq!((out.len() / 2) as u64, expected, "{rate} {frames}");
            }
            let out = convert(rate, &sine(rate, rate as usize, 997.0), 500);
            let omega = 997.0 / f64::from(RATE) * std::f64::consts::TAU;
            let (mut in_phase, mut quadrature, mut energy) = (0.0, 0.0, 0.0);
            let middle = &out[9_600..9_600 + 2 * RATE as usize / 2];
            for (index, value) in middle.iter().step_by(2).enumerate() {
                let phase = omega * (index + 4_800) as f64;
                let value = f64::from(*value);
                in_phase += value * phase.sin();
                quadrature += value * phase.cos();
                energy += value * value;
            }
            let count = (middle.len() / 2) as f64;
            let signal = (in_phase * in_phase + quadrature * quadrature) * 2.0 / count;
            let noise = (energy - signal).max(1e-12);
            let late = quadrature.atan2(in_phase).abs() / omega;
            // The filter of odd rates is late by a fraction of a sample.
            let allowed = if is_short(rate) { 0.001 } else { 0.6 };
            assert!(late < allowed, "{rate} Hz: {late} samples late");
            let level = (signal * 2.0 / count).sqrt();
            assert!((level - 0.5).abs() < 0.002, "{rate} Hz: level {level}");
            let snr_db = 10.0 * (signal / noise.max(1e-30)).log10();
            assert!(snr_db > 80.0, "{rate} Hz: {snr_db} dB");
        }
    }

    #[test]
    fn the_cut_of_the_input_does_not_matter() {
        let input = sine(44_100, 10_000, 440.0);
        let whole = convert(44_100, &input, 10_000);
        for cut in [1, 7, 1_024, 4_099] {
            assert_eq!(convert(44_100, &input, cut), whole);
        }
    }

    #[test]
    fn a_finished_resampler_can_be_used_again() {
        let mut resampler = ToEngineRate::new(22_050).unwrap();
        for _ in 0..2 {
            let mut out = Vec::new();
            resampler.push(&sine(22_050, 500, 100.0), &mut out).unwrap();
            resampler.finish(&mut out).unwrap();
            assert_eq!(out.len(), 2 * 1_088);
        }
    }
}
