//! A track's level over time, small enough for ten hours of it.

/// Samples of one block at first: 10 ms.
const BLOCK: u32 = 480;
/// Most blocks held: 11.6 hours at 10 ms. Longer tracks are kept coarser.
const BLOCK_BOUND: usize = 1 << 22;
/// Lowest level told apart, dB.
const FLOOR_DB: f32 = -100.0;
/// Levels per decibel.
const STEPS_PER_DB: f32 = 2.0;
/// Keeps a constant voltage and rumble out: a one-pole high-pass at about 30 Hz.
const HIGH_PASS: f32 = 0.9961;

/// Level of each 10 ms in half decibels.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    levels: Vec<u8>,
    bound: usize,
    block: u32,
    filled: u32,
    power: f64,
    last_in: [f32; 2],
    last_out: [f32; 2],
}

impl Profile {
    pub(super) fn new() -> Self {
        Self::bounded(BLOCK_BOUND)
    }

    /// Holds at most `bound` blocks, an even number.
    fn bounded(bound: usize) -> Self {
        Self {
            levels: Vec::new(),
            bound,
            block: BLOCK,
            filled: 0,
            power: 0.0,
            last_in: [0.0; 2],
            last_out: [0.0; 2],
        }
    }

    pub(super) fn push(&mut self, left: f32, right: f32) {
        for (channel, sample) in [left, right].into_iter().enumerate() {
            let out = HIGH_PASS * (self.last_out[channel] + sample - self.last_in[channel]);
            self.last_in[channel] = sample;
            // Far below hearing, and else a denormal number for hours.
            self.last_out[channel] = if out.abs() < 1e-12 { 0.0 } else { out };
            self.power += f64::from(out) * f64::from(out);
        }
        self.filled += 1;
        if self.filled == self.block {
            self.close();
        }
    }

    /// Ends the profile; a last block that is not full counts as one.
    pub(super) fn finish(mut self) -> Levels {
        if self.filled > 0 {
            self.close();
        }
        Levels {
            levels: self.levels,
            block: u64::from(self.block),
        }
    }

    fn close(&mut self) {
        let level_db = (10.0 * (self.power / f64::from(self.filled)).max(1e-12).log10()) as f32 - 0.691;
        self.levels
            .push(((level_db - FLOOR_DB) * STEPS_PER_DB).clamp(0.0, 255.0) as u8);
        self.filled = 0;
        self.power = 0.0;
        if self.levels.len() >= self.bound {
            self.levels = self
                .levels
                .chunks(2)
                .map(|pair| pair.iter().copied().max().unwrap_or(0))
                .collect();
            self.block *= 2;
        }
    }
}

/// A finished profile. Levels are those of both channels summed, dB, so that a programme at
/// −16 LUFS has about −16 here.
#[derive(Debug, Clone)]
pub(super) struct Levels {
    levels: Vec<u8>,
    block: u64,
}

impl Levels {
    /// Share of blocks below `level_db`, 0 to 1; 1 for an empty profile.
    pub(super) fn share_below(&self, level_db: f32) -> f32 {
        let code = code(level_db);
        let below = self.levels.iter().filter(|level| **level < code).count();
        if self.levels.is_empty() {
            1.0
        } else {
            below as f32 / self.levels.len() as f32
        }
    }

    /// Where sound above `level_db` starts and ends, samples; `None` when there is none. A lone
    /// click is not sound.
    pub(super) fn sound(&self, level_db: f32) -> Option<(u64, u64)> {
        let code = code(level_db);
        let is_sound =
            |window: &[u8]| window.iter().filter(|level| **level >= code).count() >= 3.min(self.levels.len());
        let window = 10.min(self.levels.len()).max(1);
        let first = self
            .levels
            .windows(window)
            .position(|blocks| blocks[0] >= code && is_sound(blocks))?;
        let last = self
            .levels
            .windows(window)
            .rposition(|blocks| blocks[window - 1] >= code && is_sound(blocks))?;
        let end = last + window;
        (end > first).then(|| {
            (
                (first as u64).saturating_sub(1) * self.block,
                (end as u64 + 1) * self.block,
            )
        })
    }

    /// The last moment before `until` at which 200 ms lie above `level_db` on average, samples.
    pub(super) fn last_above(&self, level_db: f32, until: u64) -> Option<u64> {
        let end = ((until / self.block) as usize).min(self.levels.len());
        let window = 20.min(end).max(1);
        let wanted = u32::from(code(level_db)) * window as u32;
        let sum = |blocks: &[u8]| blocks.iter().map(|level| u32::from(*level)).sum::<u32>();
        let last = self.levels[..end]
            .windows(window)
            .rposition(|blocks| sum(blocks) >= wanted)?;
        Some((last + window) as u64 * self.block)
    }
}

fn code(level_db: f32) -> u8 {
    ((level_db - FLOOR_DB) * STEPS_PER_DB).clamp(1.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_that_grows_too_long_becomes_coarser() {
        let mut profile = Profile::bounded(100);
        for index in 0..480_000_u32 {
            let is_loud = (96_000..384_000).contains(&index);
            let sample = if is_loud { (index as f32 * 0.1).sin() } else { 0.0 };
            profile.push(sample, sample);
        }
        let levels = profile.finish();
        assert!(levels.levels.len() < 100);
        let (from, to) = levels.sound(-40.0).unwrap();
        assert!(
            from.abs_diff(96_000) <= 2 * levels.block && to.abs_diff(384_000) <= 2 * levels.block,
            "{from} {to}"
        );
    }

    #[test]
    fn a_click_before_the_music_is_not_its_start() {
        let mut profile = Profile::new();
        for index in 0..96_000_u32 {
            let sample = if index == 100 || index > 48_000 {
                (index as f32 * 0.1).sin()
            } else {
                0.0
            };
            profile.push(sample, sample);
        }
        assert!(profile.finish().sound(-60.0).unwrap().0.abs_diff(48_000) <= 960);
    }
}
