//! Encoders: 48 kHz stereo in, packets of a rendition out, each dated by the sample it sounds at.
//!
//! [`Encoder`] hides what differs between codecs: frame size, delay, sample format, and whether
//! packets come out one by one. It is *not* a container writer; see [`crate::mux`].
//!
//! **Invariant: whatever plain decoder is used, the first sample it puts out for a packet is the
//! sample at [`Packet::start`], and that is a multiple of the codec's frame.** A rendition that
//! starts later therefore yields packets on the same grid, with the same numbers, as one that has
//! run all along. "Plain" means without a container that trims: delay of encoder and decoder
//! together is compensated (AAC 2048 samples, Opus 312, MP3 576 + 529), so nothing is left for an
//! edit list or a LAME tag to take away.
//!
//! ```
//! use awaz_audio::encode::{Encoder, preroll};
//! use awaz_core::Rendition;
//!
//! let rendition = Rendition::parse("opus-64").expect("on the ladder");
//! let mut encoder = Encoder::new(rendition, 9600 - u64::from(preroll(rendition)))?;
//! let mut packets = Vec::new();
//! encoder.encode(&[0.0; 2 * 9600], &mut packets)?;
//! packets.retain(|packet| packet.start >= 9600);
//! assert!(packets.iter().all(|packet| packet.start % 960 == 0));
//! # Ok::<(), awaz_audio::encode::EncodeError>(())
//! ```

mod aac;
mod mp3;
mod opus;

use crate::CHANNELS;
use awaz_core::{Code, Codec, Error, Rendition};
use bytes::Bytes;

/// One coded frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// The frame as the codec wrote it: raw AAC (no ADTS), a whole MP3 frame, an Opus packet.
    pub data: Bytes,
    /// Position of its first decoded sample, in samples since the channel's epoch.
    pub start: u64,
    /// Samples (per channel) it decodes to.
    pub samples: u32,
}

impl Packet {
    /// Position just after its last decoded sample.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.start + u64::from(self.samples)
    }
}

/// Why a rendition cannot be encoded.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// The codec was left out of this build; the operator installs a build with the feature.
    #[error("{codec} cannot be encoded: compiled without feature {feature}", codec = codec.as_str())]
    Unsupported {
        /// The codec asked for.
        codec: Codec,
        /// Cargo feature that brings it.
        feature: &'static str,
    },
    /// The caller's fault: an encoder starts on the grid of its codec.
    #[error("an encoder starts at a multiple of {frame} samples, not at {start}")]
    Misaligned {
        /// The position asked for.
        start: u64,
        /// Samples of one frame.
        frame: u32,
    },
    /// The caller's fault: samples come in pairs.
    #[error("interleaved stereo needs an even number of values, not {0}")]
    HalfSample(usize),
    /// The codec library refused; a new encoder may work, the same one will not.
    #[error("{call} failed with {status}")]
    Library {
        /// Function of the library.
        call: &'static str,
        /// Its status.
        status: i64,
    },
}

impl From<EncodeError> for Error {
    fn from(error: EncodeError) -> Self {
        match error {
            EncodeError::Unsupported { .. } => Self::new(Code::Unsupported, error.to_string()),
            EncodeError::Misaligned { .. } | EncodeError::HalfSample(_) => Self::invalid(error.to_string()),
            EncodeError::Library { .. } => Self::internal(),
        }
    }
}

/// How to encode, beyond the rendition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Config {
    /// Opus' effort, 0 to 10. The default 10 costs about 0.8 % of a core a rendition.
    pub opus_complexity: u8,
    /// LAME's effort, 0 (best) to 9 (fastest). 5 is LAME's own default for live use.
    pub mp3_quality: u8,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            opus_complexity: 10,
            mp3_quality: 5,
        }
    }
}

/// Samples in which an encoder settles: 80 ms.
pub const SETTLING: u32 = 3840;

/// Samples an encoder should be fed *before* a position, so that what decodes from that position
/// on is as good as from an encoder that has run all along: whole frames of [`SETTLING`] at least.
///
/// One frame fills the overlap of the transform (two for MP3's reservoir of bits), the others let
/// the psychoacoustic model settle; Opus asks for 80 ms (RFC 7845 §4.6).
#[must_use]
pub const fn preroll(rendition: Rendition) -> u32 {
    let frame = rendition.frame_samples();
    SETTLING.div_ceil(frame) * frame
}

