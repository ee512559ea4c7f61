//! Header packets: Vorbis I §4.2, Opus RFC 7845 §5, FLAC RFC 9639 §10.1, and their comments.

use super::vorbis::Blocks;
use crate::input::error::{InputError, Result};
use crate::input::packet::{Codec, Track};
use crate::input::text;
use crate::input::types::{Limits, Tags};

/// Header packets that a FLAC stream may have.
const MAX_HEADERS: u32 = 1_024;

/// What a header packet brought.
pub(super) enum Progress {
    More,
    Done(Track, Option<Tags>),
}

/// The headers of one logical stream, as they come in.
pub(super) struct Headers {
    kind: Kind,
    track: Track,
    tags: Tags,
    seen: u32,
    is_complete: bool,
    blocks: Option<Blocks>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Vorbis,
    Opus,
    Flac,
}

impl Headers {
    /// Starts from the first packet of a stream; `None` when it is not one of ours.
    pub(super) fn start(packet: &[u8], offset: u64) -> Option<Self> {
        let (kind, mut track) = if packet.starts_with(b"OpusHead") {
            (Kind::Opus, opus_track("ogg-opus", packet)?)
        } else if packet.starts_with(b"\x01vorbis") {
            (Kind::Vorbis, vorbis_track("ogg-vorbis", packet)?)
        } else if packet.starts_with(b"\x7fFLAC\x01") {
            let info = packet.get(17..51)?;
            (Kind::Flac, flac_track("ogg-flac", info)?)
        } else {
            return None;
        };
        track.offset = offset;
        Some(Self {
            kind,
            track,
            tags: Tags::default(),
            seen: 1,
            is_complete: false,
            blocks: None,
        })
    }

    pub(super) fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Says that packets were lost.
    pub(super) fn gap(&mut self) {
        if let Some(blocks) = &mut self.blocks {
            blocks.reset();
        }
    }

    /// Takes the next header packet.
    pub(super) fn packet(&mut self, packet: &[u8], limits: &Limits) -> Result<Progress> {
        self.seen += 1;
        let is_last = match self.kind {
            Kind::Opus => {
                if let Some(body) = packet.strip_prefix(b"OpusTags") {
                    self.tags = comments(body);
                }
                true
            }
            Kind::Vorbis => self.vorbis(packet)?,
            Kind::Flac => self.flac(packet),
        };
        if !is_last {
            if self.seen > MAX_HEADERS {
                return Err(InputError::malformed("there is no end of header packets"));
            }
            return Ok(Progress::More);
        }
        self.is_complete = true;
        limits.check_format(self.track.rate_hz, u32::from(self.track.channels))?;
        let tags = (!self.tags.is_empty()).then(|| self.tags.clone());
        Ok(Progress::Done(self.track.clone(), tags))
    }

    fn vorbis(&mut self, packet: &[u8]) -> Result<bool> {
        if let Some(body) = packet.strip_prefix(b"\x03vorbis") {
            self.tags = comments(body);
            return Ok(false);
        }
        if !packet.starts_with(b"\x05vorbis") {
            return Err(InputError::malformed("a Vorbis header is missing"));
        }
        self.blocks = Blocks::new(&self.track.extra, packet);
        if self.blocks.is_none() {
            return Err(InputError::malformed("the Vorbis set-up header is not valid"));
        }
        self.track.extra.extend_from_slice(packet);
        Ok(true)
    }

    fn flac(&mut self, packet: &[u8]) -> bool {
        let Some(head) = packet.first() else {
            return false;
        };
        if head & 0x7f == 4 {
            self.tags = comments(packet.get(4..).unwrap_or_default());
        }
        head & 0x80 != 0
    }

    /// Samples of a packet of sound.
    pub(super) fn samples(&mut self, packet: &[u8]) -> u32 {
        match self.kind {
            Kind::Opus => opus_samples(packet),
            Kind::Vorbis => self.blocks.as_mut().map_or(0, |blocks| blocks.samples(packet)),
            Kind::Flac => crate::input::flac::parse_header(packet).map_or(0, |header| header.samples),
        }
    }
}

/// Describes an Opus stream from its `OpusHead`.
pub(in crate::input) fn opus_track(format: &'static str, head: &[u8]) -> Option<Track> {
    let fixed = head.get(8..19)?;
    // The upper half of the version is the incompatible part.
    if fixed[0] >> 4 != 0 {
        return None;
    }
    Some(Track {
        format,
        codec: Codec::Opus,
        rate_hz: 48_000,
        channels: fixed[1],
        kbps: None,
        extra: head.get(..head.len().min(300))?.to_vec(),
        delay: u32::from(u16::from_le_bytes([fixed[2], fixed[3]])),
        padding: 0,
        offset: 0,
    })
}

