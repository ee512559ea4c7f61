//! Playlists.

use super::Store;
use super::entity::{playlist, playlist_track};
use super::places::clear;
use crate::model::{DEFAULT_WEIGHT, Part, Playlist, PlaylistChange};
use crate::text;
use awaz_core::Error;
use awaz_core::hours::Hours;
use awaz_core::id::{ChannelId, PlaylistId};
use awaz_core::ports::{PlaylistKind, PlaylistOrder};
use awaz_store::{Result, Tx};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Name of the rotation that new tracks join.
const DEFAULT_NAME: &str = "General rotation";
/// Most playlists of one channel.
const MAX_PLAYLISTS: u64 = 200;
/// Most characters of a playlist's name.
const MAX_NAME: usize = 100;

/// A playlist that is wanted.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    /// Name.
    pub name: String,
    /// Part in the choice.
    pub kind: PlaylistKind,
    /// Order.
    pub order: PlaylistOrder,
    /// Jingles.
    pub jingle: bool,
    /// Whether it takes part.
    pub enabled: bool,
    /// Hours in which it does.
    pub hours: Vec<Hours>,
    /// Whether it cuts into what plays when they begin, or at its minute.
    pub hard_start: bool,
}

impl Store {
    /// The rotation that new tracks join; made where there is none yet.
    pub(crate) async fn default_playlist(&self, channel: ChannelId) -> Result<PlaylistId> {
        if let Some(found) = self.find_default(channel).await? {
            return Ok(found);
        }
        let wish = Wish {
            name: DEFAULT_NAME.to_owned(),
            kind: PlaylistKind::Rotation { weight: DEFAULT_WEIGHT },
            order: PlaylistOrder::Shuffle,
            jingle: false,
            enabled: true,
            hours: Vec::new(),
            hard_start: false,
        };
        self.insert_playlist(channel, &wish, Standing::Default).await?;
        // Somebody else may have been quicker, or a playlist of the name is there and becomes it.
        if let Some(found) = self.find_default(channel).await? {
            return Ok(found);
        }
        playlist::Entity::update_many()
            .col_expr(playlist::Column::IsDefault, sea_orm::sea_query::Expr::value(true))
            .filter(playlist::Column::ChannelId.eq(channel.0))
            .filter(playlist::Column::Name.eq(DEFAULT_NAME))
            .exec(self.db.rw())
            .await?;
        let found = self.find_default(channel).await?;
        found.ok_or_else(|| Error::internal().into())
    }

    async fn find_default(&self, channel: ChannelId) -> Result<Option<PlaylistId>> {
        let row = playlist::Entity::find()
            .filter(playlist::Column::ChannelId.eq(channel.0))
            .filter(playlist::Column::IsDefault.eq(true))
            .one(self.db.rw())
            .await?;
        Ok(row.map(|row| row.id.into()))
    }

    /// The playlist of this name; made as wished where there is none.
    pub(crate) async fn ensure_playlist(&self, channel: ChannelId, wish: &Wish) -> Result<PlaylistId> {
        self.insert_playlist(channel, wish, Standing::Plain).await?;
        let row = playlist::Entity::find()
            .filter(playlist::Column::ChannelId.eq(channel.0))
            .filter(playlist::Column::Name.eq(&wish.name))
            .one(self.db.rw())
            .await?;
        row.map(|row| row.id.into()).ok_or_else(|| Error::internal().into())
    }

