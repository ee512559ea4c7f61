//! Sends what is due, several at once and no webhook before all others.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use awaz_core::id::EventId;
use awaz_core::{Code, Error, Result, SharedClock};
use awaz_http::{Ctx, outbound};
use awaz_store::sea_orm::prelude::Uuid;
use tokio::sync::Semaphore;
use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;

use super::fate::fate;
use super::post::{Answer, Post};
use super::request::outgoing;
use crate::config::Config;
use crate::facts::Facts;
use crate::store::{Ended, Hook, NewDelivery, Parcel, Store};

/// Attempts at once, and of one webhook: one that answers slowly does not hold up the others.
const AT_ONCE: usize = 16;
const OF_ONE: usize = 2;
/// How often it is looked what is due.
const LOOK: Duration = Duration::from_secs(1);
/// How long after an attempt has begun another may be made, when the first never ended.
const LEASE_MS: i64 = 120_000;
/// Webhooks that are tried at once by people who wait for it.
const TRIALS: usize = 4;

/// Sends deliveries; clones cheaply.
#[derive(Clone)]
pub struct Courier {
    store: Store,
    clock: SharedClock,
    config: Arc<Config>,
    post: Post,
    trials: Arc<Semaphore>,
}

impl std::fmt::Debug for Courier {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Courier").finish_non_exhaustive()
    }
}

/// What came of a trial.
#[derive(Debug)]
pub(crate) struct Trial {
    pub(crate) ended: Ended,
    pub(crate) took: Duration,
}

impl Courier {
    /// Makes it.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub(crate) fn new(ctx: &Ctx, config: Config, store: Store) -> Result<Self> {
        let client = outbound::builder(config.webhook_private).build().map_err(|cause| {
            tracing::error!(%cause, "no client for webhooks");
            Error::internal()
        })?;
        Ok(Self {
            store,
            clock: ctx.clock.clone(),
            post: Post {
                client,
                allow_private: config.webhook_private,
                timeout: Duration::from_secs(config.webhook_timeout_s),
            },
            config: Arc::new(config),
            trials: Arc::new(Semaphore::new(TRIALS)),
        })
    }

    /// Sends until the server stops; what is on its way then is sent again, under the same id.
    pub(crate) async fn run(self, shutdown: CancellationToken) {
        let mut running = JoinSet::new();
        let mut owners = HashMap::new();
        while !shutdown.is_cancelled() {
            if let Err(error) = self.fill(&mut running, &mut owners).await {
                tracing::warn!(%error, "it cannot be read which webhooks are due");
            }
            tokio::select! {
                () = shutdown.cancelled() => return,
                Some(ended) = running.join_next_with_id(), if !running.is_empty() => {
                    let id = ended.map_or_else(|error| error.id(), |(id, ())| id);
                    owners.remove(&id);
                }
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    async fn fill(&self, running: &mut JoinSet<()>, owners: &mut HashMap<Id, Uuid>) -> Result<()> {
        while running.len() < AT_ONCE {
            let count = |hook: &Uuid| owners.values().filter(|other| *other == hook).count();
            let busy: Vec<Uuid> = owners.values().copied().filter(|hook| count(hook) >= OF_ONE).collect();
            let Some(parcel) = self.take(&busy).await? else {
                return Ok(());
            };
            let (hook, courier) = (parcel.hook.id.0, self.clone());
            let task = running.spawn(async move {
                if let Err(error) = courier.attempt(&parcel).await {
                    tracing::warn!(%error, delivery = %parcel.id, "the end of an attempt was not kept; it is made again");
                }
            });
            owners.insert(task.id(), hook);
        }
        Ok(())
    }

    async fn take(&self, busy: &[Uuid]) -> Result<Option<Parcel>> {
        let now_ms = self.clock.now_ms();
        Ok(self.store.take(now_ms, now_ms + LEASE_MS, busy).await?)
    }

    /// Sends everything that is due now, one after the other, and says how many attempts that were.
    /// For tests.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn run_due(&self) -> Result<usize> {
        let mut count = 0;
        while let Some(parcel) = self.take(&[]).await? {
            self.attempt(&parcel).await?;
            count += 1;
        }
        Ok(count)
    }

    async fn attempt(&self, parcel: &Parcel) -> Result<Ended> {
        let answer = match outgoing(parcel, &self.config, self.clock.now_ms()) {
            Ok(request) => self.post.send(request, self.clock.now()).await,
            Err(problem) => Answer::None(problem),
        };
        let now_ms = self.clock.now_ms();
        let [byte] = awaz_core::secret::bytes::<1>();
        let ended = fate(parcel, answer, now_ms, f64::from(byte) / 255.0);
        let outcome = if ended.problem.is_none() { "delivered" } else { "failed" };
        metrics::counter!("awaz_notification_attempts_total", "outcome" => outcome).increment(1);
        tracing::debug!(webhook = %parcel.hook.id, delivery = %parcel.id, status = ended.status, "webhook tried");
        self.store.ended(parcel, &ended, now_ms).await?;
        Ok(ended)
    }

    /// Tries a webhook at once, and once only, for somebody who waits for it.
    ///
    /// # Errors
    /// `TooMany` while others are tried.
    pub(crate) async fn try_out(&self, hook: &Hook, facts: &Facts) -> Result<Trial> {
        let busy = "Others are being tried just now. Try again in a moment.";
        let _turn = self.trials.try_acquire().map_err(|_| Error::new(Code::TooMany, busy))?;
        let started = Instant::now();
        let now_ms = self.clock.now_ms();
        let delivery = NewDelivery {
            hook,
            event: EventId::new(),
            facts,
            now_ms,
            next_ms: now_ms + LEASE_MS,
        };
        let tx = self.store.db.begin().await?;
        let id = self.store.deliver(&tx, delivery).await?;
        tx.commit().await?;
        let parcel = Parcel {
            id,
            hook: hook.clone(),
            facts: facts.clone(),
            attempts: 0,
        };
        Ok(Trial {
            ended: self.attempt(&parcel).await?,
            took: started.elapsed(),
        })
    }
}
