//! Writing the as-run log.

use super::Store;
use super::entity::as_run;
use crate::engine::AsRun;
use crate::model::Kind;
use awaz_core::Result;
use sea_orm::{ActiveValue::Set, EntityTrait};

impl Store {
    /// Adds a line.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn add_as_run(&self, line: &AsRun) -> Result<()> {
        let row = as_run::ActiveModel {
            id: Set(line.id.0),
            channel_id: Set(line.channel.0),
            seq: Set(line.seq.cast_signed()),
            kind: Set(kind_name(line.kind)),
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
}

/// A kind as the log writes it.
pub(super) fn kind_name(kind: Kind) -> String {
    let name = serde_json::to_value(kind).ok();
    name.and_then(|name| name.as_str().map(ToOwned::to_owned))
        .unwrap_or_default()
}
