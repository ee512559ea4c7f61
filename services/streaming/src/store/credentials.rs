//! Who may send to a channel.
//!
//! A channel's own key can be read again by its owner (the studio shows it beside the encoder's
//! settings), so it is stored as it is: it is 138 random bits that open one mount and nothing else.
//! Passwords of DJs are chosen by people and are stored as hashes.

use super::entity::{channel, credential};
use super::{STATION_USER, Store};
use crate::agenda::Agenda;
use crate::live::{AdminScope, Granted, SourceAuth};
use crate::model::Settings;
use crate::slot::Slot;
use async_trait::async_trait;
use awaz_core::hours::{self, Hours};
use awaz_core::id::{ChannelId, CredentialId, UserId};
use awaz_core::ports::{Credential, Principal, Role};
use awaz_core::{Code, Error, Result, Slug, secret};
use awaz_wire::auth::Credentials;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use subtle::ConstantTimeEq;

/// DJs a channel may have.
const MAX_DJS: u64 = 200;
/// Channels a DJ's name is looked for in when they name none.
const MAX_GUESSES: u64 = 8;
/// Scope of keys that may administer stations.
const ADMIN_SCOPE: &str = "station:admin";

/// A DJ's credential as the studio shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CredentialView {
    /// Id.
    pub id: CredentialId,
    /// Name they sign in with.
    pub user: String,
    /// Name on screen.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Hours in which they may go on air, by the station's clock; at any time where there are none.
    pub hours: Vec<Hours>,
    /// Whether their connection is ended with their hours; otherwise they may go on.
    pub ends_with_hours: bool,
    /// Whether they may be on air when the schedule names them, besides their hours, and at no
    /// other time.
    pub is_by_schedule: bool,
}

/// What can be changed about a DJ; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CredentialChange {
    /// Name on screen, up to 100 characters.
    pub name: Option<String>,
    /// Hours in which they may go on air, at most 50 entries; none for any time.
    pub hours: Option<Vec<Hours>>,
    /// Whether their connection is ended with their hours.
    pub ends_with_hours: Option<bool>,
    /// Whether they may be on air when the schedule names them, and at no other time.
    pub is_by_schedule: Option<bool>,
}

impl CredentialChange {
    /// The hours it asks for, as they are kept.
    fn checked_hours(&self) -> Result<Option<String>> {
        let Some(hours) = &self.hours else { return Ok(None) };
        let kept = serde_json::to_string(&hours::checked(hours)?);
        kept.map(Some).map_err(|_| Error::internal())
    }
}

/// A name on screen as it is kept.
fn shortened(name: &str) -> String {
    name.trim().chars().take(100).collect()
}

