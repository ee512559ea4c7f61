//! Files whose demuxer is that of the live side: the whole file is gone through once, without
//! decoding, for its length and an index.

use std::io::{Read, SeekFrom};

use super::{Link, MediaSource, Packets};
use crate::input::convert::engine_samples;
use crate::input::demuxers;
use crate::input::error::{InputError, Result};
use crate::input::packet::{Demux, Event, Packet};
use crate::input::sniff::{Verdict, sniff};
use crate::input::types::{ContentType, Limits};

/// Most links of a chained file.
const MAX_LINKS: usize = 1_000;
/// Bytes that are read at once.
const CHUNK: usize = 64 << 10;

/// A place from which decoding can start.
#[derive(Debug, Clone, Copy)]
struct Entry {
    link: usize,
    position: i64,
    offset: u64,
}

/// A file with an index of about one entry per second.
pub(super) struct Scanned {
    source: Box<dyn MediaSource>,
    content_type: ContentType,
    limits: Limits,
    demux: Box<dyn Demux>,
    links: Vec<Link>,
    index: Vec<Entry>,
    chunk: Vec<u8>,
    is_over: bool,
}

impl Scanned {
    /// Goes through the file; `head` is its beginning.
    pub(super) fn open(source: Box<dyn MediaSource>, head: &[u8], limits: Limits) -> Result<Self> {
        let Verdict::Found(content_type, _) = sniff(head, true) else {
            return Err(InputError::NotRecognised {
                after_bytes: head.len() as u64,
            });
        };
        let mut file = Self {
            source,
            content_type,
            limits,
            demux: demuxers::open(content_type, limits)?,
            links: Vec::new(),
            index: Vec::new(),
            chunk: vec![0; CHUNK],
            is_over: false,
        };
        file.scan()?;
        file.restart(0)?;
        Ok(file)
    }

    fn restart(&mut self, offset: u64) -> Result<()> {
        self.source.seek(SeekFrom::Start(offset))?;
        self.demux = demuxers::open(self.content_type, self.limits)?;
        self.demux.jump(offset, 0);
        self.is_over = false;
        Ok(())
    }

    fn scan(&mut self) -> Result<()> {
        let mut scan = Scan::default();
        while let Some(event) = self.next()? {
            match event {
                Event::Track(track) => {
                    scan.close(&mut self.links);
                    if self.links.len() == MAX_LINKS {
                        return Err(InputError::OverLimit {
                            what: "the number of chained streams",
                            value: MAX_LINKS as u64 + 1,
                            limit: MAX_LINKS as u64,
                        });
                    }
                    self.limits.check_format(track.rate_hz, u32::from(track.channels))?;
                    self.links.push(Link { track, samples: 0 });
                }
                Event::Packet(packet) => {
                    scan.packet(&packet, &self.links, &mut self.index);
                    self.limits.check_length(scan.length(&self.links))?;
                }
                Event::Tags(_) => {}
            }
        }
        scan.close(&mut self.links);
        if self.links.iter().all(|link| link.samples == 0) {
            return Err(InputError::malformed("there is no sound in it"));
        }
        Ok(())
    }
}

impl Packets for Scanned {
    fn links(&self) -> &[Link] {
        &self.links
    }

    fn next(&mut self) -> Result<Option<Event>> {
        loop {
            if let Some(event) = self.demux.next()? {
                return Ok(Some(event));
            }
            if self.is_over {
                return Ok(None);
            }
            let count = self.source.read(&mut self.chunk)?;
            if count == 0 {
                self.is_over = true;
                self.demux.finish();
            } else {
                self.demux.push(&self.chunk[..count]);
            }
        }
    }

    fn jump(&mut self, link: usize, position: i64) -> Result<()> {
        let before = self
            .index
            .partition_point(|entry| (entry.link, entry.position) <= (link, position));
        let entry = before
            .checked_sub(1)
            .and_then(|at| self.index.get(at))
            .filter(|entry| entry.link == link)
            .copied();
        let track = self.links[link].track.clone();
        self.restart(track.offset)?;
        // The demuxer needs the headers of the link, whose track is known already, and to jump also
        // its first packet: from there on positions are counted.
        while let Some(event) = self.next()? {
            let is_far_enough = match event {
                Event::Track(_) => entry.is_none(),
                Event::Packet(_) => true,
                Event::Tags(_) => false,
            };
            if is_far_enough {
                break;
            }
        }
        if let Some(entry) = entry {
            self.source.seek(SeekFrom::Start(entry.offset))?;
            self.demux.jump(entry.offset, entry.position);
            self.is_over = false;
        }
        Ok(())
    }
}

/// Counts while a file is gone through.
#[derive(Default)]
struct Scan {
    /// End of the programme so far in the link.
    end: i64,
    /// End of the packet before.
    last: Option<i64>,
    offset: Option<u64>,
    closed: u64,
}

impl Scan {
    fn packet(&mut self, packet: &Packet, links: &[Link], index: &mut Vec<Entry>) {
        let Some(link) = links.len().checked_sub(1) else {
            return;
        };
        let start = packet.end - i64::from(packet.samples);
        let gap = i64::from(links[link].track.rate_hz);
        let is_due = index
            .last()
            .is_none_or(|entry| entry.link != link || start - entry.position >= gap);
        // Only the first packet of a restart point, and only where no packet before is cut.
        if is_due && self.offset != Some(packet.offset) && self.last.is_some() {
            index.push(Entry {
                link,
                position: start,
                offset: packet.offset,
            });
        }
        self.offset = Some(packet.offset);
        self.last = Some(packet.end);
        self.end = self.end.max(packet.end - i64::from(packet.trim_end));
    }

    fn samples(&self, link: &Link) -> u64 {
        let edges = i64::from(link.track.delay) + i64::from(link.track.padding);
        (self.end - edges).max(0) as u64
    }

    fn length(&self, links: &[Link]) -> u64 {
        let open = links
            .last()
            .map_or(0, |link| engine_samples(self.samples(link), link.track.rate_hz));
        self.closed + open
    }

    fn close(&mut self, links: &mut [Link]) {
        if let Some(link) = links.last_mut() {
            link.samples = self.samples(link);
            self.closed += engine_samples(link.samples, link.track.rate_hz);
        }
        self.end = 0;
        self.last = None;
        self.offset = None;
    }
}
