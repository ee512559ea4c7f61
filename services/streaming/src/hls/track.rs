//! One running rendition of a channel, as HLS.

use super::edge::{Edge, LONGEST_WAIT, not_now};
use super::family::Family;
use super::fragment;
use super::page::{Page, PageKey, Pages};
use super::shelf::{Shelf, Shelved, Shelves};
use super::titles::Titles;
use super::window::{Extent, Grown, Segment, Sound, Window};
use super::{Query, render};
use awaz_audio::SEGMENT;
use awaz_audio::encode::Packet;
use awaz_core::id::ChannelId;
use awaz_core::{Error, Rendition, Result};
use bytes::Bytes;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use tokio::sync::watch;

/// Fewest segments in memory: those with parts in the playlist, and one.
const FEWEST_IN_MEMORY: u64 = 5;
/// Segments that can still be fetched after they left the list, for a player that rewound to its
/// end: 10 minutes.
const GRACE: u64 = 105;

/// What a track is of.
#[derive(Debug, Clone)]
pub struct TrackConfig {
    /// Rendition; AAC or Opus.
    pub rendition: Rendition,
    /// Unix ms of position 0 of the channel.
    pub epoch_ms: i64,
    /// How often the channel was started or broke off: the number of its discontinuities so far.
    /// It is the same for all renditions, so that they count alike.
    pub generation: u32,
    /// Seconds of segments kept in memory; at least 29.
    pub memory_window_s: u64,
    /// Minutes listeners may rewind.
    pub time_shift_min: u32,
    /// The channel's renditions.
    pub family: Arc<Family>,
    /// Where older segments go. Without it listeners may rewind as far as memory reaches.
    pub shelf: Option<(Arc<Shelves>, ChannelId)>,
}

/// A segment, a part or an init segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// Its bytes.
    pub data: Bytes,
    /// Strong entity tag, with quotes.
    pub etag: String,
}

/// A playlist, and how a cache may keep it.
#[derive(Debug, Clone)]
pub struct Listing {
    pub(crate) page: Arc<Page>,
    /// Whether it answers a request that asked for the edge and got it: as a resource of its own
    /// it never changes.
    pub is_answer: bool,
}

impl Listing {
    /// The playlist.
    #[must_use]
    pub fn text(&self) -> &str {
        self.page.text()
    }
}

/// One running rendition of a channel: packets in, playlists, segments and parts out.
///
/// The engine pushes from its own thread and never waits, neither for readers nor for the disk.
/// Feed it from a segment's boundary on: what comes before the first one is dropped.
pub struct Track {
    config: TrackConfig,
    window: Mutex<Window>,
    edge: watch::Sender<Edge>,
    pages: Pages,
    shelf: Option<Arc<Shelf>>,
    init: Bytes,
    used: Mutex<Instant>,
    held: AtomicUsize,
}

impl std::fmt::Debug for Track {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = formatter.debug_struct("Track");
        debug
            .field("rendition", &self.config.rendition)
            .field("edge", &*self.edge.borrow())
            .finish_non_exhaustive()
    }
}

impl Track {
    /// Starts a track that goes on after what is on its shelf. The first one of a rendition reads
    /// the shelf's folder, which takes a few milliseconds.
    #[must_use]
    pub fn new(config: TrackConfig) -> Arc<Self> {
        let shelves = config.shelf.as_ref();
        let shelf = shelves.map(|(shelves, channel)| shelves.shelf(*channel, config.rendition));
        let shelved = shelf.as_ref().map(|shelf| shelf.segments()).unwrap_or_default();
        let init = fragment::init(config.rendition);
        let mut window = Window::new(extent(&config), config.generation, &shelved);
        if let Some(json) = shelf.as_ref().and_then(|shelf| shelf.titles()) {
            window.titles = Titles::from_json(&json);
        }
        Arc::new(Self {
            config,
            window: Mutex::new(window),
            edge: watch::Sender::new(Edge::default()),
            pages: Pages::default(),
            shelf,
            init,
            used: Mutex::new(Instant::now()),
            held: AtomicUsize::new(0),
        })
    }

