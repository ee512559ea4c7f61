//! What the admin sees of the queue and does with it.

use super::Jobs;
use super::entity::{ActiveModel, Column, Entity, State};
use crate::error::Result;
use awaz_core::id::JobId;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};

/// How many jobs there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Wait for their turn.
    pub queued: u64,
    /// Run.
    pub running: u64,
    /// Failed for good.
    pub dead: u64,
}

/// A job that failed for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadJob {
    /// Id.
    pub id: JobId,
    /// Kind.
    pub kind: String,
    /// Payload, JSON.
    pub payload: String,
    /// Attempts made.
    pub attempts: i32,
    /// Last error.
    pub error: String,
    /// When it died, milliseconds since the Unix epoch.
    pub died_at_ms: i64,
}

impl Jobs {
    /// Counts the queue.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn counts(&self) -> Result<Counts> {
        Ok(Counts {
            queued: self.count(State::Queued).await?,
            running: self.count(State::Running).await?,
            dead: self.count(State::Dead).await?,
        })
    }

    async fn count(&self, state: State) -> Result<u64> {
        Ok(Entity::find()
            .filter(Column::State.eq(state))
            .count(self.db.rw())
            .await?)
    }

    /// Jobs of one kind that wait or run: what a progress bar counts down.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn left(&self, kind: &str) -> Result<u64> {
        let left = Entity::find()
            .filter(Column::Kind.eq(kind))
            .filter(Column::State.ne(State::Dead));
        Ok(left.count(self.db.ro()).await?)
    }

    /// The newest `limit` jobs that failed for good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dead(&self, limit: u64) -> Result<Vec<DeadJob>> {
        let dead = Entity::find()
            .filter(Column::State.eq(State::Dead))
            .order_by_desc(Column::RunAtMs)
            .limit(limit);
        let rows = dead.all(self.db.ro()).await?;
        let jobs = rows.into_iter().map(|row| DeadJob {
            id: row.id.into(),
            kind: row.kind,
            payload: row.payload,
            attempts: row.attempts,
            error: row.last_error.unwrap_or_default(),
            died_at_ms: row.run_at_ms,
        });
        Ok(jobs.collect())
    }

    /// Gives a dead job new attempts, now; false where there is none of that id.
    ///
    /// # Errors
    /// When the database fails, or the same job waits already.
    pub async fn revive(&self, id: JobId) -> Result<bool> {
        let tx = self.db.begin().await?;
        let dead = Entity::find_by_id(id.0)
            .filter(Column::State.eq(State::Dead))
            .one(&tx)
            .await?;
        let Some(job) = dead else {
            return Ok(false);
        };
        let mut row: ActiveModel = job.into();
        row.state = Set(State::Queued);
        row.attempts = Set(0);
        row.run_at_ms = Set(self.clock.now_ms());
        row.update(&tx).await?;
        tx.ring_after_commit();
        tx.commit().await?;
        Ok(true)
    }

    /// Deletes dead jobs older than `days` and all but the newest `max`; returns how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trim_dead(&self, days: u32, max: u64) -> Result<u64> {
        let newest_first = Entity::find()
            .filter(Column::State.eq(State::Dead))
            .order_by_desc(Column::RunAtMs);
        let first_over = newest_first.offset(max).limit(1).one(self.db.rw()).await?;
        let by_age_ms = self.clock.now_ms() - i64::from(days) * 86_400_000;
        let oldest_ms = first_over.map_or(by_age_ms, |row| row.run_at_ms.max(by_age_ms));
        let trimmed = Entity::delete_many()
            .filter(Column::State.eq(State::Dead))
            .filter(Column::RunAtMs.lte(oldest_ms))
            .exec(self.db.rw())
            .await?;
        Ok(trimmed.rows_affected)
    }
}
