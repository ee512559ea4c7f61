//! WAVE (RIFF, RF64) and AIFF/AIFC: headers with bounds, then plain samples.

use std::io::{Read, Seek, SeekFrom};

use super::{Link, MediaSource, Packets};
use crate::input::error::{InputError, Result};
use crate::input::packet::{Codec, Endian, Event, Packet, Pcm, Track};
use crate::input::types::Limits;

/// Samples of one packet.
const PACKET: u64 = 4_096;
/// Chunks that are looked at before the sound must have been found.
const MAX_CHUNKS: u32 = 1_000;

/// An uncompressed file.
pub(super) struct PcmFile {
    source: Box<dyn MediaSource>,
    links: Vec<Link>,
    start: u64,
    frame: u64,
    position: u64,
    is_begun: bool,
}

/// What the format chunk says.
struct Format {
    layout: Pcm,
    channels: u16,
    rate_hz: u32,
}

/// Where the samples lie, bytes.
struct Data {
    start: u64,
    length: u64,
}

impl PcmFile {
    /// Opens a WAVE or AIFF file; `None` when the head says that it is neither.
    pub(super) fn open(
        mut source: Box<dyn MediaSource>,
        head: &[u8],
        limits: Limits,
    ) -> Result<std::result::Result<Self, Box<dyn MediaSource>>> {
        let form = head.get(8..12).unwrap_or_default();
        let (name, (format, mut data)) = match (head.get(..4).unwrap_or_default(), form) {
            (b"RIFF" | b"RF64", b"WAVE") => ("wav", wave(source.as_mut())?),
            (b"FORM", b"AIFF" | b"AIFC") => ("aiff", aiff(source.as_mut())?),
            _ => return Ok(Err(source)),
        };
        limits.check_format(format.rate_hz, u32::from(format.channels))?;
        let end = source.seek(SeekFrom::End(0))?;
        data.length = data.length.min(end.saturating_sub(data.start));
        let frame = format.layout.width() as u64 * u64::from(format.channels);
        let samples = data.length / frame;
        if samples == 0 {
            return Err(InputError::malformed("there is no sound in it"));
        }
        let kbps = frame * 8 * u64::from(format.rate_hz) / 1_000;
        let track = Track {
            format: name,
            codec: Codec::Pcm(format.layout),
            rate_hz: format.rate_hz,
            channels: format.channels as u8,
            kbps: u32::try_from(kbps).ok(),
            extra: Vec::new(),
            delay: 0,
            padding: 0,
            offset: 0,
        };
        Ok(Ok(Self {
            source,
            links: vec![Link { track, samples }],
            start: data.start,
            frame,
            position: 0,
            is_begun: false,
        }))
    }
}

impl Packets for PcmFile {
    fn links(&self) -> &[Link] {
        &self.links
    }

    fn next(&mut self) -> Result<Option<Event>> {
        if !self.is_begun {
            self.is_begun = true;
            self.source.seek(SeekFrom::Start(self.start))?;
            return Ok(Some(Event::Track(self.links[0].track.clone())));
        }
        let count = PACKET.min(self.links[0].samples - self.position);
        if count == 0 {
            return Ok(None);
        }
        let mut data = vec![0; (count * self.frame) as usize];
        self.source.read_exact(&mut data)?;
        self.position += count;
        Ok(Some(Event::Packet(Packet {
            data,
            samples: count as u32,
            trim_end: 0,
            end: self.position as i64,
            offset: 0,
        })))
    }

    fn jump(&mut self, _link: usize, position: i64) -> Result<()> {
        self.position = (position.max(0) as u64).min(self.links[0].samples);
        self.is_begun = true;
        let offset = self.start + self.position * self.frame;
        self.source.seek(SeekFrom::Start(offset))?;
        Ok(())
    }
}

/// Reads up to `N` bytes of a chunk's body and goes to its end.
fn body<const N: usize>(source: &mut dyn MediaSource, length: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let wanted = length.min(N as u64);
    source.take(wanted).read_to_end(&mut bytes)?;
    let rest = length - wanted + (length & 1);
    let rest = i64::try_from(rest).map_err(|_| InputError::malformed("a chunk has no end"))?;
    source.seek(SeekFrom::Current(rest))?;
    Ok(bytes)
}

fn wave(source: &mut dyn MediaSource) -> Result<(Format, Data)> {
    source.seek(SeekFrom::Start(12))?;
    let mut format = None;
    let mut long = None;
    for _ in 0..MAX_CHUNKS {
        let mut head = [0; 8];
        if source.read_exact(&mut head).is_err() {
            break;
        }
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
        match &head[..4] {
            b"fmt " => format = Some(wave_format(&body::<40>(source, u64::from(length))?)?),
            b"ds64" => {
                let sizes = body::<24>(source, u64::from(length))?;
                long = sizes.get(8..16).and_then(|size| size.try_into().ok());
            }
            b"data" => {
                let format = format.ok_or_else(|| InputError::malformed("no format chunk"))?;
                let start = source.stream_position()?;
                let length = match (length, long) {
                    (u32::MAX, Some(size)) => u64::from_le_bytes(size),
                    // A stream whose length was not known when it was written.
                    (u32::MAX | 0, None) => u64::MAX,
                    _ => u64::from(length),
                };
                return Ok((format, Data { start, length }));
            }
            _ => {
                body::<0>(source, u64::from(length))?;
            }
        }
    }
    Err(InputError::malformed("no data chunk"))
}

