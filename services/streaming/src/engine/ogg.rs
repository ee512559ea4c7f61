//! Opus for progressive listeners: Ogg pages into a ring, a logical stream per title.

use super::sink::{RING, Sink, Titled, burst};
use awaz_audio::encode::Packet;
use awaz_audio::mux::ogg::{OpusStream, Pages};
use awaz_core::Rendition;
use awaz_fanout::{Chunk, Ring};
use std::collections::VecDeque;
use std::sync::Arc;

/// Titles that may wait for their packets.
const TITLES: usize = 32;

/// A ring of progressive Opus listeners.
pub(crate) struct OggSink {
    ring: Arc<Ring>,
    stream: Option<OpusStream>,
    titles: VecDeque<Titled>,
    rendition: Rendition,
    burst_bytes: u32,
}

impl OggSink {
    pub(crate) fn new(ring: Arc<Ring>, rendition: Rendition, burst_bytes: u32) -> Self {
        Self {
            ring,
            stream: None,
            titles: VecDeque::new(),
            rendition,
            burst_bytes,
        }
    }

    /// Sets the title that is due at `position`.
    fn set_title(&mut self, position: u64, pages: &mut Vec<Pages>) {
        let due = self.titles.partition_point(|titled| titled.at <= position);
        let Some(titled) = self.titles.drain(..due).next_back() else {
            return;
        };
        if let Some(stream) = &mut self.stream {
            stream.set_title(&titled.now.artist, &titled.now.title, pages);
        }
    }

    fn send(&self, pages: Vec<Pages>) {
        for page in pages {
            let chunk = Chunk {
                bytes: page.bytes,
                start: page.start,
                samples: page.samples,
                headers: page.headers,
            };
            if let Err(error) = self.ring.push(chunk) {
                tracing::debug!(%error, "ring did not take a page");
            }
        }
    }
}

impl Sink for OggSink {
    fn name(&self) -> &'static str {
        RING
    }

    fn push(&mut self, packets: &[Packet]) {
        let mut pages = Vec::new();
        for packet in packets {
            if self.stream.is_none() {
                // Two streams heard one after the other start at different frames.
                let serial = packet.start / u64::from(packet.samples.max(1));
                self.stream = Some(OpusStream::new(self.rendition, serial as u32));
            }
            self.set_title(packet.start, &mut pages);
            if let Some(stream) = &mut self.stream {
                stream.push(packet, &mut pages);
            }
        }
        self.send(pages);
    }

    fn title(&mut self, titled: &Titled) {
        self.ring.set_title(titled.at, &titled.now.text());
        if self.titles.len() == TITLES {
            self.titles.pop_front();
        }
        self.titles.push_back(titled.clone());
    }

    fn discontinuity(&mut self, _at: u64) {}

    fn is_taken(&self) -> bool {
        self.ring.stats().readers > 0
    }

    fn backlog(&self) -> u64 {
        burst(self.rendition, self.burst_bytes)
    }

    fn end(mut self: Box<Self>, _at: u64) {
        let mut pages = Vec::new();
        if let Some(stream) = self.stream.take() {
            stream.finish(&mut pages);
        }
        self.send(pages);
        self.ring.close();
    }
}
