//! The last thing before the encoders: a look-ahead limiter for true peaks.

use super::{TruePeak, gain_from_db};

/// Samples over which the gain glides before a peak: 5 ms.
const GLIDE: usize = 240;
/// Samples a peak's gain is held around it, because the filter between the samples sees that many.
const HOLD: usize = 2 * TruePeak::DELAY + 1;
/// Samples the lowest wanted gain is looked for in.
const WINDOW: usize = GLIDE + HOLD;
/// Recovery per sample towards full gain: about 80 ms to 63 %.
const RELEASE: f32 = 1.0 / 3840.0;
/// What the moving gain can add between the samples, dB.
const MARGIN_DB: f32 = 0.12;

/// Keeps the true peak (four-fold oversampled) at or below a ceiling. Both channels get the same
/// gain, so the stereo image stays; below the ceiling sound passes unchanged.
#[derive(Debug, Clone)]
pub struct Limiter {
    ceiling: f32,
    detector: TruePeak,
    delay: Box<[[f32; 2]; LATENCY]>,
    delay_at: usize,
    lowest: Lowest,
    recovering: f32,
    glide: Box<[f32; GLIDE]>,
    glide_at: usize,
    glide_sum: f64,
}

const LATENCY: usize = TruePeak::DELAY + HOLD / 2 + GLIDE - 1;

impl Limiter {
    /// Samples by which the output lags behind the input, always.
    pub const LATENCY: usize = LATENCY;

    /// Limits to `ceiling_dbtp`.
    #[must_use]
    pub fn new(ceiling_dbtp: f32) -> Self {
        Self {
            ceiling: gain_from_db(ceiling_dbtp - MARGIN_DB),
            detector: TruePeak::new(),
            delay: Box::new([[0.0; 2]; LATENCY]),
            delay_at: 0,
            lowest: Lowest::new(),
            recovering: 1.0,
            glide: Box::new([1.0; GLIDE]),
            glide_at: 0,
            glide_sum: GLIDE as f64,
        }
    }

    /// Changes the ceiling, dBTP.
    pub fn set_ceiling(&mut self, ceiling_dbtp: f32) {
        self.ceiling = gain_from_db(ceiling_dbtp - MARGIN_DB);
    }

    /// Limits interleaved stereo in place; what comes out is the input of
    /// [`LATENCY`](Self::LATENCY) samples earlier.
    pub fn process(&mut self, samples: &mut [f32]) {
        for frame in samples.chunks_exact_mut(2) {
            let gain = self.gain(frame[0], frame[1]);
            let slot = &mut self.delay[self.delay_at];
            let [left, right] = std::mem::replace(slot, [frame[0], frame[1]]);
            self.delay_at = (self.delay_at + 1) % LATENCY;
            frame[0] = left * gain;
            frame[1] = right * gain;
        }
    }

    fn gain(&mut self, left: f32, right: f32) -> f32 {
        let peak = self.detector.push_above(left, right, self.ceiling);
        let wanted = if peak > self.ceiling { self.ceiling / peak } else { 1.0 };
        let lowest = self.lowest.push(wanted);
        self.recovering = if lowest < self.recovering {
            lowest
        } else {
            self.recovering + (lowest - self.recovering) * RELEASE
        };
        let oldest = std::mem::replace(&mut self.glide[self.glide_at], self.recovering);
        self.glide_at = (self.glide_at + 1) % GLIDE;
        self.glide_sum += f64::from(self.recovering) - f64::from(oldest);
        (self.glide_sum / GLIDE as f64).min(1.0) as f32
    }
}

/// The lowest of the last [`WINDOW`] values, in constant time on average: a queue of values that
/// only grow.
#[derive(Debug, Clone)]
struct Lowest {
    queue: std::collections::VecDeque<(u64, f32)>,
    count: u64,
}

impl Lowest {
    fn new() -> Self {
        Self {
            queue: std::collections::VecDeque::with_capacity(WINDOW + 1),
            count: 0,
        }
    }

    fn push(&mut self, value: f32) -> f32 {
        while self.queue.back().is_some_and(|&(_, other)| other >= value) {
            self.queue.pop_back();
        }
        self.queue.push_back((self.count, value));
        self.count += 1;
        while self
            .queue
            .front()
            .is_some_and(|&(at, _)| at + WINDOW as u64 <= self.count - 1)
        {
            self.queue.pop_front();
        }
        self.queue.front().map_or(value, |&(_, lowest)| lowest)
    }
}
