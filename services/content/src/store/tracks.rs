//! Writing tracks.

use super::Store;
use super::entity::{playlist_track, track};
use super::rows::{ID_CHUNK, search_text};
use crate::files::name;
use crate::import::Claim;
use crate::model::TrackChange;
use crate::text;
use awaz_core::event::{Envelope, Topic};
use awaz_core::id::{ChannelId, PlaylistId, TrackId};
use awaz_core::ports::Cues;
use awaz_core::{Code, Error};
use awaz_store::{Outbox, Result, Tx};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::BTreeSet;
use track::{Kind, State};

/// A track that joins a library.
#[derive(Debug, Clone)]
pub(crate) struct NewTrack {
    /// Whose.
    pub channel: ChannelId,
    /// SHA-256 of the file, hex.
    pub hash: String,
    /// Where its object lies.
    pub object_key: String,
    /// Where it came from; shown, never opened.
    pub path: String,
    /// Size, bytes.
    pub bytes: u64,
    /// Playlist it joins; `None` for the sound of an episode.
    pub playlist: Option<PlaylistId>,
    /// Most tracks the channel may have.
    pub max_tracks: u64,
}

/// What became of a track that was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Added {
    /// It is new, or was not found good before, and has to be checked.
    ToCheck(TrackId),
    /// It is in the library already, and can be played.
    Known(TrackId),
}

/// A track that was checked.
#[derive(Debug)]
pub(crate) struct Finished {
    /// The track; nobody else checks it until this is written.
    pub claim: Claim,
    /// What was found.
    pub outcome: Outcome,
}

/// What was found.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    /// It can be played.
    Ready {
        /// Measurements.
        cues: Cues,
        /// MIME type of the file.
        mime: String,
        /// Texts; an empty title leaves the file's name.
        tags: crate::probe::Tags,
        /// Blurhash of its cover, where it has one.
        blurhash: Option<String>,
    },
    /// It cannot, for this reason.
    Failed(String),
}

/// Where a track's bytes lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TrackFile {
    /// Whose it is.
    pub channel: ChannelId,
    /// SHA-256, hex.
    pub hash: String,
    /// Key of the sound.
    pub object_key: String,
    /// MIME type; empty until it is checked.
    pub mime: String,
    /// Whether it can be played.
    pub is_ready: bool,
    /// Whether it waits to be checked.
    pub is_waiting: bool,
    /// Whether it has cover art.
    pub has_art: bool,
}

/// Files that nobody needs any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Leftover {
    /// Key of a sound.
    pub object_key: Option<String>,
    /// Hash of the file whose cover art it is.
    pub art_of: Option<String>,
}

impl NewTrack {
    const fn kind(&self) -> Kind {
        if self.playlist.is_some() {
            Kind::Song
        } else {
            Kind::Episode
        }
    }
}

impl Store {
    /// Adds a track to a library and its playlist, or finds that it is there; a known one that
    /// moved keeps its id and learns its new path.
    ///
    /// # Errors
    /// `Full` where the channel has as many tracks as it may.
    pub(crate) async fn add(&self, new: &NewTrack) -> Result<Added> {
        match self.add_once(new).await {
            // Somebody else added the same content at the same moment; now it is known.
            Err(cause) if cause.is_unique_violation() => self.add_once(new).await,
            other => other,
        }
    }

    async fn add_once(&self, new: &NewTrack) -> Result<Added> {
        let tx = self.db.begin().await?;
        let known = track::Entity::find()
            .filter(track::Column::ChannelId.eq(new.channel.0))
            .filter(track::Column::Hash.eq(&new.hash))
            .filter(track::Column::Kind.eq(new.kind()))
            .one(&tx)
            .await?;
        let added = match known {
            Some(row) => readopt(&tx, row, new).await?,
            None => Added::ToCheck(self.insert(&tx, new).await?),
        };
        let (Added::ToCheck(id) | Added::Known(id)) = added;
        let joined = match new.playlist {
            Some(playlist) => self.join(&tx, playlist, &[id]).await?,
            None => 0,
        };
        if joined > 0 && matches!(added, Added::Known(_)) {
            self.bump(&tx, new.channel).await?;
        }
        tx.commit().await?;
        Ok(added)
    }

