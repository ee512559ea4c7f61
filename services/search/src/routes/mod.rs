//! The HTTP API, one file per endpoint.

mod describe;
mod get_features;
mod get_numbers;
mod get_suggestions;
mod get_trends;
mod hear;
mod popular;
mod record_click;
mod rules;
mod search;

use awaz_core::SharedClock;
use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::catalogue::Changes;
use crate::search::Search;
use crate::speech::Speech;
pub(crate) use describe::Origin;
use popular::Popular;

/// What the routes work with.
#[derive(Clone)]
pub(crate) struct Api {
    search: Search,
    popular: Popular,
    changes: Changes,
    speech: Option<Speech>,
    clock: SharedClock,
    origin: Origin,
}

impl Api {
    pub(crate) fn new(search: Search, clock: SharedClock, origin: Origin) -> Self {
        Self {
            popular: Popular::new(search.store.clone(), clock.clone()),
            search,
            changes: Changes::default(),
            speech: None,
            clock,
            origin,
        }
    }

    /// With what is told that the index is to be made anew.
    pub(crate) fn changes(self, changes: Changes) -> Self {
        Self { changes, ..self }
    }

    /// With what makes text of speech.
    pub(crate) fn speech(self, speech: Option<Speech>) -> Self {
        Self { speech, ..self }
    }
}

/// All of search's routes.
pub(crate) fn router(api: Api) -> OpenApiRouter {
    all().with_state(api)
}

/// The routes as the document shows them.
pub(crate) fn documented() -> OpenApiRouter {
    OpenApiRouter::with_openapi(all().to_openapi())
}

fn all() -> OpenApiRouter<Api> {
    let hear = OpenApiRouter::new()
        .routes(routes!(hear::hear))
        .layer(DefaultBodyLimit::max(hear::BYTES));
    OpenApiRouter::new()
        .routes(routes!(search::search))
        .routes(routes!(get_suggestions::get_suggestions))
        .routes(routes!(get_trends::get_trends))
        .routes(routes!(record_click::record_click))
        .routes(routes!(get_numbers::get_numbers))
        .routes(routes!(get_features::get_features))
        .routes(routes!(rules::get_rules, rules::put_rules))
        .routes(routes!(rules::preview_rules))
        .routes(routes!(rules::rebuild))
        .merge(hear)
        .route("/opensearch.xml", axum::routing::get(describe::describe))
}
