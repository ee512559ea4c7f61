//! What everyone may read of a channel without waiting for its engine.

use super::session::Session;
use crate::agenda::Agenda;
use crate::autodj::Spot;
use crate::hls::Track;
use crate::model::{HardStart, Meter, NowPlaying, OnAir, Profile, Song};
use awaz_core::hours::Hours;
use awaz_core::id::{PlaylistId, QueueEntryId};
use awaz_core::ports::{PlayablePlaylist, PlayableTrack, PlaylistKind};
use awaz_core::{Rendition, Slug};
use awaz_fanout::Ring;
use awaz_plan::{Reason, Rule};
use chrono::{DateTime, Utc};
use parking_lot::{Mutex, RwLock};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use tokio::sync::watch;

/// One entry of the queue, as the studio shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueItem {
    /// Entry.
    pub id: QueueEntryId,
    /// Track.
    pub track: Arc<PlayableTrack>,
    /// When it will start, as things stand; `None` while a live source is on air.
    pub starts_at: Option<DateTime<Utc>>,
    /// Why it was chosen; `None` for one that somebody put there.
    pub reason: Option<Reason>,
    /// Playlist it came from.
    pub playlist: Option<PlaylistId>,
    /// Name of that playlist; empty without one.
    pub playlist_name: String,
    /// Whether it is a jingle.
    pub jingle: bool,
    /// Whether it is opened already; it can still be moved or removed.
    pub locked: bool,
    /// Rules that it breaks.
    pub bent: Vec<Rule>,
    /// Whether it cuts into what plays, at its time.
    pub on_time: bool,
}

impl QueueItem {
    pub(crate) fn new(spot: &Spot, starts_at: Option<DateTime<Utc>>, locked: bool) -> Self {
        Self {
            id: spot.id,
            track: Arc::clone(&spot.track),
            starts_at,
            reason: spot.reason,
            playlist: spot.playlist,
            playlist_name: spot.playlist_name.clone(),
            jingle: spot.jingle,
            locked,
            bent: spot.bent.clone(),
            on_time: spot.on_time_ms.is_some(),
        }
    }
}

/// A channel at this moment.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelState {
    /// Where its sound comes from.
    pub on_air: OnAir,
    /// Progressive listeners and HLS players, now.
    pub listeners: u32,
    /// Most of them at once since the start.
    pub listener_peak: u32,
    /// What comes next.
    pub next: Vec<QueueItem>,
    /// What was heard, newest first, at most 20.
    pub history: Vec<Song>,
    /// Where it is, samples since its epoch.
    pub position: u64,
}

/// Rings that were taken away.
#[derive(Default)]
struct Gone {
    /// Those whose rest is heard yet, as of the last look.
    rings: Vec<Arc<Ring>>,
    /// What the others sent.
    bytes: u64,
}

impl Gone {
    fn are_quiet(&self) -> bool {
        self.rings.iter().all(|ring| ring.stats().listeners == 0)
    }

    fn bytes(&mut self) -> u64 {
        let mut heard = 0;
        self.rings.retain(|ring| {
            let stats = ring.stats();
            let total = if stats.listeners > 0 {
                &mut heard
            } else {
                &mut self.bytes
            };
            *total += stats.bytes_sent;
            stats.listeners > 0
        });
        self.bytes + heard
    }
}

/// What the programme tells: a playlist that has its hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) playlist: PlaylistId,
    pub(crate) name: String,
    pub(crate) hours: Vec<Hours>,
}

impl Slot {
    /// Of rotations only: what comes now and then between songs is no programme.
    pub(crate) fn of(playlist: &PlayablePlaylist) -> Option<Self> {
        let is_programme = matches!(playlist.kind, PlaylistKind::Rotation { .. }) && !playlist.jingle;
        let is_there = !playlist.hours.is_empty() && !playlist.tracks.is_empty();
        (is_programme && is_there).then(|| Self {
            playlist: playlist.id,
            name: playlist.name.clone(),
            hours: playlist.hours.clone(),
        })
    }
}

