//! The service: the consumer, the courier, the routes.

use awaz_core::Result;
use awaz_http::{Ctx, Service, Task};
use utoipa_axum::router::OpenApiRouter;

use crate::config::Config;
use crate::routes::{self, Api};
use crate::send::Courier;
use crate::store::Store;
use crate::{hear, sweep};

/// Makes the service, and what sends for it; the other services may be opened before or after it.
///
/// # Errors
/// When TLS cannot be set up.
pub fn open(ctx: &Ctx, config: Config) -> Result<(Courier, Service)> {
    let store = Store::new(ctx.db.clone());
    let keep_days = config.keep_days;
    let courier = Courier::new(ctx, config, store.clone())?;
    let mut service = Service::new("notification");
    service.consumers = vec![hear::consumer(ctx, store.clone())];
    let stop = || ctx.shutdown.clone();
    let sweep = sweep::run(store.clone(), ctx.clock.clone(), keep_days, stop());
    service.tasks = vec![
        Task::new("notification.courier", courier.clone().run(stop())),
        Task::new("notification.sweep", sweep),
    ];
    let api = Api {
        store,
        courier: courier.clone(),
        ports: ctx.ports.clone(),
        clock: ctx.clock.clone(),
        public_url: ctx.public_url.clone(),
    };
    service.router = routes::router(api);
    Ok((courier, service))
}

/// The routes as the document shows them, without anything behind them.
#[must_use]
pub fn documented() -> OpenApiRouter {
    routes::documented()
}