/// What a codec binding does: whole frames in, whole packets out, in order, none left out.
trait FrameEncoder: Send {
    /// Samples by which a plain decoder's output lags behind this encoder's input.
    fn delay(&self) -> u32;

    /// Encodes one frame (interleaved stereo, finite, ±1.0) and appends what came out.
    fn encode_frame(&mut self, frame: &[f32], packets: &mut Vec<Bytes>) -> Result<(), EncodeError>;
}

/// Encodes one rendition. It may move between threads.
pub struct Encoder {
    rendition: Rendition,
    library: Box<dyn FrameEncoder>,
    pending: Vec<f32>,
    coded: Vec<Bytes>,
    start: u64,
    fed_end: u64,
    next_packet: i64,
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = formatter.debug_struct("Encoder");
        debug
            .field("rendition", &self.rendition)
            .field("fed_end", &self.fed_end);
        debug.finish_non_exhaustive()
    }
}

impl Encoder {
    /// Makes an encoder whose first input sample is at `start`, a multiple of the codec's frame.
    ///
    /// # Errors
    /// [`EncodeError::Unsupported`] when the codec was compiled out, [`EncodeError::Misaligned`]
    /// off the grid, [`EncodeError::Library`] when memory is short.
    pub fn new(rendition: Rendition, start: u64) -> Result<Self, EncodeError> {
        Self::with_config(rendition, start, Config::default())
    }

    /// As [`Encoder::new`], with `config`.
    ///
    /// # Errors
    /// As [`Encoder::new`].
    pub fn with_config(rendition: Rendition, start: u64, config: Config) -> Result<Self, EncodeError> {
        let frame = rendition.frame_samples();
        if !start.is_multiple_of(u64::from(frame)) {
            return Err(EncodeError::Misaligned { start, frame });
        }
        let library = open(rendition, config)?;
        let delay = library.delay();
        let delay_frames = delay.div_ceil(frame);
        // Silence in front brings the delay to whole frames, and so the packets onto the grid.
        let padding = (delay_frames * frame - delay) as usize;
        Ok(Self {
            rendition,
            library,
            pending: vec![0.0; padding * CHANNELS],
            coded: Vec::new(),
            start,
            fed_end: start,
            next_packet: start as i64 - i64::from(delay_frames * frame),
        })
    }

    /// What it encodes to.
    #[must_use]
    pub const fn rendition(&self) -> Rendition {
        self.rendition
    }

    /// Position of the next sample to feed.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.fed_end
    }

    /// Encodes interleaved stereo of any length and appends the packets that are complete.
    ///
    /// Packets come a codec's delay later (AAC 43 ms, Opus 6.5 ms, MP3 48 ms), start at the
    /// encoder's `start` or later, and have no gap between them. Values that are not finite
    /// become 0, values beyond ±1.0 are clipped.
    ///
    /// # Errors
    /// [`EncodeError::HalfSample`] for an odd number of values (nothing is consumed);
    /// [`EncodeError::Library`] means the encoder is of no more use.
    pub fn encode(&mut self, pcm: &[f32], out: &mut Vec<Packet>) -> Result<(), EncodeError> {
        if !pcm.len().is_multiple_of(CHANNELS) {
            return Err(EncodeError::HalfSample(pcm.len()));
        }
        self.fed_end += (pcm.len() / CHANNELS) as u64;
        self.pending.extend(pcm.iter().copied().map(bounded));
        self.drain_pending(out)
    }

    /// Ends the stream: packets up to the last sample that was fed, the last filled with silence.
    ///
    /// # Errors
    /// [`EncodeError::Library`].
    pub fn finish(mut self, out: &mut Vec<Packet>) -> Result<(), EncodeError> {
        let frame_values = self.frame_values();
        while self.next_packet < self.fed_end as i64 {
            let missing = frame_values - self.pending.len() % frame_values;
            self.pending.resize(self.pending.len() + missing, 0.0);
            self.drain_pending(out)?;
        }
        out.retain(|packet| packet.start < self.fed_end);
        Ok(())
    }

    fn frame_values(&self) -> usize {
        self.rendition.frame_samples() as usize * CHANNELS
    }

    fn drain_pending(&mut self, out: &mut Vec<Packet>) -> Result<(), EncodeError> {
        let frame_values = self.frame_values();
        let whole = self.pending.len() / frame_values * frame_values;
        for frame in self.pending[..whole].chunks_exact(frame_values) {
            self.library.encode_frame(frame, &mut self.coded)?;
        }
        self.pending.drain(..whole);
        self.date_packets(out);
        Ok(())
    }

    fn date_packets(&mut self, out: &mut Vec<Packet>) {
        let samples = self.rendition.frame_samples();
        for data in self.coded.drain(..) {
            let position = self.next_packet;
            self.next_packet += i64::from(samples);
            // What lies before the first input is the codec's priming: silence nobody asked for.
            if position >= self.start as i64 {
                let start = position as u64;
                out.push(Packet { data, start, samples });
            }
        }
    }
}

