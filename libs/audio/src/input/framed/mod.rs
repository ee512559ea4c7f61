//! Elementary streams whose frames carry their own headers: MP3 and ADTS.

mod adts;
mod mpeg;

pub(crate) use adts::parse as parse_adts;
pub(crate) use mpeg::parse as parse_mpeg;

use super::error::Result;
use super::id3;
use super::packet::{Buffer, Codec, Demux, Event, Packet, Track};
use super::types::{Limits, Tags};

/// What a frame's header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    /// Bytes of the frame, header included.
    pub(crate) length: usize,
    pub(crate) samples: u32,
    pub(crate) rate_hz: u32,
    pub(crate) channels: u8,
    pub(crate) kbps: Option<u32>,
    /// Bits that stay the same from frame to frame of one stream.
    pub(crate) key: u32,
}

/// The two framings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    Mpeg,
    Adts,
}

impl Framing {
    /// Bytes that a header takes.
    pub(crate) fn header_length(self) -> usize {
        match self {
            Self::Mpeg => 4,
            Self::Adts => 7,
        }
    }

    pub(crate) fn parse(self, bytes: &[u8]) -> Option<Header> {
        match self {
            Self::Mpeg => parse_mpeg(bytes),
            Self::Adts => parse_adts(bytes),
        }
    }
}

/// Finds frames, skips tags and garbage.
///
/// A frame that does not continue the stream before it is believed only when another of its kind
/// follows it at once.
pub(crate) struct Framed {
    framing: Framing,
    limits: Limits,
    buffer: Buffer,
    /// Header of the frame before, while frames follow each other.
    last: Option<Header>,
    track: Option<Track>,
    tag: Option<id3::Collector>,
    waiting: Option<Event>,
    position: i64,
    garbage: usize,
    finished: bool,
}

impl Framed {
    pub(crate) fn new(framing: Framing, limits: Limits) -> Self {
        Self {
            framing,
            limits,
            buffer: Buffer::default(),
            last: None,
            track: None,
            tag: None,
            waiting: None,
            position: 0,
            garbage: 0,
            finished: false,
        }
    }

    /// Drops bytes up to the next one that can begin a frame or a tag.
    fn skip_garbage(&mut self) {
        let rest = &self.buffer.data()[1..];
        let next = rest.iter().position(|&byte| byte == 0xff || byte == b'I');
        let count = 1 + next.unwrap_or(rest.len());
        self.garbage += self.buffer.consume(count);
        self.last = None;
    }

    /// Says whether the bytes begin with a tag; `None` when more are needed.
    fn at_tag(&self) -> Option<bool> {
        let data = self.buffer.data();
        let length = data.len().min(3);
        if data[..length] != b"ID3"[..length] {
            return Some(false);
        }
        match id3::length(data) {
            id3::Length::Of(_) => Some(true),
            id3::Length::NotATag => Some(false),
            id3::Length::NeedMore => self.finished.then_some(false),
        }
    }

    /// Takes bytes of a tag; true when it is over.
    fn feed_tag(&mut self) -> Option<Tags> {
        let tag = self.tag.as_mut()?;
        let used = tag.feed(self.buffer.data());
        self.buffer.consume(used);
        if !tag.is_done() {
            return None;
        }
        self.tag.take().map(id3::Collector::finish)
    }

    /// Says whether a whole, credible frame is at the front; `None` when more bytes are needed.
    fn is_frame(&self, header: Header) -> Option<bool> {
        let data = self.buffer.data();
        let continues = self.last.is_some_and(|last| last.key == header.key);
        let rest = data.get(header.length..);
        match rest {
            None if self.finished => Some(false),
            None => None,
            Some(_) if continues => Some(true),
            Some([]) if self.finished => Some(true),
            Some(next) if next.len() < self.framing.header_length() => self.finished.then_some(false),
            Some(next) => {
                let follower = self.framing.parse(next);
                Some(follower.is_some_and(|follower| follower.key == header.key))
            }
        }
    }

    /// Takes the frame at the front; hands out its packet, after its track where that is new.
    fn take(&mut self, header: Header) -> Result<Option<Event>> {
        let offset = self.buffer.offset();
        let data = self.buffer.data()[..header.length].to_vec();
        self.buffer.consume(header.length);
        self.garbage = 0;
        self.last = Some(header);
        let info = match self.framing {
            Framing::Mpeg => mpeg::encoder_info(&data, header),
            Framing::Adts => None,
        };
        let same = |track: &Track| (track.rate_hz, track.channels) == (header.rate_hz, header.channels);
        let is_new = !self.track.as_ref().is_some_and(same);
        let track = if is_new {
            self.limits.check_format(header.rate_hz, u32::from(header.channels))?;
            let mut track = self.describe(header, info);
            track.offset = offset;
            self.position = 0;
            self.track = Some(track.clone());
            Some(Event::Track(track))
        } else {
            None
        };
        if info.is_some() {
            return Ok(track);
        }
        self.position += i64::from(header.samples);
        let packet = Event::Packet(Packet {
            data,
            samples: header.samples,
            trim_end: 0,
            end: self.position,
            offset,
        });
        match track {
            Some(track) => {
                self.waiting = Some(packet);
                Ok(Some(track))
            }
            None => Ok(Some(packet)),
        }
    }

