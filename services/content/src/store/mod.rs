//! Content's tables. Every change of what can be played bumps the channel's version in the same
//! transaction.

mod entity;
mod episode_list;
mod episode_views;
mod episodes;
mod import_list;
mod library;
pub(crate) mod migrations;

mod places;
mod playlists;
mod rows;
mod seen;
mod shows;
mod sounds;
mod tracks;

pub(crate) use episode_list::EpisodeFilter;
pub(crate) use episode_views::{Known, Reader, ServedEpisode, extension_of};
pub(crate) use import_list::Target;
pub(crate) use playlists::Wish;
pub(crate) use rows::{Position, TrackFilter};
pub(crate) use sounds::Enclosure;
pub(crate) use tracks::{Added, Finished, Leftover, NewTrack, Outcome, TrackFile};

use awaz_core::SharedClock;
use awaz_core::id::ChannelId;
use awaz_store::{Db, Result, Tx};
use chrono::{DateTime, Utc};
use entity::library_version;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, EntityTrait};

/// Content's tables, as a handle that clones cheaply.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    db: Db,
    clock: SharedClock,
}

impl Store {
    /// The tables in `db`.
    pub(crate) fn new(db: Db, clock: SharedClock) -> Self {
        Self { db, clock }
    }

    /// The time.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Version of a channel's library; 0 before the first change.
    pub(crate) async fn version(&self, channel: ChannelId) -> Result<i64> {
        let row = library_version::Entity::find_by_id(channel.0).one(self.db.ro()).await?;
        Ok(row.map_or(0, |row| row.version))
    }

    /// Says that a channel's library changes with `tx`.
    async fn bump(&self, tx: &Tx, channel: ChannelId) -> Result<()> {
        let row = library_version::ActiveModel {
            channel_id: Set(channel.0),
            version: Set(1),
        };
        let next = Expr::col((library_version::Entity, library_version::Column::Version)).add(1);
        let or_add = OnConflict::column(library_version::Column::ChannelId)
            .value(library_version::Column::Version, next)
            .to_owned();
        library_version::Entity::insert(row)
            .on_conflict(or_add)
            .exec_without_returning(tx)
            .await?;
        Ok(())
    }
}