    /// Rendition.
    #[must_use]
    pub fn rendition(&self) -> Rendition {
        self.config.rendition
    }

    /// Adds packets, each of which starts where the one before ended. A jump forward is a
    /// discontinuity; what lies before the last packet's end is dropped, because what was
    /// published never changes.
    pub fn push(&self, packets: &[Packet]) {
        let mut grown = Grown::default();
        let mut window = self.window.lock();
        for packet in packets {
            window.push(packet, &mut grown);
        }
        self.publish(&mut window, grown);
    }

    /// Tells what plays from `at_sample` on. It is told at the next part at the earliest.
    pub fn title(&self, at_sample: u64, title: &str, artist: &str) {
        self.window.lock().titles.add(at_sample, title, artist);
    }

    /// The first segment that starts at `at_sample` or later is of a new generation. The engine
    /// tells all renditions, and gives the new generation to those that start later.
    pub fn discontinuity(&self, at_sample: u64) {
        self.window.lock().discontinuity(at_sample);
    }

    /// Stops: nobody waits any more, and the segment being filled is not kept, so that it can be
    /// filled anew after a restart. Players see no end: the channel may go on at any time.
    pub fn end(&self) {
        self.config.family.report(self.config.rendition, None);
        self.edge.send_modify(|edge| edge.is_over = true);
    }

