//! The as-run log.

use super::Store;
use super::entity::as_run;
use crate::engine::AsRun;
use awaz_core::Result;
use awaz_core::id::ChannelId;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// One line of the as-run log.
pub(crate) type AsRunRow = as_run::Model;

impl Store {
    /// Adds a line.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn add_as_run(&self, line: &AsRun) -> Result<()> {
        let kind = serde_json::to_value(line.kind)
            .ok()
            .and_then(|kind| kind.as_str().map(ToOwned::to_owned));
        let row = as_run::ActiveModel {
            id: Set(line.id.0),
            channel_id: Set(line.channel.0),
            seq: Set(line.seq.cast_signed()),
            kind: Set(kind.unwrap_or_default()),
            track_id: Set(line.track.map(|track| track.0)),
            title: Set(line.title.clone()),
            artist: Set(line.artist.clone()),
            album: Set(line.album.clone()),
            who: Set(line.who.clone()),
            playlist: Set(line.playlist.clone()),
            has_art: Set(line.has_art),
            start_sample: Set(line.start_sample.cast_signed()),
            started_at_ms: Set(line.started_at_ms),
            duration_ms: Set(line.duration_ms.map(u64::cast_signed)),
        };
        let added = as_run::Entity::insert(row).exec_without_returning(self.db.rw()).await;
        added.map_err(awaz_store::Error::from)?;
        Ok(())
    }

    /// Lines that began before `before_ms`, newest first.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn as_run(&self, channel: ChannelId, before_ms: i64, limit: u64) -> Result<Vec<AsRunRow>> {
        let rows = as_run::Entity::find()
            .filter(as_run::Column::ChannelId.eq(channel.0))
            .filter(as_run::Column::StartedAtMs.lt(before_ms))
            .order_by_desc(as_run::Column::StartedAtMs)
            .limit(limit)
            .all(self.db.ro())
            .await;
        Ok(rows.map_err(awaz_store::Error::from)?)
    }
}
