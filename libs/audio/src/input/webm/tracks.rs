//! The track list.

use super::ebml;
use crate::input::error::{InputError, Result};
use crate::input::ogg::{opus_track, vorbis_track};
use crate::input::packet::{Codec, Track};

/// Finds the first audio track: its number and what it is.
pub(super) fn audio(body: &[u8]) -> Result<(u64, Track)> {
    let mut refused = None;
    for (id, entry) in ebml::children(body) {
        if id != 0xae {
            continue;
        }
        match Entry::read(entry) {
            Some(entry) if entry.kind == 2 => match entry.track() {
                Ok(track) => return Ok((entry.number, track)),
                Err(error) => refused = Some(error),
            },
            _ => {}
        }
    }
    Err(refused.unwrap_or_else(|| InputError::unsupported("a recording without an audio track")))
}

/// Samples of a duration in nanoseconds.
pub(super) fn samples(nanoseconds: u64, rate_hz: u32) -> u32 {
    let product = u128::from(nanoseconds) * u128::from(rate_hz) + 500_000_000;
    u32::try_from(product / 1_000_000_000).unwrap_or(u32::MAX)
}

#[derive(Default)]
struct Entry<'a> {
    number: u64,
    kind: u64,
    codec: &'a [u8],
    private: &'a [u8],
    delay: Option<u64>,
    rate: f64,
    channels: u64,
}

impl<'a> Entry<'a> {
    fn read(body: &'a [u8]) -> Option<Self> {
        let mut entry = Self {
            rate: 8_000.0,
            channels: 1,
            ..Self::default()
        };
        for (id, value) in ebml::children(body) {
            match id {
                0xd7 => entry.number = ebml::unsigned(value),
                0x83 => entry.kind = ebml::unsigned(value),
                0x86 => entry.codec = value,
                0x63a2 => entry.private = value,
                0x56aa => entry.delay = Some(ebml::unsigned(value)),
                0xe1 => {
                    for (id, value) in ebml::children(value) {
                        match id {
                            0xb5 => entry.rate = ebml::float(value)?,
                            0x9f => entry.channels = ebml::unsigned(value),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        Some(entry)
    }

    fn track(&self) -> Result<Track> {
        let damaged = || InputError::malformed("the codec's private data are not valid");
        let codec = self.codec.trim_ascii_end();
        let mut track = match codec.strip_suffix(b"\0").unwrap_or(codec) {
            b"A_OPUS" => opus_track("webm-opus", self.private).ok_or_else(damaged)?,
            b"A_VORBIS" => vorbis(self.private).ok_or_else(damaged)?,
            b"A_AAC" if self.private.len() >= 2 => self.plain(),
            other => {
                let name = String::from_utf8_lossy(&other[..other.len().min(32)]);
                return Err(InputError::unsupported(format!("the codec {name} in WebM")));
            }
        };
        if let Some(delay) = self.delay.filter(|_| track.codec != Codec::Opus) {
            track.delay = samples(delay, track.rate_hz);
        }
        Ok(track)
    }

    fn plain(&self) -> Track {
        Track {
            format: "webm-aac",
            codec: Codec::Aac,
            rate_hz: self.rate as u32,
            channels: u8::try_from(self.channels).unwrap_or(u8::MAX),
            kbps: None,
            extra: self.private.to_vec(),
            delay: 0,
            padding: 0,
            offset: 0,
        }
    }
}

/// Takes the identification and set-up headers out of the three that stand laced together.
fn vorbis(private: &[u8]) -> Option<Track> {
    let (&count, mut rest) = private.split_first()?;
    if count != 2 {
        return None;
    }
    let mut lengths = [0usize; 2];
    for length in &mut lengths {
        loop {
            let (&byte, behind) = rest.split_first()?;
            rest = behind;
            *length += usize::from(byte);
            if byte < 255 {
                break;
            }
        }
    }
    let setup = rest.get(lengths[0].checked_add(lengths[1])?..)?;
    let identification = rest.get(..lengths[0])?;
    if !identification.starts_with(b"\x01vorbis") || !setup.starts_with(b"\x05vorbis") {
        return None;
    }
    let mut track = vorbis_track("webm-vorbis", identification)?;
    track.extra.extend_from_slice(setup);
    Some(track)
}
