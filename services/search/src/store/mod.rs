//! Search's tables.

mod asked;
mod entity;
pub(crate) mod migrations;
mod rules;

use std::collections::HashMap;

use awaz_core::id::ChannelId;
use awaz_store::{Db, Result};
use entity::entry;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

pub(crate) use asked::{Asked, Of, Popular, Sums};

/// Rows of one statement: SQLite takes 32,766 values.
const ROWS: usize = 1_000;

/// Search's tables, as a handle that clones cheaply.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    db: Db,
}

impl Store {
    pub(crate) fn new(db: Db) -> Self {
        Self { db }
    }

    /// What should be in the index.
    pub(crate) async fn count(&self) -> Result<u64> {
        Ok(entry::Entity::find().count(self.db.ro()).await?)
    }

    /// Forgets what is in the index.
    pub(crate) async fn clear(&self) -> Result<()> {
        entry::Entity::delete_many().exec(self.db.rw()).await?;
        Ok(())
    }

    /// Channels that have something in the index.
    pub(crate) async fn channels(&self) -> Result<Vec<ChannelId>> {
        let query = entry::Entity::find()
            .select_only()
            .column(entry::Column::ChannelId)
            .distinct();
        let ids: Vec<Uuid> = query.into_tuple().all(self.db.ro()).await?;
        Ok(ids.into_iter().map(ChannelId).collect())
    }

    /// What a channel has in the index: keys, and how each was.
    pub(crate) async fn digests(&self, channel: ChannelId) -> Result<HashMap<String, i64>> {
        let query = entry::Entity::find()
            .select_only()
            .columns([entry::Column::Key, entry::Column::Digest])
            .filter(entry::Column::ChannelId.eq(channel.0));
        let rows: Vec<(String, i64)> = query.into_tuple().all(self.db.rw()).await?;
        Ok(rows.into_iter().collect())
    }

    /// Remembers what is in the index now.
    pub(crate) async fn put(&self, channel: ChannelId, rows: Vec<(String, i64)>) -> Result<()> {
        let replace = OnConflict::column(entry::Column::Key)
            .update_columns([entry::Column::ChannelId, entry::Column::Digest])
            .to_owned();
        for rows in rows.chunks(ROWS) {
            let model = |(key, digest): &(String, i64)| entry::ActiveModel {
                key: Set(key.clone()),
                channel_id: Set(channel.0),
                digest: Set(*digest),
            };
            let insert = entry::Entity::insert_many(rows.iter().map(model)).on_conflict(replace.clone());
            insert.exec_without_returning(self.db.rw()).await?;
        }
        Ok(())
    }

    /// Forgets what is no more in the index.
    pub(crate) async fn take(&self, keys: &[String]) -> Result<()> {
        for keys in keys.chunks(ROWS) {
            let delete = entry::Entity::delete_many().filter(entry::Column::Key.is_in(keys));
            delete.exec(self.db.rw()).await?;
        }
        Ok(())
    }
}
