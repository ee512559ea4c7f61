//! All channels of this process, and the threads that move them on.

use super::channel::Channel;
use super::core::Kit;
use super::grid::Timebase;
use super::note::{Note, SavedState};
use super::outlets::Outlets;
use crate::autodj::{Place, Shelf};
use crate::config::Config;
use crate::model::Profile;
use awaz_core::id::{ChannelId, QueueEntryId, TrackId};
use awaz_core::ports::Catalog;
use awaz_core::{Code, Error, Result, SharedClock, Slug};
use awaz_store::objects::Objects;
use parking_lot::{Mutex, RwLock};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// How often HLS players are counted.
const SECOND: Duration = Duration::from_secs(1);
/// How often the libraries' versions are asked for, s.
const REFRESH_EVERY: u32 = 3;

/// What moves channels on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pace {
    /// Threads, by a monotonic clock anchored to the wall clock.
    #[default]
    Threads,
    /// The caller, by [`Channel::advance_to`]; the time is the clock's.
    ByHand,
}

/// How the hub runs.
#[derive(Debug, Clone, Default)]
pub struct HubConfig {
    /// Settings of the service.
    pub config: Config,
    /// What moves channels on.
    pub pace: Pace,
}

/// Whom the hub asks and tells.
pub struct HubPorts {
    /// What there is to play.
    pub catalog: Arc<dyn Catalog>,
    /// Where its files are.
    pub objects: Objects,
    /// The time.
    pub clock: SharedClock,
    /// Takes what is to be kept; see [`Note`].
    pub notes: mpsc::Sender<Note>,
    /// Where the sound goes beside the progressive rings.
    pub outlets: Outlets,
}

/// All channels of this process.
pub struct Hub {
    kit: Kit,
    timebase: Timebase,
    catalog: Arc<dyn Catalog>,
    channels: RwLock<BTreeMap<Slug, Arc<Channel>>>,
    stopping: AtomicBool,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Hub {
    /// Starts the channels and, unless they are paced by hand, the threads and the task that move
    /// them on. Call it inside a tokio runtime.
    ///
    /// # Errors
    /// `Unavailable` when the machine has no more threads.
    pub fn start(config: HubConfig, ports: HubPorts, profiles: Vec<(Profile, SavedState)>) -> Result<Arc<Self>> {
        let timebase = match config.pace {
            Pace::Threads => Timebase::monotonic(&ports.clock),
            Pace::ByHand => Timebase::Clock(Arc::clone(&ports.clock)),
        };
        let hub = Arc::new(Self {
            kit: Kit {
                config: config.config,
                clock: ports.clock,
                shelf: Shelf::new(ports.objects),
                notes: ports.notes,
                outlets: ports.outlets,
            },
            timebase,
            catalog: ports.catalog,
            channels: RwLock::default(),
            stopping: AtomicBool::new(false),
            threads: Mutex::default(),
        });
        for (profile, saved) in profiles {
            hub.open(profile, saved);
        }
        if config.pace == Pace::Threads {
            hub.run()?;
        }
        Ok(hub)
    }

    /// Finds a channel.
    #[must_use]
    pub fn find(&self, slug: &Slug) -> Option<Arc<Channel>> {
        self.channels.read().get(slug).cloned()
    }

    /// Finds a channel.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn get(&self, slug: &Slug) -> Result<Arc<Channel>> {
        self.find(slug).ok_or_else(|| Error::not_found("channel", slug))
    }

    /// Whether there is such a channel; not any more once it is being deleted.
    #[must_use]
    pub fn has(&self, id: ChannelId) -> bool {
        self.channels.read().values().any(|channel| channel.id() == id)
    }

