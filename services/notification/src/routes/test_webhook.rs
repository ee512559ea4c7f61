//! `POST /api/v1/channels/{slug}/webhooks/{id}/test`

use awaz_core::id::WebhookId;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;
use serde::Serialize;

use super::Api;
use crate::facts::{Facts, Place};
use crate::model::Trigger;

/// What came of a trial.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct WebhookTrial {
    /// Whether it arrived.
    delivered: bool,
    /// Status of the answer; null where none came.
    status: Option<u16>,
    /// The answer's first 500 characters.
    answer: String,
    /// Why it did not arrive, where it did not; a sentence.
    problem: Option<String>,
    /// How long it took, ms.
    took_ms: u64,
}

/// Sends a message of the type `webhook.test` at once, and once only; directories are told what
/// plays.
#[utoipa::path(post, path = "/api/v1/channels/{slug}/webhooks/{id}/test", tag = "webhooks",
    params(("slug" = String, Path, description = "the channel"), ("id" = WebhookId, Path, description = "the webhook")),
    responses((status = 200, body = WebhookTrial), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn test_webhook(
    State(api): State<Api>,
    caller: Caller,
    Path((slug, id)): Path<(String, WebhookId)>,
) -> Result<Json<WebhookTrial>, ApiError> {
    let (station, hook) = api.own_hook(&caller, &slug, id).await?;
    let known = api.store.known(api.store.db.rw(), station.id).await;
    let known = known.map_err(awaz_core::Error::from)?;
    let facts = Facts {
        trigger: Trigger::Test,
        at: api.clock.now(),
        station: Place::of(&station, api.public_url.as_deref()),
        song: known.song,
        listeners: known.listeners,
        who: known.live,
        ..Facts::default()
    };
    let trial = api.courier.try_out(&hook, &facts).await?;
    Ok(Json(WebhookTrial {
        delivered: trial.ended.problem.is_none(),
        status: trial.ended.status,
        answer: trial.ended.answer,
        problem: trial.ended.problem,
        took_ms: u64::try_from(trial.took.as_millis()).unwrap_or(u64::MAX),
    }))
}
