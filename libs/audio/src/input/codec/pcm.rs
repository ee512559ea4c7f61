//! Uncompressed samples.

use super::Decode;
use crate::input::convert::{Layout, Shape};
use crate::input::error::{InputError, Result};
use crate::input::packet::{Endian, Pcm, Track};

/// Reads interleaved samples of one layout.
pub(super) struct PcmDecoder {
    layout: Pcm,
    shape: Shape,
}

impl PcmDecoder {
    pub(super) fn new(layout: Pcm, track: &Track) -> Result<Self> {
        let speakers = Layout::wave(track.channels).ok_or_else(|| InputError::unsupported("this channel layout"))?;
        Ok(Self {
            layout,
            shape: Shape {
                rate_hz: track.rate_hz,
                layout: speakers,
            },
        })
    }
}

impl Pcm {
    /// Bytes of one sample of one channel.
    pub(crate) fn width(self) -> usize {
        match self {
            Self::U8 | Self::I8 | Self::Alaw | Self::Mulaw => 1,
            Self::S16(_) => 2,
            Self::S24(_) => 3,
            Self::S32(_) | Self::F32(_) => 4,
            Self::F64(_) => 8,
        }
    }
}

impl Decode for PcmDecoder {
    fn decode(&mut self, packet: &[u8], out: &mut Vec<f32>) -> Result<Shape> {
        out.clear();
        let frame = self.layout.width() * self.shape.layout.channels();
        let whole = &packet[..packet.len() / frame * frame];
        let samples = whole.chunks_exact(self.layout.width());
        out.extend(samples.map(|bytes| sample(self.layout, bytes)));
        Ok(self.shape)
    }

    fn reset(&mut self) {}
}

/// Converts one sample; `bytes` is as long as the layout says.
fn sample(layout: Pcm, bytes: &[u8]) -> f32 {
    match layout {
        Pcm::U8 => (f32::from(bytes[0]) - 128.0) / 128.0,
        Pcm::I8 => f32::from(bytes[0].cast_signed()) / 128.0,
        Pcm::S16(endian) => f32::from(i16::from_le_bytes(ordered(endian, bytes))) / 32_768.0,
        Pcm::S24(endian) => {
            let [low, middle, high] = ordered(endian, bytes);
            i32::from_le_bytes([0, low, middle, high]) as f32 / 2_147_483_648.0
        }
        Pcm::S32(endian) => i32::from_le_bytes(ordered(endian, bytes)) as f32 / 2_147_483_648.0,
        Pcm::F32(endian) => f32::from_le_bytes(ordered(endian, bytes)),
        Pcm::F64(endian) => f64::from_le_bytes(ordered(endian, bytes)) as f32,
        Pcm::Alaw => alaw(bytes[0]),
        Pcm::Mulaw => mulaw(bytes[0]),
    }
}

/// Copies the bytes of one sample, least significant first.
fn ordered<const N: usize>(endian: Endian, bytes: &[u8]) -> [u8; N] {
    let mut all = [0; N];
    all.copy_from_slice(&bytes[..N]);
    if endian == Endian::Big {
        all.reverse();
    }
    all
}

/// ITU-T G.711 A-law.
fn alaw(byte: u8) -> f32 {
    let code = byte ^ 0x55;
    let exponent = i32::from((code >> 4) & 7);
    let mantissa = i32::from(code & 15);
    let magnitude = match exponent {
        0 => (mantissa << 4) + 8,
        _ => ((mantissa << 4) + 0x108) << (exponent - 1),
    };
    let sign = if code & 0x80 == 0 { -1.0 } else { 1.0 };
    sign * magnitude as f32 / 32_768.0
}

/// ITU-T G.711 µ-law.
fn mulaw(byte: u8) -> f32 {
    let code = !byte;
    let exponent = i32::from((code >> 4) & 7);
    let mantissa = i32::from(code & 15);
    let magnitude = (((mantissa << 3) + 0x84) << exponent) - 0x84;
    let sign = if code & 0x80 == 0 { 1.0 } else { -1.0 };
    sign * magnitude as f32 / 32_768.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_reads_half_scale() {
        let cases: [(Pcm, &[u8]); 9] = [
            (Pcm::U8, &[192]),
            (Pcm::I8, &[64]),
            (Pcm::S16(Endian::Little), &[0, 64]),
            (Pcm::S16(Endian::Big), &[64, 0]),
            (Pcm::S24(Endian::Little), &[0, 0, 64]),
            (Pcm::S24(Endian::Big), &[64, 0, 0]),
            (Pcm::S32(Endian::Big), &[64, 0, 0, 0]),
            (Pcm::F32(Endian::Little), &0.5f32.to_le_bytes()),
            (Pcm::F64(Endian::Big), &0.5f64.to_be_bytes()),
        ];
        for (layout, bytes) in cases {
            assert_eq!(layout.width(), bytes.len());
            assert!((sample(layout, bytes) - 0.5).abs() < 1e-6, "{layout:?}");
        }
    }

    #[test]
    fn companded_silence_is_silent_and_full_scale_is_loud() {
        assert!(mulaw(0xff).abs() < 1e-6);
        assert!(alaw(0xd5).abs() < 0.001);
        assert!((mulaw(0x80) - 0.98).abs() < 0.01, "{}", mulaw(0x80));
        assert!((alaw(0xaa) - 0.98).abs() < 0.01, "{}", alaw(0xaa));
    }
}
