//! `/api/v1/channels/{slug}/relays`: sound fetched from, or sent on to, other servers.

use super::Api;
use crate::relay::RelayStatus;
use crate::store::{NewRelay, RelayRow};
use awaz_core::Error;
use awaz_core::id::RelayId;
use awaz_core::page::Page;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;

/// A relay, and how it is doing.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct RelayView {
    #[serde(flatten)]
    relay: RelayRow,
    /// How it is doing.
    status: RelayStatus,
}

/// Lists a channel's relays.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/relays", tag = "relays", params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, body = Page<RelayView>), (status = 404, body = Problem)))]
pub(crate) async fn list_relays(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
) -> Result<Json<Page<RelayView>>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let relays = api.store.relays(Some(channel.id())).await?;
    let items = relays.into_iter().map(|relay| RelayView {
        status: api.relays.status(relay.id),
        relay,
    });
    Ok(Json(Page {
        items: items.collect(),
        next: None,
    }))
}

/// Adds a relay; it starts at once.
#[utoipa::path(post, path = "/api/v1/channels/{slug}/relays", tag = "relays", request_body = NewRelay,
    params(("slug" = String, Path, description = "the channel")),
    responses((status = 201, body = RelayView), (status = 400, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn create_relay(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Json(new): Json<NewRelay>,
) -> Result<(StatusCode, Json<RelayView>), ApiError> {
    let channel = api.own(&caller, &slug)?;
    let relay = api.store.add_relay(channel.id(), new).await?;
    api.relays.start(&relay, &channel.slug());
    let status = api.relays.status(relay.id);
    Ok((StatusCode::CREATED, Json(RelayView { relay, status })))
}

/// Deletes a relay; it ends at once.
#[utoipa::path(delete, path = "/api/v1/channels/{slug}/relays/{id}", tag = "relays",
    params(("slug" = String, Path, description = "the channel"), ("id" = RelayId, Path, description = "the relay")),
    responses((status = 204, description = "deleted"), (status = 404, body = Problem)))]
pub(crate) async fn delete_relay(
    State(api): State<Api>,
    caller: Caller,
    Path((slug, id)): Path<(String, RelayId)>,
) -> Result<StatusCode, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let is_gone = api.store.delete_relay(channel.id(), id).await?;
    api.relays.end(id);
    if is_gone {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Error::not_found("relay", id).into())
    }
}
