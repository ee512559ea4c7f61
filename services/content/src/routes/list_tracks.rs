//! `GET /api/v1/channels/{slug}/tracks`

use super::Api;
use crate::model::Track;
use crate::store::{Position, TrackFilter};
use awaz_core::id::PlaylistId;
use awaz_core::page::{Page, PageRequest};
use awaz_core::{Error, Slug};
use awaz_http::{ApiError, Caller, Json, Path, Problem, Query};
use axum::extract::State;
use serde::Deserialize;

/// Which tracks.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Words of title, artist, album or file name, in any order.
    query: Option<String>,
    /// Only those of this playlist, in its order.
    playlist: Option<PlaylistId>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Tracks wanted, 1 to 200; 50 when absent.
    limit: Option<u32>,
}

/// Lists a channel's tracks, newest first, or those of a playlist in its order.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/tracks", tag = "library", params(("slug" = Slug, Path), Filter),
    responses((status = 200, body = Page<Track>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn list_tracks(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<Slug>,
    Query(filter): Query<Filter>,
) -> Result<Json<Page<Track>>, ApiError> {
    let channel = api.own_channel(&caller, &slug).await?;
    let wrong = || {
        Error::invalid("The cursor is not one of ours; begin at the first page.").field("cursor", "`next` of a page")
    };
    let after = filter
        .cursor
        .as_deref()
        .map(|cursor| Position::parse(cursor).ok_or_else(wrong));
    let page = PageRequest {
        cursor: None,
        limit: filter.limit,
    };
    let wanted = TrackFilter {
        query: filter.query,
        playlist: filter.playlist,
        after: after.transpose()?,
        limit: page.limit(),
    };
    Ok(Json(api.content.store.page(channel, &wanted).await?))
}
