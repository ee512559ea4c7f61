//! `/api/v1/channels/{slug}/webhooks`: made, seen, changed, deleted.

use awaz_core::Error;
use awaz_core::id::WebhookId;
use awaz_core::page::Page;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;
use axum::http::StatusCode;

use super::{Api, missing};
use crate::check;
use crate::model::{NewWebhook, Target, Webhook, WebhookChange, WebhookWithSecret};
use crate::store::Hook;

/// Webhooks a channel may have.
const MOST: u64 = 20;

/// Lists a channel's webhooks, oldest first.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/webhooks", tag = "webhooks",
    params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, body = Page<Webhook>), (status = 404, body = Problem)))]
pub(crate) async fn list_webhooks(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
) -> Result<Json<Page<Webhook>>, ApiError> {
    let station = api.own(&caller, &slug).await?;
    let now_ms = api.clock.now_ms();
    let hooks = api.store.hooks(station.id).await?;
    let items = hooks.iter().map(|hook| hook.view(now_ms)).collect();
    Ok(Json(Page { items, next: None }))
}

/// Adds a webhook; a generic one's secret is shown this once.
#[utoipa::path(post, path = "/api/v1/channels/{slug}/webhooks", tag = "webhooks", request_body = NewWebhook,
    params(("slug" = String, Path, description = "the channel")),
    responses((status = 201, body = WebhookWithSecret), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(crate) async fn create_webhook(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Json(new): Json<NewWebhook>,
) -> Result<(StatusCode, Json<WebhookWithSecret>), ApiError> {
    let station = api.own(&caller, &slug).await?;
    let now_ms = api.clock.now_ms();
    let hook = check::made(new, Hook::blank(station.id, now_ms))?;
    let tx = api.store.db.begin().await.map_err(Error::from)?;
    if api.store.count(&tx, station.id).await.map_err(Error::from)? >= MOST {
        let full = "The channel has as many webhooks as there can be; delete one.";
        return Err(Error::conflict(full).into());
    }
    api.store.add(&tx, &hook).await.map_err(Error::from)?;
    tx.commit().await.map_err(Error::from)?;
    let secret = matches!(hook.target, Target::Generic { .. }).then(|| hook.secret.clone());
    let webhook = hook.view(now_ms);
    Ok((StatusCode::CREATED, Json(WebhookWithSecret { webhook, secret })))
}

/// Changes a webhook; switched on again, it is no more taken to be failing.
#[utoipa::path(patch, path = "/api/v1/channels/{slug}/webhooks/{id}", tag = "webhooks", request_body = WebhookChange,
    params(("slug" = String, Path, description = "the channel"), ("id" = WebhookId, Path, description = "the webhook")),
    responses((status = 200, body = Webhook), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn update_webhook(
    State(api): State<Api>,
    caller: Caller,
    Path((slug, id)): Path<(String, WebhookId)>,
    Json(change): Json<WebhookChange>,
) -> Result<Json<Webhook>, ApiError> {
    api.own_hook(&caller, &slug, id).await?;
    let tx = api.store.db.begin().await.map_err(Error::from)?;
    let hook = api.store.hook_in(&tx, id).await.map_err(Error::from)?;
    let hook = check::changed(hook.ok_or_else(|| missing(id))?, change)?;
    api.store.put(&tx, &hook).await.map_err(Error::from)?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Json(hook.view(api.clock.now_ms())))
}

/// Deletes a webhook with what it sent.
#[utoipa::path(delete, path = "/api/v1/channels/{slug}/webhooks/{id}", tag = "webhooks",
    params(("slug" = String, Path, description = "the channel"), ("id" = WebhookId, Path, description = "the webhook")),
    responses((status = 204, description = "deleted"), (status = 404, body = Problem)))]
pub(crate) async fn delete_webhook(
    State(api): State<Api>,
    caller: Caller,
    Path((slug, id)): Path<(String, WebhookId)>,
) -> Result<StatusCode, ApiError> {
    let station = api.own(&caller, &slug).await?;
    if api.store.remove(station.id, id).await.map_err(Error::from)? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(missing(id).into())
    }
}
