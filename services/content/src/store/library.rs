//! The whole library of a channel, as the AutoDJ reads it: three queries, whatever its size.

use super::Store;
use super::entity::{playlist, playlist_track, track};
use super::playlists::read_hours;
use super::rows;
use awaz_core::id::{ChannelId, PlaylistId, TrackId};
use awaz_core::ports::{Library, PlayablePlaylist, PlayableTrack};
use awaz_store::Result;
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

impl Store {
    /// Enabled playlists with their ready tracks.
    pub(crate) async fn library(&self, channel: ChannelId) -> Result<Library> {
        // The version is read first: a change in between makes the next look differ.
        let version = self.version(channel).await?;
        let ready = track::Entity::find()
            .filter(track::Column::ChannelId.eq(channel.0))
            .filter(track::Column::State.eq(track::State::Ready))
            .filter(track::Column::Kind.eq(track::Kind::Song))
            .order_by_asc(track::Column::Id)
            .all(self.db.ro())
            .await?;
        let lists = playlist::Entity::find()
            .filter(playlist::Column::ChannelId.eq(channel.0))
            .filter(playlist::Column::IsEnabled.eq(true))
            .order_by_asc(playlist::Column::Id)
            .all(self.db.ro())
            .await?;
        let places = playlist_track::Entity::find()
            .join(JoinType::InnerJoin, playlist_track::Relation::Playlist.def())
            .filter(playlist::Column::ChannelId.eq(channel.0))
            .filter(playlist::Column::IsEnabled.eq(true))
            .order_by_asc(playlist_track::Column::Place)
            .order_by_asc(playlist_track::Column::TrackId)
            .all(self.db.ro())
            .await?;
        let mut tracks: Vec<_> = ready.into_iter().filter_map(rows::playable).map(Arc::new).collect();
        let playable: HashSet<Uuid> = tracks.iter().map(|track| track.id.0).collect();
        let mut listed: HashMap<Uuid, Vec<TrackId>> = HashMap::new();
        for place in places.into_iter().filter(|place| playable.contains(&place.track_id)) {
            listed.entry(place.playlist_id).or_default().push(place.track_id.into());
        }
        let used: HashSet<TrackId> = listed.values().flatten().copied().collect();
        tracks.retain(|track| used.contains(&track.id));
        let playlists = lists
            .into_iter()
            .map(|row| {
                let tracks = listed.remove(&row.id).unwrap_or_default();
                playable_list(row, tracks)
            })
            .collect::<Result<_>>()?;
        Ok(Library {
            version,
            playlists,
            tracks,
        })
    }

    /// A track that can be played.
    pub(crate) async fn playable(&self, channel: ChannelId, id: TrackId) -> Result<Option<PlayableTrack>> {
        let row = track::Entity::find_by_id(id.0)
            .filter(track::Column::ChannelId.eq(channel.0))
            .filter(track::Column::State.eq(track::State::Ready))
            .one(self.db.ro())
            .await?;
        Ok(row.and_then(rows::playable))
    }
}

fn playable_list(row: playlist::Model, tracks: Vec<TrackId>) -> Result<PlayablePlaylist> {
    Ok(PlayablePlaylist {
        id: PlaylistId(row.id),
        kind: serde_json::from_str(&row.kind)?,
        order: serde_json::from_str(&row.play_order)?,
        name: row.name,
        jingle: row.is_jingle,
        hours: read_hours(row.hours.as_deref())?,
        hard_start: row.is_hard_start,
        tracks,
    })
}