impl Store {
    /// A channel's own key.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn source_key(&self, id: ChannelId) -> Result<String> {
        let row = self.station_row(id).await?;
        row.and_then(|row| row.source_key)
            .ok_or_else(|| Error::not_found("source key of the channel", id))
    }

    /// Makes a new key for a channel; the old one stops working at once.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn rotate_key(&self, id: ChannelId) -> Result<String> {
        let key = secret::source_key();
        let done = credential::Entity::update_many()
            .col_expr(credential::Column::SourceKey, Expr::value(key.clone()))
            .filter(credential::Column::ChannelId.eq(id.0))
            .filter(credential::Column::Username.eq(STATION_USER))
            .exec(self.db.rw())
            .await
            .map_err(awaz_store::Error::from)?;
        if done.rows_affected == 1 {
            Ok(key)
        } else {
            Err(Error::not_found("source key of the channel", id))
        }
    }

    /// Adds a DJ, with what `change` says of them.
    ///
    /// # Errors
    /// `Invalid` for a name, a password or hours that cannot be used, `Conflict` for a name that is
    /// taken.
    pub async fn add_dj(
        &self,
        id: ChannelId,
        user: &str,
        password: &str,
        change: &CredentialChange,
    ) -> Result<CredentialView> {
        check_dj(user, password)?;
        let hours = change.checked_hours()?;
        let djs = credential::Entity::find()
            .filter(credential::Column::ChannelId.eq(id.0))
            .count(self.db.rw())
            .await;
        if djs.map_err(awaz_store::Error::from)? > MAX_DJS {
            return Err(Error::conflict(
                "The channel has as many DJs as there can be; delete one.",
            ));
        }
        let hash = self.passwords.hash(password.to_owned()).await?;
        let row = credential::Model {
            id: CredentialId::new().0,
            channel_id: id.0,
            username: user.to_owned(),
            name: shortened(change.name.as_deref().unwrap_or_default()),
            source_key: None,
            password_hash: Some(hash),
            created_at_ms: self.now_ms(),
            last_used_ms: None,
            hours,
            ends_with_hours: change.ends_with_hours.unwrap_or_default(),
            is_by_schedule: change.is_by_schedule.unwrap_or_default(),
        };
        let added = credential::Entity::insert(credential::ActiveModel::from(row.clone()));
        match added
            .exec_without_returning(self.db.rw())
            .await
            .map_err(awaz_store::Error::from)
        {
            Ok(_) => view(row),
            Err(error) if error.is_unique_violation() => {
                Err(Error::conflict(format!("There is a DJ {user} already.")).field("/user", "is taken"))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A channel's DJs, by name.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn djs(&self, id: ChannelId) -> Result<Vec<CredentialView>> {
        let rows = credential::Entity::find()
            .filter(credential::Column::ChannelId.eq(id.0))
            .filter(credential::Column::Username.ne(STATION_USER))
            .order_by_asc(credential::Column::Username)
            .all(self.db.rw())
            .await
            .map_err(awaz_store::Error::from)?;
        rows.into_iter().map(view).collect()
    }

    /// Changes a DJ; who is on air stays so.
    ///
    /// # Errors
    /// `Invalid` for hours that cannot be, `NotFound`.
    pub async fn change_dj(
        &self,
        channel: ChannelId,
        id: CredentialId,
        change: &CredentialChange,
    ) -> Result<CredentialView> {
        let hours = change.checked_hours()?;
        let found = credential::Entity::find_by_id(id.0)
            .filter(credential::Column::ChannelId.eq(channel.0))
            .filter(credential::Column::Username.ne(STATION_USER))
            .one(self.db.rw())
            .await
            .map_err(awaz_store::Error::from)?;
        let mut row = found.ok_or_else(|| Error::not_found("DJ", id))?.into_active_model();
        if let Some(name) = &change.name {
            row.name = Set(shortened(name));
        }
        if hours.is_some() {
            row.hours = Set(hours);
        }
        if let Some(ends) = change.ends_with_hours {
            row.ends_with_hours = Set(ends);
        }
        if let Some(is_by_schedule) = change.is_by_schedule {
            row.is_by_schedule = Set(is_by_schedule);
        }
        let changed = row.update(self.db.rw()).await.map_err(awaz_store::Error::from)?;
        view(changed)
    }

    /// Deletes a DJ; false where there is no such DJ.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn delete_dj(&self, channel: ChannelId, id: CredentialId) -> Result<bool> {
        let done = credential::Entity::delete_many()
            .filter(credential::Column::Id.eq(id.0))
            .filter(credential::Column::ChannelId.eq(channel.0))
            .filter(credential::Column::Username.ne(STATION_USER))
            .exec(self.db.rw())
            .await
            .map_err(awaz_store::Error::from)?;
        Ok(done.rows_affected == 1)
    }

    async fn station_row(&self, id: ChannelId) -> Result<Option<credential::Model>> {
        let found = credential::Entity::find()
            .filter(credential::Column::ChannelId.eq(id.0))
            .filter(credential::Column::Username.eq(STATION_USER))
            .one(self.db.rw())
            .await;
        Ok(found.map_err(awaz_store::Error::from)?)
    }

    async fn channel_row(&self, slug: &Slug) -> Result<Option<channel::Model>> {
        let found = channel::Entity::find()
            .filter(channel::Column::Slug.eq(slug.as_str()))
            .one(self.db.rw())
            .await;
        Ok(found.map_err(awaz_store::Error::from)?)
    }

    async fn by_station_key(
        &self,
        slug: Option<&Slug>,
        key: &str,
    ) -> Result<Option<(channel::Model, credential::Model)>> {
        let row = if let Some(slug) = slug {
            match self.channel_row(slug).await? {
                Some(channel) => self.station_row(ChannelId(channel.id)).await?.map(|row| (channel, row)),
                None => None,
            }
        } else {
            let found = credential::Entity::find()
                .filter(credential::Column::SourceKey.eq(key))
                .one(self.db.rw())
                .await;
            self.with_channel(found.map_err(awaz_store::Error::from)?).await?
        };
        let is_right = |row: &credential::Model| {
            let stored = row.source_key.as_deref().unwrap_or_default();
            !stored.is_empty() && bool::from(stored.as_bytes().ct_eq(key.as_bytes()))
        };
        Ok(row.filter(|(_, row)| is_right(row)))
    }

    async fn with_channel(
        &self,
        row: Option<credential::Model>,
    ) -> Result<Option<(channel::Model, credential::Model)>> {
        let Some(row) = row else { return Ok(None) };
        let channel = channel::Entity::find_by_id(row.channel_id)
            .one(self.db.rw())
            .await
            .map_err(awaz_store::Error::from)?;
        Ok(channel.map(|channel| (channel, row)))
    }

    async fn by_dj(
        &self,
        slug: Option<&Slug>,
        user: &str,
        password: &str,
    ) -> Result<Option<(channel::Model, credential::Model)>> {
        let channel = match slug {
            Some(slug) => self.channel_row(slug).await?,
            None => None,
        };
        let mut query = credential::Entity::find()
            .filter(credential::Column::Username.eq(user))
            .limit(MAX_GUESSES);
        let mut rows = Vec::new();
        if slug.is_none() || channel.is_some() {
            if let Some(channel) = &channel {
                query = query.filter(credential::Column::ChannelId.eq(channel.id));
            }
            rows = query.all(self.db.rw()).await.map_err(awaz_store::Error::from)?;
        }
        let hashes = rows.iter().filter_map(|row| row.password_hash.clone()).collect();
        rows.retain(|row| row.password_hash.is_some());
        let found = self.passwords.verify(password.to_owned(), hashes).await?;
        self.with_channel(found.map(|index| rows.swap_remove(index))).await
    }

    async fn admin(&self, key: &str) -> Result<Principal> {
        let credential = Credential::Bearer(key.to_owned());
        let principal = self
            .ports
            .directory()?
            .authenticate(&credential)
            .await?
            .ok_or_else(wrong)?;
        if principal.may(ADMIN_SCOPE) {
            return Ok(principal);
        }
        Err(Error::new(
            Code::Forbidden,
            format!("This key does not have the scope {ADMIN_SCOPE}."),
        ))
    }

    async fn by_admin(&self, slug: &Slug, key: &str) -> Result<Granted> {
        let principal = self.admin(key).await?;
        let channel = self.channel_row(slug).await?.ok_or_else(wrong)?;
        let owns = principal.role == Role::Admin || channel.owner == Some(principal.user_id.0);
        if !owns {
            return Err(wrong());
        }
        granted(&channel, None, Slot::Always)
    }

    async fn used(&self, id: CredentialId) -> Result<()> {
        credential::Entity::update_many()
            .col_expr(credential::Column::LastUsedMs, Expr::value(self.now_ms()))
            .filter(credential::Column::Id.eq(id.0))
            .exec(self.db.rw())
            .await
            .map_err(awaz_store::Error::from)?;
        Ok(())
    }
}

