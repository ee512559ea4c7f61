//! Entries of schedules. What they say is kept as JSON: nothing is ever looked for in it.

use super::Store;
use super::entity::schedule_entry::{ActiveModel, Column, Entity, Model};
use crate::model::{ScheduleDraft, ScheduleEntry};
use awaz_core::id::{ChannelId, ScheduleEntryId};
use awaz_core::{Error, Result};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// Entries a channel may have.
const MOST_ENTRIES: u64 = 500;

impl Store {
    /// A channel's schedule, oldest entry first.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub(crate) async fn schedule(&self, channel: ChannelId) -> Result<Vec<ScheduleEntry>> {
        let rows = Entity::find()
            .filter(Column::ChannelId.eq(channel.0))
            .order_by_asc(Column::Id)
            .all(self.db.rw())
            .await
            .map_err(awaz_store::Error::from)?;
        rows.iter().map(entry).collect()
    }

    /// The schedules of all channels.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub(crate) async fn schedules(&self) -> Result<HashMap<ChannelId, Vec<ScheduleEntry>>> {
        let rows = Entity::find().order_by_asc(Column::Id).all(self.db.rw()).await;
        let mut all: HashMap<ChannelId, Vec<ScheduleEntry>> = HashMap::new();
        for row in rows.map_err(awaz_store::Error::from)? {
            all.entry(ChannelId(row.channel_id)).or_default().push(entry(&row)?);
        }
        Ok(all)
    }

    /// One entry.
    ///
    /// # Errors
    /// `NotFound`.
    pub(crate) async fn schedule_entry(&self, channel: ChannelId, id: ScheduleEntryId) -> Result<ScheduleEntry> {
        let row = found(self.db.rw(), channel, id).await?;
        entry(&row)
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// `Invalid`; `Conflict` where there are too many.
    pub(crate) async fn add_schedule_entry(&self, channel: ChannelId, draft: ScheduleDraft) -> Result<ScheduleEntry> {
        let draft = draft.checked()?;
        let tx = self.db.begin().await?;
        let count = Entity::find().filter(Column::ChannelId.eq(channel.0)).count(&tx).await;
        if count.map_err(awaz_store::Error::from)? >= MOST_ENTRIES {
            let message = format!("A schedule has at most {MOST_ENTRIES} entries; delete some that are over.");
            return Err(Error::conflict(message));
        }
        let now_ms = self.now_ms();
        let made = ScheduleEntry {
            id: ScheduleEntryId::new(),
            version: 1,
            draft,
        };
        let row = ActiveModel {
            id: Set(made.id.0),
            channel_id: Set(channel.0),
            version: Set(made.version),
            data: Set(data(&made.draft)?),
            created_at_ms: Set(now_ms),
            updated_at_ms: Set(now_ms),
        };
        let added = Entity::insert(row).exec_without_returning(&tx).await;
        added.map_err(awaz_store::Error::from)?;
        tx.commit().await?;
        Ok(made)
    }

    /// Changes an entry, whoever changed it last; also gives what it was.
    ///
    /// # Errors
    /// `Invalid`, `NotFound`.
    pub(crate) async fn change_schedule_entry(
        &self,
        channel: ChannelId,
        id: ScheduleEntryId,
        draft: ScheduleDraft,
    ) -> Result<(ScheduleEntry, ScheduleEntry)> {
        let draft = draft.checked()?;
        let tx = self.db.begin().await?;
        let before = entry(&found(&tx, channel, id).await?)?;
        let changed = ScheduleEntry {
            id,
            version: before.version + 1,
            draft,
        };
        let row = ActiveModel {
            version: Set(changed.version),
            data: Set(data(&changed.draft)?),
            updated_at_ms: Set(self.now_ms()),
            ..ActiveModel::default()
        };
        let done = Entity::update_many()
            .set(row)
            .filter(Column::Id.eq(id.0))
            .exec(&tx)
            .await;
        done.map_err(awaz_store::Error::from)?;
        tx.commit().await?;
        Ok((changed, before))
    }

    /// Deletes an entry; false where there is no such entry.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub(crate) async fn delete_schedule_entry(&self, channel: ChannelId, id: ScheduleEntryId) -> Result<bool> {
        let done = Entity::delete_many()
            .filter(Column::Id.eq(id.0))
            .filter(Column::ChannelId.eq(channel.0))
            .exec(self.db.rw())
            .await
            .map_err(awaz_store::Error::from)?;
        Ok(done.rows_affected == 1)
    }
}

async fn found(db: &impl ConnectionTrait, channel: ChannelId, id: ScheduleEntryId) -> Result<Model> {
    let row = Entity::find_by_id(id.0)
        .filter(Column::ChannelId.eq(channel.0))
        .one(db)
        .await
        .map_err(awaz_store::Error::from)?;
    row.ok_or_else(|| Error::not_found("entry of the schedule", id))
}

fn data(draft: &ScheduleDraft) -> Result<String> {
    serde_json::to_string(draft).map_err(|_| Error::internal())
}

fn entry(row: &Model) -> Result<ScheduleEntry> {
    let draft = serde_json::from_str(&row.data).map_err(|error| {
        tracing::error!(entry = %row.id, %error, "an entry of a schedule cannot be read");
        Error::internal()
    })?;
    Ok(ScheduleEntry {
        id: ScheduleEntryId(row.id),
        version: row.version,
        draft,
    })
}
