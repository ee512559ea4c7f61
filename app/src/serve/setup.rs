//! `POST /api/v1/setup`: the first owner and their first station, in one step.

use crate::product::{Product, create_channel};
use awaz_core::{Error, Language, Slug};
use awaz_http::{ApiError, Json, Problem};
use awaz_identity::{Setup, session_cookie};
use awaz_streaming::NewChannel;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

#[derive(Clone)]
struct Deps {
    product: Product,
    setup: Setup,
}

/// The first owner and their station.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct FirstRun {
    /// The code that stands in the server's terminal.
    code: String,
    /// Address that signs in.
    email: String,
    /// Password, at least 10 characters.
    password: String,
    /// Name on screen.
    name: String,
    /// The station.
    station: FirstStation,
}

/// The first station.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct FirstStation {
    /// Name on screen.
    name: String,
    /// Name in URLs; from the name when left out.
    #[schema(value_type = Option<String>)]
    slug: Option<Slug>,
    /// Language of the programme.
    language: Option<Language>,
}

/// What was made.
#[derive(Serialize, utoipa::ToSchema)]
struct FirstRunDone {
    /// The station, as in `/api/v1/stations`.
    #[schema(value_type = Object)]
    station: serde_json::Value,
    /// What to type into an encoder, as in `/api/v1/channels/{slug}/encoder`.
    #[schema(value_type = Object)]
    encoder: serde_json::Value,
}

pub(super) fn router(product: &Product, setup: &Setup) -> OpenApiRouter {
    let deps = Deps {
        product: product.clone(),
        setup: setup.clone(),
    };
    OpenApiRouter::new().routes(routes!(first_run)).with_state(deps)
}

/// Makes the owner and the first station, and signs the owner in.
#[utoipa::path(post, path = "/api/v1/setup", tag = "auth", request_body = FirstRun,
    responses((status = 201, body = FirstRunDone), (status = 400, body = Problem), (status = 403, body = Problem)))]
async fn first_run(
    State(deps): State<Deps>,
    headers: HeaderMap,
    Json(first): Json<FirstRun>,
) -> Result<Response, ApiError> {
    let station = first.station;
    if station.name.trim().is_empty() {
        return Err(Error::invalid("The station needs a name.")
            .field("/station/name", "is empty")
            .into());
    }
    let streaming = deps.product.streaming.get().ok_or_else(Error::internal)?;
    let user = deps
        .setup
        .claim(&first.code, first.email, first.password, first.name)
        .await?;
    let new = NewChannel {
        slug: station.slug,
        language: station.language,
        owner: Some(user.id),
        ..NewChannel::named(station.name)
    };
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let signed_in = deps.product.accounts.sign_in(user, agent).await?;
    let cookie = session_cookie(deps.product.ctx.is_tls, &signed_in);
    // The owner is made by now: a station that cannot be is made again from the studio.
    let (profile, _key) = create_channel(&deps.product, new).await?;
    let done = FirstRunDone {
        station: streaming.station(&profile.slug)?,
        encoder: streaming.encoder(&profile.slug, &headers).await?,
    };
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    Ok((
        StatusCode::CREATED,
        [(header::SET_COOKIE, cookie)],
        no_store,
        Json(done),
    )
        .into_response())
}
