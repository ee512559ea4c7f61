//! The decoders of symphonia: MP3, AAC-LC, Vorbis, FLAC, ALAC.

use std::panic::{AssertUnwindSafe, catch_unwind};

use symphonia::core::audio::{Channels, Position};
use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_AAC, CODEC_ID_ALAC, CODEC_ID_FLAC, CODEC_ID_MP3, CODEC_ID_VORBIS,
};
use symphonia::core::codecs::audio::{AudioCodecId, AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::packet::PacketRef;
use symphonia::core::units::{Duration, Timestamp};

use super::Decode;
use crate::input::convert::{Layout, Shape, Speaker};
use crate::input::error::{InputError, Result};
use crate::input::packet::{Codec, Track};

/// A symphonia decoder. It may panic on damaged packets; that is turned into an error, and a new
/// decoder takes over.
pub(super) struct Soft {
    parameters: AudioCodecParameters,
    inner: Box<dyn AudioDecoder>,
    strip_adts: bool,
}

impl Soft {
    pub(super) fn new(track: &Track) -> Result<Self> {
        let parameters = parameters(track)?;
        let inner = start(&parameters)?;
        Ok(Self {
            parameters,
            inner,
            strip_adts: track.codec == Codec::AacAdts,
        })
    }

    fn run(&mut self, packet: &[u8], out: &mut Vec<f32>) -> Result<Shape> {
        let packet = PacketRef::new(0, Timestamp::new(0), Duration::ZERO, packet);
        let sound = self.inner.decode_ref(&packet).map_err(|error| {
            use symphonia::core::errors::Error;
            match error {
                Error::Unsupported(what) => InputError::unsupported(what),
                Error::DecodeError(what) | Error::LimitError(what) => InputError::malformed(what),
                _ => InputError::malformed("a packet cannot be decoded"),
            }
        })?;
        let layout = layout(sound.spec().channels()).ok_or_else(|| InputError::unsupported("this channel layout"))?;
        let rate_hz = sound.spec().rate();
        sound.copy_to_vec_interleaved(out);
        Ok(Shape { rate_hz, layout })
    }
}

impl Decode for Soft {
    fn decode(&mut self, packet: &[u8], out: &mut Vec<f32>) -> Result<Shape> {
        out.clear();
        let packet = if self.strip_adts { strip_adts(packet) } else { packet };
        if let Ok(result) = catch_unwind(AssertUnwindSafe(|| self.run(packet, out))) {
            return result;
        }
        out.clear();
        self.inner = start(&self.parameters)?;
        Err(InputError::malformed("a packet made its decoder give up"))
    }

    fn reset(&mut self) {
        self.inner.reset();
    }
}

fn start(parameters: &AudioCodecParameters) -> Result<Box<dyn AudioDecoder>> {
    let options = AudioDecoderOptions::default();
    let open = || symphonia::default::get_codecs().make_audio_decoder(parameters, &options);
    match catch_unwind(AssertUnwindSafe(open)) {
        Ok(Ok(decoder)) => Ok(decoder),
        Ok(Err(symphonia::core::errors::Error::Unsupported(what))) => Err(InputError::unsupported(what)),
        Ok(Err(_)) => Err(InputError::malformed("codec headers cannot be read")),
        Err(_) => Err(InputError::malformed("codec headers made the decoder give up")),
    }
}

fn parameters(track: &Track) -> Result<AudioCodecParameters> {
    let mut parameters = AudioCodecParameters::new();
    parameters
        .for_codec(codec_id(track)?)
        .with_sample_rate(track.rate_hz)
        .with_channels(match track.channels {
            1 => Channels::Positioned(Position::FRONT_CENTER),
            2 => Channels::Positioned(Position::FRONT_LEFT | Position::FRONT_RIGHT),
            count => Channels::Discrete(u16::from(count)),
        });
    if !track.extra.is_empty() {
        parameters.with_extra_data(track.extra.clone().into_boxed_slice());
    }
    Ok(parameters)
}

fn codec_id(track: &Track) -> Result<AudioCodecId> {
    Ok(match track.codec {
        Codec::Mp3 => CODEC_ID_MP3,
        Codec::Aac | Codec::AacAdts => CODEC_ID_AAC,
        Codec::Vorbis => CODEC_ID_VORBIS,
        Codec::Flac => CODEC_ID_FLAC,
        Codec::Alac => CODEC_ID_ALAC,
        Codec::Opus | Codec::Pcm(_) => return Err(InputError::unsupported("this codec")),
    })
}

fn strip_adts(packet: &[u8]) -> &[u8] {
    let header = match packet.get(1) {
        Some(flags) if flags & 1 == 0 => 9,
        _ => 7,
    };
    packet.get(header..).unwrap_or_default()
}

fn layout(channels: &Channels) -> Option<Layout> {
    let Channels::Positioned(positions) = channels else {
        return Layout::wave(u8::try_from(channels.count()).ok()?);
    };
    if positions.bits().is_power_of_two() {
        return Layout::wave(1);
    }
    let speakers: Vec<Speaker> = positions.iter().map(speaker).collect();
    Layout::new(&speakers)
}

fn speaker(position: Position) -> Speaker {
    let is_any = |positions: Position| positions.contains(position);
    if is_any(Position::FRONT_LEFT | Position::FRONT_LEFT_CENTER | Position::FRONT_LEFT_WIDE) {
        Speaker::Left
    } else if is_any(Position::FRONT_RIGHT | Position::FRONT_RIGHT_CENTER | Position::FRONT_RIGHT_WIDE) {
        Speaker::Right
    } else if is_any(Position::FRONT_CENTER) {
        Speaker::Centre
    } else if is_any(Position::LFE1 | Position::LFE2) {
        Speaker::Lfe
    } else if is_any(Position::REAR_LEFT | Position::SIDE_LEFT) {
        Speaker::SurroundLeft
    } else if is_any(Position::REAR_RIGHT | Position::SIDE_RIGHT) {
        Speaker::SurroundRight
    } else {
        Speaker::SurroundCentre
    }
}
