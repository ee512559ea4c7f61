//! Packets to interleaved samples.

#[cfg(feature = "aac-fdk")]
mod fdk;
mod opus;
mod pcm;
mod soft;

use super::convert::Shape;
use super::error::Result;
use super::packet::{Codec, Track};

/// Decodes the packets of one track.
pub(crate) trait Decode: Send {
    /// Decodes one packet; `out` is replaced by interleaved samples, nominal ±1.0, which may be
    /// none. An error costs this packet only.
    fn decode(&mut self, packet: &[u8], out: &mut Vec<f32>) -> Result<Shape>;

    /// Forgets what came before, for a jump.
    fn reset(&mut self);
}

/// Starts the decoder of a track, whose rate and channels are already within the limits.
pub(crate) fn open(track: &Track) -> Result<Box<dyn Decode>> {
    Ok(match track.codec {
        Codec::Opus => Box::new(opus::Opus::new(&track.extra)?),
        #[cfg(feature = "aac-fdk")]
        Codec::Aac | Codec::AacAdts => Box::new(fdk::Fdk::new(track)?),
        Codec::Pcm(layout) => Box::new(pcm::PcmDecoder::new(layout, track)?),
        _ => Box::new(soft::Soft::new(track)?),
    })
}

/// Samples (at the track's rate) that must be decoded and dropped before a jump's target, until
/// the decoder has forgotten that it started in the middle.
pub(crate) fn preroll(track: &Track) -> u32 {
    match track.codec {
        // The bit reservoir reaches back 511 bytes, up to nine frames at the lowest rates.
        Codec::Mp3 => 1_152 * 10,
        // One overlapping frame, and for HE-AAC the memory of the QMF banks and envelopes.
        Codec::Aac | Codec::AacAdts => 1_024 * 6,
        Codec::Vorbis => 8_192 * 2,
        // RFC 7845 §4.6: at least 80 ms.
        Codec::Opus => 4_800,
        Codec::Flac | Codec::Alac | Codec::Pcm(_) => 0,
    }
}