    /// Makes a playlist.
    ///
    /// # Errors
    /// `Invalid`, or `Conflict` where the name is taken or there are too many.
    pub(crate) async fn create_playlist(&self, channel: ChannelId, change: &PlaylistChange) -> Result<PlaylistId> {
        let tx = self.db.begin().await?;
        let made = self.new_playlist(&tx, channel, change).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// As [`Store::create_playlist`], in `tx`.
    pub(super) async fn new_playlist(
        &self,
        tx: &Tx,
        channel: ChannelId,
        change: &PlaylistChange,
    ) -> Result<PlaylistId> {
        let wish = Wish {
            name: checked_name(change.name.as_deref().unwrap_or_default())?,
            kind: change.kind_from(PlaylistKind::Rotation { weight: DEFAULT_WEIGHT })?,
            order: change.order.unwrap_or(PlaylistOrder::Shuffle),
            jingle: change.jingle.unwrap_or(false),
            enabled: change.enabled.unwrap_or(true),
            hours: change.checked_hours()?.unwrap_or_default(),
            hard_start: change.hard_start.unwrap_or(false),
        };
        let of_channel = playlist::Entity::find().filter(playlist::Column::ChannelId.eq(channel.0));
        if of_channel.count(tx).await? >= MAX_PLAYLISTS {
            let sentence = format!("A channel has at most {MAX_PLAYLISTS} playlists; delete one first.");
            return Err(Error::conflict(sentence).into());
        }
        let made = self.insert_in(tx, channel, (&wish, Standing::Plain)).await?;
        made.ok_or_else(|| taken(&wish.name).into())
    }

    /// Inserts; `None` where the name, or the place of the default, is taken.
    async fn insert_playlist(&self, channel: ChannelId, wish: &Wish, standing: Standing) -> Result<Option<PlaylistId>> {
        let tx = self.db.begin().await?;
        let made = self.insert_in(&tx, channel, (wish, standing)).await?;
        tx.commit().await?;
        Ok(made)
    }

    async fn insert_in(
        &self,
        tx: &Tx,
        channel: ChannelId,
        (wish, standing): (&Wish, Standing),
    ) -> Result<Option<PlaylistId>> {
        let id = PlaylistId::new();
        let row = playlist::ActiveModel {
            id: Set(id.0),
            channel_id: Set(channel.0),
            name: Set(wish.name.clone()),
            kind: Set(serde_json::to_string(&wish.kind)?),
            play_order: Set(serde_json::to_string(&wish.order)?),
            is_jingle: Set(wish.jingle),
            is_enabled: Set(wish.enabled),
            is_default: Set(standing == Standing::Default),
            created_at_ms: Set(self.clock.now_ms()),
            hours: Set(written_hours(&wish.hours)?),
            is_hard_start: Set(wish.hard_start),
        };
        let insert = playlist::Entity::insert(row).on_conflict(OnConflict::new().do_nothing().to_owned());
        let is_new = insert.exec_without_returning(tx).await? > 0;
        if is_new {
            self.bump(tx, channel).await?;
        }
        Ok(is_new.then_some(id))
    }

    /// A channel's playlists: the default first, then in the order they were made.
    pub(crate) async fn playlists(&self, channel: ChannelId) -> Result<Vec<Playlist>> {
        let rows = playlist::Entity::find()
            .filter(playlist::Column::ChannelId.eq(channel.0))
            .order_by_desc(playlist::Column::IsDefault)
            .order_by_asc(playlist::Column::Id)
            .all(self.db.rw())
            .await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let counts: Vec<(Uuid, i64)> = playlist_track::Entity::find()
            .filter(playlist_track::Column::PlaylistId.is_in(ids))
            .select_only()
            .column(playlist_track::Column::PlaylistId)
            .column_as(playlist_track::Column::TrackId.count(), "count")
            .group_by(playlist_track::Column::PlaylistId)
            .into_tuple()
            .all(self.db.rw())
            .await?;
        let counts: HashMap<Uuid, i64> = counts.into_iter().collect();
        rows.into_iter()
            .map(|row| {
                let count = counts.get(&row.id).copied().unwrap_or_default();
                view(row, count as u64)
            })
            .collect()
    }

    /// One playlist, without its tracks, and its channel.
    pub(crate) async fn playlist(&self, id: PlaylistId) -> Result<Option<(ChannelId, Playlist)>> {
        let Some(row) = playlist::Entity::find_by_id(id.0).one(self.db.rw()).await? else {
            return Ok(None);
        };
        let tracks = playlist_track::Entity::find().filter(playlist_track::Column::PlaylistId.eq(id.0));
        let count = tracks.count(self.db.rw()).await?;
        Ok(Some((ChannelId(row.channel_id), view(row, count)?)))
    }

    /// Changes a playlist; `false` where it is gone.
    ///
    /// # Errors
    /// `Invalid`, or `Conflict` where the name is taken.
    pub(crate) async fn change_playlist(&self, id: PlaylistId, change: &PlaylistChange) -> Result<bool> {
        let name = change.name.as_deref().map(checked_name).transpose()?;
        let hours = change.checked_hours()?;
        let tx = self.db.begin().await?;
        let Some(row) = playlist::Entity::find_by_id(id.0).one(&tx).await? else {
            return Ok(false);
        };
        let channel = ChannelId(row.channel_id);
        let kind = change.kind_from(serde_json::from_str(&row.kind)?)?;
        let wanted = name.clone().unwrap_or_else(|| row.name.clone());
        let order = change.order.map(|order| serde_json::to_string(&order)).transpose()?;
        let (jingle, enabled) = (
            change.jingle.unwrap_or(row.is_jingle),
            change.enabled.unwrap_or(row.is_enabled),
        );
        let mut row = row.into_active_model();
        row.name = Set(wanted.clone());
        row.kind = Set(serde_json::to_string(&kind)?);
        if let Some(order) = order {
            row.play_order = Set(order);
        }
        row.is_jingle = Set(jingle);
        row.is_enabled = Set(enabled);
        if let Some(hours) = hours {
            row.hours = Set(written_hours(&hours)?);
        }
        if let Some(hard_start) = change.hard_start {
            row.is_hard_start = Set(hard_start);
        }
        match row.update(&tx).await.map_err(awaz_store::Error::from) {
            Err(cause) if cause.is_unique_violation() => return Err(taken(&wanted).into()),
            other => other?,
        };
        self.bump(&tx, channel).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Deletes a playlist, not its tracks; `false` where it is gone.
    ///
    /// # Errors
    /// `Conflict` for the channel's default.
    pub(crate) async fn delete_playlist(&self, id: PlaylistId) -> Result<bool> {
        let tx = self.db.begin().await?;
        let Some(row) = playlist::Entity::find_by_id(id.0).one(&tx).await? else {
            return Ok(false);
        };
        if row.is_default {
            let sentence = "This is the rotation that new tracks join; switch it off instead of deleting it.";
            return Err(Error::conflict(sentence).into());
        }
        clear(&tx, id).await?;
        playlist::Entity::delete_by_id(id.0).exec(&tx).await?;
        self.bump(&tx, ChannelId(row.channel_id)).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Deletes all playlists of a channel that is no more.
    pub(crate) async fn delete_playlists(&self, channel: ChannelId) -> Result<()> {
        playlist::Entity::delete_many()
            .filter(playlist::Column::ChannelId.eq(channel.0))
            .exec(self.db.rw())
            .await?;
        Ok(())
    }
}

/// Whether a playlist is the one that new tracks join.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Default,
    Plain,
}

fn checked_name(name: &str) -> awaz_core::Result<String> {
    let name = text::bounded(name);
    if name.is_empty() || name.chars().count() > MAX_NAME {
        let sentence = format!("A playlist needs a name of 1 to {MAX_NAME} characters.");
        return Err(Error::invalid(sentence).field("/name", format!("1 to {MAX_NAME} characters")));
    }
    Ok(name)
}

/// Hours as they are kept: nothing for always.
fn written_hours(hours: &[Hours]) -> Result<Option<String>> {
    let is_always = hours.is_empty();
    Ok((!is_always).then(|| serde_json::to_string(hours)).transpose()?)
}

/// Hours as they were kept.
pub(super) fn read_hours(kept: Option<&str>) -> Result<Vec<Hours>> {
    Ok(kept.map(serde_json::from_str).transpose()?.unwrap_or_default())
}

fn taken(name: &str) -> Error {
    Error::conflict(format!("There is a playlist \"{name}\" already; choose another name."))
        .field("/name", "unique in the channel")
}

fn view(row: playlist::Model, track_count: u64) -> Result<Playlist> {
    let kind: PlaylistKind = serde_json::from_str(&row.kind)?;
    let (mut weight, mut every_songs, mut every_minutes, mut at_minute) = (1, None, None, None);
    match kind {
        PlaylistKind::Rotation { weight: now } => weight = now,
        PlaylistKind::EverySongs { songs } => every_songs = Some(songs),
        PlaylistKind::EveryMinutes { minutes } => every_minutes = Some(minutes),
        PlaylistKind::Hourly { minute } => at_minute = Some(minute),
        PlaylistKind::Fallback | PlaylistKind::Manual => {}
    }
    Ok(Playlist {
        id: row.id.into(),
        name: row.name,
        kind: Part::of(kind),
        weight,
        every_songs,
        every_minutes,
        at_minute,
        hours: read_hours(row.hours.as_deref())?,
        hard_start: row.is_hard_start,
        order: serde_json::from_str(&row.play_order)?,
        jingle: row.is_jingle,
        enabled: row.is_enabled,
        is_default: row.is_default,
        track_count,
        tracks: None,
    })
}