    fn describe(&self, header: Header, info: Option<mpeg::EncoderInfo>) -> Track {
        let (delay, padding) = info.map_or((0, 0), |info| (info.delay, info.padding));
        Track {
            format: match self.framing {
                Framing::Mpeg => "mp3",
                Framing::Adts => "aac",
            },
            codec: match self.framing {
                Framing::Mpeg => Codec::Mp3,
                Framing::Adts => Codec::AacAdts,
            },
            rate_hz: header.rate_hz,
            channels: header.channels,
            kbps: header.kbps,
            extra: Vec::new(),
            delay,
            padding,
            offset: 0,
        }
    }
}

impl Demux for Framed {
    fn push(&mut self, bytes: &[u8]) {
        self.buffer.push(bytes);
    }

    fn next(&mut self) -> Result<Option<Event>> {
        if let Some(event) = self.waiting.take() {
            return Ok(Some(event));
        }
        while self.buffer.len() > 0 {
            if self.tag.is_some() {
                match self.feed_tag() {
                    Some(tags) if !tags.is_empty() => return Ok(Some(Event::Tags(tags))),
                    _ => continue,
                }
            }
            match self.at_tag() {
                None => return Ok(None),
                Some(true) => {
                    self.tag = id3::Collector::start(self.buffer.data());
                    continue;
                }
                Some(false) => {}
            }
            if self.buffer.len() < self.framing.header_length() && !self.finished {
                return Ok(None);
            }
            let Some(header) = self.framing.parse(self.buffer.data()) else {
                self.skip_garbage();
                continue;
            };
            match self.is_frame(header) {
                None => return Ok(None),
                Some(false) => self.skip_garbage(),
                Some(true) => {
                    if let Some(event) = self.take(header)? {
                        return Ok(Some(event));
                    }
                }
            }
        }
        Ok(None)
    }

    fn finish(&mut self) {
        self.finished = true;
    }

    fn garbage(&self) -> usize {
        self.garbage
    }

    fn jump(&mut self, offset: u64, position: i64) {
        self.buffer.jump(offset);
        self.last = None;
        self.tag = None;
        self.waiting = None;
        self.position = position;
        self.garbage = 0;
        self.finished = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silent_mp3_frame() -> Vec<u8> {
        // MPEG-1 layer III, 128 kbit/s, 44.1 kHz, stereo: 417 bytes.
        let mut frame = vec![0xff, 0xfb, 0x90, 0x00];
        frame.resize(417, 0);
        frame
    }

    fn events(pieces: &[&[u8]]) -> Vec<Event> {
        let mut demux = Framed::new(Framing::Mpeg, Limits::default());
        let mut all = Vec::new();
        for piece in pieces {
            demux.push(piece);
            while let Some(event) = demux.next().unwrap() {
                all.push(event);
            }
        }
        demux.finish();
        while let Some(event) = demux.next().unwrap() {
            all.push(event);
        }
        all
    }

    #[test]
    fn garbage_between_frames_is_skipped_and_offsets_are_right() {
        let mut stream = b"garbage \xff\xfb at first".to_vec();
        let first = stream.len() as u64;
        stream.extend(silent_mp3_frame());
        stream.extend(silent_mp3_frame());
        stream.extend([0xff; 333]);
        stream.extend(silent_mp3_frame());
        stream.extend(silent_mp3_frame());
        let all = events(&[&stream]);
        let offsets: Vec<u64> = all
            .iter()
            .filter_map(|event| match event {
                Event::Packet(packet) => Some(packet.offset),
                _ => None,
            })
            .collect();
        assert_eq!(
            offsets,
            [first, first + 417, first + 834 + 333, first + 834 + 333 + 417]
        );
        let singles: Vec<&[u8]> = stream.chunks(1).collect();
        assert_eq!(events(&singles), all);
    }

    #[test]
    fn a_new_rate_is_a_new_track() {
        let mut low = vec![0xff, 0xfb, 0x98, 0xc0];
        low.resize(144 * 128_000 / 32_000, 0);
        let stream = [silent_mp3_frame(), silent_mp3_frame(), low.clone(), low].concat();
        let rates: Vec<(u32, u8)> = events(&[&stream])
            .iter()
            .filter_map(|event| match event {
                Event::Track(track) => Some((track.rate_hz, track.channels)),
                _ => None,
            })
            .collect();
        assert_eq!(rates, [(44_100, 2), (32_000, 1)]);
    }
}
