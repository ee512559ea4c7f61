//! The segments and parts a playlist lists, built up from packets.
//!
//! **Every segment starts on the grid's boundary**, so that names, numbers and times follow from
//! one another in every rendition, process and origin. What comes before the first boundary is
//! dropped; a jump closes the segment it happens in and goes on at the next boundary.

use super::fragment::fragment;
use super::shelf::Shelved;
use super::titles::{Titled, Titles};
use awaz_audio::encode::Packet;
use awaz_audio::{PART, SEGMENT};
use bytes::{Bytes, BytesMut};
use std::collections::VecDeque;

/// Lost segments that are listed as `EXT-X-GAP`; over a longer hole (58 s) no player waits, and
/// the list starts anew after it.
const LONGEST_HOLE: u64 = 10;
/// How far behind the shelf the sound may be (46 s) and still be the same programme. Beyond it
/// the clock or the epoch was changed, as by a backup that was restored.
const FARTHEST_BACK: u64 = 8;

/// One LL-HLS part.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) data: Bytes,
    pub(crate) samples: u32,
}

/// Where a segment's bytes are.
#[derive(Debug, Clone)]
pub(crate) enum Sound {
    Memory(Bytes),
    Disk,
    Lost,
}

/// A complete segment.
#[derive(Debug, Clone)]
pub(crate) struct Segment {
    pub(crate) msn: u64,
    pub(crate) generation: u32,
    pub(crate) samples: u32,
    pub(crate) sound: Sound,
    pub(crate) parts: Vec<Part>,
}

impl Segment {
    /// Position just after it, as far as the grid goes.
    pub(crate) const fn end(&self) -> u64 {
        (self.msn + 1) * SEGMENT
    }
}

/// The segment that is being filled.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) msn: u64,
    pub(crate) generation: u32,
    pub(crate) parts: Vec<Part>,
    packets: Vec<Packet>,
    whole: Option<Whole>,
}

/// What a segment is made of that is one fragment when it is complete.
#[derive(Debug, Default)]
struct Whole {
    packets: Vec<Packet>,
    titles: Vec<Titled>,
}

/// How much a window holds, in segments.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extent {
    /// Segments listed.
    pub(crate) listed: usize,
    /// The newest of them, whose bytes are in memory.
    pub(crate) in_memory: usize,
    /// Whether a segment is one fragment, not its parts in a row: the heads of 18 parts are a
    /// tenth of a segment at 24 kbit/s.
    pub(crate) is_merged: bool,
}

/// What [`Window::push`] did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Grown {
    /// A part is complete.
    pub(crate) part: bool,
    /// Complete segments since the last push.
    pub(crate) segments: usize,
}

/// The window of one rendition.
#[derive(Debug)]
pub(crate) struct Window {
    extent: Extent,
    pub(crate) generation: u32,
    pub(crate) segments: VecDeque<Segment>,
    pub(crate) open: Option<Open>,
    pub(crate) titles: Titles,
    next: Option<u64>,
    breaks: VecDeque<u64>,
    jumped: bool,
    restarted: bool,
    announced: Option<u64>,
}

impl Window {
    /// A window that goes on after what lies on the shelf.
    pub(crate) fn new(extent: Extent, generation: u32, shelved: &[Shelved]) -> Self {
        let mut window = Self {
            extent,
            generation,
            segments: VecDeque::new(),
            open: None,
            titles: Titles::default(),
            next: None,
            breaks: VecDeque::new(),
            jumped: false,
            restarted: false,
            announced: None,
        };
        for segment in shelved.iter().filter(|segment| segment.generation <= generation) {
            window.append(Segment {
                msn: segment.msn,
                generation: segment.generation,
                samples: segment.samples,
                sound: Sound::Disk,
                parts: Vec::new(),
            });
        }
        window
    }

