//! Reading tracks: rows into views, and pages of them.

use super::Store;
use super::entity::{playlist, playlist_track, track};
use crate::model::{Track, TrackState};
use crate::text;
use awaz_core::id::{ChannelId, PlaylistId, TrackId};
use awaz_core::page::Page;
use awaz_core::ports::{Cues, PlayableTrack};
use awaz_store::Result;
use chrono::DateTime;
use sea_orm::sea_query::LikeExpr;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Rows asked for by id at once; SQLite binds 32 766 values at most.
pub(super) const ID_CHUNK: usize = 1000;
/// Words of a search that count.
const MAX_WORDS: usize = 8;

/// Where a page of tracks starts: after this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    /// Place in the playlist; 0 where none is asked for.
    pub place: i64,
    /// The track.
    pub track: TrackId,
}

/// Which tracks are wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct TrackFilter {
    /// Words that title, artist, album or file name have, in any order.
    pub query: Option<String>,
    /// Of this playlist, in its order.
    pub playlist: Option<PlaylistId>,
    /// After this one.
    pub after: Option<Position>,
    /// Most of them.
    pub limit: u64,
}

impl Store {
    /// One track with its channel.
    pub(crate) async fn track(&self, id: TrackId) -> Result<Option<(ChannelId, Track)>> {
        let Some(row) = track::Entity::find_by_id(id.0).one(self.db.rw()).await? else {
            return Ok(None);
        };
        let channel = ChannelId(row.channel_id);
        let mut views = self.views(vec![row]).await?;
        Ok(views.pop().map(|view| (channel, view)))
    }

    /// A page of a channel's tracks, newest first, or in the order of the playlist. The cursor
    /// is stable: what is added or removed meanwhile moves nothing.
    pub(crate) async fn page(&self, channel: ChannelId, filter: &TrackFilter) -> Result<Page<Track>> {
        let mut select = track::Entity::find()
            .filter(track::Column::ChannelId.eq(channel.0))
            .filter(track::Column::Kind.eq(track::Kind::Song));
        for word in words(filter.query.as_deref().unwrap_or_default()) {
            select = select.filter(word);
        }
        let (mut rows, places) = match filter.playlist {
            Some(playlist) => self.rows_of(select, playlist, filter).await?,
            None => (self.newest(select, filter).await?, Vec::new()),
        };
        let has_more = rows.len() as u64 > filter.limit;
        rows.truncate(filter.limit as usize);
        let next = rows.last().filter(|_| has_more).map(|row| {
            let place = places.get(rows.len() - 1).copied().unwrap_or_default();
            cursor(Position {
                place,
                track: row.id.into(),
            })
        });
        Ok(Page {
            items: self.views(rows).await?,
            next,
        })
    }

    async fn newest(&self, mut select: Select<track::Entity>, filter: &TrackFilter) -> Result<Vec<track::Model>> {
        if let Some(after) = filter.after {
            select = select.filter(track::Column::Id.lt(after.track.0));
        }
        let select = select.order_by_desc(track::Column::Id).limit(filter.limit + 1);
        Ok(select.all(self.db.ro()).await?)
    }

    /// The tracks and their places.
    async fn rows_of(
        &self,
        select: Select<track::Entity>,
        playlist: PlaylistId,
        filter: &TrackFilter,
    ) -> Result<(Vec<track::Model>, Vec<i64>)> {
        let select = select
            .find_also_related(playlist_track::Entity)
            .filter(playlist_track::Column::PlaylistId.eq(playlist.0))
            .filter(after_place(filter.after))
            .order_by_asc(playlist_track::Column::Place)
            .order_by_asc(track::Column::Id)
            .limit(filter.limit + 1);
        let pairs = select.all(self.db.ro()).await?.into_iter();
        Ok(pairs
            .map(|(row, place)| (row, place.map_or(0, |place| place.place)))
            .unzip())
    }

    /// All tracks of a playlist, in order.
    pub(crate) async fn tracks_of(&self, playlist: PlaylistId) -> Result<Vec<Track>> {
        let pairs = track::Entity::find()
            .find_also_related(playlist_track::Entity)
            .filter(playlist_track::Column::PlaylistId.eq(playlist.0))
            .order_by_asc(playlist_track::Column::Place)
            .order_by_asc(track::Column::Id)
            .all(self.db.ro())
            .await?;
        self.views(pairs.into_iter().map(|(row, _)| row).collect()).await
    }

