//! A gentle hand on the fader of live sources.

use super::loudness::Loudness;
use super::{db_from_gain, gain_from_db};
use crate::RATE;

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
    loudness: Loudness,
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
            loudness: Loudness::default(),
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
            self.loudness.push(part);
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
            self.loudness.push(now);
            for frame in now.chunks_exact_mut(2) {
                self.gain += self.step;
                frame[0] *= self.gain;
                frame[1] *= self.gain;
            }
            self.advance(now.len() / 2);
            rest = later;
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
        self.loudness.close_step();
        let momentary = self.loudness.momentary();
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

#[cfg(test)]
mod tests {
    use super::*;
    use ebur128::{EbuR128, Mode};

    /// A 1 kHz stereo sine of a loudness, LUFS.
    fn tone(lufs: f32, seconds: usize) -> Vec<f32> {
        let level = gain_from_db(lufs + 0.691 - 0.69);
        let sample = |index: usize| level * (index as f32 * 1000.0 * std::f32::consts::TAU / 48_000.0).sin();
        (0..seconds * 48_000).flat_map(|index| [sample(index); 2]).collect()
    }

    fn loudness(samples: &[f32]) -> f64 {
        let mut meter = EbuR128::new(2, RATE, Mode::I).unwrap();
        meter.add_frames_f32(samples).unwrap();
        meter.loudness_global().unwrap()
    }

    #[test]
    fn quiet_and_loud_sources_come_to_the_target_slowly() {
        for lufs in [-26.0, -8.0] {
            let mut leveller = Leveller::new(-16.0);
            let mut before_db = leveller.gain_db();
            let mut last = Vec::new();
            for second in tone(lufs, 30).chunks(96_000) {
                last = second.to_vec();
                leveller.process(&mut last);
                let change_db = leveller.gain_db() - before_db;
                assert!((-3.05..=1.05).contains(&change_db), "{change_db}");
                before_db = leveller.gain_db();
            }
            assert!((loudness(&last) + 16.0).abs() < 1.0, "{lufs}: {}", loudness(&last));
        }
    }

    #[test]
    fn the_fader_stays_within_its_range() {
        let mut leveller = Leveller::new(-16.0);
        leveller.process(&mut tone(-45.0, 40));
        assert!((11.4..=12.01).contains(&leveller.gain_db()), "{}", leveller.gain_db());
    }

    #[test]
    fn a_pause_is_not_pumped_up() {
        let mut leveller = Leveller::new(-16.0);
        leveller.process(&mut tone(-20.0, 20));
        let before_db = leveller.gain_db();
        leveller.process(&mut tone(-60.0, 60));
        leveller.process(&mut vec![0.0; 96_000 * 10]);
        assert!(
            (leveller.gain_db() - before_db).abs() < 0.5,
            "{before_db} {}",
            leveller.gain_db()
        );
    }

    #[test]
    fn a_primed_source_starts_at_its_level() {
        let mut leveller = Leveller::new(-16.0);
        leveller.prime(&tone(-24.0, 3));
        let mut first = tone(-24.0, 1);
        leveller.process(&mut first);
        assert!((loudness(&first) + 16.0).abs() < 1.0, "{}", loudness(&first));
    }
}