    /// Adds a packet. One that starts earlier than the last ended is dropped: what was published
    /// never changes.
    pub(crate) fn push(&mut self, packet: &Packet, grown: &mut Grown) {
        if self.next.is_some_and(|next| packet.start < next) {
            return;
        }
        if self.next != Some(packet.start) {
            self.jumped |= self.next.is_some();
            self.break_off(grown);
            if !self.may_begin(packet.start) {
                return;
            }
        }
        self.next = Some(packet.end());
        if self.open.is_none() {
            self.begin(packet.start / SEGMENT);
        }
        let Some(open) = self.open.as_mut() else { return };
        open.packets.push(packet.clone());
        if packet.end().is_multiple_of(PART) {
            self.close_part();
            grown.part = true;
        }
        if packet.end().is_multiple_of(SEGMENT) {
            self.close_segment();
            grown.segments += 1;
        }
    }

    /// From the first segment that starts at `at` or later, a player must expect a new start.
    pub(crate) fn discontinuity(&mut self, at: u64) {
        // Each breaks a segment; more of them than segments is the same as fewer.
        if self.breaks.len() < self.extent.listed {
            self.breaks.push_back(at);
        }
    }

    /// Moves segments out of memory that have aged; `is_shelved` tells which are on disk. One that
    /// is not yet stays twice as long.
    pub(crate) fn age(&mut self, is_shelved: impl Fn(u64) -> bool) {
        let in_memory = self.extent.in_memory;
        for (age, segment) in self
            .segments
            .iter_mut()
            .rev()
            .enumerate()
            .skip(in_memory)
            .take(2 * in_memory)
        {
            if !matches!(segment.sound, Sound::Memory(_)) {
                continue;
            }
            segment.sound = match is_shelved(segment.msn) {
                true => Sound::Disk,
                false if age < 2 * in_memory => continue,
                false => Sound::Lost,
            };
            segment.parts = Vec::new();
        }
        while self.segments.len() > self.extent.listed {
            self.segments.pop_front();
        }
        if let Some(first) = self.segments.front() {
            self.titles.forget_before(first.msn * SEGMENT);
        }
    }

    /// Number and part of the newest part; `None` before the first.
    pub(crate) fn last_part(&self) -> Option<(u64, u32)> {
        if let Some(open) = &self.open
            && let Some(last) = open.parts.len().checked_sub(1)
        {
            return Some((open.msn, last as u32));
        }
        let segment = self.segments.back()?;
        let parts = segment.samples.div_ceil(PART as u32);
        Some((segment.msn, parts.max(1) - 1))
    }

    /// Whether the numbers began anew since the last call: what is on the shelf is of no use.
    pub(crate) fn take_restart(&mut self) -> bool {
        std::mem::take(&mut self.restarted)
    }

    /// Number of the segment being filled, or to be filled next, and its complete parts.
    pub(crate) fn open_parts(&self) -> (u64, u64) {
        match &self.open {
            Some(open) => (open.msn, open.parts.len() as u64),
            None => (self.segments.back().map_or(0, |last| last.msn + 1), 0),
        }
    }

    /// A complete segment by its number.
    pub(crate) fn segment(&self, msn: u64) -> Option<&Segment> {
        let first = self.segments.front()?.msn;
        self.segments.get(usize::try_from(msn.checked_sub(first)?).ok()?)
    }

    /// A part by its number.
    pub(crate) fn part(&self, msn: u64, part: u32) -> Option<&Part> {
        let parts = match &self.open {
            Some(open) if open.msn == msn => &open.parts,
            _ => &self.segment(msn)?.parts,
        };
        parts.get(part as usize)
    }

    fn may_begin(&mut self, start: u64) -> bool {
        if !start.is_multiple_of(SEGMENT) {
            return false;
        }
        let msn = start / SEGMENT;
        if self.segments.back().is_some_and(|last| last.msn > msn + FARTHEST_BACK) {
            self.segments.clear();
            self.restarted = true;
        }
        self.segments.back().is_none_or(|last| msn > last.msn)
    }

