//! The event log: events written in the transaction of the change they tell of, and consumers
//! that store their place in the transaction of their effect. So an event is told if and only
//! if the change happened, and acted on exactly once as far as the database goes.
//!
//! It is *not* a queue of work: what may fail and be tried by itself is a [`crate::jobs`] job.
//!
//! ```no_run
//! # async fn example(db: &awaz_store::Db, outbox: &awaz_store::Outbox, event: awaz_core::event::Envelope)
//! # -> awaz_store::Result<()> {
//! let tx = db.begin().await?;
//! // … change something in `tx` …
//! outbox.append(&tx, &event).await?;
//! tx.commit().await
//! # }
//! ```

mod entity;
mod runner;
mod trim;

pub use runner::{run, run_due};
pub use trim::Retention;

use crate::db::{Db, Dialect, Tx};
use crate::error::Result;
use async_trait::async_trait;
use awaz_core::event::{Envelope, Topic};
use entity::{event, failure};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryOrder, QuerySelect};
use std::sync::Arc;

/// The lock that PostgreSQL transactions with events take until they end. Numbers of rows are
/// given out before the commit: without it a reader could see number 8 before number 7 exists,
/// and never come back for 7.
const APPEND_LOCK: i64 = 0x4157_415a_0002;

/// Writes events.
#[derive(Debug, Clone)]
pub struct Outbox {
    db: Db,
}

/// An event that a consumer gave up on, for the admin to see.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Who gave up.
    pub consumer: String,
    /// The event.
    pub event: Envelope,
    /// Why.
    pub error: String,
    /// When, milliseconds since the Unix epoch.
    pub at_ms: i64,
}

impl Outbox {
    /// Writes to the log in `db`.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Appends `event` to the log when `tx` commits. Append last in the transaction: on
    /// PostgreSQL the log is locked from here to its end.
    ///
    /// # Errors
    /// When the database fails, or the event was appended before.
    pub async fn append(&self, tx: &Tx, event: &Envelope) -> Result<()> {
        if tx.dialect() == Dialect::Postgres {
            tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({APPEND_LOCK})"))
                .await?;
        }
        let row = event::ActiveModel {
            id: Set(event.id.0),
            topic: Set(event.topic.as_str().to_owned()),
            at_ms: Set(event.time.timestamp_millis()),
            body: Set(serde_json::to_string(event)?),
            ..Default::default()
        };
        event::Entity::insert(row).exec_without_returning(tx).await?;
        tx.ring_after_commit();
        Ok(())
    }

    /// Appends one event in a transaction of its own.
    ///
    /// # Errors
    /// As [`Outbox::append`].
    pub async fn publish(&self, event: &Envelope) -> Result<()> {
        let tx = self.db.begin().await?;
        self.append(&tx, event).await?;
        tx.commit().await
    }

    /// The newest `limit` events that consumers gave up on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failures(&self, limit: u64) -> Result<Vec<Failure>> {
        let rows = failure::Entity::find()
            .order_by_desc(failure::Column::Id)
            .limit(limit)
            .all(self.db.ro())
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Failure {
                    consumer: row.consumer,
                    event: serde_json::from_str(&row.body)?,
                    error: row.error,
                    at_ms: row.at_ms,
                })
            })
            .collect()
    }
}

/// Acts on events.
#[async_trait]
pub trait Consume: Send + Sync {
    /// Acts on `event`, with every change in `tx`, which the runner commits together with the
    /// consumer's place on the log.
    ///
    /// # Errors
    /// `Unavailable` is retried until it heals; anything else ten times with back-off, then the
    /// event is put aside ([`Outbox::failures`]) and the consumer goes on.
    async fn consume(&self, tx: &Tx, event: &Envelope) -> awaz_core::Result<()>;
}

/// Where a consumer that is new begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// With the oldest event that is kept.
    Oldest,
    /// With what happens from now on.
    Newest,
}

/// A reader of the log with a stored place.
#[derive(Clone)]
pub struct Consumer {
    /// Name, unique for ever: its place on the log is kept under it.
    pub name: &'static str,
    /// Topics it reads.
    pub topics: Vec<Topic>,
    /// Where it begins the first time.
    pub start: Start,
    /// What it does.
    pub handler: Arc<dyn Consume>,
}

impl Consumer {
    /// Makes a consumer that begins with the oldest event kept.
    pub fn new(name: &'static str, topics: impl Into<Vec<Topic>>, handler: impl Consume + 'static) -> Self {
        Self {
            name,
            topics: topics.into(),
            start: Start::Oldest,
            handler: Arc::new(handler),
        }
    }

    /// Begins with what happens from now on.
    #[must_use]
    pub fn from_now_on(mut self) -> Self {
        self.start = Start::Newest;
        self
    }
}

impl std::fmt::Debug for Consumer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Consumer")
            .field("name", &self.name)
            .field("topics", &self.topics)
            .finish_non_exhaustive()
    }
}
