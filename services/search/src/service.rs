//! The service: the index, its feed, the routes.

use std::path::Path;
use std::sync::Arc;

use awaz_core::{Result, SharedClock, SystemClock};
use awaz_http::{Ctx, Ports, Service, Task};
use awaz_store::{Db, Index, Migrations, db};
use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::catalogue::{self, Changes, Shelf};
use crate::config::Config;
use crate::find::Finder;
use crate::numbers::Numbers;
use crate::routes::{self, Origin};
use crate::search::Search;
use crate::store::Store;

/// Opens the index and makes the service; the other services may be opened after it.
///
/// # Errors
/// When the index cannot be opened.
pub async fn service(ctx: &Ctx, config: Config) -> Result<Service> {
    let index = Index::open(&config.url, &ctx.data_dir, awaz_http::client::builder).await?;
    let store = Store::new(ctx.db.clone());
    let finder = Finder::without_words(index);
    if let Err(error) = finder.read_words().await {
        // The feed asks again; a station goes on air without search.
        tracing::warn!(%error, "search finds nothing yet");
    }
    let search = Search {
        finder,
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
    let origin = Origin {
        public_url: ctx.public_url.clone(),
        is_tls: ctx.is_tls,
    };
    service.router = routes::router(search, ctx.clock.clone(), origin);
    Ok(service)
}

/// The routes over a finder of one's own, with empty tables in a folder: for measurements.
///
/// # Errors
/// When the folder cannot be written.
pub async fn routes_over(finder: Finder, folder: &Path) -> Result<Router> {
    let db = Db::open(&db::Config::default(), folder).await?;
    db.migrate(&Migrations::new().with(crate::migrations)).await?;
    let (store, clock): (_, SharedClock) = (Store::new(db), Arc::new(SystemClock));
    let search = Search {
        finder,
        numbers: Numbers::new(store.clone(), clock.clone(), 1),
        store,
        ports: Ports::default(),
    };
    let (router, _) = routes::router(search, clock, Origin::default()).split_for_parts();
    Ok(router)
}

/// The routes as the document shows them, without an index.
#[must_use]
pub fn documented() -> OpenApiRouter {
    routes::documented()
}