/// What everyone may read of a channel without waiting for its engine.
pub(crate) struct Shared {
    pub(crate) profile: RwLock<Arc<Profile>>,
    pub(crate) now: watch::Sender<Arc<NowPlaying>>,
    pub(crate) meter: watch::Sender<Meter>,
    pub(crate) heard: watch::Sender<bool>,
    pub(crate) on_air: watch::Sender<OnAir>,
    pub(crate) rings: RwLock<BTreeMap<Rendition, Arc<Ring>>>,
    pub(crate) tracks: RwLock<BTreeMap<Rendition, Arc<Track>>>,
    /// HLS players, as of the last second.
    pub(crate) players: AtomicU32,
    pub(crate) live: RwLock<Option<Arc<Session>>>,
    pub(crate) history: RwLock<Vec<Song>>,
    pub(crate) next: RwLock<Vec<QueueItem>>,
    pub(crate) slots: RwLock<Vec<Slot>>,
    pub(crate) agenda: RwLock<Arc<Agenda>>,
    pub(crate) hard_start: RwLock<Option<HardStart>>,
    pub(crate) position: AtomicU64,
    pub(crate) peak: AtomicU32,
    gone: Mutex<Gone>,
    /// Whether the traffic of the month is used up.
    pub(crate) is_used_up: AtomicBool,
    pub(crate) started_at: DateTime<Utc>,
}

impl Shared {
    pub(crate) fn new(profile: Profile, now: NowPlaying, started_at: DateTime<Utc>) -> Arc<Self> {
        Arc::new(Self {
            profile: RwLock::new(Arc::new(profile)),
            now: watch::Sender::new(Arc::new(now)),
            meter: watch::Sender::new(silent()),
            heard: watch::Sender::new(false),
            on_air: watch::Sender::new(OnAir::Fallback),
            rings: RwLock::default(),
            tracks: RwLock::default(),
            players: AtomicU32::new(0),
            live: RwLock::default(),
            history: RwLock::default(),
            next: RwLock::default(),
            slots: RwLock::default(),
            agenda: RwLock::default(),
            hard_start: RwLock::default(),
            position: AtomicU64::new(0),
            peak: AtomicU32::new(0),
            gone: Mutex::default(),
            is_used_up: AtomicBool::new(false),
            started_at,
        })
    }

    pub(crate) fn profile(&self) -> Arc<Profile> {
        Arc::clone(&self.profile.read())
    }

    pub(crate) fn slug(&self) -> Slug {
        self.profile.read().slug.clone()
    }

    /// Listeners now; notes the most there were.
    pub(crate) fn listeners(&self) -> u32 {
        let progressive: u32 = self.rings.read().values().map(|ring| ring.stats().listeners).sum();
        let listeners = progressive + self.players.load(Ordering::Relaxed);
        self.peak.fetch_max(listeners, Ordering::Relaxed);
        listeners
    }

    /// Bytes sent to progressive listeners since the channel was opened.
    pub(crate) fn sent_bytes(&self) -> u64 {
        let rings = self.rings.read();
        let running: u64 = rings.values().map(|ring| ring.stats().bytes_sent).sum();
        running + self.gone.lock().bytes()
    }

    /// Whether nobody is sent anything any more, the rest of a ring that is gone included.
    pub(crate) fn is_quiet(&self) -> bool {
        let rings = self.rings.read();
        rings.values().all(|ring| ring.stats().listeners == 0) && self.gone.lock().are_quiet()
    }

    /// Takes away the rings `is_over` says; who hears their rest stays counted.
    pub(crate) fn drop_rings(&self, is_over: impl Fn(Rendition) -> bool) {
        let mut rings = self.rings.write();
        let over = rings.extract_if(.., |rendition, _| is_over(*rendition));
        self.gone.lock().rings.extend(over.map(|(_, ring)| ring));
    }

    /// The HLS track of a rendition where it runs.
    pub(crate) fn track(&self, rendition: Rendition) -> Option<Arc<Track>> {
        self.tracks
            .read()
            .get(&rendition)
            .filter(|track| !track.is_over())
            .cloned()
    }

    pub(crate) fn state(&self) -> ChannelState {
        ChannelState {
            on_air: *self.on_air.borrow(),
            listeners: self.listeners(),
            listener_peak: self.peak.load(Ordering::Relaxed),
            next: self.next.read().clone(),
            history: self.history.read().clone(),
            position: self.position.load(Ordering::Relaxed),
        }
    }
}

/// The meter of a channel that is not rendered.
pub(crate) const fn silent() -> Meter {
    Meter {
        lufs_m: -120.0,
        lufs_s: -120.0,
        true_peak: -120.0,
        l: -120.0,
        r: -120.0,
        on_air: OnAir::Fallback,
    }
}