    async fn insert(&self, tx: &Tx, new: &NewTrack) -> Result<TrackId> {
        let of_channel = track::Entity::find()
            .filter(track::Column::ChannelId.eq(new.channel.0))
            .filter(track::Column::Kind.eq(new.kind()));
        if of_channel.count(tx).await? >= new.max_tracks {
            let sentence = format!("The library is full: a channel has at most {} tracks.", new.max_tracks);
            return Err(Error::new(Code::Full, sentence).into());
        }
        let id = TrackId::new();
        let title = name::title(&new.path);
        let row = track::ActiveModel {
            id: Set(id.0),
            channel_id: Set(new.channel.0),
            hash: Set(new.hash.clone()),
            object_key: Set(new.object_key.clone()),
            path: Set(new.path.clone()),
            search: Set(search_text([&title, "", "", &name::last_step(&new.path)])),
            title: Set(title),
            artist: Set(String::new()),
            album: Set(String::new()),
            is_edited: Set(false),
            bytes: Set(new.bytes as i64),
            mime: Set(String::new()),
            state: Set(State::Pending),
            reason: Set(None),
            cues: Set(None),
            has_art: Set(false),
            blurhash: Set(None),
            added_at_ms: Set(self.clock.now_ms()),
            kind: Set(new.kind()),
        };
        track::Entity::insert(row).exec_without_returning(tx).await?;
        Ok(id)
    }

    /// Says that a track is being checked; `false` where it is gone.
    pub(crate) async fn begin_check(&self, id: TrackId) -> Result<bool> {
        let updated = track::Entity::update_many()
            .col_expr(track::Column::State, Expr::value(State::Processing))
            .filter(track::Column::Id.eq(id.0))
            .filter(track::Column::State.ne(State::Ready))
            .exec(self.db.rw())
            .await?;
        Ok(updated.rows_affected > 0)
    }

    /// Writes what was found about tracks, all in one transaction; those deleted meanwhile are
    /// passed over.
    pub(crate) async fn finish(&self, finished: &[Finished]) -> Result<()> {
        let tx = self.db.begin().await?;
        let mut channels = BTreeSet::new();
        let mut events = Vec::new();
        for one in finished {
            let Some(row) = track::Entity::find_by_id(one.claim.id().0).one(&tx).await? else {
                continue;
            };
            let channel = ChannelId(row.channel_id);
            let is_ready = matches!(one.outcome, Outcome::Ready { .. });
            let row = settle(row, &one.outcome)?.update(&tx).await?;
            if row.kind == Kind::Episode {
                events.extend(self.sound_settled(&tx, &row).await?);
                continue;
            }
            channels.insert(channel);
            let kind = if is_ready { "track.imported" } else { "track.failed" };
            events.push(self.event(kind, one.claim.id(), channel));
        }
        for channel in channels {
            self.bump(&tx, channel).await?;
        }
        self.tell(&tx, &events).await?;
        tx.commit().await
    }

