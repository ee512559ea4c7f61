//! The service: the index, its feed, the routes.

use awaz_core::Result;
use awaz_http::{Ctx, Service, Task};
use awaz_store::Index;
use utoipa_axum::router::OpenApiRouter;

use crate::catalogue::{self, Changes, Shelf};
use crate::config::Config;
use crate::find::Finder;
use crate::numbers::Numbers;
use crate::routes;
use crate::search::Search;
use crate::store::Store;

/// Opens the index and makes the service; the other services may be opened after it.
///
/// # Errors
/// When the index cannot be opened.
pub async fn service(ctx: &Ctx, config: Config) -> Result<Service> {
    let index = Index::open(&config.url, &ctx.data_dir).await?;
    let store = Store::new(ctx.db.clone());
    let search = Search {
        finder: Finder::new(index).await?,
        numbers: Numbers::new(store.clone(), ctx.clock.clone(), config.keep_days),
        store: store.clone(),
        ports: ctx.ports.clone(),
    };
    let changes = Changes::default();
    let shelf = Shelf::new(search.finder.clone(), store, ctx.ports.clone());
    let mut service = Service::new("search");
    service.consumers = vec![catalogue::consumer(changes.clone())];
    let feed = catalogue::run(shelf, changes, ctx.shutdown.clone());
    let numbers = search.numbers.clone().run(ctx.shutdown.clone());
    service.tasks = vec![Task::new("search.feed", feed), Task::new("search.numbers", numbers)];
    service.router = routes::router(search, ctx.clock.clone());
    Ok(service)
}

/// The routes as the document shows them, without an index.
#[must_use]
pub fn documented() -> OpenApiRouter {
    routes::documented()
}
