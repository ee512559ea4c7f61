//! When what is brought up to date.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use awaz_core::id::ChannelId;
use awaz_core::ports::Station;
use awaz_core::{Code, Result};
use tokio_util::sync::CancellationToken;

use super::{Changes, Shelf, Spare};

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

/// Keeps the index up to date until the process ends.
pub(crate) async fn run(shelf: Shelf, spare: Option<Spare>, changes: Changes, shutdown: CancellationToken) {
    changes.learn();
    let mut feed = Feed {
        shelf,
        spare,
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
        let at_least = pause_after(started.elapsed()).min(wait);
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = next(&feed.changes, at_least, wait) => {}
        }
    }
}

/// How long events are gathered after they took so long to follow.
#[must_use]
pub fn pause_after(took: Duration) -> Duration {
    GATHER.max(took * SHARE)
}

/// Waits for a change, at least and at most so long.
async fn next(changes: &Changes, at_least: Duration, at_most: Duration) {
    tokio::time::sleep(at_least).await;
    let rest = at_most.saturating_sub(at_least);
    let _ = tokio::time::timeout(rest, changes.told()).await;
}

/// A channel as it was when it was last written.
type Known = (i64, Station);

struct Feed {
    shelf: Shelf,
    spare: Option<Spare>,
    changes: Changes,
    known: HashMap<ChannelId, Known>,
    is_checked: bool,
}

impl Feed {
    /// Looks at every channel, and writes those that changed; how many there are.
    async fn round(&mut self) -> Result<u32> {
        let stations = self.shelf.stations().await?;
        if let Some(spare) = &mut self.spare {
            self.shelf.fill(spare, &stations).await?;
        }
        self.rebuild_if_must(&stations).await?;
        let told = self.changes.take();
        for station in &stations {
            if let Err(error) = self.look(station, told.contains(&station.id)).await {
                self.changes.give_back(told);
                return Err(error);
            }
        }
        if self.known.len() > stations.len() || told.iter().any(|id| stations.iter().all(|s| s.id != *id)) {
            self.shelf.forget_others(&stations).await?;
            self.changes.learn();
            self.known
                .retain(|id, _| stations.iter().any(|station| station.id == *id));
        }
        Ok(u32::try_from(stations.len()).unwrap_or(u32::MAX))
    }

    /// Makes the index anew where somebody wants that, or where it has lost something.
    async fn rebuild_if_must(&mut self, stations: &[Station]) -> Result<()> {
        let is_wanted = self.changes.is_to_rebuild();
        if is_wanted || (!self.is_checked && self.shelf.is_out_of_step().await?) {
            let rebuilt = self.shelf.rebuild(stations).await;
            if rebuilt.is_err() && is_wanted {
                self.changes.rebuild();
            }
            rebuilt?;
        }
        if !self.is_checked {
            self.shelf.have_words().await?;
            self.is_checked = true;
        }
        Ok(())
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
            self.changes.learn();
            let took_ms = started.elapsed().as_millis() as u64;
            tracing::debug!(channel = %station.slug, written, took_ms, "the search index is up to date");
        }
        self.known.insert(station.id, (version, station.clone()));
        Ok(())
    }
}
