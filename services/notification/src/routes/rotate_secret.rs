//! `POST /api/v1/channels/{slug}/webhooks/{id}/rotate-secret`

use awaz_core::Error;
use awaz_core::id::WebhookId;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;

use super::{Api, missing};
use crate::model::{Target, WebhookWithSecret};
use crate::sign;

/// How long the old secret signs as well: 24 hours.
const BOTH_MS: i64 = 86_400_000;

/// Makes a new secret, shown this once; for 24 hours the old one signs as well.
#[utoipa::path(post, path = "/api/v1/channels/{slug}/webhooks/{id}/rotate-secret", tag = "webhooks",
    params(("slug" = String, Path, description = "the channel"), ("id" = WebhookId, Path, description = "the webhook")),
    responses((status = 200, body = WebhookWithSecret), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn rotate_webhook_secret(
    State(api): State<Api>,
    caller: Caller,
    Path((slug, id)): Path<(String, WebhookId)>,
) -> Result<Json<WebhookWithSecret>, ApiError> {
    api.own_hook(&caller, &slug, id).await?;
    let now_ms = api.clock.now_ms();
    let tx = api.store.db.begin().await.map_err(Error::from)?;
    let hook = api.store.hook_in(&tx, id).await.map_err(Error::from)?;
    let mut hook = hook.ok_or_else(|| missing(id))?;
    if !matches!(hook.target, Target::Generic { .. }) {
        let unsigned = "Only webhooks of the kind generic are signed; change the token of this one instead.";
        return Err(Error::conflict(unsigned).into());
    }
    let secret = sign::new_secret();
    hook.old_secret = Some((std::mem::replace(&mut hook.secret, secret.clone()), now_ms + BOTH_MS));
    api.store.put(&tx, &hook).await.map_err(Error::from)?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Json(WebhookWithSecret {
        webhook: hook.view(now_ms),
        secret: Some(secret),
    }))
}
