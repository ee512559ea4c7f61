//! Native FLAC (RFC 9639): metadata blocks, then frames whose ends only their successors show.

use super::error::{InputError, Result};
use super::id3;
use super::ogg::{comments, flac_track};
use super::packet::{Buffer, Demux, Event, Packet, Track};
use super::types::{Limits, Tags};

/// The longest header of a frame, bytes.
const MAX_HEADER: usize = 16;
/// Bytes of a comment block that are read.
const MAX_COMMENTS: usize = 64 << 10;

/// What a frame's header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) samples: u32,
    /// Blocking strategy, rate code and sample size code: the same all through a stream.
    key: u16,
    length: usize,
}

/// Parses a frame header and checks its CRC-8.
pub(super) fn parse_header(bytes: &[u8]) -> Option<Header> {
    let &[first, second, codes, channels] = bytes.get(..4)? else {
        return None;
    };
    if first != 0xff || second & 0xfe != 0xf8 || channels >> 4 > 10 || channels & 1 != 0 {
        return None;
    }
    // The number of the frame or sample is coded as UTF-8 codes characters, up to seven bytes.
    let number = match bytes.get(4)?.leading_ones() {
        0 => 1,
        1 | 8 => return None,
        ones => ones as usize,
    };
    let mut at = 4 + number;
    let samples = match codes >> 4 {
        0 => return None,
        1 => 192,
        code @ 2..=5 => 576 << (code - 2),
        6 => {
            at += 1;
            u32::from(*bytes.get(at - 1)?) + 1
        }
        7 => {
            at += 2;
            u32::from(u16::from_be_bytes([*bytes.get(at - 2)?, *bytes.get(at - 1)?])) + 1
        }
        code => 256 << (code - 8),
    };
    match codes & 15 {
        12 => at += 1,
        13 | 14 => at += 2,
        15 => return None,
        _ => {}
    }
    if crc8(bytes.get(..at)?) != *bytes.get(at)? {
        return None;
    }
    Some(Header {
        samples,
        key: u16::from(second & 1) << 8 | u16::from(codes & 0b1111) << 4 | u16::from(channels & 0b1110),
        length: at + 1,
    })
}

/// Splits a FLAC stream into frames. A frame ends where the next header stands and the CRC-16 over
/// everything before it is right.
pub(crate) struct Flac {
    limits: Limits,
    buffer: Buffer,
    stage: Stage,
    /// Where in the frame at the front the search goes on, and the CRC-16 up to there.
    searched: (usize, u16),
    position: i64,
    garbage: usize,
    finished: bool,
}

enum Stage {
    Magic,
    Block {
        track: Option<Track>,
    },
    Skip {
        left: u64,
        track: Option<Track>,
        is_last: bool,
    },
    Frames,
}

/// What a metadata block told.
enum Block {
    NeedMore,
    Tags(Tags),
    Quiet,
}

