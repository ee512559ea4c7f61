//! What demuxers say to decoders.

use super::error::Result;
use super::types::Tags;

/// The codecs that can be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    Mp3,
    /// AAC with ADTS headers on every packet.
    AacAdts,
    /// AAC access units; `extra` is the `AudioSpecificConfig`.
    Aac,
    /// `extra` is the identification header followed by the set-up header.
    Vorbis,
    /// `extra` is the `OpusHead` packet.
    Opus,
    /// `extra` is the STREAMINFO block without its header.
    Flac,
    /// `extra` is the magic cookie.
    Alac,
    /// Uncompressed; see the layout.
    Pcm(Pcm),
}

/// Layout of uncompressed samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pcm {
    U8,
    I8,
    S16(Endian),
    S24(Endian),
    S32(Endian),
    F32(Endian),
    F64(Endian),
    Alaw,
    Mulaw,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endian {
    Little,
    Big,
}

/// What a demuxer found out about the packets that follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Track {
    /// Name for `StreamInfo::format`.
    pub(crate) format: &'static str,
    pub(crate) codec: Codec,
    /// Rate of the packets' positions and of the codec's core, Hz. A decoder may come out at
    /// another one (HE-AAC).
    pub(crate) rate_hz: u32,
    pub(crate) channels: u8,
    pub(crate) kbps: Option<u32>,
    pub(crate) extra: Vec<u8>,
    /// Samples at the start that are the encoder's and not the programme's.
    pub(crate) delay: u32,
    /// Samples at the end of the stream that are the encoder's, as a header at its start says.
    pub(crate) padding: u32,
    /// Byte offset from which a new demuxer finds this track first.
    pub(crate) offset: u64,
}

/// One compressed packet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Packet {
    pub(crate) data: Vec<u8>,
    /// Samples it decodes to at the track's rate, as the container or its header says.
    pub(crate) samples: u32,
    /// Samples at its end that are not part of the programme.
    pub(crate) trim_end: u32,
    /// Position (track rate, encoder delay included) of the end of this packet, before trimming.
    pub(crate) end: i64,
    /// Byte offset in the stream from which a demuxer can be restarted to see this packet again.
    pub(crate) offset: u64,
}

/// What a demuxer hands out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    /// New parameters: a new decoder is needed.
    Track(Track),
    Packet(Packet),
    Tags(Tags),
}

/// Splits a byte stream into packets; sans-I/O.
///
/// Invariant: the events do not depend on how the bytes were cut into pushes.
pub(crate) trait Demux: Send {
    /// Takes more bytes.
    fn push(&mut self, bytes: &[u8]);
    /// Hands out the next event; `None` means that more bytes are needed.
    fn next(&mut self) -> Result<Option<Event>>;
    /// Says that no more bytes come; `next` may then hand out what it held back.
    fn finish(&mut self);
    /// Bytes since the last packet that were of no use.
    fn garbage(&self) -> usize;
    /// Forgets what it holds: the next bytes are those at `offset` of the stream, and the next
    /// packet starts at `position`. Both come from a packet of an earlier pass; before a jump past
    /// the first packet of a stream the demuxer has to see that one, because from there it counts.
    fn jump(&mut self, offset: u64, position: i64);
}

/// A byte buffer that is consumed from the front without moving every time.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    bytes: Vec<u8>,
    head: usize,
    /// Stream offset of `bytes[head]`.
    offset: u64,
}

impl Buffer {
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if self.head > 0 && self.head >= self.bytes.len() / 2 {
            self.bytes.drain(..self.head);
            self.head = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn data(&self) -> &[u8] {
        &self.bytes[self.head..]
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len() - self.head
    }

    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    pub(crate) fn jump(&mut self, offset: u64) {
        self.bytes.clear();
        self.head = 0;
        self.offset = offset;
    }

    /// Drops up to `count` bytes from the front and returns how many there were.
    pub(crate) fn consume(&mut self, count: usize) -> usize {
        let count = count.min(self.len());
        self.head += count;
        self.offset += count as u64;
        count
    }
}
