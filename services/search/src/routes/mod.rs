//! The HTTP API, one file per endpoint.

mod describe;
mod get_numbers;
mod get_suggestions;
mod get_trends;
mod popular;
mod record_click;
mod search;

use awaz_core::SharedClock;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::search::Search;
pub(crate) use describe::Origin;
use popular::Popular;

/// What the routes work with.
#[derive(Clone)]
pub(crate) struct Api {
    search: Search,
    popular: Popular,
    clock: SharedClock,
    origin: Origin,
}

/// All of search's routes.
pub(crate) fn router(search: Search, clock: SharedClock, origin: Origin) -> OpenApiRouter {
    let popular = Popular::new(search.store.clone(), clock.clone());
    let api = Api {
        search,
        popular,
        clock,
        origin,
    };
    all().with_state(api)
}

/// The routes as the document shows them.
pub(crate) fn documented() -> OpenApiRouter {
    OpenApiRouter::with_openapi(all().to_openapi())
}

fn all() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(search::search))
        .routes(routes!(get_suggestions::get_suggestions))
        .routes(routes!(get_trends::get_trends))
        .routes(routes!(record_click::record_click))
        .routes(routes!(get_numbers::get_numbers))
        .route("/opensearch.xml", axum::routing::get(describe::describe))
}
