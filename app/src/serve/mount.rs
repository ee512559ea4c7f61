//! Opens the services that this process runs and puts their routes together.

use super::setup;
use crate::config::AppConfig;
use crate::product::Product;
use awaz_core::{Error, Result};
use awaz_http::{Ctx, Service};
use awaz_identity::Setup;
use axum::Router;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;

/// Parts that have code, in the order in which they are opened: each may ask those before it.
const ROLES: [&str; 5] = ["auth", "content", "search", "streaming", "notification"];
/// Parts of the specification that have none yet.
const LATER: [&str; 7] = [
    "gateway",
    "user",
    "analytics",
    "payment",
    "recommendation",
    "chat",
    "admin",
];

/// What the OpenAPI document says about itself.
#[derive(OpenApi)]
#[openapi(
    info(title = "Awaz Pulse", description = "Live radio, recorded shows and podcasts in one program."),
    tags(
        (name = "stations", description = "Stations as listeners see them; no sign-in"),
        (name = "now playing", description = "What is heard, by request and as it changes"),
        (name = "channels", description = "Channels and their settings"),
        (name = "sources", description = "Encoders and DJs"),
        (name = "webhooks", description = "What happens on a channel, told to other servers and services"),
        (name = "search", description = "What there is, found as people type it; no sign-in"),
        (name = "auth", description = "Signing in, sessions, API keys"),
    )
)]
struct About;

/// The services, opened.
pub(super) struct Mounted {
    pub(super) router: Router,
    pub(super) document: Document,
    pub(super) services: Vec<Service>,
}

/// Opens the services of `server.services`.
///
/// # Errors
/// The operator's: an unknown part, a port that is taken.
pub(super) async fn mount(product: &Product, setup: &Setup, config: &AppConfig) -> Result<Mounted> {
    let roles = roles(&config.services)?;
    let ctx = &product.ctx;
    let mut services = Vec::new();
    if roles.contains(&"auth") {
        services.push(awaz_identity::service(ctx, &product.accounts, setup));
    }
    if roles.contains(&"content") {
        services.push(awaz_content::service_of(ctx, &product.content)?);
    }
    if roles.contains(&"search") {
        services.push(awaz_search::service(ctx, config.search.clone()).await?);
    }
    if roles.contains(&"streaming") {
        let (streaming, service) = awaz_streaming::open(ctx, config.streaming.clone()).await?;
        let _first = product.streaming.set(streaming);
        services.push(service);
    }
    if roles.contains(&"notification") {
        let (_courier, service) = awaz_notification::open(ctx, config.notification.clone())?;
        services.push(service);
    }
    let (router, document) = together(&mut services, setup::router(product, setup)).split_for_parts();
    Ok(Mounted {
        router,
        document,
        services,
    })
}

fn together(services: &mut [Service], extra: OpenApiRouter) -> OpenApiRouter {
    let mut router = OpenApiRouter::with_openapi(About::openapi()).merge(extra);
    for service in services {
        router = router.merge(std::mem::take(&mut service.router));
    }
    router
}

/// The OpenAPI document, without opening a port.
///
/// # Errors
/// When the folder of `ctx` cannot be written.
pub(crate) async fn document(ctx: &Ctx, product: &Product) -> Result<Document> {
    let setup = Setup::open(product.accounts.clone()).await?;
    let mut services = [
        awaz_identity::service(ctx, &product.accounts, &setup),
        awaz_content::service_of(ctx, &product.content)?,
    ];
    let routes = together(&mut services, setup::router(product, &setup))
        .merge(awaz_search::documented())
        .merge(awaz_notification::documented())
        .merge(awaz_streaming::documented());
    Ok(routes.split_for_parts().1)
}

fn roles(asked: &[String]) -> Result<Vec<&'static str>> {
    if asked.is_empty() {
        return Ok(ROLES.to_vec());
    }
    let mut roles = Vec::new();
    for role in asked {
        match ROLES.iter().find(|known| *known == role) {
            Some(known) => roles.push(*known),
            None if LATER.contains(&role.as_str()) => {
                return Err(Error::invalid(format!(
                    "The service {role} is not part of this version yet."
                )));
            }
            None => {
                let known = ROLES.join(", ");
                return Err(Error::invalid(format!(
                    "There is no service {role}; known are {known}."
                )));
            }
        }
    }
    if roles.contains(&"streaming") && !(roles.contains(&"content") && roles.contains(&"auth")) {
        let message =
            "streaming needs auth and content in the same process in this version: --services auth,content,streaming.";
        return Err(Error::invalid(message));
    }
    if roles.contains(&"search") && !(roles.contains(&"content") && roles.contains(&"streaming")) {
        let message = "search needs content and streaming in the same process in this version: \
                       --services auth,content,search,streaming.";
        return Err(Error::invalid(message));
    }
    if roles.contains(&"notification") && !roles.contains(&"streaming") {
        let message = "notification needs streaming in the same process in this version: \
                       --services auth,content,streaming,notification.";
        return Err(Error::invalid(message));
    }
    Ok(roles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_are_not_there_are_refused_by_name() {
        let asked = |text: &str| roles(&[text.to_owned()]).map_err(|error| error.message);
        assert_eq!(roles(&[]).unwrap().len(), 5);
        assert_eq!(asked("auth").unwrap(), ["auth"]);
        assert!(asked("chat").unwrap_err().contains("chat is not part of this version"));
        assert!(asked("radio").unwrap_err().contains("no service radio"));
        assert!(asked("search").unwrap_err().contains("needs content and streaming"));
        assert!(asked("notification").unwrap_err().contains("needs streaming"));
        assert!(asked("streaming").unwrap_err().contains("needs auth and content"));
    }
}
