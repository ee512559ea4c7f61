//! `/api/v1/channels/{slug}/webhooks/{id}/deliveries`: what was sent, and what came back.

use awaz_core::id::{DeliveryId, WebhookId};
use awaz_core::page::{Page, PageRequest};
use awaz_core::{Error, Result};
use awaz_http::{ApiError, Caller, Json, Path, Problem, Query};
use axum::extract::State;
use uuid::Uuid;

use super::Api;
use crate::model::Delivery;

/// Lists what a webhook sent and will send, newest first.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/webhooks/{id}/deliveries", tag = "webhooks",
    params(("slug" = String, Path, description = "the channel"), ("id" = WebhookId, Path, description = "the webhook"),
        PageRequest),
    responses((status = 200, body = Page<Delivery>), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn list_deliveries(
    State(api): State<Api>,
    caller: Caller,
    Path((slug, id)): Path<(String, WebhookId)>,
    Query(page): Query<PageRequest>,
) -> Result<Json<Page<Delivery>>, ApiError> {
    let (_, hook) = api.own_hook(&caller, &slug, id).await?;
    let below = page.cursor.as_deref().map(cursor).transpose()?;
    let limit = page.limit();
    let items = api.store.page(hook.id, below, limit).await.map_err(Error::from)?;
    let is_full = items.len() as u64 == limit;
    let next = items.last().filter(|_| is_full).map(|last| last.id.to_string());
    Ok(Json(Page { items, next }))
}

fn cursor(text: &str) -> Result<Uuid> {
    let wrong = "The cursor cannot be used; begin with the first page.";
    text.parse()
        .map_err(|_| Error::invalid(wrong).field("cursor", "is not `next` of a page"))
}

/// Tries a dead delivery again, with all its attempts and under its old id.
#[utoipa::path(post, path = "/api/v1/channels/{slug}/webhooks/{id}/deliveries/{delivery}/retry", tag = "webhooks",
    params(("slug" = String, Path, description = "the channel"), ("id" = WebhookId, Path, description = "the webhook"),
        ("delivery" = DeliveryId, Path, description = "the delivery")),
    responses((status = 200, body = Delivery), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn retry_delivery(
    State(api): State<Api>,
    caller: Caller,
    Path((slug, id, delivery)): Path<(String, WebhookId, DeliveryId)>,
) -> Result<Json<Delivery>, ApiError> {
    let (_, hook) = api.own_hook(&caller, &slug, id).await?;
    let missing = || Error::not_found("delivery", delivery);
    if !hook.enabled {
        return Err(Error::conflict("The webhook is off. Switch it on first.").into());
    }
    let is_revived = api.store.revive(hook.id, delivery, api.clock.now_ms()).await;
    let is_revived = is_revived.map_err(Error::from)?;
    let found = api.store.delivery(hook.id, delivery).await.map_err(Error::from)?;
    let found = found.ok_or_else(missing)?;
    if is_revived {
        Ok(Json(found))
    } else {
        let alive = "This one has arrived, or is being tried already; there is nothing to try again.";
        Err(Error::conflict(alive).into())
    }
}
