//! A gentle hand on the fader of live sources.

use super::{db_from_gain, gain_from_db};
use crate::RATE;
use ebur128::{EbuR128, Mode};

/// Samples between two looks at the loudness: 100 ms.
const STEP: usize = 4800;
/// Most the fader moves, dB either way.
const RANGE_DB: f32 = 12.0;
/// Most it moves up in a second, dB.
const UP_DB_PER_S: f32 = 1.0;
/// Most it moves down in a second, dB.
const DOWN_DB_PER_S: f32 = 3.0;
/// Loudness differences below this are left alone, dB.
const TOLERANCE_DB: f32 = 0.5;
/// Loudness below this is a pause, LUFS: the fader rests.
const GATE_LUFS: f32 = -50.0;
/// A pause is also whatever lies this far below the running loudness, LU.
const RELATIVE_GATE_LU: f32 = 15.0;

/// A slow automatic fader towards a target loudness. It listens to 3 s of loudness, moves by at
/// most ±12 dB and at most 1 dB a second up, 3 dB a second down, and rests in pauses, so that
/// silence and breath are not pumped up.
pub struct Leveller {
    target_lufs: f32,
    meter: Option<EbuR128>,
    filled: usize,
    running_lufs: Option<f32>,
    gain_db: f32,
    step: f32,
    gain: f32,
}

impl Leveller {
    /// Starts at unity gain towards `target_lufs`.
    #[must_use]
    pub fn new(target_lufs: f32) -> Self {
        Self {
            target_lufs,
            // Fails only on a rate or channel count out of range, which these constants are not.
            meter: EbuR128::new(2, RATE, Mode::M | Mode::S).ok(),
            filled: 0,
            running_lufs: None,
            gain_db: 0.0,
            step: 0.0,
            gain: 1.0,
        }
    }

    /// Changes the target, LUFS.
    pub fn set_target(&mut self, target_lufs: f32) {
        self.target_lufs = target_lufs;
    }

    /// Gain it has reached, dB.
    #[must_use]
    pub fn gain_db(&self) -> f32 {
        db_from_gain(self.gain)
    }

    /// Listens to what is not heard yet and sets the fader at once, so that a source starts at the
    /// right level.
    pub fn prime(&mut self, samples: &[f32]) {
        for part in samples.chunks(STEP * 2) {
            self.measure(part);
            if part.len() == STEP * 2 {
                let _moved_later = self.wanted_db();
            }
        }
        if let Some(running) = self.running_lufs {
            self.gain_db = (self.target_lufs - running).clamp(-RANGE_DB, RANGE_DB);
            self.gain = gain_from_db(self.gain_db);
            self.step = 0.0;
        }
    }

    /// Levels interleaved stereo in place.
    pub fn process(&mut self, samples: &mut [f32]) {
        let mut rest = samples;
        while !rest.is_empty() {
            let (now, later) = rest.split_at_mut(rest.len().min((STEP - self.filled) * 2));
            self.measure(now);
            for frame in now.chunks_exact_mut(2) {
                self.gain += self.step;
                frame[0] *= self.gain;
                frame[1] *= self.gain;
            }
            self.advance(now.len() / 2);
            rest = later;
        }
    }

    fn measure(&mut self, samples: &[f32]) {
        if let Some(meter) = &mut self.meter {
            // Fails only on a slice that is not whole frames; what is levelled always is.
            let _measured = meter.add_frames_f32(samples);
        }
    }

    fn advance(&mut self, samples: usize) {
        self.filled += samples;
        if self.filled < STEP {
            return;
        }
        self.filled = 0;
        // The straight line of the last step is rounded; the exact value is put in its place.
        self.gain = gain_from_db(self.gain_db);
        if let Some(wanted_db) = self.wanted_db() {
            let seconds = STEP as f32 / RATE as f32;
            let change = (wanted_db - self.gain_db).clamp(-DOWN_DB_PER_S * seconds, UP_DB_PER_S * seconds);
            self.gain_db = (self.gain_db + change).clamp(-RANGE_DB, RANGE_DB);
        }
        self.step = (gain_from_db(self.gain_db) - self.gain) / STEP as f32;
    }

    fn wanted_db(&mut self) -> Option<f32> {
        let meter = self.meter.as_ref()?;
        let momentary = meter.loudness_momentary().ok()? as f32;
        let running = self.running_lufs.unwrap_or(momentary);
        if momentary < GATE_LUFS || momentary < running - RELATIVE_GATE_LU {
            // A source that goes on for long at a lower level is not a pause: the memory fades.
            self.running_lufs = self.running_lufs.map(|lufs| lufs - 0.05);
            return None;
        }
        // A time constant of 3 s over moments with sound only; pauses do not count.
        let updated = running + (momentary - running) * (STEP as f32 / RATE as f32 / 3.0);
        self.running_lufs = Some(updated);
        let wanted_db = (self.target_lufs - updated).clamp(-RANGE_DB, RANGE_DB);
        ((wanted_db - self.gain_db).abs() > TOLERANCE_DB).then_some(wanted_db)
    }
}
