//! Gains that change without a click.

use std::f32::consts::FRAC_PI_2;

/// An equal-power fade: the gain is the sine of an angle that moves in a straight line, so a fade
/// out and a fade in of the same length always add up to the same power. It can be given a new
/// direction half way and goes on from where it is.
#[derive(Debug, Clone, Copy)]
pub struct Fade {
    angle: f32,
    target: f32,
    step: f32,
    left: u64,
}

impl Fade {
    /// Starts at full level.
    #[must_use]
    pub const fn open() -> Self {
        Self {
            angle: FRAC_PI_2,
            target: FRAC_PI_2,
            step: 0.0,
            left: 0,
        }
    }

    /// Starts at silence.
    #[must_use]
    pub const fn closed() -> Self {
        Self {
            angle: 0.0,
            target: 0.0,
            step: 0.0,
            left: 0,
        }
    }

    /// Fades to full level within `samples`.
    pub fn fade_in(&mut self, samples: u64) {
        self.head_for(FRAC_PI_2, samples);
    }

    /// Fades to silence within `samples`.
    pub fn fade_out(&mut self, samples: u64) {
        self.head_for(0.0, samples);
    }

    /// Samples until the fade is done; 0 when it is.
    #[must_use]
    pub const fn left(&self) -> u64 {
        self.left
    }

    /// Whether nothing is heard any more.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.left == 0 && self.angle <= 0.0
    }

    /// Applies the fade to interleaved stereo in place.
    pub fn apply(&mut self, samples: &mut [f32]) {
        if self.left == 0 && self.angle >= FRAC_PI_2 {
            return;
        }
        for frame in samples.chunks_exact_mut(2) {
            let gain = self.advance();
            frame[0] *= gain;
            frame[1] *= gain;
        }
    }

    fn head_for(&mut self, target: f32, samples: u64) {
        self.target = target;
        self.left = samples;
        if samples == 0 {
            self.angle = target;
            self.step = 0.0;
        } else {
            self.step = (target - self.angle) / samples as f32;
        }
    }

    fn advance(&mut self) -> f32 {
        if self.left > 0 {
            self.left -= 1;
            // Reckoned back from the target, so that rounding never leaves a step at the end.
            self.angle = self.target - self.step * self.left as f32;
        }
        self.angle.sin()
    }
}

/// A linear gain ramp, for changes of level while something plays.
#[derive(Debug, Clone, Copy)]
pub struct Ramp {
    gain: f32,
    target: f32,
    step: f32,
    left: u32,
}

impl Ramp {
    /// Starts at `gain` (a factor).
    #[must_use]
    pub const fn new(gain: f32) -> Self {
        Self {
            gain,
            target: gain,
            step: 0.0,
            left: 0,
        }
    }

    /// Moves to `gain` within `samples`.
    pub fn set(&mut self, gain: f32, samples: u32) {
        self.target = gain;
        self.left = samples;
        if samples == 0 {
            self.gain = gain;
        } else {
            self.step = (gain - self.gain) / samples as f32;
        }
    }

    /// The gain it moves to, a factor.
    #[must_use]
    pub const fn target(&self) -> f32 {
        self.target
    }

    /// Applies the ramp to interleaved stereo in place.
    pub fn apply(&mut self, samples: &mut [f32]) {
        for frame in samples.chunks_exact_mut(2) {
            if self.left > 0 {
                self.left -= 1;
                self.gain = self.target - self.step * self.left as f32;
            }
            frame[0] *= self.gain;
            frame[1] *= self.gain;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fade_out_and_a_fade_in_keep_the_power() {
        let mut falling = Fade::open();
        falling.fade_out(1000);
        let mut rising = Fade::closed();
        rising.fade_in(1000);
        for _ in 0..1000 {
            let (mut old, mut new) = ([1.0, 1.0], [1.0, 1.0]);
            falling.apply(&mut old);
            rising.apply(&mut new);
            let power = old[0] * old[0] + new[0] * new[0];
            assert!((power - 1.0).abs() < 1e-4, "{power}");
        }
        assert!(falling.is_closed());
        assert_eq!(rising.left(), 0);
    }

    #[test]
    fn a_fade_turned_half_way_does_not_jump() {
        let mut fade = Fade::open();
        fade.fade_out(1000);
        let mut before = vec![1.0; 1000];
        fade.apply(&mut before);
        fade.fade_in(500);
        let mut after = vec![1.0; 1000];
        fade.apply(&mut after);
        assert!((before[999] - after[0]).abs() < 0.01);
        assert!((after[999] - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_ramp_ends_exactly_on_its_target() {
        let mut ramp = Ramp::new(1.0);
        ramp.set(0.25, 480);
        let mut samples = vec![1.0; 1000];
        ramp.apply(&mut samples);
        assert!((samples[998] - 0.25).abs() < 1e-6);
        let steepest = samples.chunks_exact(2).map(|frame| frame[0]).collect::<Vec<_>>();
        assert!(steepest.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.002));
    }
}
