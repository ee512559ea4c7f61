//! `WebM` and Matroska (RFC 9559) with one audio track, as browsers' `MediaRecorder` sends it.

mod blocks;
mod ebml;
mod tracks;

use std::collections::VecDeque;

use super::error::{InputError, Result};
use super::ogg::{Blocks, opus_samples};
use super::packet::{Buffer, Codec, Demux, Event, Packet, Track};
use super::types::Limits;
use ebml::{Head, Read};

const SEGMENT: u32 = 0x1853_8067;
const CLUSTER: u32 = 0x1f43_b675;
const BLOCK_GROUP: u32 = 0xa0;
const TRACKS: u32 = 0x1654_ae6b;
const SIMPLE_BLOCK: u32 = 0xa3;
const BLOCK: u32 = 0xa1;
const DISCARD_PADDING: u32 = 0x75a2;
/// Elements that may stand where a cluster was expected to end; their ids are unmistakable.
const CLUSTER_BYTES: [u8; 4] = CLUSTER.to_be_bytes();

/// Splits a `WebM` stream into the packets of its first audio track.
///
/// Segments, clusters and block groups are entered without keeping count of their sizes, which
/// live streams do not know anyway; all other elements are read or skipped whole.
pub(crate) struct Webm {
    limits: Limits,
    buffer: Buffer,
    queue: VecDeque<Event>,
    track: Option<(u64, Track)>,
    lengths: Lengths,
    /// Packets of a block group; its trimming comes behind them.
    held: Vec<Packet>,
    skip: u64,
    /// Offset of the cluster that is being read.
    cluster: u64,
    position: i64,
    garbage: usize,
}

/// How long the packets are.
enum Lengths {
    Opus,
    Vorbis(Blocks),
    Fixed(u32),
}

impl Webm {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            buffer: Buffer::default(),
            queue: VecDeque::new(),
            track: None,
            lengths: Lengths::Fixed(0),
            held: Vec::new(),
            skip: 0,
            cluster: 0,
            position: 0,
            garbage: 0,
        }
    }

    /// Handles the element at the front; false when more bytes are needed.
    fn element(&mut self) -> Result<bool> {
        let head = match ebml::head(self.buffer.data()) {
            Read::Is(head) => head,
            Read::NeedMore => return Ok(false),
            Read::Wrong => {
                self.resync();
                return Ok(true);
            }
        };
        match head.id {
            SEGMENT | CLUSTER | BLOCK_GROUP => {
                self.release();
                if head.id == CLUSTER {
                    self.cluster = self.buffer.offset();
                }
                self.buffer.consume(head.length);
                Ok(true)
            }
            TRACKS | SIMPLE_BLOCK | BLOCK | DISCARD_PADDING => self.body(head),
            _ => {
                let Some(size) = head.size else {
                    self.resync();
                    return Ok(true);
                };
                self.buffer.consume(head.length);
                self.skip = size;
                self.garbage = self.garbage.saturating_add(head.length);
                Ok(true)
            }
        }
    }

    /// Reads an element whose body is needed.
    fn body(&mut self, head: Head) -> Result<bool> {
        let size = head.size.unwrap_or(u64::MAX);
        if size > self.limits.max_packet_bytes as u64 {
            if self.track.is_none() {
                self.limits.check_packet(size)?;
            }
            self.resync();
            return Ok(true);
        }
        let end = head.length + size as usize;
        let Some(body) = self.buffer.data().get(head.length..end) else {
            return Ok(false);
        };
        match head.id {
            TRACKS => {
                let found = tracks::audio(body)?;
                self.start(found)?;
            }
            DISCARD_PADDING => {
                let nanoseconds = ebml::signed(body);
                self.trim(nanoseconds);
            }
            _ => {
                let body = body.to_vec();
                let packets = self.block(&body);
                self.release();
                self.held = packets;
                if head.id == SIMPLE_BLOCK {
                    self.release();
                }
            }
        }
        self.buffer.consume(end);
        Ok(true)
    }

    fn start(&mut self, (number, track): (u64, Track)) -> Result<()> {
        self.limits.check_format(track.rate_hz, u32::from(track.channels))?;
        self.lengths = match track.codec {
            Codec::Opus => Lengths::Opus,
            Codec::Vorbis => {
                let (identification, setup) = track.extra.split_at(30.min(track.extra.len()));
                let blocks = Blocks::new(identification, setup);
                Lengths::Vorbis(blocks.ok_or_else(|| InputError::malformed("the Vorbis set-up header is not valid"))?)
            }
            _ => Lengths::Fixed(1_024),
        };
        self.position = 0;
        if self.track.as_ref().is_none_or(|(_, old)| *old != track) {
            self.queue.push_back(Event::Track(track.clone()));
        }
        self.track = Some((number, track));
        Ok(())
    }

    /// Cuts a block into packets.
    fn block(&mut self, body: &[u8]) -> Vec<Packet> {
        let (Some((number, _)), Some(block)) = (&self.track, blocks::parse(body)) else {
            return Vec::new();
        };
        if *number != block.track {
            return Vec::new();
        }
        self.garbage = 0;
        let mut packets = Vec::new();
        for data in block.packets {
            let samples = match &mut self.lengths {
                Lengths::Opus => opus_samples(data),
                Lengths::Vorbis(blocks) => blocks.samples(data),
                Lengths::Fixed(samples) => *samples,
            };
            self.position += i64::from(samples);
            packets.push(Packet {
                data: data.to_vec(),
                samples,
                trim_end: 0,
                end: self.position,
                offset: self.cluster,
            });
        }
        packets
    }

    /// Cuts the end of the packet that is held.
    fn trim(&mut self, nanoseconds: i64) {
        let (Some(packet), Some((_, track))) = (self.held.last_mut(), &self.track) else {
            return;
        };
        let nanoseconds = u64::try_from(nanoseconds).unwrap_or(0);
        packet.trim_end = tracks::samples(nanoseconds, track.rate_hz).min(packet.samples);
    }

    fn release(&mut self) {
        self.queue.extend(self.held.drain(..).map(Event::Packet));
    }

    /// Goes to the next cluster.
    fn resync(&mut self) {
        self.release();
        let data = self.buffer.data();
        let next = data.windows(4).skip(1).position(|bytes| bytes == CLUSTER_BYTES);
        let count = match next {
            Some(at) => at + 1,
            None => data.len().saturating_sub(3).max(1),
        };
        self.garbage += self.buffer.consume(count);
        if let Lengths::Vorbis(blocks) = &mut self.lengths {
            blocks.reset();
        }
    }
}

impl Demux for Webm {
    fn push(&mut self, bytes: &[u8]) {
        self.buffer.push(bytes);
    }

    fn next(&mut self) -> Result<Option<Event>> {
        loop {
            if let Some(event) = self.queue.pop_front() {
                return Ok(Some(event));
            }
            if self.skip > 0 {
                let wanted = usize::try_from(self.skip).unwrap_or(usize::MAX);
                let used = self.buffer.consume(wanted);
                self.garbage = self.garbage.saturating_add(used);
                self.skip -= used as u64;
            }
            if self.buffer.len() == 0 || !self.element()? {
                return Ok(None);
            }
        }
    }

    fn finish(&mut self) {
        self.release();
    }

    fn garbage(&self) -> usize {
        self.garbage
    }

    fn jump(&mut self, offset: u64, position: i64) {
        self.buffer.jump(offset);
        self.queue.clear();
        self.held.clear();
        self.skip = 0;
        self.position = position;
        self.garbage = 0;
        if let Lengths::Vorbis(blocks) = &mut self.lengths {
            blocks.reset();
        }
    }
}
