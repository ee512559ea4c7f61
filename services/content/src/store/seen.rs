//! Files that were read before.

use super::Store;
use super::entity::import_file::{ActiveModel, Column, Entity};
use crate::files::take::Look;
use awaz_core::id::ChannelId;
use awaz_store::Result;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use std::path::PathBuf;

impl Store {
    /// The hash a file had when it was last read, where it has not changed since.
    pub(crate) async fn seen(&self, channel: ChannelId, path: &str, look: Look) -> Result<Option<String>> {
        let row = Entity::find_by_id((channel.0, path.to_owned()))
            .one(self.db.ro())
            .await?;
        let same = row.filter(|row| row.bytes == look.bytes as i64 && row.modified_ms == look.modified_ms);
        Ok(same.map(|row| row.hash))
    }

    /// Keeps what a file was.
    pub(crate) async fn keep_seen(&self, channel: ChannelId, path: &str, look: Look, hash: &str) -> Result<()> {
        let row = ActiveModel {
            channel_id: Set(channel.0),
            path: Set(path.to_owned()),
            bytes: Set(look.bytes as i64),
            modified_ms: Set(look.modified_ms),
            hash: Set(hash.to_owned()),
        };
        let or_replace = OnConflict::columns([Column::ChannelId, Column::Path])
            .update_columns([Column::Bytes, Column::ModifiedMs, Column::Hash])
            .to_owned();
        Entity::insert(row)
            .on_conflict(or_replace)
            .exec_without_returning(self.db.rw())
            .await?;
        Ok(())
    }

    /// All files of a channel, as they looked when they were read.
    pub(crate) async fn all_seen(&self, channel: ChannelId) -> Result<Vec<(PathBuf, Look)>> {
        let rows = Entity::find()
            .filter(Column::ChannelId.eq(channel.0))
            .all(self.db.ro())
            .await?;
        let look = |row: &super::entity::import_file::Model| Look {
            bytes: row.bytes as u64,
            modified_ms: row.modified_ms,
        };
        Ok(rows
            .into_iter()
            .map(|row| (PathBuf::from(&row.path), look(&row)))
            .collect())
    }

    /// Forgets the files of a channel.
    pub(crate) async fn forget_seen(&self, channel: ChannelId) -> Result<()> {
        Entity::delete_many()
            .filter(Column::ChannelId.eq(channel.0))
            .exec(self.db.rw())
            .await?;
        Ok(())
    }
}