fn wave_format(body: &[u8]) -> Result<Format> {
    let damaged = || InputError::malformed("the format chunk is too short");
    let fixed = body.get(..16).ok_or_else(damaged)?;
    let half = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
    let mut tag = half(0);
    if tag == 0xfffe {
        let guid = body.get(24..26).ok_or_else(damaged)?;
        tag = u16::from_le_bytes([guid[0], guid[1]]);
    }
    let little = Endian::Little;
    let layout = match (tag, half(14)) {
        (1, 8) => Pcm::U8,
        (1, 9..=16) => Pcm::S16(little),
        (1, 17..=24) => Pcm::S24(little),
        (1, 25..=32) => Pcm::S32(little),
        (3, 32) => Pcm::F32(little),
        (3, 64) => Pcm::F64(little),
        (6, 8) => Pcm::Alaw,
        (7, 8) => Pcm::Mulaw,
        (tag, bits) => {
            let what = format!("WAVE format {tag} with {bits} bits");
            return Err(InputError::unsupported(what));
        }
    };
    Ok(Format {
        layout,
        channels: half(2),
        rate_hz: u32::from_le_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]),
    })
}

fn aiff(source: &mut dyn MediaSource) -> Result<(Format, Data)> {
    source.seek(SeekFrom::Start(12))?;
    let (mut format, mut data) = (None, None);
    for _ in 0..MAX_CHUNKS {
        let mut head = [0; 8];
        if source.read_exact(&mut head).is_err() {
            break;
        }
        let length = u64::from(u32::from_be_bytes([head[4], head[5], head[6], head[7]]));
        match &head[..4] {
            b"COMM" => format = Some(aiff_format(&body::<32>(source, length)?)?),
            b"SSND" => {
                let start = source.stream_position()?;
                let offset = body::<8>(source, length)?;
                let offset = offset
                    .get(..4)
                    .map_or(0, |at| u32::from_be_bytes([at[0], at[1], at[2], at[3]]));
                data = Some(Data {
                    start: start + 8 + u64::from(offset),
                    length: length.saturating_sub(8 + u64::from(offset)),
                });
            }
            _ => {
                body::<0>(source, length)?;
            }
        }
        if format.is_some() && data.is_some() {
            break;
        }
    }
    format
        .zip(data)
        .ok_or_else(|| InputError::malformed("the common or the sound chunk is missing"))
}

fn aiff_format(body: &[u8]) -> Result<Format> {
    let fixed = body
        .get(..18)
        .ok_or_else(|| InputError::malformed("the common chunk is too short"))?;
    let bits = u16::from_be_bytes([fixed[6], fixed[7]]);
    let kind = body.get(18..22).unwrap_or(b"NONE");
    let endian = if kind == b"sowt" { Endian::Little } else { Endian::Big };
    let layout = match (kind, bits) {
        (b"NONE" | b"twos" | b"sowt", 1..=8) => Pcm::I8,
        (b"NONE" | b"twos" | b"sowt", 9..=16) => Pcm::S16(endian),
        (b"NONE" | b"twos" | b"sowt" | b"in24", 17..=24) => Pcm::S24(endian),
        (b"NONE" | b"twos" | b"sowt" | b"in32", 25..=32) => Pcm::S32(endian),
        (b"fl32" | b"FL32", _) => Pcm::F32(endian),
        (b"fl64" | b"FL64", _) => Pcm::F64(endian),
        (b"alaw" | b"ALAW", _) => Pcm::Alaw,
        (b"ulaw" | b"ULAW", _) => Pcm::Mulaw,
        _ => return Err(InputError::unsupported("this kind of AIFC")),
    };
    Ok(Format {
        layout,
        channels: u16::from_be_bytes([fixed[0], fixed[1]]),
        rate_hz: extended(&fixed[8..18]),
    })
}

/// Reads an 80-bit floating point number as whole Hz; what is out of range becomes 0 or the most.
fn extended(bytes: &[u8]) -> u32 {
    let exponent = i32::from(u16::from_be_bytes([bytes[0], bytes[1]]) & 0x7fff) - 16_383;
    let mantissa = bytes[2..10].iter().fold(0u64, |sum, &byte| sum << 8 | u64::from(byte));
    match exponent {
        0..=31 => (mantissa >> (63 - exponent)) as u32,
        32.. => u32::MAX,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extended_rates_are_read() {
        assert_eq!(extended(&[0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0]), 44_100);
        assert_eq!(extended(&[0x40, 0x0e, 0xbb, 0x80, 0, 0, 0, 0, 0, 0]), 48_000);
        assert_eq!(extended(&[0x7f, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0]), u32::MAX);
        assert_eq!(extended(&[0; 10]), 0);
    }
}
