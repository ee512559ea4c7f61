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
    /// Starts a rendition `backlog` samples back, or as far as `pcm` goes; a long backlog starts
    /// with a segment.
    ///
    /// # Errors
    /// As [`Encoder::new`].
    pub(crate) fn start(rendition: Rendition, pcm: &Pcm, backlog: u64) -> Result<Self, EncodeError> {
        let first = first_packet(rendition, pcm, backlog);
        let mut output = Self {
            rendition,
            encoder: encoder_for(rendition, first)?,
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

    /// Encodes what lies before the packets it has, where a sink wants more of the past. Sinks
    /// that are there already are not told.
    ///
    /// # Errors
    /// As [`Encoder::new`]; the output stays as it is.
    pub(crate) fn deepen(&mut self, pcm: &Pcm, backlog: u64) -> Result<(), EncodeError> {
        let first = first_packet(self.rendition, pcm, backlog);
        let Some(oldest) = self
            .kept
            .front()
            .map(|packet| packet.start)
            .filter(|oldest| *oldest > first)
        else {
            return Ok(());
        };
        let mut encoder = encoder_for(self.rendition, first)?;
        let (mut piece, mut packets) = (Vec::new(), Vec::new());
        while packets.last().is_none_or(|packet: &Packet| packet.end() < oldest) {
            pcm.read(encoder.position(), PIECE, &mut piece);
            if piece.is_empty() {
                break;
            }
            encoder.encode(&piece, &mut packets)?;
        }
        packets.retain(|packet| (first..oldest).contains(&packet.start));
        for packet in packets.into_iter().rev() {
            self.kept.push_front(packet);
        }
        self.first = first;
        Ok(())
    }

    /// Starts anew at `position` behind a hole, for the same sinks.
    ///
    /// # Errors
    /// As [`Encoder::new`].
    pub(crate) fn restart(&mut self, position: u64) -> Result<(), EncodeError> {
        let start = position.next_multiple_of(u64::from(self.rendition.frame_samples()));
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
        let at = self.encoder.position();
        for sink in self.sinks.drain(..) {
            sink.end(at);
        }
    }

    /// Whether a sink of that name is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.sinks.iter().any(|sink| sink.name() == name)
    }

    /// Takes a sink away and ends it at a position.
    pub(crate) fn remove(&mut self, name: &str, at: u64) {
        if let Some(index) = self.sinks.iter().position(|sink| sink.name() == name) {
            self.sinks.remove(index).end(at);
        }
    }
}

/// An encoder whose packets are good from `first` on.
fn encoder_for(rendition: Rendition, first: u64) -> Result<Encoder, EncodeError> {
    Encoder::new(rendition, first - u64::from(preroll(rendition)).min(first))
}

/// Where the first packet of a rendition lies: `backlog` samples ago, with a long backlog at the
/// segment that began by then; where there is less, at the first segment or the first frame.
fn first_packet(rendition: Rendition, pcm: &Pcm, backlog: u64) -> u64 {
    let frame = u64::from(rendition.frame_samples());
    let earliest = if pcm.start() == 0 { 0 } else { pcm.start() + PREROLL };
    let wanted = pcm.end().saturating_sub(backlog);
    if backlog < BACKLOG {
        return wanted.max(earliest).next_multiple_of(frame);
    }
    let segment = grid::segment_of(wanted) * SEGMENT;
    if segment >= earliest {
        return segment;
    }
    let segment = earliest.next_multiple_of(SEGMENT);
    if segment < pcm.end() {
        segment
    } else {
        earliest.next_multiple_of(frame)
    }
}