impl Flac {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            buffer: Buffer::default(),
            stage: Stage::Magic,
            searched: (0, 0),
            position: 0,
            garbage: 0,
            finished: false,
        }
    }

    /// Takes the magic word, behind a tag if there is one; false when more bytes are needed.
    fn magic(&mut self) -> Result<bool> {
        let data = self.buffer.data();
        if data.first() == Some(&b'I') {
            match id3::length(data) {
                id3::Length::Of(length) => {
                    let is_whole = data.len() as u64 >= length;
                    if is_whole {
                        self.buffer.consume(length as usize);
                    } else if length > 16 << 20 {
                        return Err(InputError::malformed("the tag before the sound is too long"));
                    }
                    return Ok(is_whole);
                }
                id3::Length::NeedMore => return Ok(false),
                id3::Length::NotATag => {}
            }
        }
        if data.len() < 4 {
            return Ok(false);
        }
        if !data.starts_with(b"fLaC") {
            return Err(InputError::malformed("the FLAC marker is missing"));
        }
        self.buffer.consume(4);
        self.stage = Stage::Block { track: None };
        Ok(true)
    }

    /// Takes the part of a metadata block that counts.
    fn block(&mut self, track: Option<Track>) -> Result<Block> {
        let data = self.buffer.data();
        let Some(&[head, high, middle, low]) = data.get(..4) else {
            self.stage = Stage::Block { track };
            return Ok(Block::NeedMore);
        };
        let length = u32::from_be_bytes([0, high, middle, low]) as usize;
        let is_last = head & 0x80 != 0;
        let kind = head & 0x7f;
        let wanted = match kind {
            0 if track.is_none() => 34,
            4 => length.min(MAX_COMMENTS),
            _ => 0,
        };
        let Some(body) = data.get(4..4 + wanted) else {
            self.stage = Stage::Block { track };
            return Ok(Block::NeedMore);
        };
        let mut taken = Block::Quiet;
        let mut track = track;
        if kind == 0 && track.is_none() {
            let found = flac_track("flac", body);
            let found = found.filter(|_| length >= 34);
            track = Some(found.ok_or_else(|| InputError::malformed("STREAMINFO is not valid"))?);
        } else if kind == 4 {
            let tags = comments(body);
            if !tags.is_empty() {
                taken = Block::Tags(tags);
            }
        }
        self.buffer.consume(4);
        self.stage = Stage::Skip {
            left: length as u64,
            track,
            is_last,
        };
        Ok(taken)
    }

    /// Skips the rest of a block; true when it is over.
    fn skip(&mut self, left: u64, track: Option<Track>, is_last: bool) -> Result<Option<Event>> {
        let used = self.buffer.consume(usize::try_from(left).unwrap_or(usize::MAX)) as u64;
        let left = left - used;
        if left > 0 || !is_last {
            self.stage = if left > 0 {
                Stage::Skip { left, track, is_last }
            } else {
                Stage::Block { track }
            };
            return Ok(None);
        }
        let track = track.ok_or_else(|| InputError::malformed("STREAMINFO is missing"))?;
        self.limits.check_format(track.rate_hz, u32::from(track.channels))?;
        self.stage = Stage::Frames;
        Ok(Some(Event::Track(track)))
    }

    /// Finds the end of the frame at the front, whose header is `header`.
    fn frame_end(&mut self, header: Header) -> Option<usize> {
        let data = self.buffer.data();
        let (mut at, mut crc) = self.searched;
        while at + MAX_HEADER <= data.len() {
            let is_end = at > header.length + 2
                && crc == 0
                && data[at] == 0xff
                && parse_header(&data[at..]).is_some_and(|next| next.key >> 4 == header.key >> 4);
            if is_end {
                return Some(at);
            }
            crc = crc16(crc, data[at]);
            at += 1;
        }
        self.searched = (at, crc);
        if !self.finished {
            return None;
        }
        // The last frame ends with the stream, or where its checksum fits.
        for (index, &byte) in data[at..].iter().enumerate() {
            crc = crc16(crc, byte);
            if crc == 0 && at + index + 1 > header.length + 2 {
                return Some(at + index + 1);
            }
        }
        None
    }

    fn skip_garbage(&mut self) {
        let rest = &self.buffer.data()[1..];
        let next = rest.iter().position(|byte| *byte == 0xff);
        let count = 1 + next.unwrap_or(rest.len());
        self.garbage += self.buffer.consume(count);
        self.searched = (0, 0);
    }

    fn frame(&mut self) -> Option<Event> {
        while self.buffer.len() >= MAX_HEADER || (self.finished && self.buffer.len() > 0) {
            let Some(header) = parse_header(self.buffer.data()) else {
                self.skip_garbage();
                continue;
            };
            let Some(end) = self.frame_end(header) else {
                let is_too_long = self.buffer.len() > self.limits.max_packet_bytes;
                if is_too_long || self.finished {
                    self.skip_garbage();
                    continue;
                }
                return None;
            };
            let offset = self.buffer.offset();
            let data = self.buffer.data()[..end].to_vec();
            self.buffer.consume(end);
            self.searched = (0, 0);
            self.garbage = 0;
            self.position += i64::from(header.samples);
            return Some(Event::Packet(Packet {
                data,
                samples: header.samples,
                trim_end: 0,
                end: self.position,
                offset,
            }));
        }
        None
    }
}

impl Demux for Flac {
    fn push(&mut self, bytes: &[u8]) {
        self.buffer.push(bytes);
    }

    fn next(&mut self) -> Result<Option<Event>> {
        loop {
            match std::mem::replace(&mut self.stage, Stage::Magic) {
                Stage::Magic => {
                    if !self.magic()? {
                        return Ok(None);
                    }
                }
                Stage::Block { track } => match self.block(track)? {
                    Block::NeedMore => return Ok(None),
                    Block::Tags(tags) => return Ok(Some(Event::Tags(tags))),
                    Block::Quiet => {}
                },
                Stage::Skip { left, track, is_last } => {
                    if let Some(event) = self.skip(left, track, is_last)? {
                        return Ok(Some(event));
                    }
                    if self.buffer.len() == 0 {
                        return Ok(None);
                    }
                }
                Stage::Frames => {
                    self.stage = Stage::Frames;
                    return Ok(self.frame());
                }
            }
        }
    }

    fn finish(&mut self) {
        self.finished = true;
    }

    fn garbage(&self) -> usize {
        self.garbage
    }

    fn jump(&mut self, offset: u64, position: i64) {
        self.buffer.jump(offset);
        self.searched = (0, 0);
        self.position = position;
        self.garbage = 0;
        self.finished = false;
    }
}

/// CRC-8, polynomial 0x07.
fn crc8(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, &byte| {
        (0..8).fold(sum ^ byte, |sum, _| (sum << 1) ^ ((sum >> 7) * 0x07))
    })
}

/// One step of the CRC-16, polynomial 0x8005; it is 0 behind a frame with its checksum.
fn crc16(sum: u16, byte: u8) -> u16 {
    const TABLE: [u16; 256] = table();
    sum << 8 ^ TABLE[usize::from((sum >> 8) as u8 ^ byte)]
}

const fn table() -> [u16; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut value = (index as u16) << 8;
        let mut bit = 0;
        while bit < 8 {
            value = (value << 1) ^ ((value >> 15) * 0x8005);
            bit += 1;
        }
        table[index] = value;
        index += 1;
    }
    table
}