fn bounded(value: f32) -> f32 {
    if value.is_finite() { value.clamp(-1.0, 1.0) } else { 0.0 }
}

fn open(rendition: Rendition, config: Config) -> Result<Box<dyn FrameEncoder>, EncodeError> {
    match rendition.codec {
        Codec::Aac => aac::open(rendition.kbps),
        Codec::Mp3 => mp3::open(rendition.kbps, config.mp3_quality),
        Codec::Opus => opus::open(rendition, config.opus_complexity),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use awaz_core::rendition::LADDER;

    fn chirp(samples: usize) -> Vec<f32> {
        let value = |index: usize| ((index * index) as f32 * 1e-6).sin() * 0.5;
        (0..samples).flat_map(|index| [value(index); 2]).collect()
    }

    #[test]
    fn packets_start_at_the_start_and_leave_no_gap() {
        for rendition in LADDER {
            let frame = u64::from(rendition.frame_samples());
            let start = 7 * frame;
            let mut encoder = Encoder::new(rendition, start).unwrap();
            let mut packets = Vec::new();
            for piece in chirp(30_011).chunks(2 * 777) {
                encoder.encode(piece, &mut packets).unwrap();
            }
            assert_eq!(encoder.position(), start + 30_011);
            encoder.finish(&mut packets).unwrap();
            assert_eq!(packets[0].start, start, "{rendition}");
            assert!(
                packets.windows(2).all(|pair| pair[0].end() == pair[1].start),
                "{rendition}"
            );
            let end = packets.last().map(Packet::end).unwrap();
            assert_eq!(end, start + 30_011_u64.next_multiple_of(frame), "{rendition}");
        }
    }

    #[test]
    fn a_start_off_the_grid_is_refused() {
        let error = Encoder::new(Rendition::DEFAULT, 100).unwrap_err();
        assert!(matches!(
            error,
            EncodeError::Misaligned {
                start: 100,
                frame: 1152
            }
        ));
    }

    #[test]
    fn half_a_sample_is_refused_and_wild_values_are_tamed() {
        let mut encoder = Encoder::new(Rendition::DEFAULT, 0).unwrap();
        let mut packets = Vec::new();
        assert!(matches!(
            encoder.encode(&[0.0; 3], &mut packets),
            Err(EncodeError::HalfSample(3))
        ));
        for rendition in LADDER {
            let mut tamed = Encoder::new(rendition, 0).unwrap();
            let wild: Vec<f32> = [f32::NAN, 1e30, f32::NEG_INFINITY, -7.0].repeat(6000);
            tamed.encode(&wild, &mut packets).unwrap();
            tamed.finish(&mut packets).unwrap();
        }
        assert!(!packets.is_empty());
    }

    #[test]
    fn encoders_move_between_threads() {
        fn assert_send<T: Send>() {}
        assert_send::<Encoder>();
    }

    #[test]
    fn the_average_bit_rate_is_what_the_name_says() {
        for rendition in LADDER {
            let mut encoder = Encoder::new(rendition, 0).unwrap();
            let mut packets = Vec::new();
            encoder.encode(&chirp(480_000), &mut packets).unwrap();
            let bytes: usize = packets.iter().map(|packet| packet.data.len()).sum();
            let samples: u64 = packets.iter().map(|packet| u64::from(packet.samples)).sum();
            let kbps = bytes as f64 * 8.0 * 48.0 / samples as f64;
            assert!(kbps < f64::from(rendition.kbps) * 1.05, "{rendition} is {kbps:.1}");
        }
    }
}
