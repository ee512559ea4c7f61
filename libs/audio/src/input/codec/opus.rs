//! Opus through libopus. The only place of the input side that calls it.
#![expect(unsafe_code, reason = "libopus is a C library")]

use std::ptr::NonNull;

use opusic_sys::{
    OPUS_OK, OPUS_RESET_STATE, OpusMSDecoder, opus_multistream_decode_float, opus_multistream_decoder_create,
    opus_multistream_decoder_ctl, opus_multistream_decoder_destroy,
};

use super::Decode;
use crate::input::convert::{Layout, Shape};
use crate::input::error::{InputError, Result};

const OPUS_RATE_HZ: u32 = 48_000;
/// The longest packet: 120 ms.
const MAX_FRAMES: usize = 5_760;

/// An Opus decoder at 48 kHz, for one to eight channels.
pub(super) struct Opus {
    handle: NonNull<OpusMSDecoder>,
    shape: Shape,
    gain: f32,
}

// SAFETY: the state is owned by this value alone and libopus keeps nothing per thread.
unsafe impl Send for Opus {}

impl Opus {
    /// Starts from an `OpusHead` packet (RFC 7845 §5.1).
    pub(super) fn new(head: &[u8]) -> Result<Self> {
        let head = Head::parse(head)?;
        let mut error = 0;
        // SAFETY: `mapping` has at least `channels` (≤ 8) entries, and libopus copies it.
        let raw = unsafe {
            opus_multistream_decoder_create(
                OPUS_RATE_HZ as i32,
                i32::from(head.channels),
                i32::from(head.streams),
                i32::from(head.coupled),
                head.mapping.as_ptr(),
                &raw mut error,
            )
        };
        match NonNull::new(raw) {
            Some(handle) if error == OPUS_OK => Ok(Self {
                handle,
                shape: head.shape,
                gain: head.gain,
            }),
            _ => Err(InputError::malformed("the Opus header is not valid")),
        }
    }
}

impl Decode for Opus {
    fn decode(&mut self, packet: &[u8], out: &mut Vec<f32>) -> Result<Shape> {
        let channels = self.shape.layout.channels();
        out.clear();
        let length = i32::try_from(packet.len()).map_err(|_| InputError::malformed("an Opus packet is too long"))?;
        if length == 0 {
            return Err(InputError::malformed("an Opus packet is empty"));
        }
        out.resize(MAX_FRAMES * channels, 0.0);
        // SAFETY: `packet` is `length` bytes long and `out` has room for `MAX_FRAMES` samples of
        // every channel; the handle is alive until drop.
        let frames = unsafe {
            opus_multistream_decode_float(
                self.handle.as_ptr(),
                packet.as_ptr(),
                length,
                out.as_mut_ptr(),
                MAX_FRAMES as i32,
                0,
            )
        };
        let frames = usize::try_from(frames).unwrap_or(0);
        out.truncate(frames * channels);
        if frames == 0 {
            return Err(InputError::malformed("an Opus packet cannot be decoded"));
        }
        if (self.gain - 1.0).abs() > f32::EPSILON {
            for sample in out.iter_mut() {
                *sample *= self.gain;
            }
        }
        Ok(self.shape)
    }

    fn reset(&mut self) {
        // SAFETY: the handle is alive, and this request takes no further argument.
        unsafe { opus_multistream_decoder_ctl(self.handle.as_ptr(), OPUS_RESET_STATE) };
    }
}

impl Drop for Opus {
    fn drop(&mut self) {
        // SAFETY: the handle came from `create` and is not used after this.
        unsafe { opus_multistream_decoder_destroy(self.handle.as_ptr()) };
    }
}

/// The part of `OpusHead` that a decoder needs.
struct Head {
    channels: u8,
    streams: u8,
    coupled: u8,
    mapping: [u8; 8],
    shape: Shape,
    gain: f32,
}

impl Head {
    fn parse(head: &[u8]) -> Result<Self> {
        let damaged = || InputError::malformed("the Opus header is not valid");
        let fixed = head.get(8..19).ok_or_else(damaged)?;
        let channels = fixed[1];
        let gain_q8 = i16::from_le_bytes([fixed[8], fixed[9]]);
        let mut mapping = [0, 1, 2, 3, 4, 5, 6, 7];
        let (streams, coupled) = match fixed[10] {
            0 if (1..=2).contains(&channels) => (1, channels - 1),
            0 => return Err(damaged()),
            _ => {
                let table = head.get(21..21 + usize::from(channels)).ok_or_else(damaged)?;
                let room = mapping.get_mut(..table.len()).ok_or_else(damaged)?;
                room.copy_from_slice(table);
                (head[19], head[20])
            }
        };
        let layout = match fixed[10] {
            1 => Layout::xiph(channels),
            _ => Layout::wave(channels),
        };
        Ok(Self {
            channels,
            streams,
            coupled,
            mapping,
            shape: Shape {
                rate_hz: OPUS_RATE_HZ,
                layout: layout.ok_or_else(damaged)?,
            },
            gain: 10f32.powf(f32::from(gain_q8) / 256.0 / 20.0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(channels: u8, family: u8) -> Vec<u8> {
        let mut head = b"OpusHead\x01".to_vec();
        head.extend([channels, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, family]);
        head
    }

    #[test]
    fn hostile_heads_are_refused() {
        assert!(Opus::new(&head(2, 0)).is_ok());
        for bad in [head(0, 0), head(3, 0), head(255, 1), head(8, 1), head(2, 1)] {
            assert!(Opus::new(&bad).is_err());
        }
        assert!(Opus::new(b"OpusHead").is_err());
        let mut streams = head(2, 1);
        streams.extend([255, 255, 9, 9]);
        assert!(Opus::new(&streams).is_err());
    }

    #[test]
    fn damaged_packets_cost_only_themselves() {
        let mut decoder = Opus::new(&head(2, 0)).unwrap();
        let mut out = Vec::new();
        assert!(decoder.decode(&[], &mut out).is_err());
        assert!(decoder.decode(&[0xff, 0xff, 0xff], &mut out).is_err());
        // A bare TOC byte is a lost 20 ms frame of CELT.
        let shape = decoder.decode(&[0xfc], &mut out).unwrap();
        assert_eq!((out.len(), shape.layout.channels()), (1_920, 2));
        decoder.reset();
    }
}
