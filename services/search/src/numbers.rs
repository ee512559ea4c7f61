//! What is searched for, noted without a name.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use awaz_core::{Result, SharedClock};
use awaz_text::normalise::{Spelling, strict};
use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::model::Click;
use crate::store::{Asked, Store};

/// Searches that wait to be written; the rest of a storm is not counted.
const WAITING: usize = 10_000;
/// Time between two writes.
const WRITE: Duration = Duration::from_secs(3);
/// Writes between two clean-ups: about an hour.
const TRIM: u32 = 1_200;
/// Letters of a query that are kept.
const LETTERS: usize = 80;
/// Milliseconds of a day.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// Notes searches; clones share what waits.
#[derive(Clone)]
pub(crate) struct Numbers {
    store: Store,
    clock: SharedClock,
    keep_days: u32,
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Default)]
struct Waiting {
    asked: Vec<Asked>,
    salt: Salt,
}

/// What nobody learns and nothing keeps; without it `who` says nothing.
#[derive(Default)]
struct Salt {
    /// Days since the Unix epoch.
    day: i64,
    name: i64,
    secret: [u8; 16],
}

impl Numbers {
    pub(crate) fn new(store: Store, clock: SharedClock, keep_days: u32) -> Self {
        Self {
            store,
            clock,
            keep_days,
            waiting: Arc::default(),
        }
    }

    /// Notes a search; its id.
    pub(crate) fn note(&self, query: &str, language: &str, found: usize, address: Option<IpAddr>) -> Uuid {
        let (id, at_ms) = (Uuid::new_v4(), self.clock.now_ms());
        let mut waiting = self.waiting.lock();
        let (salt, who) = waiting.who(at_ms / DAY_MS, address);
        if waiting.asked.len() < WAITING {
            let query = strict(query, Spelling::Common).chars().take(LETTERS).collect();
            let found = u32::try_from(found).unwrap_or(u32::MAX);
            waiting.asked.push(Asked {
                id,
                at_ms,
                query,
                language: language.to_owned(),
                found,
                salt,
                who,
            });
        }
        id
    }

    /// Notes what was opened; whether there is such a search.
    pub(crate) async fn click(&self, click: Click) -> Result<bool> {
        self.write().await?;
        Ok(self.store.click(click.search_id, click.place).await?)
    }

    /// Writes what waits.
    pub(crate) async fn write(&self) -> Result<()> {
        let asked = std::mem::take(&mut self.waiting.lock().asked);
        if !asked.is_empty() {
            self.store.note(asked).await?;
        }
        Ok(())
    }

    /// Writes now and then until the process ends, and forgets what is old.
    pub(crate) async fn run(self, shutdown: CancellationToken) {
        let mut rounds = 0;
        loop {
            let is_last = tokio::select! {
                () = shutdown.cancelled() => true,
                () = tokio::time::sleep(WRITE) => false,
            };
            if let Err(error) = self.write().await {
                tracing::warn!(%error, "searches could not be counted");
            }
            if is_last {
                return;
            }
            if rounds % TRIM == 0 {
                self.forget().await;
            }
            rounds += 1;
        }
    }

    async fn forget(&self) {
        let before = self.clock.now_ms() - i64::from(self.keep_days) * DAY_MS;
        if let Err(error) = self.store.forget(before).await {
            tracing::warn!(%error, "old searches could not be forgotten");
        }
    }
}

impl Waiting {
    /// Tells searchers of a day apart, and nothing else: name of the salt, and who.
    fn who(&mut self, day: i64, address: Option<IpAddr>) -> (i64, i64) {
        if self.salt.day != day {
            let secret = *Uuid::new_v4().as_bytes();
            self.salt = Salt {
                day,
                name: number(Uuid::new_v4().as_bytes()),
                secret,
            };
        }
        let mut digest = Sha256::new();
        digest.update(self.salt.secret);
        if let Some(address) = address {
            digest.update(address.to_string());
        }
        (self.salt.name, number(&digest.finalize()))
    }
}

fn number(bytes: &[u8]) -> i64 {
    bytes.first_chunk().map_or(0, |first| i64::from_le_bytes(*first))
}
