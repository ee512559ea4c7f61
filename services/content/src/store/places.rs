//! Which tracks are in a playlist, and in which order.

use super::Store;
use super::entity::{playlist_track, track};
use super::rows::ID_CHUNK;
use awaz_core::Error;
use awaz_core::id::{ChannelId, PlaylistId, TrackId};
use awaz_store::{Result, Tx};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashSet;
use uuid::Uuid;

/// Rows written by one statement.
const ROW_CHUNK: usize = 500;

impl Store {
    /// Makes `tracks`, in this order, all that a playlist has.
    ///
    /// # Errors
    /// `Invalid` where one is not of the channel; nothing is changed then.
    pub(crate) async fn set_places(&self, channel: ChannelId, playlist: PlaylistId, tracks: &[TrackId]) -> Result<()> {
        let tx = self.db.begin().await?;
        check_channel(&tx, channel, tracks).await?;
        clear(&tx, playlist).await?;
        self.join(&tx, playlist, tracks).await?;
        self.bump(&tx, channel).await?;
        tx.commit().await
    }

    /// Appends those of `tracks` that a playlist does not have yet.
    ///
    /// # Errors
    /// `Invalid` where one is not of the channel; nothing is changed then.
    pub(crate) async fn add_places(&self, channel: ChannelId, playlist: PlaylistId, tracks: &[TrackId]) -> Result<()> {
        let tx = self.db.begin().await?;
        check_channel(&tx, channel, tracks).await?;
        if self.join(&tx, playlist, tracks).await? > 0 {
            self.bump(&tx, channel).await?;
        }
        tx.commit().await
    }

    /// Appends tracks in `tx`; how many were not there before.
    pub(super) async fn join(&self, tx: &Tx, playlist: PlaylistId, tracks: &[TrackId]) -> Result<u64> {
        let last: Option<Option<i64>> = playlist_track::Entity::find()
            .filter(playlist_track::Column::PlaylistId.eq(playlist.0))
            .order_by_desc(playlist_track::Column::Place)
            .select_only()
            .column(playlist_track::Column::Place)
            .into_tuple()
            .one(tx)
            .await?;
        let mut place = last.flatten().unwrap_or(0);
        let mut joined = 0;
        for chunk in tracks.chunks(ROW_CHUNK) {
            let rows = chunk.iter().map(|track| {
                place += 1;
                playlist_track::ActiveModel {
                    playlist_id: Set(playlist.0),
                    track_id: Set(track.0),
                    place: Set(place),
                }
            });
            let or_stay = OnConflict::columns([playlist_track::Column::PlaylistId, playlist_track::Column::TrackId])
                .do_nothing()
                .to_owned();
            joined += playlist_track::Entity::insert_many(rows)
                .on_conflict(or_stay)
                .exec_without_returning(tx)
                .await?;
        }
        Ok(joined)
    }
}

/// Takes all tracks out of a playlist.
pub(super) async fn clear(tx: &Tx, playlist: PlaylistId) -> Result<()> {
    playlist_track::Entity::delete_many()
        .filter(playlist_track::Column::PlaylistId.eq(playlist.0))
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) async fn check_channel(tx: &Tx, channel: ChannelId, tracks: &[TrackId]) -> Result<()> {
    let wanted: Vec<Uuid> = tracks.iter().map(|track| track.0).collect();
    for chunk in wanted.chunks(ID_CHUNK) {
        let there: Vec<Uuid> = track::Entity::find()
            .filter(track::Column::ChannelId.eq(channel.0))
            .filter(track::Column::Id.is_in(chunk.iter().copied()))
            .filter(track::Column::Kind.eq(track::Kind::Song))
            .select_only()
            .column(track::Column::Id)
            .into_tuple()
            .all(tx)
            .await?;
        let there: HashSet<Uuid> = there.into_iter().collect();
        if let Some(stranger) = chunk.iter().find(|id| !there.contains(*id)) {
            let sentence = format!("There is no track {stranger} in this channel's library.");
            return Err(Error::invalid(sentence)
                .field("/track_ids", "ids of this channel's tracks")
                .into());
        }
    }
    Ok(())
}
