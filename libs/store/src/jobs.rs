//! Work that is done later, at least once, with retries: a queue in the database.
//!
//! Data and behaviour are split: whoever wants work done knows only the [`Job`] (a payload with
//! a name); whoever does it registers a [`JobHandler`] for the same type. A worker that dies
//! loses its lease, and another takes its job again, so **a job must bear to run twice**.
//!
//! It is *not* the event log ([`crate::outbox`]): a job has one doer and no order.
//!
//! ```no_run
//! # use awaz_store::{Job, JobHandler, Jobs};
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct Measure { track: String }
//! impl Job for Measure { const KIND: &'static str = "content.measure"; }
//!
//! # async fn example(jobs: &Jobs) -> awaz_store::Result<()> {
//! jobs.enqueue(&Measure { track: "…".to_owned() }).await?;
//! let handler = JobHandler::new(|job: Measure, run| async move { Ok(()) }).concurrency(2);
//! # Ok(()) }
//! ```

mod admin;
mod claim;
mod entity;
mod handler;
mod runner;

pub use admin::{Counts, DeadJob};
pub use handler::{JobError, JobHandler, JobRun};
pub use runner::{Runner, RunnerConfig};

use crate::db::{Db, Tx};
use crate::error::Result;
use awaz_core::SharedClock;
use awaz_core::id::JobId;
use entity::State;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A payload with a name: what is to be done.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// Name of the kind, `<service>.<verb>`, unique for ever.
    const KIND: &'static str;
    /// Higher runs first.
    const PRIORITY: i16 = 0;
    /// Attempts before the job is put with the dead ones. With the back-off of 5 s, doubled
    /// each time up to an hour, ten attempts last about 3.5 hours.
    const MAX_ATTEMPTS: i32 = 10;

    /// Jobs of one kind with the same key wait only once; a job that is running already does
    /// not count, because it may have missed what this one is about.
    fn dedup_key(&self) -> Option<String> {
        None
    }
}

/// Puts jobs into the queue and looks at it.
#[derive(Debug, Clone)]
pub struct Jobs {
    db: Db,
    clock: SharedClock,
}

impl Jobs {
    /// The queue in `db`, by the time of `clock`.
    #[must_use]
    pub fn new(db: Db, clock: SharedClock) -> Self {
        Self { db, clock }
    }

    /// Puts a job into the queue, to run now; `None` where the same one waits already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue<J: Job>(&self, job: &J) -> Result<Option<JobId>> {
        let tx = self.db.begin().await?;
        let id = self.enqueue_in(&tx, job, self.clock.now_ms()).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Puts a job into the queue when `tx` commits, to run at `run_at_ms` (milliseconds since
    /// the Unix epoch) or later; `None` where the same one waits already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue_in<J: Job>(&self, tx: &Tx, job: &J, run_at_ms: i64) -> Result<Option<JobId>> {
        let id = JobId::new();
        let row = entity::ActiveModel {
            id: Set(id.0),
            kind: Set(J::KIND.to_owned()),
            payload: Set(serde_json::to_string(job)?),
            priority: Set(J::PRIORITY),
            state: Set(State::Queued),
            dedup_key: Set(job.dedup_key()),
            run_at_ms: Set(run_at_ms),
            attempts: Set(0),
            max_attempts: Set(J::MAX_ATTEMPTS),
            lease_until_ms: Set(None),
            worker: Set(None),
            last_error: Set(None),
            created_at_ms: Set(self.clock.now_ms()),
        };
        let insert = entity::Entity::insert(row).on_conflict(OnConflict::new().do_nothing().to_owned());
        let is_new = insert.exec_without_returning(tx).await? > 0;
        tx.ring_after_commit();
        Ok(is_new.then_some(id))
    }
}