    fn begin(&mut self, msn: u64) {
        let before = self.generation;
        while self.breaks.front().is_some_and(|at| *at <= msn * SEGMENT) {
            self.breaks.pop_front();
            self.generation += 1;
        }
        if std::mem::take(&mut self.jumped) && self.generation == before {
            self.generation += 1;
        }
        self.join(msn, self.generation);
        self.open = Some(Open {
            msn,
            generation: self.generation,
            parts: Vec::new(),
            packets: Vec::new(),
            whole: self.extent.is_merged.then(Whole::default),
        });
    }

    /// Closes what is open because the next packet does not follow.
    fn break_off(&mut self, grown: &mut Grown) {
        self.next = None;
        if self.open.as_ref().is_some_and(|open| !open.packets.is_empty()) {
            self.close_part();
            grown.part = true;
        }
        if self.open.as_ref().is_some_and(|open| !open.parts.is_empty()) {
            self.close_segment();
            grown.segments += 1;
        }
        self.open = None;
    }

    fn close_part(&mut self) {
        let Some(open) = self.open.as_mut() else { return };
        let packets = std::mem::take(&mut open.packets);
        let (Some(first), Some(last)) = (packets.first(), packets.last()) else {
            return;
        };
        let (start, end) = (first.start, last.end());
        // A segment repeats what plays, so that who joins there learns it too.
        let title = self.titles.at(end - 1);
        let title = title.filter(|title| open.parts.is_empty() || self.announced != Some(title.at));
        self.announced = title.map(|title| title.at).or(self.announced);
        let number = open.msn * (SEGMENT / PART) + open.parts.len() as u64;
        let titles: Vec<Titled> = title.cloned().into_iter().collect();
        let data = fragment(&packets, number, &titles);
        open.parts.push(Part {
            data,
            samples: (end - start) as u32,
        });
        if let Some(whole) = &mut open.whole {
            whole.packets.extend(packets);
            whole.titles.extend(titles);
        }
    }

    fn close_segment(&mut self) {
        let Some(open) = self.open.take() else { return };
        let (sound, parts) = match &open.whole {
            Some(whole) => {
                let number = open.msn * (SEGMENT / PART);
                (fragment(&whole.packets, number, &whole.titles), open.parts)
            }
            None => in_a_row(open.parts),
        };
        self.append(Segment {
            msn: open.msn,
            generation: open.generation,
            samples: parts.iter().map(|part| part.samples).sum(),
            sound: Sound::Memory(sound),
            parts,
        });
    }

    fn append(&mut self, segment: Segment) {
        self.join(segment.msn, segment.generation);
        self.segments.push_back(segment);
    }

    /// Makes the list end just before `msn`: a short hole is listed as lost segments, before a
    /// long one nothing is listed any more. The same where a generation is left out, because
    /// a playlist counts discontinuities one by one. A new generation begins with the hole: the
    /// segment before it may be short.
    fn join(&mut self, msn: u64, generation: u32) {
        let Some(last) = self.segments.back() else { return };
        let (after, before) = (last.msn + 1, last.generation);
        if msn < after || msn - after > LONGEST_HOLE || generation.wrapping_sub(before) > 1 {
            self.segments.clear();
            return;
        }
        self.segments.extend((after..msn).map(|lost| Segment {
            msn: lost,
            generation,
            samples: SEGMENT as u32,
            sound: Sound::Lost,
            parts: Vec::new(),
        }));
    }
}

/// Parts as one piece of memory, and as slices of it.
fn in_a_row(parts: Vec<Part>) -> (Bytes, Vec<Part>) {
    let mut whole = BytesMut::with_capacity(parts.iter().map(|part| part.data.len()).sum());
    for part in &parts {
        whole.extend_from_slice(&part.data);
    }
    let whole = whole.freeze();
    let mut offset = 0;
    let slice = |part: Part| {
        let data = whole.slice(offset..offset + part.data.len());
        offset += data.len();
        Part { data, ..part }
    };
    let parts = parts.into_iter().map(slice).collect();
    (whole, parts)
}