    /// Whether it has stopped.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.edge.borrow().is_over
    }

    /// When something was last taken from it.
    #[must_use]
    pub fn last_used(&self) -> Instant {
        *self.used.lock()
    }

    /// Requests that wait for its live edge now.
    #[must_use]
    pub fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }

    /// Seconds of sound that are listed as whole segments at the live edge.
    #[must_use]
    pub fn ready_segments(&self) -> usize {
        let window = self.window.lock();
        let fresh = window
            .segments
            .iter()
            .rev()
            .take_while(|segment| segment.generation == window.generation);
        fresh.filter(|segment| !matches!(segment.sound, Sound::Lost)).count()
    }

    /// The playlist; waits where the query asks for what is to come.
    ///
    /// # Errors
    /// `Invalid` for a query that asks for what cannot be meant, `Unavailable` when it waited in
    /// vain or too many wait.
    pub async fn playlist(&self, query: &Query) -> Result<Listing> {
        self.touch();
        let edge = *self.edge.borrow();
        let until = edge.until(query.msn, query.part)?;
        if !edge.has(until) {
            self.wait(|edge| edge.has(until)).await?;
        }
        let is_answer = edge.is_fresh(until) && self.edge.borrow().has(until);
        let key = PageKey {
            skips: query.skip,
            is_short: query.is_short,
        };
        Ok(Listing {
            page: self.page(key),
            is_answer,
        })
    }

    /// A segment, by its number; `None` where there is none (any more, or yet).
    ///
    /// # Errors
    /// `Internal` where the disk fails.
    pub async fn segment(&self, msn: u64) -> Result<Option<Media>> {
        self.touch();
        let listed = self.window.lock().segment(msn).cloned();
        if let Some(Segment {
            sound: Sound::Memory(data),
            generation,
            ..
        }) = listed
        {
            return Ok(Some(Media {
                data,
                etag: segment_tag(generation, msn),
            }));
        }
        let Some(shelf) = &self.shelf else { return Ok(None) };
        let Some((shelved, path)) = shelf.find(msn) else {
            return Ok(None);
        };
        let read = tokio::fs::read(path).await;
        match read {
            Ok(data) => Ok(Some(Media {
                data: data.into(),
                etag: segment_tag(shelved.generation, msn),
            })),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => {
                tracing::error!(%cause, msn, "hls segment not read");
                Err(Error::internal())
            }
        }
    }

    /// A part, by its segment's number and its own; waits for the one the playlist hints at.
    /// `None` where there is none.
    ///
    /// # Errors
    /// `Unavailable` when it waited in vain or too many wait.
    pub async fn part(&self, msn: u64, part: u32) -> Result<Option<Media>> {
        self.touch();
        let number = u64::from(part);
        let edge = *self.edge.borrow();
        if edge.is_hinted(msn, number) && !edge.is_over {
            let until = edge.until(Some(msn), Some(number))?;
            self.wait(|edge| edge.has(until)).await?;
        }
        let window = self.window.lock();
        let Some(found) = window.part(msn, part) else {
            return Ok(None);
        };
        let etag = format!("\"{msn}.{part}-{}\"", found.data.len());
        Ok(Some(Media {
            data: found.data.clone(),
            etag,
        }))
    }

    /// The init segment of a generation; `None` for one to come. It is the same for every
    /// generation of a rendition: the name changes so that players load it anew.
    #[must_use]
    pub fn init(&self, generation: u32) -> Option<Media> {
        let is_known = generation <= self.window.lock().generation;
        let etag = format!("\"init-{}\"", self.init.len());
        is_known.then(|| Media {
            data: self.init.clone(),
            etag,
        })
    }

    fn touch(&self) {
        *self.used.lock() = Instant::now();
    }

    fn page(&self, key: PageKey) -> Arc<Page> {
        self.pages.get(key, self.edge.borrow().version, || {
            let window = self.window.lock();
            render::media(&self.config, &window, key)
        })
    }

    async fn wait(&self, ready: impl Fn(&Edge) -> bool) -> Result<()> {
        let _place = self.config.family.hold()?;
        let _counted = Counted::new(&self.held);
        let mut edges = self.edge.subscribe();
        let waiting = edges.wait_for(|edge| edge.is_over || ready(edge));
        match tokio::time::timeout(LONGEST_WAIT, waiting).await {
            Ok(Ok(edge)) if ready(&edge) => Ok(()),
            _ => Err(not_now("The live edge did not move; try again in a moment.")),
        }
    }

    /// Makes known what a push added.
    fn publish(&self, window: &mut Window, grown: Grown) {
        if !grown.part {
            return;
        }
        if grown.segments > 0 {
            self.keep(window, grown.segments);
        }
        let last = window.last_part();
        self.config.family.report(self.config.rendition, last);
        let (open, parts) = window.open_parts();
        let has_sound = last.is_some();
        self.edge.send_modify(|edge| {
            let (version, is_over) = (edge.version + 1, edge.is_over);
            *edge = Edge {
                version,
                open,
                parts,
                has_sound,
                is_over,
            };
        });
    }

    fn keep(&self, window: &mut Window, count: usize) {
        let Some(shelf) = &self.shelf else {
            return window.age(|_| false);
        };
        if window.take_restart() {
            shelf.forget_before(u64::MAX);
        }
        for segment in window.segments.iter().rev().take(count) {
            if let Sound::Memory(data) = &segment.sound {
                let (msn, generation, samples) = (segment.msn, segment.generation, segment.samples);
                shelf.keep(
                    Shelved {
                        msn,
                        generation,
                        samples,
                        bytes: data.len() as u64,
                    },
                    data.clone(),
                );
            }
        }
        window.age(|msn| shelf.contains(msn));
        if window.titles.take_news() {
            shelf.keep_titles(window.titles.to_json());
        }
        if let Some(first) = window.segments.front() {
            shelf.forget_before(first.msn.saturating_sub(GRACE.min(extent(&self.config).listed as u64)));
        }
    }
}

impl Drop for Track {
    fn drop(&mut self) {
        self.config.family.report(self.config.rendition, None);
    }
}

fn extent(config: &TrackConfig) -> Extent {
    let in_memory = (config.memory_window_s * 48_000)
        .div_ceil(SEGMENT)
        .max(FEWEST_IN_MEMORY) as usize;
    let shifted = (u64::from(config.time_shift_min) * 60 * 48_000).div_ceil(SEGMENT) as usize;
    let listed = if config.shelf.is_some() {
        shifted.max(in_memory)
    } else {
        in_memory
    };
    Extent {
        listed,
        in_memory,
        is_merged: config.rendition.saves_data(),
    }
}

fn segment_tag(generation: u32, msn: u64) -> String {
    format!("\"{generation}-{msn}\"")
}

/// Counts while it lives.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