#[async_trait]
impl SourceAuth for Store {
    async fn check(&self, channel: Option<&Slug>, credentials: &Credentials, _peer: SocketAddr) -> Result<Granted> {
        let (user, password) = (credentials.user.as_str(), credentials.password.as_str());
        let found = match (user, channel) {
            ("admin", Some(slug)) => return self.by_admin(slug, password).await,
            (STATION_USER | "", _) => self.by_station_key(channel, password).await?,
            _ => self.by_dj(channel, user, password).await?,
        };
        let (channel, row) = found.ok_or_else(wrong)?;
        self.used(CredentialId(row.id)).await?;
        let slot = self.slot(&channel, &row).await?;
        granted(&channel, Some(&row), slot)
    }

    async fn check_admin(&self, credentials: &Credentials, _peer: SocketAddr) -> Result<AdminScope> {
        if credentials.user != "admin" {
            return Err(wrong());
        }
        let principal = self.admin(&credentials.password).await?;
        if principal.role == Role::Admin {
            return Ok(AdminScope::All);
        }
        self.owned_by(principal.user_id).await.map(AdminScope::Channels)
    }
}

impl Store {
    /// When a DJ may be on air.
    async fn slot(&self, channel: &channel::Model, row: &credential::Model) -> Result<Slot> {
        let hours = hours_of(row)?;
        if hours.is_empty() && !row.is_by_schedule {
            return Ok(Slot::Always);
        }
        let settings: Settings = serde_json::from_str(&channel.settings).map_err(|_| Error::internal())?;
        let entries = if row.is_by_schedule {
            self.schedule(ChannelId(channel.id)).await?
        } else {
            Vec::new()
        };
        let agenda = Agenda::new(entries, &settings);
        let times = agenda.slots_of(CredentialId(row.id), &hours, self.now_ms());
        Ok(Slot::of(&times, row.ends_with_hours, settings.time_zone, self.now_ms()))
    }