/// Describes a Vorbis stream from its identification header.
pub(in crate::input) fn vorbis_track(format: &'static str, head: &[u8]) -> Option<Track> {
    let head: &[u8; 30] = head.get(..30)?.try_into().ok()?;
    let nominal = i32::from_le_bytes([head[20], head[21], head[22], head[23]]);
    Some(Track {
        format,
        codec: Codec::Vorbis,
        rate_hz: u32::from_le_bytes([head[12], head[13], head[14], head[15]]),
        channels: head[11],
        kbps: u32::try_from(nominal)
            .ok()
            .map(|bits| bits / 1_000)
            .filter(|kbps| *kbps > 0),
        extra: head.to_vec(),
        delay: 0,
        padding: 0,
        offset: 0,
    })
}

/// Describes a FLAC stream from the 34 bytes of its STREAMINFO.
pub(in crate::input) fn flac_track(format: &'static str, info: &[u8]) -> Option<Track> {
    let info: &[u8; 34] = info.get(..34)?.try_into().ok()?;
    let word = u32::from_be_bytes([info[10], info[11], info[12], info[13]]);
    Some(Track {
        format,
        codec: Codec::Flac,
        rate_hz: word >> 12,
        channels: ((word >> 9) & 7) as u8 + 1,
        kbps: None,
        extra: info.to_vec(),
        delay: 0,
        padding: 0,
        offset: 0,
    })
}

/// Samples of an Opus packet at 48 kHz (RFC 6716 §3.1); 0 when it is not valid.
pub(in crate::input) fn opus_samples(packet: &[u8]) -> u32 {
    let Some(&toc) = packet.first() else {
        return 0;
    };
    let frame = match toc >> 3 {
        config @ 0..=11 => [480, 960, 1_920, 2_880][usize::from(config & 3)],
        config @ 12..=15 => [480, 960][usize::from(config & 1)],
        config => [120, 240, 480, 960][usize::from(config & 3)],
    };
    let count = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => packet.get(1).map_or(0, |byte| u32::from(byte & 63)),
    };
    let samples = frame * count;
    if samples > 5_760 { 0 } else { samples }
}

/// Reads artist, title and album from a Vorbis comment, as far as it is there.
pub(in crate::input) fn comments(body: &[u8]) -> Tags {
    let mut tags = Tags::default();
    let mut rest = body;
    let Some(_vendor) = take(&mut rest) else {
        return tags;
    };
    let Some(count) = rest.get(..4) else {
        return tags;
    };
    let count = u32::from_le_bytes([count[0], count[1], count[2], count[3]]);
    rest = &rest[4..];
    for _ in 0..count {
        let Some(comment) = take(&mut rest) else {
            break;
        };
        let Some(equals) = comment.iter().position(|byte| *byte == b'=') else {
            continue;
        };
        let value = &comment[equals + 1..];
        let field = match comment[..equals].to_ascii_lowercase().as_slice() {
            b"artist" => &mut tags.artist,
            b"title" => &mut tags.title,
            b"album" => &mut tags.album,
            _ => continue,
        };
        if field.is_empty() {
            *field = text::repair(value);
        }
    }
    tags
}

/// Takes bytes behind their length.
fn take<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = rest.get(..4)?;
    let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]) as usize;
    let bytes = rest.get(4..length.checked_add(4)?)?;
    *rest = &rest[4 + length..];
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_read_with_latin_1_and_lies() {
        let mut body = 2u32.to_le_bytes().to_vec();
        body.extend(b"me");
        body.extend(9u32.to_le_bytes());
        for comment in [&b"ARTIST=Fa\xefz"[..], b"nothing", b"title=\xd8\xb1\xd9\x86\xda\xaf"] {
            body.extend((comment.len() as u32).to_le_bytes());
            body.extend(comment);
        }
        body.extend(u32::MAX.to_le_bytes());
        let tags = comments(&body);
        assert_eq!((tags.artist.as_str(), tags.title.as_str()), ("Faïz", "رنگ"));
        assert_eq!(comments(&[]), Tags::default());
    }

    #[test]
    fn opus_durations() {
        assert_eq!(opus_samples(&[0xfc]), 960);
        assert_eq!(opus_samples(&[0x18]), 2_880);
        assert_eq!(opus_samples(&[0xfb, 6]), 5_760);
        assert_eq!(opus_samples(&[0xfb, 63]), 0);
        assert_eq!(opus_samples(&[]), 0);
    }
}
