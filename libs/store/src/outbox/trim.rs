//! Keeps the log bounded.

use super::Outbox;
use super::entity::{event, failure, offset};
use crate::error::Result;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

const DAY_MS: i64 = 86_400_000;

/// How much of the log is kept.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Days an event is kept after every consumer has seen it.
    pub days: u32,
    /// Most events kept, seen or not: the bound that holds when a consumer is stuck.
    pub max_events: u64,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            days: 7,
            max_events: 1_000_000,
        }
    }
}

impl Outbox {
    /// Deletes what retention does not keep; returns how many events that were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trim(&self, now_ms: i64, keep: Retention) -> Result<u64> {
        let oldest_ms = now_ms - i64::from(keep.days) * DAY_MS;
        let slowest = offset::Entity::find()
            .order_by_asc(offset::Column::Seq)
            .one(self.db.rw())
            .await?;
        let seen_by_all = slowest.map_or(i64::MAX, |row| row.seq);
        let old = event::Entity::delete_many()
            .filter(event::Column::AtMs.lt(oldest_ms))
            .filter(event::Column::Seq.lte(seen_by_all))
            .exec(self.db.rw())
            .await?;
        failure::Entity::delete_many()
            .filter(failure::Column::AtMs.lt(oldest_ms))
            .exec(self.db.rw())
            .await?;
        Ok(old.rows_affected + self.cut(keep.max_events, seen_by_all).await?)
    }

    async fn cut(&self, max_events: u64, seen_by_all: i64) -> Result<u64> {
        let newest_first = event::Entity::find().order_by_desc(event::Column::Seq);
        let Some(first_over) = newest_first.offset(max_events).limit(1).one(self.db.rw()).await? else {
            return Ok(0);
        };
        if first_over.seq > seen_by_all {
            tracing::warn!("the event log is full; events are dropped that a consumer has not seen");
        }
        let cut = event::Entity::delete_many()
            .filter(event::Column::Seq.lte(first_over.seq))
            .exec(self.db.rw())
            .await?;
        Ok(cut.rows_affected)
    }
}
