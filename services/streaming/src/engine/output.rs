//! One rendition being encoded, and who takes its packets.

use super::grid;
use super::pcm::BACKLOG;
use super::pcm::{PREROLL, Pcm};
use super::sink::{Sink, Titled};
use awaz_audio::SEGMENT;
use awaz_audio::encode::{EncodeError, Encoder, Packet, preroll};
use awaz_core::Rendition;
use std::collections::VecDeque;
use std::sync::Arc;

/// Samples fed at once when a rendition catches up: 1 s.
const PIECE: u64 = 48_000;

/// One rendition: an encoder, its last packets, and the sinks that take them.
pub(crate) struct Output {
    rendition: Rendition,
    encoder: Encoder,
    /// Packets before this are preroll, for nobody to hear.
    first: u64,
    fresh: Vec<Packet>,
    /// Packets of the last seconds, for sinks that come later.
    kept: VecDeque<Packet>,
    sinks: Vec<Box<dyn Sink>>,
    /// When somebody last took it, samples.
    pub(crate) heard_at: u64,
}

impl Output {
    /// Starts a rendition on the segment grid, as far back as `pcm` goes, 18 s at most.
    ///
    /// # Errors
    /// As [`Encoder::new`].
    pub(crate) fn start(rendition: Rendition, pcm: &Pcm) -> Result<Self, EncodeError> {
        let first = first_packet(rendition, pcm);
        let start = first - u64::from(preroll(rendition)).min(first);
        let mut output = Self {
            rendition,
            encoder: Encoder::new(rendition, start)?,
            first,
            fresh: Vec::new(),
            kept: VecDeque::new(),
            sinks: Vec::new(),
            heard_at: pcm.end(),
        };
        let mut piece = Vec::new();
        loop {
            pcm.read(output.encoder.position(), PIECE, &mut piece);
            if piece.is_empty() {
                return Ok(output);
            }
            output.feed(&piece)?;
        }
    }

    /// Starts anew at `position` behind a hole, for the same sinks.
    ///
    /// # Errors
    /// As [`Encoder::new`].
    pub(crate) fn restart(&mut self, position: u64) -> Result<(), EncodeError> {
        let start = position.next_multiple_of(u64::from(self.rendition.codec.frame_samples()));
        self.encoder = Encoder::new(self.rendition, start)?;
        self.first = start;
        self.kept.clear();
        for sink in &mut self.sinks {
            sink.discontinuity(start);
        }
        Ok(())
    }

    /// Position of the next sample it wants.
    pub(crate) fn position(&self) -> u64 {
        self.encoder.position()
    }

    pub(crate) const fn rendition(&self) -> Rendition {
        self.rendition
    }

    /// Encodes what follows (interleaved) and hands the packets on.
    ///
    /// # Errors
    /// As [`Encoder::encode`]; the output is of no more use.
    pub(crate) fn feed(&mut self, pcm: &[f32]) -> Result<(), EncodeError> {
        self.encoder.encode(pcm, &mut self.fresh)?;
        self.fresh.retain(|packet| packet.start >= self.first);
        if self.fresh.is_empty() {
            return Ok(());
        }
        for sink in &mut self.sinks {
            sink.push(&self.fresh);
        }
        let end = self.fresh.last().map_or(0, Packet::end);
        self.kept.extend(self.fresh.drain(..));
        let oldest = end.saturating_sub(BACKLOG + SEGMENT);
        while self.kept.front().is_some_and(|packet| packet.start < oldest) {
            self.kept.pop_front();
        }
        Ok(())
    }

    /// Adds a sink, gives it the last seconds, and their titles.
    pub(crate) fn add(&mut self, mut sink: Box<dyn Sink>, titles: &[Titled]) {
        let packets: Vec<Packet> = self.kept.iter().cloned().collect();
        let start = packets.first().map_or(self.first, |packet| packet.start);
        let heard = titles.partition_point(|titled| titled.at <= start).saturating_sub(1);
        for titled in &titles[heard.min(titles.len())..] {
            let at = titled.at.max(start);
            sink.title(&Titled {
                at,
                now: Arc::clone(&titled.now),
            });
        }
        sink.push(&packets);
        self.sinks.push(sink);
    }

    /// Tells all sinks a title.
    pub(crate) fn title(&mut self, titled: &Titled) {
        for sink in &mut self.sinks {
            sink.title(titled);
        }
    }

    /// Drops sinks nobody needs and tells whether any is left; `position` is now.
    pub(crate) fn is_wanted(&mut self, position: u64, idle_samples: u64) -> bool {
        if self.sinks.iter().any(|sink| sink.is_taken()) {
            self.heard_at = position;
        }
        position < self.heard_at + idle_samples
    }

    /// Ends every sink.
    pub(crate) fn end(mut self) {
        for sink in self.sinks.drain(..) {
            sink.end();
        }
    }

    /// Whether a sink of that name is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.sinks.iter().any(|sink| sink.name() == name)
    }

    /// Takes a sink away and ends it.
    pub(crate) fn remove(&mut self, name: &str) {
        if let Some(index) = self.sinks.iter().position(|sink| sink.name() == name) {
            self.sinks.remove(index).end();
        }
    }
}

/// Where the first packet of a rendition that starts now lies: at the segment that began 18 s ago
/// or earlier, at the first one there is, or, in a young programme, at the first frame.
fn first_packet(rendition: Rendition, pcm: &Pcm) -> u64 {
    let frame = u64::from(rendition.codec.frame_samples());
    let earliest = if pcm.start() == 0 { 0 } else { pcm.start() + PREROLL };
    let wanted = grid::segment_of(pcm.end().saturating_sub(BACKLOG)) * SEGMENT;
    if wanted >= earliest {
        return wanted;
    }
    let segment = earliest.next_multiple_of(SEGMENT);
    if segment < pcm.end() {
        segment
    } else {
        earliest.next_multiple_of(frame)
    }
}
