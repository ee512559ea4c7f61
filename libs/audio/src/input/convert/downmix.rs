//! Any number of channels to stereo.

/// Where a channel's loudspeaker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Speaker {
    /// Both sides, at full level: the only channel of a mono sound.
    Mono,
    Left,
    Right,
    Centre,
    Lfe,
    SurroundLeft,
    SurroundRight,
    SurroundCentre,
}

/// The order of interleaved channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    speakers: [Speaker; 8],
    count: u8,
}

impl Layout {
    /// Takes up to eight speakers; `None` for none or more.
    pub(crate) fn new(speakers: &[Speaker]) -> Option<Self> {
        if speakers.is_empty() || speakers.len() > 8 {
            return None;
        }
        let mut all = [Speaker::Lfe; 8];
        all[..speakers.len()].copy_from_slice(speakers);
        Some(Self {
            speakers: all,
            count: speakers.len() as u8,
        })
    }

    /// Gives the order of WAVE, FLAC and ISO base media for 1 to 8 channels.
    pub(crate) fn wave(channels: u8) -> Option<Self> {
        use Speaker::{Centre, Left, Lfe, Mono, Right, SurroundCentre, SurroundLeft as Sl, SurroundRight as Sr};
        Self::new(match channels {
            1 => &[Mono],
            2 => &[Left, Right],
            3 => &[Left, Right, Centre],
            4 => &[Left, Right, Sl, Sr],
            5 => &[Left, Right, Centre, Sl, Sr],
            6 => &[Left, Right, Centre, Lfe, Sl, Sr],
            7 => &[Left, Right, Centre, Lfe, SurroundCentre, Sl, Sr],
            8 => &[Left, Right, Centre, Lfe, Sl, Sr, Sl, Sr],
            _ => return None,
        })
    }

    /// Gives the order of Vorbis and Opus (RFC 7845 §5.1.1.2) for 1 to 8 channels.
    pub(crate) fn xiph(channels: u8) -> Option<Self> {
        use Speaker::{Centre, Left, Lfe, Right, SurroundCentre, SurroundLeft as Sl, SurroundRight as Sr};
        Self::new(match channels {
            3 => &[Left, Centre, Right],
            5 => &[Left, Centre, Right, Sl, Sr],
            6 => &[Left, Centre, Right, Sl, Sr, Lfe],
            7 => &[Left, Centre, Right, Sl, Sr, SurroundCentre, Lfe],
            8 => &[Left, Centre, Right, Sl, Sr, Sl, Sr, Lfe],
            _ => return Self::wave(channels),
        })
    }

    pub(crate) fn channels(&self) -> usize {
        usize::from(self.count)
    }

    pub(crate) fn speakers(&self) -> &[Speaker] {
        &self.speakers[..self.channels()]
    }
}

/// Mixes interleaved channels to interleaved stereo.
///
/// Coefficients: ITU-R BS.775-4 Lo/Ro (centre and surrounds −3 dB, no LFE), divided by their sum,
/// so that a sum never exceeds the loudest channel.
#[derive(Debug, Clone)]
pub(crate) struct Downmix {
    layout: Layout,
    gains: [[f32; 2]; 8],
}

impl Downmix {
    pub(crate) fn new(layout: Layout) -> Self {
        const HALF: f32 = std::f32::consts::FRAC_1_SQRT_2;
        let mut gains = [[0.0; 2]; 8];
        for (gain, speaker) in gains.iter_mut().zip(layout.speakers()) {
            *gain = match speaker {
                Speaker::Mono => [1.0, 1.0],
                Speaker::Left => [1.0, 0.0],
                Speaker::Right => [0.0, 1.0],
                Speaker::Centre | Speaker::SurroundCentre => [HALF, HALF],
                Speaker::SurroundLeft => [HALF, 0.0],
                Speaker::SurroundRight => [0.0, HALF],
                Speaker::Lfe => [0.0, 0.0],
            };
        }
        let sum = |side: usize| gains.iter().map(|gain| gain[side]).sum::<f32>();
        let loudest = sum(0).max(sum(1)).max(f32::MIN_POSITIVE);
        for gain in &mut gains {
            *gain = gain.map(|value| value / loudest);
        }
        Self { layout, gains }
    }

    pub(crate) fn layout(&self) -> Layout {
        self.layout
    }

    /// Appends stereo to `out`; values that are not finite become silence.
    pub(crate) fn process(&self, input: &[f32], out: &mut Vec<f32>) {
        let clean = |value: f32| if value.is_finite() { value } else { 0.0 };
        out.reserve(input.len() / self.layout.channels() * 2);
        match self.layout.channels() {
            1 => out.extend(input.iter().flat_map(|&value| [clean(value), clean(value)])),
            2 => out.extend(input.iter().map(|&value| clean(value))),
            channels => {
                for frame in input.chunks_exact(channels) {
                    let mut mixed = [0.0; 2];
                    for (gain, &value) in self.gains.iter().zip(frame) {
                        mixed[0] += gain[0] * clean(value);
                        mixed[1] += gain[1] * clean(value);
                    }
                    out.extend(mixed);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_scale_sum_stays_at_full_scale() {
        for channels in 1..=8 {
            for layout in [Layout::wave(channels), Layout::xiph(channels)] {
                let mix = Downmix::new(layout.unwrap());
                let mut out = Vec::new();
                mix.process(&vec![1.0; usize::from(channels)], &mut out);
                assert_eq!(out.len(), 2);
                assert!(
                    out.iter().all(|value| (value - 1.0).abs() < 1e-6),
                    "{channels}: {out:?}"
                );
            }
        }
    }

    #[test]
    fn five_point_one_keeps_left_and_right_apart_and_drops_the_lfe() {
        let mix = Downmix::new(Layout::wave(6).unwrap());
        let mut out = Vec::new();
        mix.process(&[1.0, 0.0, 0.0, 0.0, 0.0, 0.0], &mut out);
        mix.process(&[0.0, 0.0, 0.0, 1.0, 0.0, 0.0], &mut out);
        mix.process(&[0.0, 0.0, 1.0, 0.0, 0.0, 0.0], &mut out);
        assert!((out[0] - 0.4142).abs() < 1e-3, "{out:?}");
        assert_eq!(&out[1..4], &[0.0, 0.0, 0.0]);
        assert!((out[4] - out[5]).abs() < 1e-6);
        assert!((out[4] / out[0] - std::f32::consts::FRAC_1_SQRT_2).abs() < 1e-6);
    }

    #[test]
    fn not_a_number_becomes_silence() {
        let mix = Downmix::new(Layout::wave(2).unwrap());
        let mut out = Vec::new();
        mix.process(&[f32::NAN, f32::INFINITY], &mut out);
        assert_eq!(out, [0.0, 0.0]);
    }
}
