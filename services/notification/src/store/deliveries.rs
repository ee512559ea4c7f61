//! Deliveries: made by events, taken by whoever sends.

use awaz_core::id::{DeliveryId, EventId, WebhookId};
use awaz_store::{Result, Tx};
use chrono::DateTime;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::entity::{delivery, webhook};
use super::webhooks::hook;
use super::{Hook, Store, of_word, word};
use crate::facts::Facts;
use crate::model::{Delivery, DeliveryState};

/// A delivery to be made.
pub(crate) struct NewDelivery<'a> {
    pub(crate) hook: &'a Hook,
    pub(crate) event: EventId,
    pub(crate) facts: &'a Facts,
    pub(crate) now_ms: i64,
    /// When it is sent first, Unix ms.
    pub(crate) next_ms: i64,
}

/// A delivery that is being tried, and to whom.
#[derive(Clone)]
pub(crate) struct Parcel {
    pub(crate) id: DeliveryId,
    pub(crate) hook: Hook,
    pub(crate) facts: Facts,
    /// Attempts before this one.
    pub(crate) attempts: u32,
}

impl Store {
    /// Makes a delivery, once for each event.
    pub(crate) async fn deliver(&self, tx: &Tx, new: NewDelivery<'_>) -> Result<DeliveryId> {
        let id = DeliveryId::new();
        let row = delivery::ActiveModel {
            id: Set(id.0),
            webhook_id: Set(new.hook.id.0),
            channel_id: Set(new.hook.channel.0),
            event_id: Set(new.event.0),
            trigger: Set(word(new.facts.trigger)?),
            facts: Set(serde_json::to_string(new.facts)?),
            state: Set(word(DeliveryState::Waiting)?),
            attempts: Set(0),
            next_ms: Set(new.next_ms),
            happened_at_ms: Set(new.facts.at.timestamp_millis()),
            created_at_ms: Set(new.now_ms),
            status: Set(None),
            answer: Set(String::new()),
            problem: Set(None),
        };
        let once = OnConflict::columns([delivery::Column::WebhookId, delivery::Column::EventId])
            .do_nothing()
            .to_owned();
        let insert = delivery::Entity::insert(row).on_conflict(once);
        insert.exec_without_returning(tx).await?;
        Ok(id)
    }

    /// Deliveries of a webhook that wait.
    pub(crate) async fn waiting(&self, tx: &Tx, id: WebhookId) -> Result<u64> {
        let query = delivery::Entity::find()
            .filter(delivery::Column::WebhookId.eq(id.0))
            .filter(delivery::Column::State.eq(word(DeliveryState::Waiting)?));
        Ok(query.count(tx).await?)
    }

    /// Takes the delivery whose turn it is, so that nobody else does before `until_ms`; none of the
    /// webhooks that are `busy`.
    pub(crate) async fn take(&self, now_ms: i64, until_ms: i64, busy: &[Uuid]) -> Result<Option<Parcel>> {
        while let Some(row) = due(now_ms, busy)?.one(self.db.rw()).await? {
            let taken = delivery::Entity::update_many()
                .col_expr(delivery::Column::NextMs, until_ms.into())
                .filter(delivery::Column::Id.eq(row.id))
                .filter(delivery::Column::State.eq(row.state.as_str()))
                .filter(delivery::Column::NextMs.eq(row.next_ms))
                .exec(self.db.rw())
                .await?;
            if taken.rows_affected == 1
                && let Some(parcel) = self.parcel(row).await?
            {
                return Ok(Some(parcel));
            }
        }
        Ok(None)
    }

    /// A delivery with its webhook; `None`, and it is gone, where that was deleted meanwhile.
    async fn parcel(&self, row: delivery::Model) -> Result<Option<Parcel>> {
        let Some(found) = webhook::Entity::find_by_id(row.webhook_id).one(self.db.rw()).await? else {
            delivery::Entity::delete_by_id(row.id).exec(self.db.rw()).await?;
            return Ok(None);
        };
        Ok(Some(Parcel {
            id: DeliveryId(row.id),
            hook: hook(found)?,
            facts: serde_json::from_str(&row.facts)?,
            attempts: row.attempts.cast_unsigned(),
        }))
    }

