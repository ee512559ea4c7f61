//! A channel as the rest of the service holds it: its engine behind a lock, and what can be read
//! without one.

use super::core::{Core, Kit};
use super::grid::Timebase;
use super::note::{AlertKind, SavedState};
use super::preview::Preview;
use super::session::unconnected;
use super::shared::{ChannelState, QueueItem, Shared, Slot};
use crate::agenda::Agenda;
use crate::autodj::Place;
use crate::hls::Track;
use crate::live::{ChannelView, Feed, LiveSpec};
use crate::model::{Meter, NowPlaying, OnAir, Profile, SourceHealth};
use awaz_core::id::{ChannelId, CredentialId, QueueEntryId};
use awaz_core::ports::PlayableTrack;
use awaz_core::{Code, Error, Rendition, Result, Slug};
use awaz_fanout::Ring;
use awaz_wire::metadata::SongTitle;
use parking_lot::Mutex;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::watch;

/// An idle channel is moved on this often, samples: 1 s.
const IDLE_STEP: u64 = 48_000;

/// One channel.
pub struct Channel {
    id: ChannelId,
    pub(crate) shared: Arc<Shared>,
    core: Mutex<Core>,
    /// Held while a rendition is started, so that a crowd waits without a thread each.
    starting: tokio::sync::Mutex<()>,
    timebase: Timebase,
}

impl Channel {
    pub(crate) fn new(kit: Kit, profile: Profile, saved: SavedState, timebase: Timebase) -> Arc<Self> {
        let id = profile.id;
        let core = Core::new(kit, profile, saved, timebase.now_us());
        Arc::new(Self {
            id,
            shared: Arc::clone(&core.shared),
            core: Mutex::new(core),
            starting: tokio::sync::Mutex::new(()),
            timebase,
        })
    }

    /// Id.
    #[must_use]
    pub const fn id(&self) -> ChannelId {
        self.id
    }

    /// Who it is and how it is set.
    #[must_use]
    pub fn profile(&self) -> Arc<Profile> {
        self.shared.profile()
    }

    /// Name in URLs.
    #[must_use]
    pub fn slug(&self) -> Slug {
        self.shared.slug()
    }

    /// Follows what is heard.
    #[must_use]
    pub fn now_playing(&self) -> watch::Receiver<Arc<NowPlaying>> {
        self.shared.now.subscribe()
    }

    /// Follows where its sound comes from.
    #[must_use]
    pub fn on_air(&self) -> watch::Receiver<OnAir> {
        self.shared.on_air.subscribe()
    }

    /// Follows its levels; they are measured, ten times a second, while somebody follows them and
    /// the channel is rendered.
    #[must_use]
    pub fn meter(&self) -> watch::Receiver<Meter> {
        self.shared.meter.subscribe()
    }

    /// Follows whether anybody listens.
    #[must_use]
    pub fn heard(&self) -> watch::Receiver<bool> {
        self.shared.heard.subscribe()
    }

    /// What it is doing.
    #[must_use]
    pub fn state(&self) -> ChannelState {
        self.shared.state()
    }

    /// What it would play within so many samples from its next item on if nothing changed.
    ///
    /// # Errors
    /// `Internal` when its engine fails.
    pub(crate) async fn preview(self: &Arc<Self>, samples: u64) -> Result<Vec<QueueItem>> {
        let preview = self.apart(|core| Ok(Preview::of(core))).await?;
        let items = tokio::task::spawn_blocking(move || preview.items(samples)).await;
        items.map_err(|cause| {
            tracing::error!(%cause, "what comes could not be looked at");
            Error::internal()
        })
    }

    /// Playlists that have their hours.
    pub(crate) fn slots(&self) -> Vec<Slot> {
        self.shared.slots.read().clone()
    }

    /// Its schedule.
    pub(crate) fn agenda(&self) -> Arc<Agenda> {
        Arc::clone(&self.shared.agenda.read())
    }

    /// Takes a schedule, as of `now_ms`; to be given anew every hour, for playlists get their time a
    /// few days ahead.
    ///
    /// # Errors
    /// `Internal` when its engine fails.
    pub(crate) async fn set_agenda(self: &Arc<Self>, agenda: Agenda, now_ms: i64) -> Result<()> {
        let agenda = Arc::new(agenda);
        *self.shared.agenda.write() = Arc::clone(&agenda);
        let airtimes = agenda.airtimes_at(now_ms);
        self.apart(move |core| {
            core.set_airtimes(airtimes);
            Ok(())
        })
        .await
    }

