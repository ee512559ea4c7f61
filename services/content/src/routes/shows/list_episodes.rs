//! `GET /api/v1/shows/{slug}/episodes`

use super::super::Api;
use crate::show::{Episode, Show};
use crate::store::{EpisodeFilter, Reader};
use awaz_core::page::{Page, PageRequest};
use awaz_core::{Error, Result, Slug};
use awaz_http::{ApiError, MaybeCaller, Path, Problem, Query, etag};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

/// Lists a show's published episodes in the order in which they are meant to be heard: the newest
/// first, or from the first one on where the show is serial.
#[utoipa::path(get, path = "/api/v1/shows/{slug}/episodes", tag = "shows", params(("slug" = Slug, Path), PageRequest),
    responses((status = 200, body = Page<Episode>), (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn list_episodes(
    State(api): State<Api>,
    who: MaybeCaller,
    Path(slug): Path<Slug>,
    Query(page): Query<PageRequest>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let show = api.shown(&who, &slug).await?;
    let found = page_of(&api, &show, (&page, Reader::Everybody)).await?;
    Ok(etag::json(&headers, "no-cache", &found))
}

/// A page of a show's episodes.
///
/// # Errors
/// `Invalid` for a cursor that is none of ours.
pub(super) async fn page_of(api: &Api, show: &Show, (page, reader): (&PageRequest, Reader)) -> Result<Page<Episode>> {
    let wrong = || {
        Error::invalid("The cursor is not one of ours; begin at the first page.").field("cursor", "`next` of a page")
    };
    let after = page
        .cursor
        .as_deref()
        .map(|cursor| EpisodeFilter::cursor(cursor).ok_or_else(wrong));
    let filter = EpisodeFilter {
        reader,
        after: after.transpose()?,
        limit: page.limit(),
    };
    Ok(api.content.store.episodes(show, &filter).await?)
}
