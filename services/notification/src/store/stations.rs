//! What stations were like when events last told.

use awaz_core::id::ChannelId;
use awaz_store::{Result, Tx};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use super::Store;
use super::entity::station;
use crate::facts::Song;

/// What is known of a station.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Known {
    /// What is heard.
    pub(crate) song: Option<Song>,
    /// How many listen.
    pub(crate) listeners: Option<u32>,
    /// Who is live.
    pub(crate) live: Option<String>,
}

impl Store {
    /// What is known of a station.
    pub(crate) async fn known(&self, db: &impl ConnectionTrait, channel: ChannelId) -> Result<Known> {
        let Some(row) = station::Entity::find_by_id(channel.0).one(db).await? else {
            return Ok(Known::default());
        };
        Ok(Known {
            song: row.song.as_deref().map(serde_json::from_str).transpose()?,
            listeners: row.listeners.map(i32::cast_unsigned),
            live: row.live,
        })
    }

    /// Remembers what is known of a station.
    pub(crate) async fn put_known(&self, tx: &Tx, channel: ChannelId, known: &Known) -> Result<()> {
        let row = station::ActiveModel {
            channel_id: Set(channel.0),
            song: Set(known.song.as_ref().map(serde_json::to_string).transpose()?),
            listeners: Set(known.listeners.map(u32::cast_signed)),
            live: Set(known.live.clone()),
        };
        let columns = [station::Column::Song, station::Column::Listeners, station::Column::Live];
        let replace = OnConflict::column(station::Column::ChannelId)
            .update_columns(columns)
            .to_owned();
        let insert = station::Entity::insert(row).on_conflict(replace);
        insert.exec_without_returning(tx).await?;
        Ok(())
    }

    pub(super) async fn forget_station(&self, tx: &Tx, channel: ChannelId) -> Result<()> {
        station::Entity::delete_by_id(channel.0).exec(tx).await?;
        Ok(())
    }
}