    async fn views(&self, rows: Vec<track::Model>) -> Result<Vec<Track>> {
        let mut names: HashMap<Uuid, Vec<String>> = HashMap::new();
        for chunk in rows.chunks(ID_CHUNK) {
            let ids: Vec<Uuid> = chunk.iter().map(|row| row.id).collect();
            let pairs: Vec<(Uuid, String)> = playlist_track::Entity::find()
                .join(JoinType::InnerJoin, playlist_track::Relation::Playlist.def())
                .filter(playlist_track::Column::TrackId.is_in(ids))
                .order_by_asc(playlist::Column::Name)
                .select_only()
                .column(playlist_track::Column::TrackId)
                .column(playlist::Column::Name)
                .into_tuple()
                .all(self.db.ro())
                .await?;
            for (track, name) in pairs {
                names.entry(track).or_default().push(name);
            }
        }
        Ok(rows
            .into_iter()
            .map(|row| {
                let playlists = names.remove(&row.id).unwrap_or_default();
                view(row, playlists)
            })
            .collect())
    }
}

/// For each word of a query: it is there as typed, or there is a word of another script with its
/// consonants.
fn words(query: &str) -> impl Iterator<Item = Condition> {
    let folded = text::fold(query);
    let words: Vec<String> = folded.split_whitespace().take(MAX_WORDS).map(str::to_owned).collect();
    words.into_iter().map(|word| {
        let has = |pattern: String| track::Column::Search.like(LikeExpr::new(pattern).escape('\\'));
        let typed = Condition::any().add(has(format!("%{}%", escaped(&word))));
        match text::heard_as(&word) {
            Some(pattern) => typed.add(has(format!("%{pattern}%"))),
            None => typed,
        }
    })
}

fn escaped(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for letter in word.chars().take(100) {
        if matches!(letter, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

fn after_place(after: Option<Position>) -> Condition {
    let Some(after) = after else {
        return Condition::all();
    };
    Condition::any().add(playlist_track::Column::Place.gt(after.place)).add(
        Condition::all()
            .add(playlist_track::Column::Place.eq(after.place))
            .add(playlist_track::Column::TrackId.gt(after.track.0)),
    )
}

fn cursor(position: Position) -> String {
    format!("{}_{}", position.place, position.track.0.simple())
}

impl Position {
    /// Reads a cursor of ours.
    pub(crate) fn parse(cursor: &str) -> Option<Self> {
        let (place, track) = cursor.split_once('_')?;
        Some(Self {
            place: place.parse().ok()?,
            track: track.parse().ok()?,
        })
    }
}

/// Text that a track is found by.
pub(super) fn search_text(parts: [&str; 4]) -> String {
    let text = parts.join("\n");
    text::fold(&text) + &text::bones(&text)
}

fn cues(row: &track::Model) -> Option<Cues> {
    serde_json::from_str(row.cues.as_deref()?).ok()
}

fn view(row: track::Model, playlists: Vec<String>) -> Track {
    let cues = cues(&row);
    Track {
        id: TrackId(row.id),
        duration_ms: cues.map(|cues| (cues.length / 48) as i64),
        lufs: cues.and_then(|cues| cues.loudness_lufs),
        state: state(row.state),
        reason: row.reason,
        art_url: row.has_art.then(|| format!("/api/v1/tracks/{}/art?size=300", row.id)),
        blurhash: row.blurhash,
        filename: crate::files::name::last_step(&row.path),
        title: row.title,
        artist: row.artist,
        album: row.album,
        playlists,
        added_at: DateTime::from_timestamp_millis(row.added_at_ms).unwrap_or_default(),
    }
}

pub(super) const fn state(state: track::State) -> TrackState {
    match state {
        track::State::Pending => TrackState::Pending,
        track::State::Processing => TrackState::Processing,
        track::State::Ready => TrackState::Ready,
        track::State::Failed => TrackState::Failed,
    }
}

pub(super) fn playable(row: track::Model) -> Option<PlayableTrack> {
    Some(PlayableTrack {
        cues: cues(&row)?,
        id: TrackId(row.id),
        title: row.title,
        artist: row.artist,
        album: row.album,
        object_key: row.object_key,
        has_art: row.has_art,
    })
}