    /// Changes a track's texts; `false` where it is gone.
    pub(crate) async fn change_track(&self, id: TrackId, change: &TrackChange) -> Result<bool> {
        let tx = self.db.begin().await?;
        let Some(row) = track::Entity::find_by_id(id.0).one(&tx).await? else {
            return Ok(false);
        };
        let channel = ChannelId(row.channel_id);
        let pick = |wish: &Option<String>, now: &str| wish.as_deref().map_or_else(|| now.to_owned(), text::bounded);
        let title = pick(&change.title, &row.title);
        if title.is_empty() {
            let wrong = Error::invalid("A track needs a title.").field("/title", "1 to 300 characters");
            return Err(wrong.into());
        }
        let (artist, album) = (pick(&change.artist, &row.artist), pick(&change.album, &row.album));
        let search = search_text([&title, &artist, &album, &name::last_step(&row.path)]);
        let mut row = row.into_active_model();
        row.title = Set(title);
        row.artist = Set(artist);
        row.album = Set(album);
        row.search = Set(search);
        row.is_edited = Set(true);
        row.update(&tx).await?;
        self.bump(&tx, channel).await?;
        self.tell(&tx, &[self.event("track.updated", id, channel)]).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Deletes a track; what of its files nobody needs any more. `None` where it is gone.
    pub(crate) async fn delete_track(&self, id: TrackId) -> Result<Option<Leftover>> {
        let tx = self.db.begin().await?;
        let Some(row) = track::Entity::find_by_id(id.0).one(&tx).await? else {
            return Ok(None);
        };
        let is_song = row.kind == Kind::Song;
        let file = file_of(row);
        playlist_track::Entity::delete_many()
            .filter(playlist_track::Column::TrackId.eq(id.0))
            .exec(&tx)
            .await?;
        track::Entity::delete_by_id(id.0).exec(&tx).await?;
        let same = track::Entity::find()
            .filter(track::Column::Hash.eq(&file.hash))
            .all(&tx)
            .await?;
        if is_song {
            self.bump(&tx, file.channel).await?;
            self.tell(&tx, &[self.event("track.deleted", id, file.channel)]).await?;
        }
        tx.commit().await?;
        let needs_sound = |other: &track::Model| other.object_key == file.object_key;
        Ok(Some(Leftover {
            object_key: (!same.iter().any(needs_sound)).then_some(file.object_key.clone()),
            art_of: same.is_empty().then_some(file.hash),
        }))
    }

    /// Whether a track that is not given up needs an object.
    pub(crate) async fn needs_object(&self, object_key: &str) -> Result<bool> {
        let users = track::Entity::find()
            .filter(track::Column::ObjectKey.eq(object_key))
            .filter(track::Column::State.ne(State::Failed));
        Ok(users.count(self.db.rw()).await? > 0)
    }

    /// Where a track's bytes lie.
    pub(crate) async fn file(&self, id: TrackId) -> Result<Option<TrackFile>> {
        Ok(track::Entity::find_by_id(id.0).one(self.db.ro()).await?.map(file_of))
    }

    /// The playable track a channel has with this content.
    pub(crate) async fn known(&self, channel: ChannelId, hash: &str) -> Result<Option<TrackId>> {
        let row = track::Entity::find()
            .filter(track::Column::ChannelId.eq(channel.0))
            .filter(track::Column::Hash.eq(hash))
            .filter(track::Column::State.eq(State::Ready))
            .filter(track::Column::Kind.eq(Kind::Song))
            .one(self.db.ro())
            .await?;
        Ok(row.map(|row| row.id.into()))
    }

    /// Tracks that wait to be checked, or were when the process died; at most `limit`.
    pub(crate) async fn unfinished(&self, limit: u64) -> Result<Vec<TrackId>> {
        let rows = track::Entity::find()
            .filter(track::Column::State.is_in([State::Pending, State::Processing]))
            .order_by_asc(track::Column::Id)
            .limit(limit)
            .all(self.db.ro())
            .await?;
        Ok(rows.into_iter().map(|row| row.id.into()).collect())
    }

    /// Some of a channel's tracks.
    pub(crate) async fn some_of(&self, channel: ChannelId) -> Result<Vec<TrackId>> {
        let rows = track::Entity::find()
            .filter(track::Column::ChannelId.eq(channel.0))
            .limit(ID_CHUNK as u64)
            .all(self.db.rw())
            .await?;
        Ok(rows.into_iter().map(|row| row.id.into()).collect())
    }

    fn event(&self, kind: &str, track: TrackId, channel: ChannelId) -> Envelope {
        Envelope::new(Topic::Content, kind, &track, self.clock.now())
            .data(serde_json::json!({ "track_id": track, "channel_id": channel }))
    }

    pub(super) async fn tell(&self, tx: &Tx, events: &[Envelope]) -> Result<()> {
        let outbox = Outbox::new(self.db.clone());
        for event in events {
            outbox.append(tx, event).await?;
        }
        Ok(())
    }
}

/// Takes a file again that the library knows.
async fn readopt(tx: &Tx, row: track::Model, new: &NewTrack) -> Result<Added> {
    let id = TrackId(row.id);
    let is_ready = row.state == State::Ready;
    let has_moved = row.path != new.path;
    let mut row = row.into_active_model();
    row.path = Set(new.path.clone());
    if !is_ready {
        row.state = Set(State::Pending);
        row.reason = Set(None);
        row.object_key = Set(new.object_key.clone());
    }
    if !is_ready || has_moved {
        row.update(tx).await?;
    }
    Ok(if is_ready { Added::Known(id) } else { Added::ToCheck(id) })
}

fn settle(row: track::Model, outcome: &Outcome) -> Result<track::ActiveModel> {
    let is_edited = row.is_edited;
    let (old_title, path) = (row.title.clone(), row.path.clone());
    let mut row = row.into_active_model();
    match outcome {
        Outcome::Failed(reason) => {
            row.state = Set(State::Failed);
            row.reason = Set(Some(text::bounded(reason)));
        }
        Outcome::Ready {
            cues,
            mime,
            tags,
            blurhash,
        } => {
            row.state = Set(State::Ready);
            row.reason = Set(None);
            row.cues = Set(Some(serde_json::to_string(cues)?));
            row.mime = Set(mime.clone());
            row.has_art = Set(blurhash.is_some());
            row.blurhash = Set(blurhash.clone());
            if !is_edited {
                let title = if tags.title.is_empty() {
                    old_title
                } else {
                    tags.title.clone()
                };
                row.search = Set(search_text([
                    &title,
                    &tags.artist,
                    &tags.album,
                    &name::last_step(&path),
                ]));
                row.title = Set(title);
                row.artist = Set(tags.artist.clone());
                row.album = Set(tags.album.clone());
            }
        }
    }
    Ok(row)
}

fn file_of(row: track::Model) -> TrackFile {
    TrackFile {
        channel: ChannelId(row.channel_id),
        is_ready: row.state == State::Ready,
        is_waiting: matches!(row.state, State::Pending | State::Processing),
        hash: row.hash,
        object_key: row.object_key,
        mime: row.mime,
        has_art: row.has_art,
    }
}
