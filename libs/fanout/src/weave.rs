//! The byte stream of one listener, without I/O: response head, then headers and frames of the
//! ring with ICY metadata blocks woven in.
//!
//! A stream is planned as slices of shared memory, written by whoever owns the socket, and then
//! consumed by the number of bytes that were taken. However writes are cut, the stream is the same.

use crate::ring::View;
use crate::title::{Title, UNCHANGED};
use bytes::{Buf, Bytes};
use std::collections::VecDeque;
use std::io::IoSlice;
use std::sync::Arc;

/// Slices per write: 64 KiB in 8 KiB blocks with a metadata block every 4,000 bytes fits.
const MAX_SLICES: usize = 64;

/// Where a listener is in their stream.
#[derive(Debug, Clone, Default)]
pub(crate) struct Weave {
    /// What is left of the response head; not counted by `icy`.
    pub(crate) head: Bytes,
    /// Stream bytes that come before the ring: Ogg headers, the rest of a frame.
    pub(crate) prefix: VecDeque<Bytes>,
    /// Position in the ring.
    pub(crate) cursor: u64,
    pub(crate) icy: Option<Icy>,
}

/// Metadata interleaving of one listener.
#[derive(Debug, Clone)]
pub(crate) struct Icy {
    /// Stream bytes between two blocks; at least 1.
    pub(crate) interval: u32,
    /// Stream bytes until the next block.
    pub(crate) left: u32,
    /// What is left of a block that was written in part.
    pub(crate) pending: Bytes,
    /// The title announced last.
    pub(crate) shown: Option<Arc<Title>>,
}

impl Icy {
    pub(crate) const fn new(interval: u32) -> Self {
        Self {
            interval,
            left: interval,
            pending: Bytes::new(),
            shown: None,
        }
    }

    /// Chooses the block for `position`; `shown` is what the listener will have seen by then.
    fn choose<'a>(view: &'a View, position: u64, shown: Option<&Arc<Title>>) -> (Block, &'a Arc<Title>) {
        let (index, title) = match view.title_at(position) {
            Some((index, title)) => (Block::New(index), title),
            None => (Block::Empty, Title::empty()),
        };
        let silent = matches!(index, Block::Empty) && shown.is_some();
        if silent || shown.is_some_and(|seen| seen.same(title)) {
            return (Block::Unchanged, title);
        }
        (index, title)
    }
}

/// Which metadata block a part is.
#[derive(Debug, Clone, Copy)]
enum Block {
    /// The rest of one begun earlier.
    Pending,
    Unchanged,
    /// No title is known.
    Empty,
    /// The view's title of this index.
    New(usize),
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Head,
    Meta(Block),
    Prefix,
    Ring,
}

#[derive(Debug, Clone, Copy)]
struct Part {
    kind: Kind,
    length: usize,
}

/// Which bytes a plan's slices are, so that they can be consumed.
#[derive(Debug)]
pub(crate) struct Parts {
    parts: [Part; MAX_SLICES],
    count: usize,
}

/// The next bytes of a stream as slices.
pub(crate) struct Plan<'a> {
    slices: [IoSlice<'a>; MAX_SLICES],
    parts: Parts,
    /// Sum of the slices, bytes.
    pub(crate) length: usize,
    /// Bytes still wanted.
    room: usize,
}

impl<'a> Plan<'a> {
    fn new(most: usize) -> Self {
        let nothing = Part {
            kind: Kind::Head,
            length: 0,
        };
        Self {
            slices: [IoSlice::new(&[]); MAX_SLICES],
            parts: Parts {
                parts: [nothing; MAX_SLICES],
                count: 0,
            },
            length: 0,
            room: most,
        }
    }

    pub(crate) fn slices(&self) -> &[IoSlice<'a>] {
        &self.slices[..self.parts.count]
    }

    pub(crate) fn into_parts(self) -> Parts {
        self.parts
    }

    const fn is_full(&self) -> bool {
        self.parts.count == MAX_SLICES || self.room == 0
    }

    /// Adds as much of `bytes` as there is room for and returns how much that was.
    fn add(&mut self, bytes: &'a [u8], kind: Kind) -> usize {
        let length = bytes.len().min(self.room);
        if length > 0 && !self.is_full() {
            self.slices[self.parts.count] = IoSlice::new(&bytes[..length]);
            self.parts.parts[self.parts.count] = Part { kind, length };
            self.parts.count += 1;
            self.length += length;
            self.room -= length;
            return length;
        }
        0
    }
}

