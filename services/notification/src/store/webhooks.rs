//! Webhooks.

use std::collections::BTreeMap;

use awaz_core::id::{ChannelId, WebhookId};
use awaz_store::{Result, Tx};
use chrono::DateTime;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::{delivery, webhook};
use super::{Store, of_word, word};
use crate::model::{DeliveryState, Reason, Target, Trigger, Webhook};

/// A webhook, with its secret.
#[derive(Clone)]
pub(crate) struct Hook {
    pub(crate) id: WebhookId,
    pub(crate) channel: ChannelId,
    pub(crate) name: String,
    pub(crate) target: Target,
    pub(crate) secret: String,
    /// The secret before, and until when it signs, Unix ms.
    pub(crate) old_secret: Option<(String, i64)>,
    pub(crate) triggers: Vec<Trigger>,
    pub(crate) messages: BTreeMap<Trigger, String>,
    pub(crate) listeners_above: Option<u32>,
    pub(crate) listeners_below: Option<u32>,
    pub(crate) min_interval_s: u32,
    pub(crate) enabled: bool,
    pub(crate) disabled_reason: Option<Reason>,
    pub(crate) failing_since_ms: Option<i64>,
    pub(crate) last_song_ms: Option<i64>,
    pub(crate) was_above: Option<bool>,
    pub(crate) was_below: Option<bool>,
    pub(crate) created_at_ms: i64,
}

impl Hook {
    /// One that is to be filled in.
    pub(crate) fn blank(channel: ChannelId, now_ms: i64) -> Self {
        Self {
            id: WebhookId::new(),
            channel,
            name: String::new(),
            target: Target::Generic { url: String::new() },
            secret: String::new(),
            old_secret: None,
            triggers: Vec::new(),
            messages: BTreeMap::new(),
            listeners_above: None,
            listeners_below: None,
            min_interval_s: 0,
            enabled: true,
            disabled_reason: None,
            failing_since_ms: None,
            last_song_ms: None,
            was_above: None,
            was_below: None,
            created_at_ms: now_ms,
        }
    }

    /// As its owner sees it.
    pub(crate) fn view(&self, now_ms: i64) -> Webhook {
        let old_until = self.old_secret.as_ref().map(|(_, until_ms)| *until_ms);
        Webhook {
            id: self.id,
            name: self.name.clone(),
            target: self.target.clone(),
            triggers: self.triggers.clone(),
            messages: self.messages.clone(),
            listeners_above: self.listeners_above,
            listeners_below: self.listeners_below,
            min_interval_s: self.min_interval_s,
            enabled: self.enabled,
            disabled_reason: self.disabled_reason,
            failing_since: self.failing_since_ms.and_then(DateTime::from_timestamp_millis),
            old_secret_until: old_until
                .filter(|until_ms| *until_ms > now_ms)
                .and_then(DateTime::from_timestamp_millis),
            created_at: DateTime::from_timestamp_millis(self.created_at_ms).unwrap_or_default(),
        }
    }
}

impl Store {
    /// How many webhooks a channel has.
    pub(crate) async fn count(&self, tx: &Tx, channel: ChannelId) -> Result<u64> {
        let query = webhook::Entity::find().filter(webhook::Column::ChannelId.eq(channel.0));
        Ok(query.count(tx).await?)
    }

    /// Keeps a new webhook.
    pub(crate) async fn add(&self, tx: &Tx, hook: &Hook) -> Result<()> {
        webhook::Entity::insert(row(hook)?).exec_without_returning(tx).await?;
        Ok(())
    }

    /// Webhooks of a channel, oldest first.
    pub(crate) async fn hooks(&self, channel: ChannelId) -> Result<Vec<Hook>> {
        let rows = of_channel(channel).all(self.db.rw()).await?;
        rows.into_iter().map(hook).collect()
    }

    /// Webhooks of a channel that are on; nobody else changes them before `tx` ends.
    pub(crate) async fn hooks_on(&self, tx: &Tx, channel: ChannelId) -> Result<Vec<Hook>> {
        let query = of_channel(channel).filter(webhook::Column::Enabled.eq(true));
        query.lock_exclusive().all(tx).await?.into_iter().map(hook).collect()
    }

    /// One webhook of a channel.
    pub(crate) async fn hook(&self, channel: ChannelId, id: WebhookId) -> Result<Option<Hook>> {
        let query = webhook::Entity::find_by_id(id.0).filter(webhook::Column::ChannelId.eq(channel.0));
        query.one(self.db.rw()).await?.map(hook).transpose()
    }

    /// One webhook; nobody else changes it before `tx` ends.
    pub(crate) async fn hook_in(&self, tx: &Tx, id: WebhookId) -> Result<Option<Hook>> {
        let row = webhook::Entity::find_by_id(id.0).lock_exclusive().one(tx).await?;
        row.map(hook).transpose()
    }

