//! How attempts ended.

use awaz_store::Result;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::entity::delivery;
use super::{Hook, Parcel, Store, word};
use crate::model::{DeliveryState, Reason, Trigger};

/// Time after which a webhook by which nothing arrives is switched off: 5 days.
const LONGEST_FAILURE_MS: i64 = 5 * 86_400_000;

/// What becomes of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// It arrived.
    Delivered,
    /// It is tried again, at this time, Unix ms.
    Again(i64),
    /// It is not tried any more.
    Dead,
    /// There is nobody any more who would take it.
    Gone,
}

/// An attempt, over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) end: End,
    pub(crate) status: Option<u16>,
    pub(crate) answer: String,
    pub(crate) problem: Option<String>,
}

impl Store {
    /// Writes down how an attempt ended, and what that means for its webhook.
    pub(crate) async fn ended(&self, parcel: &Parcel, ended: &Ended, now_ms: i64) -> Result<()> {
        let tx = self.db.begin().await?;
        // The webhook as it is now: its owner may have changed it while this was on its way.
        let Some(before) = self.hook_in(&tx, parcel.hook.id).await? else {
            return Ok(());
        };
        let hook = judged(before.clone(), parcel, ended.end, now_ms);
        let (state, next_ms) = match ended.end {
            End::Delivered => (DeliveryState::Delivered, now_ms),
            End::Again(at_ms) if hook.enabled => (DeliveryState::Waiting, at_ms),
            End::Again(_) | End::Dead | End::Gone => (DeliveryState::Dead, now_ms),
        };
        let attempts = (parcel.attempts + 1).cast_signed();
        delivery::Entity::update_many()
            .filter(delivery::Column::Id.eq(parcel.id.0))
            .col_expr(delivery::Column::State, word(state)?.into())
            .col_expr(delivery::Column::NextMs, next_ms.into())
            .col_expr(delivery::Column::Attempts, attempts.into())
            .col_expr(delivery::Column::Status, Expr::value(ended.status.map(i32::from)))
            .col_expr(delivery::Column::Answer, ended.answer.as_str().into())
            .col_expr(delivery::Column::Problem, Expr::value(ended.problem.clone()))
            .exec(&tx)
            .await?;
        if (before.enabled, before.failing_since_ms) != (hook.enabled, hook.failing_since_ms) {
            self.put(&tx, &hook).await?;
        }
        tx.commit().await
    }
}

/// A webhook after an attempt: one by which nothing arrives is switched off.
fn judged(mut hook: Hook, parcel: &Parcel, end: End, now_ms: i64) -> Hook {
    match end {
        End::Delivered => hook.failing_since_ms = None,
        // Somebody who tries a webhook sees what comes of it.
        _ if parcel.facts.trigger == Trigger::Test || !hook.enabled => {}
        End::Gone => (hook.enabled, hook.disabled_reason) = (false, Some(Reason::Gone)),
        End::Again(_) | End::Dead => {
            let since_ms = *hook.failing_since_ms.get_or_insert(now_ms);
            if now_ms - since_ms >= LONGEST_FAILURE_MS {
                (hook.enabled, hook.disabled_reason) = (false, Some(Reason::Failing));
            }
        }
    }
    hook
}