impl Weave {
    /// Plans up to `most` bytes of the stream from here on.
    pub(crate) fn plan<'a>(&'a self, view: &'a View, most: usize) -> Plan<'a> {
        let mut plan = Plan::new(most);
        plan.add(&self.head, Kind::Head);
        let Some(icy) = &self.icy else {
            for piece in &self.prefix {
                plan.add(piece, Kind::Prefix);
            }
            for slice in view.slices(self.cursor) {
                if plan.add(slice, Kind::Ring) == 0 {
                    break;
                }
            }
            return plan;
        };
        plan.add(&icy.pending, Kind::Meta(Block::Pending));
        let mut planner = Planner {
            view,
            left: icy.left,
            interval: icy.interval,
            shown: icy.shown.as_ref(),
        };
        for piece in &self.prefix {
            planner.weave(&mut plan, piece, Source::Prefix(self.cursor));
        }
        let mut position = self.cursor;
        for slice in view.slices(self.cursor) {
            planner.weave(&mut plan, slice, Source::Ring(position));
            position += slice.len() as u64;
            if plan.is_full() {
                break;
            }
        }
        plan
    }

    /// Moves on by `count` bytes of the plan that `parts` are of; `view` is the one it was made with.
    pub(crate) fn consume(&mut self, mut count: usize, parts: &Parts, view: &View) {
        for part in &parts.parts[..parts.count] {
            let taken = part.length.min(count);
            if taken == 0 {
                break;
            }
            count -= taken;
            match part.kind {
                Kind::Head => self.head.advance(taken),
                Kind::Meta(block) => self.consume_meta(block, taken, view),
                Kind::Prefix => {
                    self.consume_prefix(taken);
                    self.count_down(taken);
                }
                Kind::Ring => {
                    self.cursor += taken as u64;
                    self.count_down(taken);
                }
            }
        }
    }

    fn consume_prefix(&mut self, taken: usize) {
        if let Some(piece) = self.prefix.front_mut() {
            piece.advance(taken);
            if piece.is_empty() {
                self.prefix.pop_front();
            }
        }
        if self.prefix.is_empty() && self.prefix.capacity() > 0 {
            self.prefix = VecDeque::new();
        }
    }

    fn count_down(&mut self, taken: usize) {
        if let Some(icy) = &mut self.icy {
            icy.left -= taken as u32;
        }
    }

    fn consume_meta(&mut self, block: Block, taken: usize, view: &View) {
        let Some(icy) = &mut self.icy else { return };
        let title = match block {
            Block::Pending => {
                icy.pending.advance(taken);
                return;
            }
            Block::Unchanged => {
                icy.left = icy.interval;
                return;
            }
            Block::Empty => Title::empty(),
            Block::New(index) => &view.titles[index].1,
        };
        icy.left = icy.interval;
        icy.pending = title.block.slice(taken..);
        icy.shown = Some(Arc::clone(title));
    }
}

#[derive(Clone, Copy)]
enum Source {
    /// Before the ring; titles are those of the given ring position.
    Prefix(u64),
    Ring(u64),
}

/// The state of the interleaver as it will be once the plan so far has been written.
struct Planner<'a> {
    view: &'a View,
    left: u32,
    interval: u32,
    shown: Option<&'a Arc<Title>>,
}

impl<'a> Planner<'a> {
    fn weave(&mut self, plan: &mut Plan<'a>, slice: &'a [u8], source: Source) {
        let mut done = 0;
        while done < slice.len() && !plan.is_full() {
            if self.left == 0 && !self.announce(plan, source, done as u64) {
                return;
            }
            let until_block = (self.left as usize).min(slice.len() - done);
            let kind = match source {
                Source::Prefix(_) => Kind::Prefix,
                Source::Ring(_) => Kind::Ring,
            };
            let taken = plan.add(&slice[done..done + until_block], kind);
            self.left -= taken as u32;
            done += taken;
        }
    }

    /// Adds a block; false if it did not fit as a whole, which ends the plan.
    fn announce(&mut self, plan: &mut Plan<'a>, source: Source, done: u64) -> bool {
        let position = match source {
            Source::Prefix(cursor) => cursor,
            Source::Ring(begin) => begin + done,
        };
        let (block, title) = Icy::choose(self.view, position, self.shown);
        let bytes: &'a [u8] = match block {
            Block::Unchanged | Block::Pending => UNCHANGED,
            Block::Empty | Block::New(_) => {
                self.shown = Some(title);
                &title.block
            }
        };
        self.left = self.interval;
        plan.add(bytes, Kind::Meta(block)) == bytes.len() && !plan.is_full()
    }
}
