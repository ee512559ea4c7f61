//! Numbers: listeners over time, traffic by month, alerts.

use super::Store;
use super::entity::{alert, listener_history, traffic};
use crate::engine::Alert;
use awaz_core::Result;
use awaz_core::id::ChannelId;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Listeners of five minutes.
pub(crate) type HistoryRow = listener_history::Model;
/// An alert.
pub(crate) type AlertRow = alert::Model;

/// Length of a line of the listeners' history, ms.
pub(crate) const STEP_MS: i64 = 5 * 60 * 1000;
/// Lines of the history that are read at once: all that are kept.
const MOST_STEPS: u64 = KEEP_HISTORY_DAYS.cast_unsigned() * 288;
/// Days listener numbers are kept.
const KEEP_HISTORY_DAYS: i64 = 400;
/// Days alerts are kept.
const KEEP_ALERTS_DAYS: i64 = 90;
const DAY_MS: i64 = 24 * 3600 * 1000;

impl Store {
    /// Adds an alert.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn add_alert(&self, told: &Alert) -> Result<()> {
        let row = alert::ActiveModel {
            id: Set(Uuid::now_v7()),
            channel_id: Set(told.channel.0),
            kind: Set(told.kind.as_str().to_owned()),
            at_ms: Set(told.at_ms),
            data: Set(told.data.to_string()),
        };
        alert::Entity::insert(row)
            .exec_without_returning(self.db.rw())
            .await
            .map_err(awaz_store::Error::from)?;
        Ok(())
    }

    /// Adds what an owner should know of a recording.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn add_recording_alert(&self, channel: ChannelId, message: &str) -> Result<()> {
        let row = alert::ActiveModel {
            id: Set(Uuid::now_v7()),
            channel_id: Set(channel.0),
            kind: Set("recording_stopped".to_owned()),
            at_ms: Set(self.now_ms()),
            data: Set(serde_json::json!({"message": message}).to_string()),
        };
        alert::Entity::insert(row)
            .exec_without_returning(self.db.rw())
            .await
            .map_err(awaz_store::Error::from)?;
        Ok(())
    }

    /// A channel's last alerts, newest first.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn alerts(&self, channel: ChannelId, limit: u64) -> Result<Vec<AlertRow>> {
        let rows = alert::Entity::find()
            .filter(alert::Column::ChannelId.eq(channel.0))
            .order_by_desc(alert::Column::AtMs)
            .limit(limit)
            .all(self.db.ro())
            .await;
        Ok(rows.map_err(awaz_store::Error::from)?)
    }

    /// Keeps the listeners of five minutes; written again as they go on.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn put_history(&self, row: HistoryRow) -> Result<()> {
        use listener_history::Column;
        let or_replace = OnConflict::columns([Column::ChannelId, Column::AtMs])
            .update_columns([Column::Listeners, Column::Peak, Column::ListenerMs])
            .to_owned();
        let put = listener_history::Entity::insert(listener_history::ActiveModel::from(row)).on_conflict(or_replace);
        put.exec_without_returning(self.db.rw())
            .await
            .map_err(awaz_store::Error::from)?;
        Ok(())
    }

    /// Listeners from `since_ms` on, oldest first.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn history(&self, channel: ChannelId, since_ms: i64) -> Result<Vec<HistoryRow>> {
        let rows = listener_history::Entity::find()
            .filter(listener_history::Column::ChannelId.eq(channel.0))
            .filter(listener_history::Column::AtMs.gte(since_ms))
            .order_by_asc(listener_history::Column::AtMs)
            .limit(20_000)
            .all(self.db.ro())
            .await;
        Ok(rows.map_err(awaz_store::Error::from)?)
    }

    /// Listeners between two times, oldest first: also of the step in which the first one lies.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub(crate) async fn audience(
        &self,
        channel: ChannelId,
        (from_ms, until_ms): (i64, i64),
    ) -> Result<Vec<HistoryRow>> {
        use listener_history::Column;
        let rows = listener_history::Entity::find()
            .filter(Column::ChannelId.eq(channel.0))
            .filter(Column::AtMs.gt(from_ms.saturating_sub(STEP_MS)))
            .filter(Column::AtMs.lt(until_ms))
            .order_by_asc(Column::AtMs)
            .limit(MOST_STEPS)
            .all(self.db.ro())
            .await;
        Ok(rows.map_err(awaz_store::Error::from)?)
    }

    /// Adds bytes to a month's traffic, `2026-11`.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn add_traffic(&self, channel: ChannelId, month: &str, bytes: u64) -> Result<()> {
        let row = traffic::ActiveModel {
            channel_id: Set(channel.0),
            month: Set(month.to_owned()),
            bytes: Set(bytes.cast_signed()),
        };
        let more = Expr::col((traffic::Entity, traffic::Column::Bytes)).add(bytes.cast_signed());
        let or_add = OnConflict::columns([traffic::Column::ChannelId, traffic::Column::Month])
            .value(traffic::Column::Bytes, more)
            .to_owned();
        let added = traffic::Entity::insert(row)
            .on_conflict(or_add)
            .exec_without_returning(self.db.rw())
            .await;
        added.map_err(awaz_store::Error::from)?;
        Ok(())
    }

    /// A month's traffic, bytes.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn traffic(&self, channel: ChannelId, month: &str) -> Result<u64> {
        let row = traffic::Entity::find_by_id((channel.0, month.to_owned()))
            .one(self.db.rw())
            .await;
        Ok(row
            .map_err(awaz_store::Error::from)?
            .map_or(0, |row| row.bytes.cast_unsigned()))
    }

    /// Removes numbers and alerts that are too old.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn sweep(&self) -> Result<()> {
        let now_ms = self.now_ms();
        let old = listener_history::Column::AtMs.lt(now_ms - KEEP_HISTORY_DAYS * DAY_MS);
        let swept = listener_history::Entity::delete_many()
            .filter(old)
            .exec(self.db.rw())
            .await;
        swept.map_err(awaz_store::Error::from)?;
        let old = alert::Column::AtMs.lt(now_ms - KEEP_ALERTS_DAYS * DAY_MS);
        alert::Entity::delete_many()
            .filter(old)
            .exec(self.db.rw())
            .await
            .map_err(awaz_store::Error::from)?;
        Ok(())
    }
}