    /// Writes a changed webhook; false where it is gone. What waits to be sent by one that is off
    /// is given up.
    pub(crate) async fn put(&self, tx: &Tx, hook: &Hook) -> Result<bool> {
        let mut changed = row(hook)?;
        changed.id = NotSet;
        let done = webhook::Entity::update_many()
            .set(changed)
            .filter(webhook::Column::Id.eq(hook.id.0))
            .exec(tx)
            .await?;
        if !hook.enabled {
            self.give_up(tx, hook.id).await?;
        }
        Ok(done.rows_affected == 1)
    }

    async fn give_up(&self, tx: &Tx, id: WebhookId) -> Result<()> {
        let off = "The webhook was switched off before it could be sent.";
        delivery::Entity::update_many()
            .col_expr(delivery::Column::State, word(DeliveryState::Dead)?.into())
            .col_expr(delivery::Column::Problem, off.into())
            .filter(delivery::Column::WebhookId.eq(id.0))
            .filter(delivery::Column::State.eq(word(DeliveryState::Waiting)?))
            .exec(tx)
            .await?;
        Ok(())
    }

    /// Deletes a webhook with what it sent; false where there is none.
    pub(crate) async fn remove(&self, channel: ChannelId, id: WebhookId) -> Result<bool> {
        let tx = self.db.begin().await?;
        let done = webhook::Entity::delete_many()
            .filter(webhook::Column::Id.eq(id.0))
            .filter(webhook::Column::ChannelId.eq(channel.0))
            .exec(&tx)
            .await?;
        if done.rows_affected == 1 {
            let sent = delivery::Entity::delete_many().filter(delivery::Column::WebhookId.eq(id.0));
            sent.exec(&tx).await?;
        }
        tx.commit().await?;
        Ok(done.rows_affected == 1)
    }

    /// Deletes everything of a channel.
    pub(crate) async fn forget(&self, tx: &Tx, channel: ChannelId) -> Result<()> {
        let hooks = webhook::Entity::delete_many().filter(webhook::Column::ChannelId.eq(channel.0));
        hooks.exec(tx).await?;
        let sent = delivery::Entity::delete_many().filter(delivery::Column::ChannelId.eq(channel.0));
        sent.exec(tx).await?;
        self.forget_station(tx, channel).await
    }
}

fn of_channel(channel: ChannelId) -> sea_orm::Select<webhook::Entity> {
    webhook::Entity::find()
        .filter(webhook::Column::ChannelId.eq(channel.0))
        .order_by_asc(webhook::Column::CreatedAtMs)
        .order_by_asc(webhook::Column::Id)
}

fn row(hook: &Hook) -> Result<webhook::ActiveModel> {
    let number = |number: Option<u32>| number.map(u32::cast_signed);
    let (old_secret, old_until_ms) = hook.old_secret.clone().unzip();
    Ok(webhook::ActiveModel {
        id: Set(hook.id.0),
        channel_id: Set(hook.channel.0),
        name: Set(hook.name.clone()),
        target: Set(serde_json::to_string(&hook.target)?),
        secret: Set(hook.secret.clone()),
        old_secret: Set(old_secret),
        old_until_ms: Set(old_until_ms),
        triggers: Set(serde_json::to_string(&hook.triggers)?),
        messages: Set(serde_json::to_string(&hook.messages)?),
        listeners_above: Set(number(hook.listeners_above)),
        listeners_below: Set(number(hook.listeners_below)),
        min_interval_s: Set(hook.min_interval_s.cast_signed()),
        enabled: Set(hook.enabled),
        disabled_reason: Set(hook.disabled_reason.map(word).transpose()?),
        failing_since_ms: Set(hook.failing_since_ms),
        last_song_ms: Set(hook.last_song_ms),
        was_above: Set(hook.was_above),
        was_below: Set(hook.was_below),
        created_at_ms: Set(hook.created_at_ms),
    })
}

pub(super) fn hook(row: webhook::Model) -> Result<Hook> {
    let number = |number: Option<i32>| number.map(i32::cast_unsigned);
    Ok(Hook {
        id: WebhookId(row.id),
        channel: ChannelId(row.channel_id),
        name: row.name,
        target: serde_json::from_str(&row.target)?,
        secret: row.secret,
        old_secret: row.old_secret.zip(row.old_until_ms),
        triggers: serde_json::from_str(&row.triggers)?,
        messages: serde_json::from_str(&row.messages)?,
        listeners_above: number(row.listeners_above),
        listeners_below: number(row.listeners_below),
        min_interval_s: row.min_interval_s.cast_unsigned(),
        enabled: row.enabled,
        disabled_reason: row.disabled_reason.as_deref().map(of_word).transpose()?,
        failing_since_ms: row.failing_since_ms,
        last_song_ms: row.last_song_ms,
        was_above: row.was_above,
        was_below: row.was_below,
        created_at_ms: row.created_at_ms,
    })
}
