//! Decoded sound to the engine's form: 48 kHz, stereo, interleaved.

mod downmix;
mod resample;

pub(crate) use downmix::{Downmix, Layout, Speaker};
pub(crate) use resample::{ToEngineRate, engine_samples, step};

use super::error::Result;

/// What a decoder put out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) rate_hz: u32,
    pub(crate) layout: Layout,
}

/// Down-mix and resampling in one; follows changes of the shape.
#[derive(Default)]
pub(crate) struct Converter {
    stage: Option<(Downmix, ToEngineRate)>,
    stereo: Vec<f32>,
}

impl Converter {
    /// Takes interleaved sound of the given shape and appends 48 kHz stereo to `out`. When the
    /// rate is new, the sound of the old one is flushed first.
    pub(crate) fn push(&mut self, shape: Shape, pcm: &[f32], out: &mut Vec<f32>) -> Result<()> {
        let same_rate = |stage: &(Downmix, ToEngineRate)| stage.1.rate_hz() == shape.rate_hz;
        if !self.stage.as_ref().is_some_and(same_rate) {
            self.finish(out)?;
            let resampler = ToEngineRate::new(shape.rate_hz)?;
            self.stage = Some((Downmix::new(shape.layout), resampler));
        }
        let Some((downmix, resampler)) = &mut self.stage else {
            return Ok(());
        };
        if downmix.layout() != shape.layout {
            *downmix = Downmix::new(shape.layout);
        }
        self.stereo.clear();
        downmix.process(pcm, &mut self.stereo);
        resampler.push(&self.stereo, out)
    }

    /// Flushes what the resampler holds.
    pub(crate) fn finish(&mut self, out: &mut Vec<f32>) -> Result<()> {
        match &mut self.stage {
            Some((_, resampler)) => resampler.finish(out),
            None => Ok(()),
        }
    }

    /// Forgets all sound.
    pub(crate) fn reset(&mut self) {
        if let Some((_, resampler)) = &mut self.stage {
            resampler.reset();
        }
    }
}
