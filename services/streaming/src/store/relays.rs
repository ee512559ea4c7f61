//! Relays: where a channel's sound is fetched from or sent on to.
//!
//! Passwords of other servers are stored as they are, because they have to be sent; the API never
//! gives them back.

use super::Store;
use super::entity::relay;
use awaz_core::id::{ChannelId, RelayId};
use awaz_core::{Error, Rendition, Result};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use url::Url;

/// Relays a channel may have.
const MAX_RELAYS: u64 = 20;

/// Which way the sound goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From another server to the channel.
    Pull,
    /// From the channel to another server.
    Push,
}

/// What the other server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RelayProtocol {
    /// Icecast, or plain HTTP.
    #[default]
    Icecast,
    /// Shoutcast v1.
    Shoutcast,
}

/// When the relay runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// All the time.
    #[default]
    Always,
    /// While somebody listens.
    OnDemand,
}

/// A relay to be made.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRelay {
    /// Which way.
    pub direction: Direction,
    /// Address of the other server's stream or mount.
    pub url: String,
    /// Name to sign in with, for pushing.
    #[serde(default)]
    pub user: String,
    /// Password, for pushing.
    #[serde(default)]
    pub password: String,
    /// What is sent, for pushing.
    #[schema(value_type = Option<String>)]
    pub rendition: Option<Rendition>,
    /// When it runs.
    #[serde(default)]
    pub mode: Mode,
    /// What the other server speaks.
    #[serde(default)]
    pub protocol: RelayProtocol,
}

/// A relay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RelayRow {
    /// Id.
    pub id: RelayId,
    /// Channel.
    #[serde(skip)]
    pub channel: ChannelId,
    /// Which way.
    pub direction: Direction,
    /// Address.
    pub url: String,
    /// Name to sign in with.
    pub user: String,
    /// Password; never given back.
    #[serde(skip)]
    pub password: String,
    /// What is sent.
    #[schema(value_type = String)]
    pub rendition: Rendition,
    /// When it runs.
    pub mode: Mode,
    /// What the other server speaks.
    pub protocol: RelayProtocol,
}

impl Store {
    /// Adds a relay.
    ///
    /// # Errors
    /// `Invalid` for an address that cannot be used, `Conflict` where there are too many.
    pub async fn add_relay(&self, channel: ChannelId, new: NewRelay) -> Result<RelayRow> {
        check_url(&new.url)?;
        let count = relay::Entity::find()
            .filter(relay::Column::ChannelId.eq(channel.0))
            .count(self.db.rw())
            .await;
        if count.map_err(awaz_store::Error::from)? >= MAX_RELAYS {
            return Err(Error::conflict(
                "The channel has as many relays as there can be; delete one.",
            ));
        }
        let row = RelayRow {
            id: RelayId::new(),
            channel,
            direction: new.direction,
            url: new.url,
            user: new.user,
            password: new.password,
            rendition: new.rendition.unwrap_or(Rendition::DEFAULT),
            mode: new.mode,
            protocol: new.protocol,
        };
        let added = relay::ActiveModel {
            id: Set(row.id.0),
            channel_id: Set(channel.0),
            direction: Set(word(row.direction)),
            protocol: Set(word(row.protocol)),
            url: Set(row.url.clone()),
            username: Set(row.user.clone()),
            password: Set(row.password.clone()),
            rendition: Set(row.rendition.to_string()),
            mode: Set(word(row.mode)),
            created_at_ms: Set(self.now_ms()),
        };
        let added = relay::Entity::insert(added).exec_without_returning(self.db.rw()).await;
        added.map_err(awaz_store::Error::from)?;
        Ok(row)
    }

    /// Relays of a channel, or of all, oldest first.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn relays(&self, channel: Option<ChannelId>) -> Result<Vec<RelayRow>> {
        let mut query = relay::Entity::find().order_by_asc(relay::Column::Id);
        if let Some(channel) = channel {
            query = query.filter(relay::Column::ChannelId.eq(channel.0));
        }
        let rows = query.all(self.db.rw()).await.map_err(awaz_store::Error::from)?;
        Ok(rows.into_iter().filter_map(row_of).collect())
    }

    /// Deletes a relay; false where there is no such relay.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn delete_relay(&self, channel: ChannelId, id: RelayId) -> Result<bool> {
        let done = relay::Entity::delete_many()
            .filter(relay::Column::Id.eq(id.0))
            .filter(relay::Column::ChannelId.eq(channel.0))
            .exec(self.db.rw())
            .await
            .map_err(awaz_store::Error::from)?;
        Ok(done.rows_affected == 1)
    }
}

fn check_url(text: &str) -> Result<()> {
    let wrong = || {
        Error::invalid("The address must be like http://host:8000/mount.").field("/url", "is not an http(s) address")
    };
    let url = Url::parse(text).map_err(|_| wrong())?;
    let is_good =
        matches!(url.scheme(), "http" | "https") && url.has_host() && text.len() <= 2000 && url.username().is_empty();
    if is_good { Ok(()) } else { Err(wrong()) }
}

fn word(value: impl Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(ToOwned::to_owned))
        .unwrap_or_default()
}

fn of_word<T: for<'de> Deserialize<'de>>(text: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
}

fn row_of(row: relay::Model) -> Option<RelayRow> {
    Some(RelayRow {
        id: RelayId(row.id),
        channel: ChannelId(row.channel_id),
        direction: of_word(&row.direction)?,
        url: row.url,
        user: row.username,
        password: row.password,
        rendition: Rendition::parse(&row.rendition)?,
        mode: of_word(&row.mode)?,
        protocol: of_word(&row.protocol)?,
    })
}
