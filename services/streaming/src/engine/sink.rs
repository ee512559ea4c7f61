//! What takes a rendition's packets: rings of progressive listeners, HLS, recordings.

use super::ogg::OggSink;
use super::pcm::BACKLOG;
use crate::model::NowPlaying;
use awaz_audio::encode::Packet;
use awaz_audio::mux::adts_header;
use awaz_core::{Codec, Rendition};
use awaz_fanout::{Chunk, Ring};
use bytes::BytesMut;
use std::sync::Arc;

/// A title and where it begins.
#[derive(Debug, Clone)]
pub(crate) struct Titled {
    /// Position, samples.
    pub(crate) at: u64,
    /// What is heard from there on.
    pub(crate) now: Arc<NowPlaying>,
}

/// Takes packets of one rendition, in order and without a gap between discontinuities.
pub(crate) trait Sink: Send {
    /// Name within its output.
    fn name(&self) -> &str;
    /// Takes packets; never waits.
    fn push(&mut self, packets: &[Packet]);
    /// Takes a title, which may lie a little behind or ahead of the packets.
    fn title(&mut self, titled: &Titled);
    /// The next packet starts at or after `at`, not where the last one ended.
    fn discontinuity(&mut self, at: u64);
    /// Whether somebody takes from it now.
    fn is_taken(&self) -> bool;
    /// Samples of the past it wants at its start.
    fn backlog(&self) -> u64;
    /// No more comes: what lies at `at` or later is not for it.
    fn end(self: Box<Self>, at: u64);
}

/// Packets in one chunk of a ring: about 80 ms, the unit in which listeners start.
const PER_CHUNK: usize = 4;

/// Name of the sink of progressive listeners.
pub(crate) const RING: &str = "ring";
/// Name of the sink of HLS players.
pub(crate) const HLS: &str = "hls";

/// Feeds a ring whose listeners are given `burst_bytes` at once.
pub(crate) fn into_ring(ring: Arc<Ring>, rendition: Rendition, burst_bytes: u32) -> Box<dyn Sink> {
    match rendition.codec {
        Codec::Opus => Box::new(OggSink::new(ring, rendition, burst_bytes)),
        Codec::Aac | Codec::Mp3 => Box::new(RingSink::new(ring, rendition, burst_bytes)),
    }
}

/// Samples of a burst, and a second more because it starts at a chunk within it.
pub(crate) fn burst(rendition: Rendition, burst_bytes: u32) -> u64 {
    let samples = u64::from(burst_bytes) * 8 * 48 / u64::from(rendition.kbps) + 48_000;
    samples.min(BACKLOG - 1)
}

/// A ring of progressive listeners.
struct RingSink {
    ring: Arc<Ring>,
    codec: Codec,
    backlog: u64,
}

impl RingSink {
    fn new(ring: Arc<Ring>, rendition: Rendition, burst_bytes: u32) -> Self {
        Self {
            ring,
            codec: rendition.codec,
            backlog: burst(rendition, burst_bytes),
        }
    }

    fn chunk(&self, packets: &[Packet]) -> Option<Chunk> {
        let first = packets.first()?;
        let mut bytes = BytesMut::new();
        for packet in packets {
            self.frame(packet, &mut bytes);
        }
        Some(Chunk {
            bytes: bytes.freeze(),
            start: first.start,
            samples: packets.iter().map(|packet| packet.samples).sum(),
            headers: None,
        })
    }

    fn frame(&self, packet: &Packet, bytes: &mut BytesMut) {
        if self.codec == Codec::Aac {
            bytes.extend_from_slice(&adts_header(packet.data.len()));
        }
        bytes.extend_from_slice(&packet.data);
    }
}

impl Sink for RingSink {
    fn name(&self) -> &'static str {
        RING
    }

    fn push(&mut self, packets: &[Packet]) {
        for group in packets.chunks(PER_CHUNK) {
            let Some(chunk) = self.chunk(group) else { continue };
            if let Err(error) = self.ring.push(chunk) {
                tracing::debug!(%error, "ring did not take a chunk");
                return;
            }
        }
    }

    fn title(&mut self, titled: &Titled) {
        self.ring.set_title(titled.at, &titled.now.text());
    }

    fn discontinuity(&mut self, _at: u64) {}

    fn is_taken(&self) -> bool {
        self.ring.stats().readers > 0
    }

    fn backlog(&self) -> u64 {
        self.backlog
    }

    fn end(self: Box<Self>, _at: u64) {
        self.ring.close();
    }
}