    /// How its live source is doing.
    #[must_use]
    pub fn source_health(&self) -> SourceHealth {
        let live = self.shared.live.read();
        let health = live.as_ref().map_or_else(unconnected, |session| session.health());
        SourceHealth {
            hard_start: self.shared.hard_start.read().clone(),
            ..health
        }
    }

    /// Its ring of a rendition where it is encoded now.
    #[must_use]
    pub fn running_ring(&self, rendition: Rendition) -> Option<Arc<Ring>> {
        let rings = self.shared.rings.read();
        rings.get(&rendition).filter(|ring| !ring.is_closed()).cloned()
    }

    /// Its ring of a rendition, started where nobody heard it so far, with the last seconds in it.
    ///
    /// # Errors
    /// `NotFound` for one it does not offer, `Unsupported` for one that was compiled out.
    pub async fn ring(self: &Arc<Self>, rendition: Rendition) -> Result<Arc<Ring>> {
        if let Some(ring) = self.running_ring(rendition) {
            return Ok(ring);
        }
        let _turn = self.starting.lock().await;
        if let Some(ring) = self.running_ring(rendition) {
            return Ok(ring);
        }
        self.apart(move |core| core.ring(rendition)).await
    }

    /// Its HLS track of a rendition, started where nobody heard it so far, with three segments in
    /// it or as many as the programme is old.
    ///
    /// # Errors
    /// `NotFound` for one it does not offer in HLS, `Unsupported` for one that was compiled out.
    pub async fn track(self: &Arc<Self>, rendition: Rendition) -> Result<Arc<Track>> {
        if let Some(track) = self.shared.track(rendition) {
            return Ok(track);
        }
        let _turn = self.starting.lock().await;
        if let Some(track) = self.shared.track(rendition) {
            return Ok(track);
        }
        self.apart(move |core| core.track(rendition)).await
    }

    /// Bytes sent to progressive listeners since it was opened.
    #[must_use]
    pub fn sent_bytes(&self) -> u64 {
        self.shared.sent_bytes()
    }

