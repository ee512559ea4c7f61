//! Silence and dead air.

use super::gain_from_db;

/// Samples of one decision: 20 ms.
const BLOCK: u64 = 960;
/// Blocks of sound within a run that make it more than a click: 100 ms.
const SOUND_BLOCKS: u32 = 5;
/// Blocks of silence that end a run of sound: 500 ms.
const PAUSE_BLOCKS: u32 = 25;

/// Follows where sound and silence begin, in blocks of 20 ms. The level of a block is half its
/// swing from lowest to highest, so that a constant voltage counts as silence.
#[derive(Debug, Clone)]
pub struct SilenceTracker {
    level: f32,
    position: u64,
    filled: u64,
    low: [f32; 2],
    high: [f32; 2],
    silent_since: Option<u64>,
    sound: Option<Run>,
}

#[derive(Debug, Clone, Copy)]
struct Run {
    since: u64,
    blocks: u32,
    pause: u32,
}

impl SilenceTracker {
    /// Starts at position 0 with nothing heard yet; sound below `level_dbfs` is silence.
    #[must_use]
    pub fn new(level_dbfs: f32) -> Self {
        Self {
            level: gain_from_db(level_dbfs),
            position: 0,
            filled: 0,
            low: [f32::MAX; 2],
            high: [f32::MIN; 2],
            silent_since: None,
            sound: None,
        }
    }

    /// Changes the level, dBFS.
    pub fn set_level(&mut self, level_dbfs: f32) {
        self.level = gain_from_db(level_dbfs);
    }

    /// Takes interleaved stereo.
    pub fn push(&mut self, samples: &[f32]) {
        for frame in samples.chunks_exact(2) {
            for (channel, sample) in frame.iter().enumerate() {
                self.low[channel] = self.low[channel].min(*sample);
                self.high[channel] = self.high[channel].max(*sample);
            }
            self.filled += 1;
            if self.filled == BLOCK {
                self.close_block();
            }
        }
    }

    /// Samples taken so far.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position + self.filled
    }

    /// Where the silence that goes on now began; `None` while there is sound.
    #[must_use]
    pub const fn silent_since(&self) -> Option<u64> {
        self.silent_since
    }

    /// Samples of silence up to `position`.
    #[must_use]
    pub fn silent_for(&self, position: u64) -> u64 {
        self.silent_since.map_or(0, |since| position.saturating_sub(since))
    }

    /// Where the sound that goes on now began, once there have been 100 ms of it; pauses below
    /// half a second do not end it.
    #[must_use]
    pub fn sound_since(&self) -> Option<u64> {
        self.sound.filter(|run| run.blocks >= SOUND_BLOCKS).map(|run| run.since)
    }

    /// Forgets the silence so far, for instance after something else was put on air.
    pub fn restart_silence(&mut self) {
        self.silent_since = None;
    }

    fn close_block(&mut self) {
        let swing = (0..2)
            .map(|channel| (self.high[channel] - self.low[channel]) / 2.0)
            .fold(0.0, f32::max);
        if swing >= self.level {
            self.silent_since = None;
            let run = self.sound.get_or_insert(Run {
                since: self.position,
                blocks: 0,
                pause: 0,
            });
            run.blocks = run.blocks.saturating_add(1);
            run.pause = 0;
        } else {
            self.silent_since.get_or_insert(self.position);
            if let Some(run) = &mut self.sound {
                run.pause += 1;
                if run.pause >= PAUSE_BLOCKS {
                    self.sound = None;
                }
            }
        }
        self.position += BLOCK;
        self.filled = 0;
        self.low = [f32::MAX; 2];
        self.high = [f32::MIN; 2];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(blocks: usize, level: f32) -> Vec<f32> {
        (0..blocks * 960)
            .flat_map(|index| [level * (index as f32 * 0.05).sin(); 2])
            .collect()
    }

    #[test]
    fn silence_begins_where_the_sound_stops() {
        let mut tracker = SilenceTracker::new(-50.0);
        tracker.push(&tone(50, 0.5));
        assert_eq!(tracker.silent_since(), None);
        assert_eq!(tracker.sound_since(), Some(0));
        tracker.push(&vec![0.0; 960 * 2 * 50]);
        assert_eq!(tracker.silent_since(), Some(50 * 960));
        assert_eq!(tracker.silent_for(tracker.position()), 48_000);
        assert_eq!(tracker.sound_since(), None);
    }

    #[test]
    fn hiss_and_a_constant_voltage_are_silence() {
        let mut tracker = SilenceTracker::new(-50.0);
        tracker.push(&tone(10, 0.002));
        tracker.push(&vec![0.3; 960 * 2 * 10]);
        // The step between the two is one block of sound, which is too short to count.
        assert_eq!(tracker.sound_since(), None);
        assert!(tracker.silent_since().is_some());
    }

    #[test]
    fn a_click_does_not_count_as_sound() {
        let mut tracker = SilenceTracker::new(-50.0);
        tracker.push(&vec![0.0; 960 * 2 * 10]);
        tracker.push(&tone(2, 0.5));
        tracker.push(&vec![0.0; 960 * 2 * 10]);
        assert_eq!(tracker.sound_since(), None);
    }
}
