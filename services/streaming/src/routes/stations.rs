//! `/api/v1/stations`: what listeners can choose from.

use super::Api;
use super::views::{self, StationPage, StationView};
use awaz_core::page::Page;
use awaz_http::{ApiError, Json, Path, Problem, etag};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

/// Lists the stations, those with a live voice first, then by who listens.
#[utoipa::path(get, path = "/api/v1/stations", tag = "stations", responses((status = 200, body = Page<StationView>)))]
pub(crate) async fn list_stations(State(api): State<Api>, headers: HeaderMap) -> Response {
    let mut channels = api.hub.all();
    channels.sort_by_cached_key(|channel| {
        let state = channel.state();
        (
            state.on_air != crate::model::OnAir::Live,
            std::cmp::Reverse(state.listeners),
            channel.slug(),
        )
    });
    let items = channels.iter().map(|channel| views::station(channel)).collect();
    etag::json(&headers, "no-cache", &Page::<StationView> { items, next: None })
}

/// Shows a station with what was heard and what comes.
#[utoipa::path(get, path = "/api/v1/stations/{slug}", tag = "stations", params(("slug" = String, Path, description = "the station")),
    responses((status = 200, body = StationPage), (status = 404, body = Problem)))]
pub(crate) async fn get_station(
    State(api): State<Api>,
    Path(slug): Path<String>,
) -> Result<Json<StationPage>, ApiError> {
    Ok(Json(views::page(api.channel(&slug)?.as_ref())))
}

/// Draws a station's cover.
#[utoipa::path(get, path = "/api/v1/stations/{slug}/art", tag = "stations", params(("slug" = String, Path, description = "the station")),
    responses((status = 200, content_type = "image/svg+xml", description = "a square picture"), (status = 404, body = Problem)))]
pub(crate) async fn get_station_art(State(api): State<Api>, Path(slug): Path<String>) -> Result<Response, ApiError> {
    let channel = api.channel(&slug)?;
    let svg = crate::art::cover(channel.slug().as_str());
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    Ok((headers, svg).into_response())
}