    /// Whether no progressive listener is sent anything any more.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.shared.is_quiet()
    }

    /// Says whether its traffic of the month is used up: those who listen stay, nobody else comes.
    pub fn use_up(&self, is_used_up: bool) {
        self.shared.is_used_up.store(is_used_up, Ordering::Relaxed);
    }

    /// Whether anybody else may listen.
    pub(crate) fn admit(&self) -> Result<()> {
        if self.shared.is_used_up.load(Ordering::Relaxed) {
            let message = "This station has used up its traffic of the month; it can be heard again next month.";
            return Err(Error::new(Code::Full, message));
        }
        Ok(())
    }

    /// Puts a live source on air.
    ///
    /// # Errors
    /// As [`crate::live::Stage::open_live`].
    pub async fn open_live(self: &Arc<Self>, spec: LiveSpec) -> Result<Box<dyn Feed>> {
        self.apart(move |core| core.open_live(spec)).await
    }

    /// Tells what its live source plays.
    ///
    /// # Errors
    /// `Conflict` while there is none.
    pub fn set_live_title(&self, song: SongTitle) -> Result<()> {
        let live = self.shared.live.read();
        let session = live.as_ref().filter(|session| !session.is_over());
        let session =
            session.ok_or_else(|| Error::conflict("No live source is connected; its title cannot be set."))?;
        session.set_title(song);
        Ok(())
    }

    /// Ends its live source.
    ///
    /// # Errors
    /// `NotFound` where there is none.
    pub fn kick_live(&self) -> Result<()> {
        self.with(Core::kick_live)
    }

    /// Ends the sources of a credential that is no more.
    ///
    /// # Errors
    /// `Internal` when its engine fails.
    pub(crate) fn kick_credential(&self, id: CredentialId) -> Result<()> {
        self.with(|core| {
            core.kick_credential(id);
            Ok(())
        })
    }

    /// Puts a track into the queue and returns the entry.
    ///
    /// # Errors
    /// `Full` beyond 100 entries.
    pub async fn insert(self: &Arc<Self>, track: Arc<PlayableTrack>, place: Place) -> Result<QueueEntryId> {
        self.apart(move |core| core.insert(track, place)).await
    }

    /// Moves an entry of the queue.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn shift(self: &Arc<Self>, id: QueueEntryId, place: Place) -> Result<()> {
        self.apart(move |core| core.shift(id, place)).await
    }

    /// Removes an entry of the queue.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn remove(self: &Arc<Self>, id: QueueEntryId) -> Result<()> {
        self.apart(move |core| core.remove(id)).await
    }

    /// Leaves what the AutoDJ plays for what comes next.
    ///
    /// # Errors
    /// `Conflict` while a live source is on air, or nothing plays that could be skipped.
    pub async fn skip(self: &Arc<Self>) -> Result<()> {
        self.apart(Core::skip).await
    }

    /// Moves its engine to a position, samples since the epoch; earlier ones change nothing. For
    /// tests and tools; in a running server the engine's threads do it.
    pub fn advance_to(&self, position: u64) {
        let moved = self.guarded(&mut self.core.lock(), |core| {
            core.advance(position);
            Ok(())
        });
        if let Err(error) = moved {
            tracing::debug!(%error, "channel was started anew");
        }
    }

    /// Version of the library its AutoDJ chooses from.
    #[must_use]
    pub fn library_version(&self) -> Option<i64> {
        self.core.lock().dj.version()
    }

    /// Decoders it has opened for tracks so far.
    #[must_use]
    pub fn decoders_opened(&self) -> u64 {
        self.core.lock().shelf.opened()
    }

    pub(crate) fn set_profile(&self, profile: Profile) {
        let _done = self.with(|core| {
            core.take_profile(profile);
            Ok(())
        });
    }

    /// Moves it on to now, unless another thread is doing so.
    pub(crate) fn tick(&self) {
        let Some(mut core) = self.core.try_lock() else { return };
        let now = core.epoch.position(self.timebase.now_us());
        if core.programme.is_none() && !core.must_save && now < core.position + IDLE_STEP {
            return;
        }
        let moved = self.guarded(&mut core, |core| {
            core.advance(now);
            Ok(())
        });
        if moved.is_err() {
            metrics::counter!("awaz_engine_restarts_total").increment(1);
        }
    }

    /// Ends it.
    pub(crate) fn end(&self) {
        self.core.lock().end();
    }

    pub(crate) fn view(&self) -> ChannelView {
        let profile = self.shared.profile();
        let now = Arc::clone(&self.shared.now.borrow());
        ChannelView {
            slug: profile.slug.to_string(),
            name: profile.name.clone(),
            description: profile.description.clone(),
            genre: profile.genre.clone(),
            website: profile.website.clone(),
            renditions: profile.settings.renditions.clone(),
            aliases: profile.settings.aliases.clone(),
            song: SongTitle {
                artist: now.artist.clone(),
                title: now.title.clone(),
                url: None,
            },
            listeners: self.shared.listeners(),
            listener_peak: self.shared.peak.load(Ordering::Relaxed),
            max_listeners: profile.settings.limits.listeners,
            started_at: Some(self.shared.started_at),
            is_live: *self.shared.on_air.borrow() == OnAir::Live,
        }
    }

    /// Does something with the engine as of now, on a thread that may block.
    pub(crate) async fn apart<T: Send + 'static>(
        self: &Arc<Self>,
        action: impl FnOnce(&mut Core) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let channel = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || channel.with(action)).await;
        done.unwrap_or_else(|_panic| Err(Error::internal()))
    }

    /// Does something with the engine as of now.
    pub(crate) fn with<T>(&self, action: impl FnOnce(&mut Core) -> Result<T>) -> Result<T> {
        let mut core = self.core.lock();
        let now = core.epoch.position(self.timebase.now_us());
        self.guarded(&mut core, |core| {
            core.advance(now);
            action(core)
        })
    }

    /// Runs `action`; where it panics the engine is started anew from the clock, and if that
    /// panics too, from nothing.
    fn guarded<T>(&self, core: &mut Core, action: impl FnOnce(&mut Core) -> Result<T>) -> Result<T> {
        if let Ok(done) = catch_unwind(AssertUnwindSafe(|| action(core))) {
            return done;
        }
        tracing::error!(channel = %self.id, "the channel's engine failed and is started anew");
        let now = core.epoch.position(self.timebase.now_us()).max(core.position);
        let renewed = catch_unwind(AssertUnwindSafe(|| {
            core.rebuild(super::grid::frame_ceil(now));
            core.announcer
                .alert(AlertKind::EngineFailed, now, serde_json::Value::Null);
        }));
        if renewed.is_err() {
            core.current = None;
            core.outputs.clear();
            core.programme = None;
            self.shared.drop_rings(|_| true);
            self.shared.tracks.write().clear();
        }
        Err(Error::internal())
    }
}
