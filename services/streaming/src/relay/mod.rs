//! Relays: sound fetched from other servers into a channel (pull), and a channel's rendition sent
//! on to other servers (push).

mod http;
mod pull;
mod push;

use crate::live::Stage;
use crate::store::{Direction, Mode, RelayRow};
use awaz_core::id::RelayId;
use awaz_core::{SharedClock, Slug};
use chrono::{DateTime, Utc};
use parking_lot::Mutex;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Waits between attempts: doubled from the first to the last, with up to a quarter more by chance.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LAST_WAIT: Duration = Duration::from_secs(60);
/// A connection that held this long was good: the next attempt comes at once.
const WAS_GOOD: Duration = Duration::from_secs(30);

/// How a relay is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct RelayStatus {
    /// Whether sound flows.
    pub connected: bool,
    /// Since when it is as it is.
    pub since: Option<DateTime<Utc>>,
    /// Why it does not flow, where it does not.
    pub problem: Option<String>,
}

/// What became of a relay.
#[derive(Debug, PartialEq, Eq)]
enum State {
    /// Sound flows.
    Flowing,
    /// Nobody listens, and it is on demand.
    Resting,
    /// It does not flow, and why.
    Broken(String),
}

/// What relays need.
#[derive(Clone)]
pub(crate) struct RelayKit {
    pub(crate) stage: Arc<dyn Stage>,
    pub(crate) clock: SharedClock,
    pub(crate) allow_private: bool,
    /// How long a relay on demand goes on once nobody listens.
    pub(crate) linger: Duration,
    pub(crate) shutdown: CancellationToken,
}

/// The relays that run, as a handle that clones cheaply.
#[derive(Clone)]
pub(crate) struct Relays {
    kit: RelayKit,
    running: Arc<Mutex<HashMap<RelayId, Running>>>,
}

struct Running {
    stop: CancellationToken,
    status: RelayStatus,
}

/// One relay at work.
#[derive(Clone)]
pub(crate) struct Work {
    kit: RelayKit,
    relay: RelayRow,
    slug: Slug,
    running: Arc<Mutex<HashMap<RelayId, Running>>>,
    stop: CancellationToken,
}

impl Relays {
    pub(crate) fn new(kit: RelayKit) -> Self {
        Self {
            kit,
            running: Arc::default(),
        }
    }

    /// Starts a relay, which goes on until it is ended or the server stops.
    pub(crate) fn start(&self, relay: &RelayRow, slug: &Slug) {
        let stop = self.kit.shutdown.child_token();
        let status = RelayStatus {
            connected: false,
            since: None,
            problem: None,
        };
        let work = Work {
            kit: self.kit.clone(),
            relay: relay.clone(),
            slug: slug.clone(),
            running: self.running.clone(),
            stop: stop.clone(),
        };
        let before = self.running.lock().insert(relay.id, Running { stop, status });
        if let Some(before) = before {
            before.stop.cancel();
        }
        tokio::spawn(work.run());
    }

    /// Ends a relay.
    pub(crate) fn end(&self, id: RelayId) {
        if let Some(running) = self.running.lock().remove(&id) {
            running.stop.cancel();
        }
    }

    /// How a relay is doing.
    pub(crate) fn status(&self, id: RelayId) -> RelayStatus {
        let running = self.running.lock();
        running.get(&id).map_or_else(
            || RelayStatus {
                connected: false,
                since: None,
                problem: Some("It is not running.".to_owned()),
            },
            |running| running.status.clone(),
        )
    }
}

impl Work {
    async fn run(self) {
        let mut wait = FIRST_WAIT;
        loop {
            if self.relay.mode == Mode::OnDemand && !self.wait_for_listener().await {
                return;
            }
            let started = tokio::time::Instant::now();
            let outcome = tokio::select! {
                outcome = self.attempt() => outcome,
                () = self.until_unheard() => {
                    self.tell(State::Resting);
                    wait = FIRST_WAIT;
                    continue;
                }
                () = self.stop.cancelled() => return,
            };
            if started.elapsed() > WAS_GOOD {
                wait = FIRST_WAIT;
            }
            let problem = outcome
                .err()
                .unwrap_or_else(|| "The other server ended the stream.".to_owned());
            self.tell(State::Broken(problem));
            tokio::select! {
                () = tokio::time::sleep(jittered(wait)) => {}
                () = self.stop.cancelled() => return,
            }
            wait = (wait * 2).min(LAST_WAIT);
        }
    }

    async fn attempt(&self) -> Result<(), String> {
        match self.relay.direction {
            Direction::Pull => pull::pull(self).await,
            Direction::Push => push::push(self).await,
        }
    }

    async fn wait_for_listener(&self) -> bool {
        let Some(mut heard) = self.kit.stage.heard(&self.slug) else {
            return false;
        };
        tokio::select! {
            heard = heard.wait_for(|heard| *heard) => heard.is_ok(),
            () = self.stop.cancelled() => false,
        }
    }

    /// Resolves once nobody has listened for a while, where that ends the relay.
    async fn until_unheard(&self) {
        let heard = self.kit.stage.heard(&self.slug);
        let (Mode::OnDemand, Some(mut heard)) = (self.relay.mode, heard) else {
            return std::future::pending().await;
        };
        loop {
            if heard.wait_for(|heard| !*heard).await.is_err() {
                return;
            }
            let back = tokio::time::timeout(self.kit.linger, heard.wait_for(|heard| *heard)).await;
            if back.is_err() {
                return;
            }
        }
    }

    fn tell(&self, state: State) {
        let mut running = self.running.lock();
        let Some(running) = running.get_mut(&self.relay.id) else {
            return;
        };
        let (relay, channel) = (self.relay.id, &self.slug);
        match &state {
            State::Flowing => tracing::info!(%relay, %channel, "relay is connected"),
            State::Resting => tracing::info!(%relay, %channel, "relay rests until somebody listens"),
            State::Broken(problem) => tracing::warn!(%relay, %channel, problem, "relay is not connected"),
        }
        running.status = RelayStatus {
            connected: state == State::Flowing,
            since: Some(self.kit.clock.now()),
            problem: match state {
                State::Broken(problem) => Some(problem),
                State::Flowing | State::Resting => None,
            },
        };
    }
}

fn jittered(wait: Duration) -> Duration {
    let [byte] = awaz_core::secret::bytes::<1>();
    wait + wait.mul_f64(f64::from(byte) / 1024.0)
}
