//! `/api/v1/channels/{slug}/source` and `…/meter`: how what comes in is doing.

use super::Api;
use crate::model::SourceHealth;
use awaz_http::{ApiError, Caller, Json, Path, Problem, sse};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::response::sse::Event;
use futures::StreamExt;
use std::convert::Infallible;
use tokio_stream::wrappers::WatchStream;

/// Tells how the live source is doing.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/source", tag = "sources", params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, body = SourceHealth), (status = 404, body = Problem)))]
pub(crate) async fn get_source(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
) -> Result<Json<SourceHealth>, ApiError> {
    Ok(Json(api.own(&caller, &slug)?.source_health()))
}

/// Ends the live source; what is buffered is faded out.
#[utoipa::path(delete, path = "/api/v1/channels/{slug}/source", tag = "sources", params(("slug" = String, Path, description = "the channel")),
    responses((status = 204, description = "ended"), (status = 404, body = Problem)))]
pub(crate) async fn kick_source(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
) -> Result<StatusCode, ApiError> {
    api.own(&caller, &slug)?.kick_live()?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends the levels of what is on air, ten times a second: events `meter`.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/meter", tag = "sources", params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, content_type = "text/event-stream", description = "events"), (status = 404, body = Problem)))]
pub(crate) async fn watch_meter(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
) -> Result<Response, ApiError> {
    let levels = WatchStream::new(api.own(&caller, &slug)?.meter());
    let events = levels.map(|meter| {
        let data = serde_json::to_string(&meter).unwrap_or_default();
        Ok::<_, Infallible>(Event::default().event("meter").data(data))
    });
    Ok(sse::respond(events.take_until(Box::pin(api.feeds.closing()))))
}
