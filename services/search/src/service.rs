//! The service: the index, its feed, the routes.

use std::path::Path;
use std::sync::Arc;

use awaz_core::{Result, SharedClock, SystemClock};
use awaz_http::{Ctx, Ports, Service, Task};
use awaz_store::index::Embedded;
use awaz_store::{Db, Index, Migrations, db};
use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::catalogue::{self, Changes, Shelf, Spare};
use crate::config::Config;
use crate::find::Finder;
use crate::meaning::Meaning;
use crate::numbers::Numbers;
use crate::routes::{self, Api, Origin};
use crate::rules::Keeper;
use crate::search::Search;
use crate::speech::Speech;
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
        spare: spare(&finder)?,
        finder,
        meaning: meaning(ctx, &config.model)?,
        rules: Keeper::new(store.clone()),
        numbers: Numbers::new(store.clone(), ctx.clock.clone(), config.keep_days),
        store: store.clone(),
        ports: ctx.ports.clone(),
    };
    let changes = Changes::default();
    let mut service = Service::new("search");
    service.consumers = vec![catalogue::consumer(changes.clone())];
    service.tasks = tasks(ctx, &search, &changes);
    let origin = Origin {
        public_url: ctx.public_url.clone(),
        is_tls: ctx.is_tls,
    };
    let api = Api::new(search, ctx.clock.clone(), origin);
    let api = api.changes(changes).speech(Speech::new(&config.speech)?);
    service.router = routes::router(api);
    Ok(service)
}

/// An index on a server has a spare here.
fn spare(finder: &Finder) -> Result<Option<Finder>> {
    Ok(match finder.index() {
        Index::Embedded(_) => None,
        Index::Remote(_) => Some(Finder::without_words(Index::Embedded(Embedded::in_memory()?))),
    })
}

fn meaning(ctx: &Ctx, model: &str) -> Result<Meaning> {
    if model.is_empty() {
        return Ok(Meaning::default());
    }
    Meaning::by_model(&ctx.data_dir.join(model))
}

fn tasks(ctx: &Ctx, search: &Search, changes: &Changes) -> Vec<Task> {
    let (shutdown, changes) = (|| ctx.shutdown.clone(), || changes.clone());
    let shelf = Shelf::new(search.finder.clone(), search.store.clone(), ctx.ports.clone());
    let spare = search.spare.clone().map(Spare::new);
    let lessons = catalogue::teach(shelf.clone(), search.meaning.clone(), changes(), shutdown());
    vec![
        Task::new("search.feed", catalogue::run(shelf, spare, changes(), shutdown())),
        Task::new("search.meaning", lessons),
        Task::new("search.rules", search.rules.clone().run(shutdown())),
        Task::new("search.numbers", search.numbers.clone().run(shutdown())),
    ]
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
        spare: None,
        meaning: Meaning::default(),
        rules: Keeper::new(store.clone()),
        numbers: Numbers::new(store.clone(), clock.clone(), 1),
        store,
        ports: Ports::default(),
    };
    let (router, _) = routes::router(Api::new(search, clock, Origin::default())).split_for_parts();
    Ok(router)
}

/// The routes as the document shows them, without an index.
#[must_use]
pub fn documented() -> OpenApiRouter {
    routes::documented()
}
