//! Channels, and what they need to go on after a restart.

use super::entity::{
    alert, as_run, channel, channel_state, credential, listener_history, queue_entry, recording, relay, schedule_entry,
    traffic,
};
use super::{STATION_USER, Store};
use crate::agenda::Agenda;
use crate::engine::{SavedState, new_epoch_ms};
use crate::model::{Profile, Settings};
use awaz_core::id::{ChannelId, CredentialId, UserId};
use awaz_core::{Error, Result, Slug, secret};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use std::sync::Arc;

impl Store {
    /// Adds a channel with its source key, and returns the key.
    ///
    /// # Errors
    /// `Conflict` where the slug is taken.
    pub async fn add_channel(&self, profile: &Profile) -> Result<String> {
        let key = secret::source_key();
        let row = channel::ActiveModel {
            id: Set(profile.id.0),
            epoch_ms: Set(profile.epoch_ms),
            created_at_ms: Set(profile.created_at_ms),
            ..changing(profile)?
        };
        let credential = credential::ActiveModel {
            id: Set(CredentialId::new().0),
            channel_id: Set(profile.id.0),
            username: Set(STATION_USER.to_owned()),
            name: Set(String::new()),
            source_key: Set(Some(key.clone())),
            password_hash: Set(None),
            created_at_ms: Set(self.now_ms()),
            last_used_ms: Set(None),
            hours: Set(None),
            ends_with_hours: Set(false),
            is_by_schedule: Set(false),
        };
        let tx = self.db.begin().await?;
        let added = channel::Entity::insert(row).exec_without_returning(&tx).await;
        added.map_err(|error| taken(error.into(), &profile.slug))?;
        let added = credential::Entity::insert(credential).exec_without_returning(&tx).await;
        added.map_err(awaz_store::Error::from)?;
        tx.commit().await?;
        Ok(key)
    }

    /// A new channel's profile, not stored yet.
    #[must_use]
    pub fn new_profile(&self, slug: Slug, name: String, owner: Option<UserId>, settings: Settings) -> Profile {
        let now_ms = self.now_ms();
        Profile {
            id: ChannelId::new(),
            color: crate::art::color_of(slug.as_str()).to_owned(),
            slug,
            name,
            description: String::new(),
            genre: String::new(),
            language: "ur".to_owned(),
            website: String::new(),
            owner,
            epoch_ms: new_epoch_ms(self.clock.now()),
            created_at_ms: now_ms,
            version: 1,
            settings,
        }
    }

    /// Writes a changed channel, if it is still of the version it was read at; returns it with its
    /// new version.
    ///
    /// # Errors
    /// `PreconditionFailed` where somebody else changed it meanwhile, `Conflict` where the slug is
    /// taken.
    pub async fn update_channel(&self, mut profile: Profile) -> Result<Profile> {
        let expected = profile.version;
        profile.version += 1;
        let done = channel::Entity::update_many()
            .set(changing(&profile)?)
            .filter(channel::Column::Id.eq(profile.id.0))
            .filter(channel::Column::Version.eq(expected))
            .exec(self.db.rw())
            .await
            .map_err(|error| taken(error.into(), &profile.slug))?;
        if done.rows_affected == 1 {
            return Ok(profile);
        }
        let message = "Somebody else changed the channel meanwhile. Load it again and repeat your change.";
        Err(Error::new(awaz_core::Code::PreconditionFailed, message))
    }

