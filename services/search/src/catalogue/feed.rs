//! When what is brought up to date.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use awaz_core::event::{Envelope, Topic};
use awaz_core::id::ChannelId;
use awaz_core::ports::Station;
use awaz_core::{Code, Result};
use awaz_store::{Consume, Consumer, Tx};
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::Shelf;

/// Time between two looks at what no event tells, such as a playlist that got other tracks.
const ROUND: Duration = Duration::from_secs(1);
/// What one channel adds to that.
const ROUND_PER_CHANNEL: Duration = Duration::from_millis(20);
/// Time within which events of one channel are taken together.
const GATHER: Duration = Duration::from_millis(300);
/// Bringing up to date takes at most this part of the time while events rain.
const SHARE: u32 = 5;
/// Wait after something did not answer.
const RETRY: Duration = Duration::from_secs(5);

/// Channels that events told of; clones share them.
#[derive(Clone, Default)]
pub(crate) struct Changes {
    channels: Arc<Mutex<HashSet<ChannelId>>>,
    wake: Arc<Notify>,
}

/// Reads the log for what changes what can be found.
pub(crate) fn consumer(changes: Changes) -> Consumer {
    Consumer::new("search.changes", [Topic::Content, Topic::Streaming], changes).from_now_on()
}

#[async_trait]
impl Consume for Changes {
    async fn consume(&self, _: &Tx, event: &Envelope) -> Result<()> {
        let channel = match event.kind.as_str() {
            "channel.created" | "channel.deleted" => Some(event.subject.as_str()),
            kind if kind.starts_with("track.") => event.data.get("channel_id").and_then(|id| id.as_str()),
            _ => None,
        };
        if let Some(Ok(channel)) = channel.map(str::parse) {
            self.channels.lock().insert(channel);
            self.wake.notify_one();
        }
        Ok(())
    }
}

/// Keeps the index up to date until the process ends.
pub(crate) async fn run(shelf: Shelf, changes: Changes, shutdown: CancellationToken) {
    let mut feed = Feed {
        shelf,
        changes,
        known: HashMap::new(),
        is_checked: false,
    };
    loop {
        let started = Instant::now();
        let wait = match feed.round().await {
            Ok(stations) => (ROUND + ROUND_PER_CHANNEL * stations).max(started.elapsed() * SHARE),
            // Services that are opened after this one are asked again.
            Err(error) if error.code == Code::Unavailable => RETRY / 10,
            Err(error) => {
                tracing::warn!(%error, "the search index could not be brought up to date");
                RETRY
            }
        };
        let at_least = GATHER.max(started.elapsed() * SHARE).min(wait);
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = next(&feed.changes, at_least, wait) => {}
        }
    }
}

/// Waits for a change, at least and at most so long.
async fn next(changes: &Changes, at_least: Duration, at_most: Duration) {
    tokio::time::sleep(at_least).await;
    let rest = at_most.saturating_sub(at_least);
    let _ = tokio::time::timeout(rest, changes.wake.notified()).await;
}

/// A channel as it was when it was last written.
type Known = (i64, Station);

struct Feed {
    shelf: Shelf,
    changes: Changes,
    known: HashMap<ChannelId, Known>,
    is_checked: bool,
}

impl Feed {
    /// Looks at every channel, and writes those that changed; how many there are.
    async fn round(&mut self) -> Result<u32> {
        let stations = self.shelf.stations().await?;
        if !self.is_checked {
            self.shelf.check().await?;
            self.is_checked = true;
        }
        let told = std::mem::take(&mut *self.changes.channels.lock());
        for station in &stations {
            if let Err(error) = self.look(station, told.contains(&station.id)).await {
                self.changes.channels.lock().extend(told);
                return Err(error);
            }
        }
        if self.known.len() > stations.len() || told.iter().any(|id| stations.iter().all(|s| s.id != *id)) {
            self.shelf.forget_others(&stations).await?;
            self.known
                .retain(|id, _| stations.iter().any(|station| station.id == *id));
        }
        Ok(u32::try_from(stations.len()).unwrap_or(u32::MAX))
    }

    async fn look(&mut self, station: &Station, is_told: bool) -> Result<()> {
        let version = self.shelf.version(station.id).await?;
        let is_known = self
            .known
            .get(&station.id)
            .is_some_and(|(of, as_was)| *of == version && as_was == station);
        if is_known && !is_told {
            return Ok(());
        }
        let started = Instant::now();
        let written = self.shelf.sync(station).await?;
        if written > 0 {
            let took_ms = started.elapsed().as_millis() as u64;
            tracing::debug!(channel = %station.slug, written, took_ms, "the search index is up to date");
        }
        self.known.insert(station.id, (version, station.clone()));
        Ok(())
    }
}