    /// All channels, by slug.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Channel>> {
        self.channels.read().values().cloned().collect()
    }

    /// Starts a channel that was made.
    ///
    /// # Errors
    /// `Conflict` where its slug is taken, `Full` beyond the bound of channels.
    pub fn add_channel(&self, profile: Profile) -> Result<Arc<Channel>> {
        let channels = self.channels.read();
        if channels.contains_key(&profile.slug) {
            return Err(Error::conflict(format!("There is a channel {} already.", profile.slug)));
        }
        if channels.len() >= self.kit.config.limits.channels as usize {
            return Err(Error::new(
                Code::Full,
                "There are as many channels as this server may have.",
            ));
        }
        drop(channels);
        Ok(self.open(profile, SavedState::default()))
    }

    /// Takes a channel's changed profile; its slug may have changed too.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn update_channel(&self, profile: Profile) -> Result<()> {
        let mut channels = self.channels.write();
        let found = channels.iter().find(|(_, channel)| channel.id() == profile.id);
        let slug = found.map(|(slug, _)| slug.clone());
        let slug = slug.ok_or_else(|| Error::not_found("channel", &profile.slug))?;
        let Some(channel) = channels.remove(&slug) else {
            return Err(Error::internal());
        };
        channels.insert(profile.slug.clone(), Arc::clone(&channel));
        drop(channels);
        channel.set_profile(profile);
        Ok(())
    }

    /// Ends a channel; its listeners and its source are let go. Nothing happens where it is not.
    pub fn remove_channel(&self, id: ChannelId) {
        let mut channels = self.channels.write();
        let found = channels.iter().find(|(_, channel)| channel.id() == id);
        let channel = found
            .map(|(slug, _)| slug.clone())
            .and_then(|slug| channels.remove(&slug));
        drop(channels);
        if let Some(channel) = channel {
            channel.end();
        }
    }

    /// Puts a track into a channel's queue and returns the entry.
    ///
    /// # Errors
    /// `NotFound` for no such channel or track, `Full` beyond 100 entries, or what the catalog says.
    pub async fn enqueue(&self, slug: &Slug, track: TrackId, place: Place) -> Result<QueueEntryId> {
        let channel = self.get(slug)?;
        let found = self.catalog.track(channel.id(), track).await?;
        let found = found.ok_or_else(|| Error::not_found("playable track", track))?;
        channel.insert(Arc::new(found), place).await
    }

    /// Asks the catalog for libraries that have changed.
    pub async fn refresh(&self) {
        for channel in self.all() {
            if let Err(error) = self.refresh_channel(&channel).await {
                tracing::warn!(channel = %channel.id(), %error, "library not refreshed");
            }
        }
    }

    /// Counts who listens by HLS.
    pub(crate) fn count_players(&self) {
        let Some(viewers) = &self.kit.outlets.viewers else {
            return;
        };
        let counts = viewers.counts(self.kit.clock.now_ms());
        for (slug, channel) in self.channels.read().iter() {
            let players = counts.get(slug).copied().unwrap_or(0);
            channel.shared.players.store(players, Ordering::Relaxed);
        }
    }

    /// Ends all channels, their sources and rings, and the threads.
    pub async fn stop(self: &Arc<Self>) {
        self.stopping.store(true, Ordering::Release);
        let hub = Arc::clone(self);
        let stopped = tokio::task::spawn_blocking(move || {
            for thread in hub.threads.lock().drain(..) {
                let _panicked = thread.join();
            }
            for channel in hub.all() {
                channel.end();
            }
            if let Some(shelves) = &hub.kit.outlets.shelves {
                shelves.settle();
            }
        });
        if stopped.await.is_err() {
            tracing::error!("the engine did not stop cleanly");
        }
    }

    fn open(&self, profile: Profile, saved: SavedState) -> Arc<Channel> {
        let slug = profile.slug.clone();
        let channel = Channel::new(self.kit.clone(), profile, saved, self.timebase.clone());
        self.channels.write().insert(slug, Arc::clone(&channel));
        channel
    }

    async fn refresh_channel(&self, channel: &Arc<Channel>) -> Result<()> {
        let version = self.catalog.library_version(channel.id()).await?;
        if channel.library_version() == Some(version) {
            return Ok(());
        }
        let library = self.catalog.library(channel.id()).await?;
        channel
            .apart(move |core| {
                core.set_library(&library);
                Ok(())
            })
            .await
    }

    pub(crate) fn run(self: &Arc<Self>) -> Result<()> {
        let tick = Duration::from_millis(self.kit.config.tick_ms.clamp(10, 200));
        for index in 0..self.kit.config.threads() {
            let hub = Arc::downgrade(self);
            let thread = std::thread::Builder::new()
                .name(format!("engine-{index}"))
                .spawn(move || turn(&hub, index, tick));
            let thread =
                thread.map_err(|error| Error::new(Code::Unavailable, format!("No thread for the engine: {error}.")))?;
            self.threads.lock().push(thread);
        }
        let hub = Arc::downgrade(self);
        tokio::spawn(async move {
            for turn in 0_u32.. {
                let Some(hub) = running(&hub) else { return };
                hub.timebase.follow(&hub.kit.clock);
                hub.count_players();
                if turn.is_multiple_of(REFRESH_EVERY) {
                    hub.refresh().await;
                }
                drop(hub);
                tokio::time::sleep(SECOND).await;
            }
        });
        Ok(())
    }
}

/// Moves all channels on, every `tick`, until the hub stops.
fn turn(hub: &Weak<Hub>, index: usize, tick: Duration) {
    let mut next = Instant::now();
    while let Some(hub) = running(hub) {
        let mut channels = hub.all();
        drop(hub);
        // Threads start at different channels; one that another thread is at is passed over.
        let middle = channels.len() / 2 * (index % 2);
        channels.rotate_left(middle);
        for channel in &channels {
            channel.tick();
        }
        next = (next + tick).max(Instant::now());
        std::thread::sleep(next - Instant::now().min(next));
    }
}

fn running(hub: &Weak<Hub>) -> Option<Arc<Hub>> {
    hub.upgrade().filter(|hub| !hub.stopping.load(Ordering::Acquire))
}
