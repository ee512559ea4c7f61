//! `GET /api/v1/shows`

use super::super::Api;
use super::reach::for_everybody;
use crate::show::Show;
use awaz_core::page::{Page, PageRequest};
use awaz_core::{Error, Slug};
use awaz_http::{ApiError, Problem, Query, etag};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

/// Which shows.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Only those of this channel, by its slug.
    channel: Option<Slug>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Shows wanted, 1 to 200; 50 when absent.
    limit: Option<u32>,
}

/// Lists published shows, the newest first.
#[utoipa::path(get, path = "/api/v1/shows", tag = "shows", params(Filter),
    responses((status = 200, body = Page<Show>), (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn list_shows(
    State(api): State<Api>,
    Query(filter): Query<Filter>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let channel = match &filter.channel {
        Some(slug) => {
            let station = api.content.ports.stations()?.by_slug(slug).await?;
            Some(station.ok_or_else(|| Error::not_found("channel", slug))?.id)
        }
        None => None,
    };
    let wrong = |_| {
        Error::invalid("The cursor is not one of ours; begin at the first page.").field("cursor", "`next` of a page")
    };
    let after = filter.cursor.as_deref().map(str::parse).transpose().map_err(wrong)?;
    let page = PageRequest {
        cursor: None,
        limit: filter.limit,
    };
    let Page { items, next } = api.content.store.public_shows(channel, (after, page.limit())).await?;
    let items = api.with_channels(items).await?.into_iter().map(for_everybody).collect();
    Ok(etag::json(&headers, "no-cache", &Page { items, next }))
}
