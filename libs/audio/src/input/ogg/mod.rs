//! Ogg with Vorbis, Opus or FLAC: chained streams, titles in the stream, lost pages.

mod headers;
mod page;
mod vorbis;

pub(super) use headers::{comments, flac_track, opus_samples, opus_track, vorbis_track};
pub(super) use vorbis::Blocks;

use std::collections::VecDeque;

use super::error::Result;
use super::packet::{Buffer, Demux, Event, Packet};
use super::types::Limits;
use headers::{Headers, Progress};
use page::{Page, Step};

/// Splits an Ogg stream into the packets of its first audio stream, and of those chained to it.
pub(crate) struct Ogg {
    limits: Limits,
    buffer: Buffer,
    stream: Option<Stream>,
    queue: VecDeque<Event>,
    garbage: usize,
    finished: bool,
}

/// The logical stream that is played.
struct Stream {
    serial: u32,
    headers: Headers,
    sequence: Option<u32>,
    /// A packet that is continued on the next page, and where it began.
    partial: Option<(Vec<u8>, u64)>,
    /// What the page's positions are off from the first sample.
    base: Option<i64>,
    position: i64,
    is_over: bool,
}

impl Ogg {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            buffer: Buffer::default(),
            stream: None,
            queue: VecDeque::new(),
            garbage: 0,
            finished: false,
        }
    }

    fn page(&mut self, page: &Page) -> Result<()> {
        if page.is_first {
            let is_free = self
                .stream
                .as_ref()
                .is_none_or(|stream| stream.is_over || stream.headers.is_complete() || stream.serial == page.serial);
            if is_free && let Some(headers) = Headers::start(&page.body, page.offset) {
                self.stream = Some(Stream::new(page, headers));
            }
            return Ok(());
        }
        let Some(stream) = &mut self.stream else {
            return Ok(());
        };
        if stream.serial != page.serial || stream.is_over {
            return Ok(());
        }
        let packets = stream.split(page, self.limits.max_packet_bytes);
        stream.is_over = page.is_last;
        let mut sound = Vec::new();
        for (data, offset) in packets {
            if stream.headers.is_complete() {
                sound.push((data, offset));
                continue;
            }
            match stream.headers.packet(&data, &self.limits)? {
                Progress::More => {}
                Progress::Done(track, tags) => {
                    self.queue.push_back(Event::Track(track));
                    self.queue.extend(tags.map(Event::Tags));
                }
            }
        }
        let packets = stream.place(page, sound);
        if !packets.is_empty() {
            self.garbage = 0;
        }
        self.queue.extend(packets.into_iter().map(Event::Packet));
        Ok(())
    }
}

impl Stream {
    fn new(page: &Page, headers: Headers) -> Self {
        Self {
            serial: page.serial,
            headers,
            sequence: Some(page.sequence),
            partial: None,
            base: None,
            position: 0,
            is_over: false,
        }
    }

    /// Cuts a page into the packets that end on it.
    fn split(&mut self, page: &Page, max_bytes: usize) -> Vec<(Vec<u8>, u64)> {
        let is_next = self.sequence.is_none_or(|last| page.sequence == last.wrapping_add(1));
        self.sequence = Some(page.sequence);
        if !is_next {
            self.partial = None;
            self.headers.gap();
        }
        let mut is_orphan = page.is_continued && self.partial.is_none();
        if !page.is_continued {
            self.partial = None;
        }
        let (mut data, mut offset) = self.partial.take().unwrap_or((Vec::new(), page.offset));
        let mut packets = Vec::new();
        let mut rest = page.body.as_slice();
        let mut is_open = page.is_continued && !is_orphan;
        for &length in &page.lacing {
            let (piece, behind) = rest.split_at(usize::from(length).min(rest.len()));
            rest = behind;
            let room = max_bytes.saturating_sub(data.len()).min(piece.len());
            data.extend_from_slice(&piece[..room]);
            is_open = length == 255;
            if is_open {
                continue;
            }
            if !is_orphan {
                packets.push((std::mem::take(&mut data), offset));
            }
            is_orphan = false;
            data.clear();
            offset = page.offset;
        }
        if is_open && !is_orphan {
            self.partial = Some((data, offset));
        }
        packets
    }

    /// Gives the packets of a page their positions. The page says where its last packet ends; on
    /// the last page that may cut the packet short.
    fn place(&mut self, page: &Page, sound: Vec<(Vec<u8>, u64)>) -> Vec<Packet> {
        let mut packets: Vec<Packet> = sound
            .into_iter()
            .map(|(data, offset)| Packet {
                samples: self.headers.samples(&data),
                data,
                trim_end: 0,
                end: 0,
                offset,
            })
            .collect();
        let total: i64 = packets.iter().map(|packet| i64::from(packet.samples)).sum();
        let mut start = self.position;
        let mut trim = 0;
        if page.granule >= 0 && !packets.is_empty() {
            let base = *self.base.get_or_insert(if page.is_last {
                0
            } else {
                // Negative: the first samples are not part of the programme.
                page.granule.saturating_sub(total)
            });
            let end = page.granule.saturating_sub(base.max(0));
            if page.is_last {
                trim = start.saturating_add(total).saturating_sub(end).clamp(0, total);
            } else {
                start = end.saturating_sub(total);
            }
        }
        for packet in &mut packets {
            start = start.saturating_add(i64::from(packet.samples));
            packet.end = start;
        }
        self.position = start;
        for packet in packets.iter_mut().rev() {
            packet.trim_end = trim.min(i64::from(packet.samples)) as u32;
            trim -= i64::from(packet.trim_end);
        }
        packets
    }
}

impl Demux for Ogg {
    fn push(&mut self, bytes: &[u8]) {
        self.buffer.push(bytes);
    }

    fn next(&mut self) -> Result<Option<Event>> {
        loop {
            if let Some(event) = self.queue.pop_front() {
                return Ok(Some(event));
            }
            if self.buffer.len() == 0 {
                return Ok(None);
            }
            match page::take(&mut self.buffer, self.finished) {
                Step::NeedMore => return Ok(None),
                Step::Garbage(count) => self.garbage += count,
                Step::Page(page) => {
                    self.garbage += page.body.len();
                    self.page(&page)?;
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
        self.queue.clear();
        self.garbage = 0;
        self.finished = false;
        if let Some(stream) = &mut self.stream {
            stream.sequence = None;
            stream.partial = None;
            stream.position = position;
            stream.is_over = false;
            stream.headers.gap();
        }
    }
}