    /// Deletes a channel and all it has in our tables.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn delete_channel(&self, id: ChannelId) -> Result<()> {
        let tx = self.db.begin().await?;
        macro_rules! delete {
            ($($table:ident),*) => {$(
                let rows = $table::Entity::delete_many().filter($table::Column::ChannelId.eq(id.0));
                rows.exec(&tx).await.map_err(awaz_store::Error::from)?;
            )*};
        }
        delete!(
            credential,
            channel_state,
            queue_entry,
            as_run,
            recording,
            relay,
            schedule_entry,
            listener_history,
            traffic,
            alert
        );
        channel::Entity::delete_by_id(id.0)
            .exec(&tx)
            .await
            .map_err(awaz_store::Error::from)?;
        tx.commit().await?;
        Ok(())
    }

    /// All channels with what they need to go on, by slug.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer, `Internal` for a row of another version.
    pub async fn channels(&self) -> Result<Vec<(Profile, SavedState)>> {
        let rows = channel::Entity::find()
            .order_by_asc(channel::Column::Slug)
            .all(self.db.rw())
            .await;
        let rows = rows.map_err(awaz_store::Error::from)?;
        let states = channel_state::Entity::find()
            .all(self.db.rw())
            .await
            .map_err(awaz_store::Error::from)?;
        let mut states: HashMap<_, _> = states
            .into_iter()
            .map(|state| (state.channel_id, state.current))
            .collect();
        let mut schedules = self.schedules().await?;
        rows.into_iter()
            .map(|row| {
                let saved = states.remove(&row.id).and_then(|json| serde_json::from_str(&json).ok());
                let profile = profile_of(row)?;
                let mut saved: SavedState = saved.unwrap_or_default();
                let entries = schedules.remove(&profile.id).unwrap_or_default();
                saved.agenda = Arc::new(Agenda::new(entries, &profile.settings));
                Ok((profile, saved))
            })
            .collect()
    }

    /// Keeps what a channel needs to go on.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn save_state(&self, id: ChannelId, state: &SavedState) -> Result<()> {
        let row = channel_state::ActiveModel {
            channel_id: Set(id.0),
            generation: Set(i64::from(state.generation)),
            position: Set(state.position.cast_signed()),
            seq: Set(state.seq.cast_signed()),
            current: Set(serde_json::to_string(state).map_err(|_| Error::internal())?),
        };
        let columns = [
            channel_state::Column::Generation,
            channel_state::Column::Position,
            channel_state::Column::Seq,
            channel_state::Column::Current,
        ];
        let or_replace = OnConflict::column(channel_state::Column::ChannelId)
            .update_columns(columns)
            .to_owned();
        let saved = channel_state::Entity::insert(row)
            .on_conflict(or_replace)
            .exec_without_returning(self.db.rw())
            .await;
        saved.map_err(awaz_store::Error::from)?;
        Ok(())
    }
}

fn changing(profile: &Profile) -> Result<channel::ActiveModel> {
    Ok(channel::ActiveModel {
        slug: Set(profile.slug.to_string()),
        name: Set(profile.name.clone()),
        description: Set(profile.description.clone()),
        genre: Set(profile.genre.clone()),
        language: Set(profile.language.clone()),
        website: Set(profile.website.clone()),
        color: Set(profile.color.clone()),
        owner: Set(profile.owner.map(|owner| owner.0)),
        version: Set(profile.version),
        settings: Set(serde_json::to_string(&profile.settings).map_err(|_| Error::internal())?),
        ..<channel::ActiveModel as ActiveModelTrait>::default()
    })
}

fn taken(error: awaz_store::Error, slug: &Slug) -> Error {
    if error.is_unique_violation() {
        return Error::conflict(format!("There is a channel {slug} already.")).field("/slug", "is taken");
    }
    error.into()
}

fn profile_of(row: channel::Model) -> Result<Profile> {
    let unreadable = |what: &str| {
        tracing::error!(channel = %row.id, what, "a channel's row cannot be read; it was written by another version");
        Error::internal()
    };
    Ok(Profile {
        id: ChannelId(row.id),
        slug: Slug::parse(&row.slug).map_err(|_| unreadable("slug"))?,
        settings: serde_json::from_str(&row.settings).map_err(|_| unreadable("settings"))?,
        name: row.name,
        description: row.description,
        genre: row.genre,
        language: row.language,
        website: row.website,
        color: row.color,
        owner: row.owner.map(UserId),
        epoch_ms: row.epoch_ms,
        created_at_ms: row.created_at_ms,
        version: row.version,
    })
}