    /// Deliveries of a webhook, newest first, from below a cursor on.
    pub(crate) async fn page(&self, hook: WebhookId, below: Option<Uuid>, limit: u64) -> Result<Vec<Delivery>> {
        let mut query = delivery::Entity::find()
            .filter(delivery::Column::WebhookId.eq(hook.0))
            .order_by_desc(delivery::Column::Id)
            .limit(limit);
        if let Some(below) = below {
            query = query.filter(delivery::Column::Id.lt(below));
        }
        query.all(self.db.rw()).await?.into_iter().map(view).collect()
    }

    /// One delivery of a webhook.
    pub(crate) async fn delivery(&self, hook: WebhookId, id: DeliveryId) -> Result<Option<Delivery>> {
        let query = delivery::Entity::find_by_id(id.0).filter(delivery::Column::WebhookId.eq(hook.0));
        query.one(self.db.rw()).await?.map(view).transpose()
    }

    /// Gives a dead delivery new attempts, now; false where there is no dead one.
    pub(crate) async fn revive(&self, hook: WebhookId, id: DeliveryId, now_ms: i64) -> Result<bool> {
        let done = delivery::Entity::update_many()
            .col_expr(delivery::Column::State, word(DeliveryState::Waiting)?.into())
            .col_expr(delivery::Column::Attempts, 0.into())
            .col_expr(delivery::Column::NextMs, now_ms.into())
            .filter(delivery::Column::Id.eq(id.0))
            .filter(delivery::Column::WebhookId.eq(hook.0))
            .filter(delivery::Column::State.eq(word(DeliveryState::Dead)?))
            .exec(self.db.rw())
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Deletes what ended and was made before; of each webhook, no more than `most` are kept.
    pub(crate) async fn trim(&self, before_ms: i64, most: u64) -> Result<()> {
        let ended = || -> Result<_> {
            let waits = delivery::Column::State.ne(word(DeliveryState::Waiting)?);
            Ok(delivery::Entity::delete_many().filter(waits))
        };
        let old = ended()?.filter(delivery::Column::CreatedAtMs.lt(before_ms));
        old.exec(self.db.rw()).await?;
        let query = webhook::Entity::find().select_only().column(webhook::Column::Id);
        let ids: Vec<Uuid> = query.into_tuple().all(self.db.rw()).await?;
        for id in ids {
            let newest = delivery::Entity::find()
                .filter(delivery::Column::WebhookId.eq(id))
                .order_by_desc(delivery::Column::Id);
            let first_over = newest.offset(most).limit(1).one(self.db.rw()).await?;
            if let Some(first_over) = first_over {
                let over = ended()?.filter(delivery::Column::WebhookId.eq(id));
                let over = over.filter(delivery::Column::Id.lte(first_over.id));
                over.exec(self.db.rw()).await?;
            }
        }
        Ok(())
    }
}

fn due(now_ms: i64, busy: &[Uuid]) -> Result<Select<delivery::Entity>> {
    let mut query = delivery::Entity::find()
        .filter(delivery::Column::State.eq(word(DeliveryState::Waiting)?))
        .filter(delivery::Column::NextMs.lte(now_ms))
        .order_by_asc(delivery::Column::NextMs);
    if !busy.is_empty() {
        query = query.filter(delivery::Column::WebhookId.is_not_in(busy.iter().copied()));
    }
    Ok(query)
}

fn view(row: delivery::Model) -> Result<Delivery> {
    let state: DeliveryState = of_word(&row.state)?;
    let time = |ms: i64| DateTime::from_timestamp_millis(ms).unwrap_or_default();
    Ok(Delivery {
        id: DeliveryId(row.id),
        trigger: of_word(&row.trigger)?,
        happened_at: time(row.happened_at_ms),
        state,
        attempts: row.attempts.cast_unsigned(),
        status: row.status.and_then(|status| u16::try_from(status).ok()),
        answer: row.answer,
        problem: row.problem,
        next_attempt_at: (state == DeliveryState::Waiting).then(|| time(row.next_ms)),
        created_at: time(row.created_at_ms),
    })
}
