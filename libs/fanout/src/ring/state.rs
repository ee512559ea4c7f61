//! What a ring holds: frames with their dates, in blocks that are written to sockets as they are.

use super::view::Piece;
use super::{Chunk, PushError, RATE, Ring, Span, View};
use crate::title::Title;
use bytes::{Bytes, BytesMut};
use std::collections::VecDeque;
use std::sync::{Arc, Weak};

/// Frames are joined into blocks of at least this many bytes, so that one second of sound is a
/// few slices for `writev` instead of fifty.
const BLOCK: usize = 8 * 1024;

/// Most titles kept, current and ahead each; a flood drops the oldest.
const MAX_TITLES: usize = 64;

/// How far a reader's sample may lie outside a ring before it takes the newest frame instead.
const MAX_APART: u64 = 30 * RATE;

/// A command to those who read the ring to go on elsewhere.
#[derive(Debug, Clone)]
pub(crate) struct Move {
    /// Counts up; readers who came at an earlier count obey.
    pub(crate) count: u32,
    pub(crate) target: Weak<Ring>,
}

/// Where to read on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Position {
    pub(crate) offset: u64,
    /// Pages to be sent first.
    pub(crate) headers: Option<Bytes>,
    /// Sound between here and the newest sample, milliseconds: what a player can buffer at once.
    pub(crate) lead_ms: u32,
}

/// Where a sample is.
#[derive(Debug, Clone)]
pub(crate) enum Found {
    /// Here, or in the first frame after it.
    At(Position),
    /// Not produced yet.
    Ahead,
}

/// The end of a frame that was sent in part.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rest {
    pub(crate) pieces: Vec<Bytes>,
    /// First sample after the frame.
    pub(crate) next_sample: u64,
    /// Headers the reader has.
    pub(crate) headers: Option<Bytes>,
}

#[derive(Debug)]
struct Entry {
    offset: u64,
    start: u64,
    /// Headers of the logical stream the frame is of.
    headers: Option<Bytes>,
    /// Whether the entry begins with its headers.
    begins: bool,
}

#[derive(Debug)]
pub(super) struct State {
    capacity: u64,
    entries: VecDeque<Entry>,
    blocks: VecDeque<Piece>,
    /// Frames not yet joined into a block.
    loose: Vec<Piece>,
    start: u64,
    end: u64,
    end_sample: u64,
    headers: Option<Bytes>,
    titles: VecDeque<(u64, Arc<Title>)>,
    /// Titles of samples that were not pushed yet, by sample.
    ahead: VecDeque<(u64, Arc<Title>)>,
    closed: bool,
    moved: Option<Move>,
    view: Option<Arc<View>>,
}

impl State {
    pub(super) fn new(capacity: u64) -> Self {
        Self {
            capacity,
            entries: VecDeque::new(),
            blocks: VecDeque::new(),
            loose: Vec::new(),
            start: 0,
            end: 0,
            end_sample: 0,
            headers: None,
            titles: VecDeque::new(),
            ahead: VecDeque::new(),
            closed: false,
            moved: None,
            view: None,
        }
    }

    pub(super) fn push(&mut self, chunk: Chunk) -> Result<(), PushError> {
        if self.closed {
            return Err(PushError::Closed);
        }
        let begins = chunk.headers.filter(|headers| self.headers.as_ref() != Some(headers));
        let size = chunk.bytes.len() + begins.as_ref().map_or(0, Bytes::len);
        if size as u64 > self.capacity / 2 {
            return Err(PushError::TooLarge);
        }
        if size == 0 {
            return Ok(());
        }
        self.entries.push_back(Entry {
            offset: self.end,
            start: chunk.start,
            headers: begins.clone().or_else(|| self.headers.clone()),
            begins: begins.is_some(),
        });
        self.end_sample = chunk.start + u64::from(chunk.samples);
        self.date_titles(self.end);
        if let Some(headers) = begins {
            self.headers = Some(headers.clone());
            self.append(headers);
        }
        self.append(chunk.bytes);
        self.join_loose();
        self.evict();
        self.view = None;
        Ok(())
    }

    fn append(&mut self, bytes: Bytes) {
        let length = bytes.len() as u64;
        if length > 0 {
            self.loose.push(Piece {
                offset: self.end,
                bytes,
            });
            self.end += length;
        }
    }

    fn join_loose(&mut self) {
        let Some(first) = self.loose.first() else { return };
        let offset = first.offset;
        let length = (self.end - offset) as usize;
        if length < BLOCK {
            return;
        }
        let mut joined = BytesMut::with_capacity(length);
        for piece in self.loose.drain(..) {
            joined.extend_from_slice(&piece.bytes);
        }
        self.blocks.push_back(Piece {
            offset,
            bytes: joined.freeze(),
        });
    }

    /// Blocks end where frames end, so the oldest position stays a frame boundary.
    fn evict(&mut self) {
        while self.end - self.start > self.capacity {
            let Some(block) = self.blocks.pop_front() else { break };
            self.start = block.offset + block.bytes.len() as u64;
        }
        while self.entries.front().is_some_and(|entry| entry.offset < self.start) {
            self.entries.pop_front();
        }
        while self.titles.get(1).is_some_and(|(from, _)| *from <= self.start) {
            self.titles.pop_front();
        }
    }

