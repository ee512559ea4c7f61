//! The HTTP API: webhooks of a channel, and what they sent.

mod deliveries;
mod rotate_secret;
mod test_webhook;
mod webhooks;

use awaz_core::id::WebhookId;
use awaz_core::ports::Station;
use awaz_core::{Error, Result, SharedClock, Slug};
use awaz_http::{Caller, Ports};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::send::Courier;
use crate::store::{Hook, Store};

/// What the routes work with; clones cheaply.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) store: Store,
    pub(crate) courier: Courier,
    pub(crate) ports: Ports,
    pub(crate) clock: SharedClock,
    pub(crate) public_url: Option<String>,
}

impl Api {
    /// The caller's channel of this name.
    ///
    /// # Errors
    /// `NotFound` where there is none, or it is not theirs; `Forbidden` without the permission.
    async fn own(&self, caller: &Caller, slug: &str) -> Result<Station> {
        caller.require("station:admin")?;
        let missing = || Error::not_found("channel", slug.chars().take(60).collect::<String>());
        let slug = Slug::parse(slug).map_err(|_| missing())?;
        self.ports.own_station(caller, &slug).await
    }

    /// A webhook of the caller's channel, and the channel.
    ///
    /// # Errors
    /// As [`Api::own`]; `NotFound` where the channel has no such webhook.
    async fn own_hook(&self, caller: &Caller, slug: &str, id: WebhookId) -> Result<(Station, Hook)> {
        let station = self.own(caller, slug).await?;
        let hook = self.store.hook(station.id, id).await?;
        Ok((station, hook.ok_or_else(|| missing(id))?))
    }
}

fn missing(id: WebhookId) -> Error {
    Error::not_found("webhook", id)
}

/// All of notification's routes.
pub(crate) fn router(api: Api) -> OpenApiRouter {
    all().with_state(api)
}

/// The routes as the document shows them.
pub(crate) fn documented() -> OpenApiRouter {
    OpenApiRouter::with_openapi(all().to_openapi())
}

fn all() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(webhooks::list_webhooks, webhooks::create_webhook))
        .routes(routes!(webhooks::update_webhook, webhooks::delete_webhook))
        .routes(routes!(test_webhook::test_webhook))
        .routes(routes!(rotate_secret::rotate_webhook_secret))
        .routes(routes!(deliveries::list_deliveries))
        .routes(routes!(deliveries::retry_delivery))
}
