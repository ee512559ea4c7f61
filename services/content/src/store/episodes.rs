//! Writing episodes.

use super::Store;
use super::entity::{episode, show, transcript};
use crate::show::{EpisodeChange, EpisodeDetails, EpisodeState, ShowDetails, episode_guid};
use awaz_core::Error;
use awaz_core::event::{Envelope, Topic};
use awaz_core::id::{ChannelId, EpisodeId, ShowId};
use awaz_store::{Result, Tx};
use chrono::TimeDelta;
use episode::State;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

/// Most episodes of one show.
const MAX_EPISODES: u64 = 20_000;
/// How far ahead a publication may be.
const AHEAD: TimeDelta = TimeDelta::days(3653);
/// Episodes published by one look.
const DUE_AT_ONCE: u64 = 100;

impl Store {
    /// Makes an episode, a draft where nothing else is said; its id.
    ///
    /// # Errors
    /// `NotFound` where the show is gone; `Invalid`; `Conflict` where there are too many.
    pub(crate) async fn create_episode(&self, show: ShowId, change: &EpisodeChange) -> Result<EpisodeId> {
        let tx = self.db.begin().await?;
        let (channel, language) = self.show_row(&tx, show).await?;
        let of_show = episode::Entity::find().filter(episode::Column::ShowId.eq(show.0));
        if of_show.count(&tx).await? >= MAX_EPISODES {
            let sentence = format!("A show has at most {MAX_EPISODES} episodes; begin another show.");
            return Err(Error::conflict(sentence).into());
        }
        let details = EpisodeDetails::default().change(change, &language)?;
        let (id, now_ms) = (EpisodeId::new(), self.clock.now_ms());
        let mut row = episode::Model {
            id: id.0,
            show_id: show.0,
            channel_id: channel.0,
            guid: episode_guid(id),
            state: State::Draft,
            details: serde_json::to_string(&details)?,
            cover: None,
            transcript: None,
            publish_at_ms: None,
            published_at_ms: None,
            track_id: None,
            served_track_id: None,
            audio_key: None,
            audio_mime: None,
            audio_tag: None,
            audio_bytes: None,
            duration_ms: None,
            created_at_ms: now_ms,
            updated_at_ms: now_ms,
        };
        self.move_to(&mut row, change)?;
        let event = self.episode_event("episode.created", &row);
        episode::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(&tx)
            .await?;
        self.touch(&tx, show).await?;
        self.tell(&tx, &[event]).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Changes an episode; `false` where it is gone.
    ///
    /// # Errors
    /// `Invalid`, also for publishing what has no sound.
    pub(crate) async fn change_episode(&self, id: EpisodeId, change: &EpisodeChange) -> Result<bool> {
        let tx = self.db.begin().await?;
        let Some(mut row) = episode::Entity::find_by_id(id.0).one(&tx).await? else {
            return Ok(false);
        };
        let show = ShowId(row.show_id);
        let (_, language) = self.show_row(&tx, show).await?;
        let details: EpisodeDetails = serde_json::from_str(&row.details)?;
        row.details = serde_json::to_string(&details.change(change, &language)?)?;
        let before = row.state;
        self.move_to(&mut row, change)?;
        row.updated_at_ms = self.clock.now_ms();
        let event = self.episode_event(kind_of(before, row.state), &row);
        row.into_active_model().reset_all().update(&tx).await?;
        self.touch(&tx, show).await?;
        self.tell(&tx, &[event]).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Moves an episode to the state that is asked for.
    fn move_to(&self, row: &mut episode::Model, change: &EpisodeChange) -> Result<()> {
        let now_ms = self.clock.now_ms();
        let wanted = change.state.map_or(row.state, kept);
        if let Some(at) = change.publish_at {
            if at > self.clock.now() + AHEAD {
                let sentence = "An episode is published within ten years.";
                return Err(Error::invalid(sentence)
                    .field("/publish_at", "a time within ten years")
                    .into());
            }
            row.publish_at_ms = Some(at.timestamp_millis());
        }
        match wanted {
            State::Scheduled if row.publish_at_ms.is_none() => {
                let sentence = "Say when the episode is to be published.";
                return Err(Error::invalid(sentence).field("/publish_at", "a time").into());
            }
            State::Published | State::Unlisted if row.audio_key.is_none() => {
                if wanted == State::Unlisted || row.track_id.is_none() {
                    let sentence = "An episode needs a sound before others can hear it; upload one first.";
                    return Err(Error::invalid(sentence).field("/state", "draft or scheduled").into());
                }
                // Its sound is being prepared: it is published as soon as that is done.
                row.state = State::Scheduled;
                row.publish_at_ms = Some(row.publish_at_ms.map_or(now_ms, |at_ms| at_ms.min(now_ms)));
            }
            State::Published | State::Unlisted => {
                row.published_at_ms = row.published_at_ms.or(Some(now_ms));
                row.publish_at_ms = None;
                row.state = wanted;
            }
            State::Draft | State::Scheduled | State::Archived => row.state = wanted,
        }
        Ok(())
    }

    /// Publishes what is due and has its sound, each once whoever looks; how many.
    pub(crate) async fn publish_due(&self) -> Result<usize> {
        let due: Vec<Uuid> = episode::Entity::find()
            .filter(episode::Column::State.eq(State::Scheduled))
            .filter(episode::Column::PublishAtMs.lte(self.clock.now_ms()))
            .filter(episode::Column::AudioKey.is_not_null())
            .order_by_asc(episode::Column::PublishAtMs)
            .limit(DUE_AT_ONCE)
            .select_only()
            .column(episode::Column::Id)
            .into_tuple()
            .all(self.db.rw())
            .await?;
        let mut published = 0;
        for id in due {
            published += usize::from(self.publish(id).await?);
        }
        Ok(published)
    }

    async fn publish(&self, id: Uuid) -> Result<bool> {
        let tx = self.db.begin().await?;
        let now_ms = self.clock.now_ms();
        // Of two processes, the second one's update finds it published already.
        let updated = episode::Entity::update_many()
            .col_expr(episode::Column::State, Expr::value(State::Published))
            .col_expr(episode::Column::PublishedAtMs, Expr::col(episode::Column::PublishAtMs))
            .col_expr(episode::Column::PublishAtMs, Expr::value(None::<i64>))
            .col_expr(episode::Column::UpdatedAtMs, Expr::value(now_ms))
            .filter(episode::Column::Id.eq(id))
            .filter(episode::Column::State.eq(State::Scheduled))
            .filter(episode::Column::PublishAtMs.lte(now_ms))
            .filter(episode::Column::AudioKey.is_not_null())
            .exec(&tx)
            .await?;
        if updated.rows_affected == 0 {
            return Ok(false);
        }
        let Some(row) = episode::Entity::find_by_id(id).one(&tx).await? else {
            return Ok(false);
        };
        self.touch(&tx, row.show_id.into()).await?;
        self.tell(&tx, &[self.episode_event("episode.published", &row)]).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Sets or takes away an episode's cover; the one before.
    pub(crate) async fn set_episode_cover(&self, id: EpisodeId, cover: Option<&str>) -> Result<Option<String>> {
        let tx = self.db.begin().await?;
        let Some(mut row) = episode::Entity::find_by_id(id.0).one(&tx).await? else {
            return Err(Error::not_found("episode", id).into());
        };
        let before = std::mem::replace(&mut row.cover, cover.map(str::to_owned));
        self.keep_changed(tx, row).await?;
        Ok(before.filter(|before| Some(before.as_str()) != cover))
    }

    /// Sets or takes away what is said in an episode; `cues` is JSON, and `tag` changes with it.
    pub(crate) async fn set_transcript(&self, id: EpisodeId, kept: Option<(&str, String)>) -> Result<()> {
        let tx = self.db.begin().await?;
        let Some(mut row) = episode::Entity::find_by_id(id.0).one(&tx).await? else {
            return Err(Error::not_found("episode", id).into());
        };
        row.transcript = kept.as_ref().map(|(tag, _)| (*tag).to_owned());
        transcript::Entity::delete_by_id(id.0).exec(&tx).await?;
        if let Some((tag, cues)) = kept {
            let new = transcript::ActiveModel {
                episode_id: Set(id.0),
                tag: Set(tag.to_owned()),
                cues: Set(cues),
            };
            let or_stay = OnConflict::column(transcript::Column::EpisodeId)
                .do_nothing()
                .to_owned();
            transcript::Entity::insert(new)
                .on_conflict(or_stay)
                .exec_without_returning(&tx)
                .await?;
        }
        self.keep_changed(tx, row).await
    }

    /// Deletes an episode; its covers' hash and the tracks that were its sound, where it was there.
    pub(crate) async fn delete_episode(&self, id: EpisodeId) -> Result<Option<(Option<String>, Vec<Uuid>)>> {
        let tx = self.db.begin().await?;
        let Some(row) = episode::Entity::find_by_id(id.0).one(&tx).await? else {
            return Ok(None);
        };
        episode::Entity::delete_by_id(id.0).exec(&tx).await?;
        transcript::Entity::delete_by_id(id.0).exec(&tx).await?;
        self.touch(&tx, row.show_id.into()).await?;
        self.tell(&tx, &[self.episode_event("episode.deleted", &row)]).await?;
        tx.commit().await?;
        let tracks = [row.track_id, row.served_track_id].into_iter().flatten().collect();
        Ok(Some((row.cover, tracks)))
    }

    /// Writes a row that was read in `tx`, and tells of it.
    async fn keep_changed(&self, tx: Tx, mut row: episode::Model) -> Result<()> {
        row.updated_at_ms = self.clock.now_ms();
        let (show, event) = (ShowId(row.show_id), self.episode_event("episode.updated", &row));
        row.into_active_model().reset_all().update(&tx).await?;
        self.touch(&tx, show).await?;
        self.tell(&tx, &[event]).await?;
        tx.commit().await
    }

    /// A show's channel and main language.
    async fn show_row(&self, tx: &Tx, show: ShowId) -> Result<(ChannelId, String)> {
        let row = show::Entity::find_by_id(show.0).one(tx).await?;
        let row = row.ok_or_else(|| Error::not_found("show", show))?;
        let details: ShowDetails = serde_json::from_str(&row.details)?;
        Ok((row.channel_id.into(), details.language))
    }

    pub(super) fn episode_event(&self, kind: &str, row: &episode::Model) -> Envelope {
        Envelope::new(Topic::Content, kind, &row.id, self.clock.now()).data(serde_json::json!({
            "episode_id": row.id, "show_id": row.show_id, "channel_id": row.channel_id,
        }))
    }
}

/// What a change of state is called.
const fn kind_of(before: State, after: State) -> &'static str {
    match (before, after) {
        (State::Published, State::Published) => "episode.updated",
        (_, State::Published) => "episode.published",
        (State::Published, _) => "episode.withdrawn",
        _ => "episode.updated",
    }
}

pub(super) const fn state(state: State) -> EpisodeState {
    match state {
        State::Draft => EpisodeState::Draft,
        State::Scheduled => EpisodeState::Scheduled,
        State::Published => EpisodeState::Published,
        State::Unlisted => EpisodeState::Unlisted,
        State::Archived => EpisodeState::Archived,
    }
}

const fn kept(state: EpisodeState) -> State {
    match state {
        EpisodeState::Draft => State::Draft,
        EpisodeState::Scheduled => State::Scheduled,
        EpisodeState::Published => State::Published,
        EpisodeState::Unlisted => State::Unlisted,
        EpisodeState::Archived => State::Archived,
    }
}
