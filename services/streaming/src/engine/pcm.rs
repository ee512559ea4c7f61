//! The programme's last seconds, so that a rendition that starts now has a past to play from.

use awaz_audio::{CHANNELS, SEGMENT};
use std::collections::VecDeque;

/// Samples of the past that a new listener is given: 18 s.
pub(crate) const BACKLOG: u64 = 18 * 48_000;
/// Samples before a rendition's first packet that its encoder is fed, in mixer frames: at least
/// what any codec takes to settle.
pub(crate) const PREROLL: u64 = 4800;
/// Samples kept: the backlog from a segment's start, and the preroll.
const KEPT: u64 = BACKLOG + SEGMENT + PREROLL;
const SCALE: f32 = 32_767.0;

/// The last [`KEPT`] samples as 16-bit stereo: half the memory, and below what any codec keeps.
pub(crate) struct Pcm {
    start: u64,
    samples: VecDeque<i16>,
}

impl Pcm {
    pub(crate) fn new(start: u64) -> Self {
        Self {
            start,
            samples: VecDeque::new(),
        }
    }

    /// Position of the oldest sample.
    pub(crate) fn start(&self) -> u64 {
        self.start
    }

    /// Position after the newest sample.
    pub(crate) fn end(&self) -> u64 {
        self.start + (self.samples.len() / CHANNELS) as u64
    }

    /// Appends a frame (interleaved) and forgets what is too old.
    pub(crate) fn push(&mut self, frame: &[f32]) {
        self.samples.extend(
            frame
                .iter()
                .map(|sample| (sample.clamp(-1.0, 1.0) * SCALE).round() as i16),
        );
        let surplus = (self.samples.len() / CHANNELS).saturating_sub(KEPT as usize);
        if surplus > 0 {
            self.samples.drain(..surplus * CHANNELS);
            self.start += surplus as u64;
        }
    }

    /// Copies up to `most` samples from `from` on to `out`, which is emptied first.
    pub(crate) fn read(&self, from: u64, most: u64, out: &mut Vec<f32>) {
        out.clear();
        let first = from.clamp(self.start, self.end());
        let last = first.saturating_add(most).min(self.end());
        let range = (first - self.start) as usize * CHANNELS..(last - self.start) as usize * CHANNELS;
        out.extend(self.samples.range(range).map(|sample| f32::from(*sample) / SCALE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_newest_and_knows_where_it_is() {
        let mut pcm = Pcm::new(960);
        for round in 0..KEPT / 960 + 10 {
            pcm.push(&[round as f32 / 4096.0; 1920]);
        }
        assert_eq!(pcm.end() - pcm.start(), KEPT);
        assert_eq!(pcm.start(), 960 + 10 * 960);
        let mut out = Vec::new();
        pcm.read(pcm.start(), 960, &mut out);
        assert!(out.len() == 1920 && (out[0] - 10.0 / 4096.0).abs() < 1e-4);
        pcm.read(pcm.end() - 1, 960, &mut out);
        assert_eq!(out.len(), 2);
    }
}
