//! Which track is the sound of which episode, and what of it is served.

use super::Store;
use super::entity::{episode, track};
use crate::jobs::{DropSound, Enclose};
use awaz_core::Error;
use awaz_core::event::Envelope;
use awaz_core::id::{EpisodeId, ShowId, TrackId};
use awaz_core::ports::Cues;
use awaz_store::{Jobs, Result, Tx};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use track::{Kind, State};

/// What an episode serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Enclosure {
    /// Key of the object.
    pub object_key: String,
    /// MIME type.
    pub mime: String,
    /// Size, bytes.
    pub bytes: u64,
    /// What changes with its content.
    pub tag: String,
}

impl Store {
    /// Makes a track the sound of an episode; what it had before is served until the new one can be.
    ///
    /// # Errors
    /// `NotFound` where either is gone.
    pub(crate) async fn set_sound(&self, id: EpisodeId, sound: TrackId) -> Result<()> {
        let tx = self.db.begin().await?;
        let found = episode::Entity::find_by_id(id.0).one(&tx).await?;
        let mut row = found.ok_or_else(|| Error::not_found("episode", id))?;
        let found = track::Entity::find_by_id(sound.0)
            .filter(track::Column::ChannelId.eq(row.channel_id))
            .filter(track::Column::Kind.eq(Kind::Episode))
            .one(&tx)
            .await?;
        let sound = found.ok_or_else(|| Error::not_found("track", sound))?;
        let left = row
            .track_id
            .filter(|old| *old != sound.id && row.served_track_id != Some(*old));
        row.track_id = Some(sound.id);
        row.updated_at_ms = self.clock.now_ms();
        let show = ShowId(row.show_id);
        let event = self.episode_event("episode.updated", &row);
        row.into_active_model().reset_all().update(&tx).await?;
        self.touch(&tx, show).await?;
        let mut events = vec![event];
        if sound.state == State::Ready {
            events.extend(self.sound_settled(&tx, &sound).await?);
        }
        self.drop_later(&tx, left.map(TrackId)).await?;
        self.tell(&tx, &events).await?;
        tx.commit().await
    }

    /// Serves a sound that was found good, or has it made into what every player takes; what is to
    /// be told.
    pub(super) async fn sound_settled(&self, tx: &Tx, sound: &track::Model) -> Result<Vec<Envelope>> {
        if sound.state != State::Ready {
            return Ok(Vec::new());
        }
        if is_for_everybody(&sound.mime) {
            let enclosure = Enclosure {
                object_key: sound.object_key.clone(),
                mime: sound.mime.clone(),
                bytes: sound.bytes as u64,
                tag: sound.hash.clone(),
            };
            return self.serve_in(tx, sound, &enclosure).await;
        }
        let job = Enclose {
            track: TrackId(sound.id),
        };
        Jobs::new(self.db.clone(), self.clock.clone())
            .enqueue_in(tx, &job, self.clock.now_ms())
            .await?;
        Ok(Vec::new())
    }

    /// Has all episodes of a track serve what was made of it.
    pub(crate) async fn serve(&self, sound: TrackId, enclosure: &Enclosure) -> Result<()> {
        let tx = self.db.begin().await?;
        let Some(row) = track::Entity::find_by_id(sound.0).one(&tx).await? else {
            return Ok(());
        };
        let events = self.serve_in(&tx, &row, enclosure).await?;
        self.tell(&tx, &events).await?;
        tx.commit().await
    }

    async fn serve_in(&self, tx: &Tx, sound: &track::Model, enclosure: &Enclosure) -> Result<Vec<Envelope>> {
        let rows = episode::Entity::find()
            .filter(episode::Column::TrackId.eq(sound.id))
            .all(tx)
            .await?;
        let cues: Option<Cues> = sound.cues.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let mut events = Vec::new();
        for mut row in rows {
            if row.audio_key.as_deref() == Some(&enclosure.object_key) && row.served_track_id == Some(sound.id) {
                continue;
            }
            let left = row.served_track_id.filter(|old| *old != sound.id);
            row.served_track_id = Some(sound.id);
            row.audio_key = Some(enclosure.object_key.clone());
            row.audio_mime = Some(enclosure.mime.clone());
            row.audio_tag = Some(enclosure.tag.clone());
            row.audio_bytes = Some(enclosure.bytes as i64);
            row.duration_ms = cues.map(|cues| (cues.length / 48) as i64);
            row.updated_at_ms = self.clock.now_ms();
            events.push(self.episode_event("episode.updated", &row));
            let show = ShowId(row.show_id);
            row.into_active_model().reset_all().update(tx).await?;
            self.touch(tx, show).await?;
            self.drop_later(tx, left.map(TrackId)).await?;
        }
        Ok(events)
    }

    async fn drop_later(&self, tx: &Tx, left: Option<TrackId>) -> Result<()> {
        if let Some(track) = left {
            Jobs::new(self.db.clone(), self.clock.clone())
                .enqueue_in(tx, &DropSound { track }, self.clock.now_ms())
                .await?;
        }
        Ok(())
    }

    /// Says that nothing can be made of a sound.
    pub(crate) async fn refuse_sound(&self, sound: TrackId, reason: &str) -> Result<()> {
        track::Entity::update_many()
            .col_expr(track::Column::State, Expr::value(State::Failed))
            .col_expr(track::Column::Reason, Expr::value(reason))
            .filter(track::Column::Id.eq(sound.0))
            .filter(track::Column::Kind.eq(Kind::Episode))
            .exec(self.db.rw())
            .await?;
        Ok(())
    }

    /// Whether all episodes of a track serve it.
    pub(crate) async fn is_served(&self, sound: TrackId) -> Result<bool> {
        let of_it = episode::Entity::find().filter(episode::Column::TrackId.eq(sound.0));
        let rows = of_it.all(self.db.rw()).await?;
        Ok(rows.iter().all(|row| row.served_track_id == Some(sound.0)))
    }

    /// Whether a show has an episode with the sound of this file.
    pub(crate) async fn has_sound(&self, show: ShowId, hash: &str) -> Result<bool> {
        let of_hash = track::Entity::find()
            .filter(track::Column::Hash.eq(hash))
            .filter(track::Column::Kind.eq(Kind::Episode));
        let ids: Vec<_> = of_hash.all(self.db.rw()).await?.into_iter().map(|row| row.id).collect();
        let of_it = episode::Entity::find()
            .filter(episode::Column::ShowId.eq(show.0))
            .filter(episode::Column::TrackId.is_in(ids));
        Ok(of_it.count(self.db.rw()).await? > 0)
    }

    /// Whether a track is the sound of no episode.
    pub(crate) async fn is_unheard(&self, sound: TrackId) -> Result<bool> {
        let of_it = Condition::any()
            .add(episode::Column::TrackId.eq(sound.0))
            .add(episode::Column::ServedTrackId.eq(sound.0));
        Ok(episode::Entity::find().filter(of_it).count(self.db.rw()).await? == 0)
    }
}

/// Whether every podcast player takes it.
fn is_for_everybody(mime: &str) -> bool {
    matches!(mime, "audio/mpeg" | "audio/mp4" | "audio/aac")
}