    pub(super) fn set_title(&mut self, at_sample: u64, title: Arc<Title>) {
        if at_sample >= self.end_sample {
            let place = self.ahead.partition_point(|(sample, _)| *sample <= at_sample);
            self.ahead.insert(place, (at_sample, title));
            if self.ahead.len() > MAX_TITLES {
                self.ahead.pop_front();
            }
            return;
        }
        let holding = self.entries.iter().rev().find(|entry| entry.start <= at_sample);
        let offset = holding.map_or(self.start, |entry| entry.offset);
        self.insert_title(offset, title);
        self.view = None;
    }

    /// Gives titles that were set ahead of time their place, now that their frame is here.
    fn date_titles(&mut self, offset: u64) {
        while self.ahead.front().is_some_and(|(sample, _)| *sample < self.end_sample) {
            if let Some((_, title)) = self.ahead.pop_front() {
                self.insert_title(offset, title);
            }
        }
    }

    fn insert_title(&mut self, offset: u64, title: Arc<Title>) {
        let place = self.titles.partition_point(|(from, _)| *from <= offset);
        self.titles.insert(place, (offset, title));
        if self.titles.len() > MAX_TITLES {
            self.titles.pop_front();
        }
    }

    pub(super) fn close(&mut self) {
        self.closed = true;
        self.view = None;
    }

    pub(super) const fn is_closed(&self) -> bool {
        self.closed
    }

    pub(super) fn move_to(&mut self, target: &Arc<Ring>) {
        let count = self.move_count() + 1;
        self.moved = Some(Move {
            count,
            target: Arc::downgrade(target),
        });
        self.view = None;
    }

    pub(super) fn move_count(&self) -> u32 {
        self.moved.as_ref().map_or(0, |command| command.count)
    }

    /// Bytes held and the sample after the last.
    pub(super) const fn extent(&self) -> (u64, u64) {
        (self.end - self.start, self.end_sample)
    }

    pub(super) fn view(&mut self) -> Arc<View> {
        if let Some(view) = &self.view {
            return Arc::clone(view);
        }
        let view = Arc::new(View {
            start: self.start,
            end: self.end,
            pieces: self.blocks.iter().chain(&self.loose).cloned().collect(),
            titles: self.titles.iter().cloned().collect(),
            closed: self.closed,
            moved: self.moved.clone(),
        });
        self.view = Some(Arc::clone(&view));
        view
    }

    /// Where a newcomer starts: the oldest frame within `burst`, else the newest frame.
    pub(super) fn join(&self, burst: Span) -> Position {
        let index = match burst {
            Span::Bytes(most) => {
                let oldest = self.end.saturating_sub(u64::from(most));
                self.entries.partition_point(|entry| entry.offset < oldest)
            }
            Span::Millis(most) => {
                let oldest = self.end_sample.saturating_sub(u64::from(most) * RATE / 1000);
                let within = self.entries.iter().rev().take_while(|entry| entry.start >= oldest);
                self.entries.len() - within.count()
            }
        };
        self.position(index.min(self.entries.len().saturating_sub(1)))
    }

    fn position(&self, index: usize) -> Position {
        let Some(entry) = self.entries.get(index) else {
            return Position {
                offset: self.end,
                headers: None,
                lead_ms: 0,
            };
        };
        let lead = self.end_sample.saturating_sub(entry.start) * 1000 / RATE;
        Position {
            offset: entry.offset,
            headers: entry.headers.clone().filter(|_| !entry.begins),
            lead_ms: u32::try_from(lead).unwrap_or(u32::MAX),
        }
    }

    /// Finds the first frame that begins at `sample` or later; the newest if the ring is of another time.
    pub(super) fn position_of(&self, sample: u64) -> Found {
        if self.entries.is_empty() {
            return Found::Ahead;
        }
        let later = self.entries.iter().rev().take_while(|entry| entry.start >= sample);
        let index = self.entries.len() - later.count();
        let gap = self.entries[0].start.saturating_sub(sample);
        if index < self.entries.len() && gap <= MAX_APART {
            return Found::At(self.position(index));
        }
        // Rings that far apart count from different epochs; the sample would never come.
        if gap > 0 || sample.saturating_sub(self.end_sample) > MAX_APART {
            return Found::At(self.position(self.entries.len() - 1));
        }
        Found::Ahead
    }

    /// What is left of the frame at `offset`; `None` if it was overwritten.
    pub(super) fn rest_of_frame(&mut self, offset: u64) -> Option<Rest> {
        let after = self.entries.partition_point(|entry| entry.offset < offset);
        let next = self.entries.get(after);
        let boundary = next.map_or(self.end, |entry| entry.offset);
        let next_sample = next.map_or(self.end_sample, |entry| entry.start);
        if offset < self.start {
            return None;
        }
        let read = after.checked_sub(1).and_then(|index| self.entries.get(index));
        let headers = read.and_then(|entry| entry.headers.clone());
        let pieces = self.view().cut(offset, boundary);
        Some(Rest {
            pieces,
            next_sample,
            headers,
        })
    }
}
