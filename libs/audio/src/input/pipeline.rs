//! From packets to the engine's form: decoder, window, conversion.

use super::codec::{self, Decode};
use super::convert::{Converter, Shape};
use super::error::Result;
use super::packet::{Codec, Packet, Track};
use super::types::{Limits, StreamInfo};

/// Packets in a row that may fail before the whole stream is called damaged.
const MAX_FAILURES: u32 = 200;

/// The positions (track rate, encoder delay included) that are heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) from: i64,
    pub(super) to: i64,
}

/// Decodes one track after the other into 48 kHz stereo.
pub(super) struct Pipeline {
    limits: Limits,
    track: Option<(Track, Box<dyn Decode>)>,
    converter: Converter,
    shape: Option<Shape>,
    scratch: Vec<f32>,
    failures: u32,
    info: Option<StreamInfo>,
}

impl Pipeline {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            track: None,
            converter: Converter::default(),
            shape: None,
            scratch: Vec::new(),
            failures: 0,
            info: None,
        }
    }

    pub(super) fn info(&self) -> Option<&StreamInfo> {
        self.info.as_ref()
    }

    /// Starts a track; what is left of the one before is flushed into `out`.
    pub(super) fn start(&mut self, track: Track, out: &mut Vec<f32>) -> Result<()> {
        self.converter.finish(out)?;
        self.limits.check_format(track.rate_hz, u32::from(track.channels))?;
        let decoder = codec::open(&track)?;
        self.track = Some((track, decoder));
        self.shape = None;
        self.failures = 0;
        Ok(())
    }

    /// Decodes a packet and appends what lies in the window. A packet that cannot be decoded
    /// becomes silence of its length, so that time goes on.
    pub(super) fn packet(&mut self, packet: &Packet, window: Window, out: &mut Vec<f32>) -> Result<()> {
        let Some((track, decoder)) = &mut self.track else {
            return Ok(());
        };
        match decoder.decode(&packet.data, &mut self.scratch) {
            Ok(shape) => {
                self.failures = 0;
                if self.shape != Some(shape) {
                    let channels = shape.layout.channels() as u32;
                    self.limits.check_format(shape.rate_hz, channels)?;
                    self.info = Some(describe(track, shape));
                    self.shape = Some(shape);
                }
            }
            Err(error) => {
                self.failures += 1;
                if self.failures > MAX_FAILURES {
                    return Err(error);
                }
                conceal(track, self.shape, packet.samples, &mut self.scratch);
            }
        }
        let Some(shape) = self.shape else {
            return Ok(());
        };
        let heard = cut(track, shape, packet, window, &self.scratch);
        self.converter.push(shape, heard, out)
    }

    /// Flushes what is held back.
    pub(super) fn finish(&mut self, out: &mut Vec<f32>) -> Result<()> {
        self.converter.finish(out)
    }

    /// Forgets all sound, for a jump.
    pub(super) fn reset(&mut self) {
        if let Some((_, decoder)) = &mut self.track {
            decoder.reset();
        }
        self.converter.reset();
    }
}

fn describe(track: &Track, shape: Shape) -> StreamInfo {
    let is_aac = matches!(track.codec, Codec::Aac | Codec::AacAdts);
    let is_extended = shape.rate_hz > track.rate_hz || shape.layout.channels() > usize::from(track.channels);
    StreamInfo {
        format: match track.format {
            "aac" if is_aac && is_extended => "he-aac",
            "mp4-aac" if is_aac && is_extended => "mp4-he-aac",
            format => format,
        },
        rate_hz: shape.rate_hz,
        channels: shape.layout.channels() as u8,
        kbps: track.kbps,
    }
}

fn conceal(track: &Track, shape: Option<Shape>, samples: u32, pcm: &mut Vec<f32>) {
    pcm.clear();
    if let Some(shape) = shape {
        let frames = scale(i64::from(samples), track, shape) as usize;
        pcm.resize(frames * shape.layout.channels(), 0.0);
    }
}

/// Converts a position of the track to the decoder's rate.
fn scale(position: i64, track: &Track, shape: Shape) -> i64 {
    let product = i128::from(position) * i128::from(shape.rate_hz);
    (product / i128::from(track.rate_hz.max(1))) as i64
}

/// The part of the decoded packet that lies in the window.
fn cut<'a>(track: &Track, shape: Shape, packet: &Packet, window: Window, pcm: &'a [f32]) -> &'a [f32] {
    let frames = (pcm.len() / shape.layout.channels()) as i64;
    let end = scale(packet.end, track, shape);
    let start = end.saturating_sub(frames);
    let last = packet.end.saturating_sub(i64::from(packet.trim_end));
    let to = scale(window.to.min(last), track, shape);
    let from = scale(window.from, track, shape);
    let first = from.saturating_sub(start).clamp(0, frames) as usize;
    let last = to.saturating_sub(start).clamp(0, frames) as usize;
    let channels = shape.layout.channels();
    pcm.get(first * channels..last * channels).unwrap_or_default()
}
