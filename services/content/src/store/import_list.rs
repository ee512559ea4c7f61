//! Playlists that come as files.

use super::Store;
use super::entity::track;
use super::places::{check_channel, clear};
use crate::model::{Part, PlaylistChange};
use crate::playlist_files::matching::Known;
use awaz_core::id::{ChannelId, PlaylistId, TrackId};
use awaz_core::ports::{Cues, PlaylistOrder};
use awaz_store::Result;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// What takes the tracks of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A playlist of this name that is made for them.
    New(String),
    /// A playlist that gets them after those it has.
    Append(PlaylistId),
    /// A playlist that gets them in place of those it has.
    Replace(PlaylistId),
}

impl Store {
    /// All tracks of a channel that an entry of a file may mean, the oldest first.
    pub(crate) async fn tracks_to_match(&self, channel: ChannelId) -> Result<Vec<Known>> {
        type Row = (Uuid, String, String, String, Option<String>);
        let rows: Vec<Row> = track::Entity::find()
            .filter(track::Column::ChannelId.eq(channel.0))
            .filter(track::Column::State.ne(track::State::Failed))
            .filter(track::Column::Kind.eq(track::Kind::Song))
            .order_by_asc(track::Column::Id)
            .select_only()
            .columns([
                track::Column::Id,
                track::Column::Path,
                track::Column::Title,
                track::Column::Artist,
                track::Column::Cues,
            ])
            .into_tuple()
            .all(self.db.ro())
            .await?;
        let known = rows.into_iter().map(|(id, path, title, artist, cues)| Known {
            id: id.into(),
            path,
            title,
            artist,
            duration_ms: length_ms(cues.as_deref()),
        });
        Ok(known.collect())
    }

    /// Gives a playlist the tracks of a file, all or none of them.
    ///
    /// # Errors
    /// `Invalid` for a name that is none or a track of another channel, `Conflict` where the name
    /// is taken or there are too many playlists; nothing is changed then.
    pub(crate) async fn import_list(
        &self,
        channel: ChannelId,
        target: &Target,
        tracks: &[TrackId],
    ) -> Result<PlaylistId> {
        let tx = self.db.begin().await?;
        check_channel(&tx, channel, tracks).await?;
        let playlist = match target {
            Target::New(name) => self.new_playlist(&tx, channel, &by_hand(name)).await?,
            Target::Append(playlist) => *playlist,
            Target::Replace(playlist) => {
                clear(&tx, *playlist).await?;
                *playlist
            }
        };
        self.join(&tx, playlist, tracks).await?;
        self.bump(&tx, channel).await?;
        tx.commit().await?;
        Ok(playlist)
    }
}

/// A playlist whose order means something, and that goes on air when its owner says so.
fn by_hand(name: &str) -> PlaylistChange {
    PlaylistChange {
        name: Some(name.to_owned()),
        kind: Some(Part::Manual),
        order: Some(PlaylistOrder::Sequential),
        ..PlaylistChange::default()
    }
}

fn length_ms(cues: Option<&str>) -> Option<u64> {
    let cues: Cues = serde_json::from_str(cues?).ok()?;
    Some(cues.length / 48)
}