    async fn owned_by(&self, owner: UserId) -> Result<Vec<Slug>> {
        let rows = channel::Entity::find()
            .filter(channel::Column::Owner.eq(owner.0))
            .all(self.db.rw())
            .await;
        let rows = rows.map_err(awaz_store::Error::from)?;
        Ok(rows.iter().filter_map(|row| Slug::parse(&row.slug).ok()).collect())
    }
}

fn granted(channel: &channel::Model, row: Option<&credential::Model>, slot: Slot) -> Result<Granted> {
    let who = row.map(|row| if row.name.is_empty() { &row.username } else { &row.name });
    let is_station = row.is_none_or(|row| row.username == STATION_USER);
    Ok(Granted {
        channel: Slug::parse(&channel.slug).map_err(|_| Error::internal())?,
        channel_id: ChannelId(channel.id),
        credential: row.map(|row| CredentialId(row.id)),
        who: if is_station {
            channel.name.clone()
        } else {
            who.cloned().unwrap_or_default()
        },
        is_admin: row.is_none(),
        slot,
    })
}

fn hours_of(row: &credential::Model) -> Result<Vec<Hours>> {
    let kept = row.hours.as_deref().map(serde_json::from_str).transpose();
    Ok(kept.map_err(|_| Error::internal())?.unwrap_or_default())
}

fn view(row: credential::Model) -> Result<CredentialView> {
    let time = |ms| DateTime::from_timestamp_millis(ms).unwrap_or_default();
    Ok(CredentialView {
        id: CredentialId(row.id),
        hours: hours_of(&row)?,
        ends_with_hours: row.ends_with_hours,
        is_by_schedule: row.is_by_schedule,
        user: row.username,
        name: row.name,
        created_at: time(row.created_at_ms),
        last_used_at: row.last_used_ms.map(time),
    })
}

fn check_dj(user: &str, password: &str) -> Result<()> {
    let is_name = (1..=64).contains(&user.len())
        && user
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    if !is_name || user == STATION_USER || user == "admin" {
        let message =
            "A DJ signs in with 1 to 64 letters a-z, digits, - _ or a dot; \"source\" and \"admin\" are taken.";
        return Err(Error::invalid(message).field("/user", "cannot be used"));
    }
    // Colons separate the name from the password in encoders that have one field for both.
    let is_password = (8..=128).contains(&password.chars().count()) && !password.chars().any(char::is_control);
    if is_password {
        Ok(())
    } else {
        Err(Error::invalid("A DJ's password has 8 to 128 characters.").field("/password", "8 to 128 characters"))
    }
}

fn wrong() -> Error {
    Error::new(Code::Unauthenticated, "The name or the password is wrong.")
}
