//! `GET /api/v1/channels/{slug}/shows/{show}/episodes`

use super::super::Api;
use super::list_episodes::page_of;
use crate::show::Episode;
use crate::store::Reader;
use awaz_core::page::{Page, PageRequest};
use awaz_core::{Error, Slug};
use awaz_http::{ApiError, Caller, Json, Path, Problem, Query};
use axum::extract::State;

/// Lists all episodes of a show of one's own, drafts too, those made last first.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/shows/{show}/episodes", tag = "shows",
    params(("slug" = Slug, Path), ("show" = Slug, Path), PageRequest),
    responses((status = 200, body = Page<Episode>), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 404, body = Problem)))]
pub(crate) async fn list_own_episodes(
    State(api): State<Api>,
    caller: Caller,
    Path((slug, name)): Path<(Slug, Slug)>,
    Query(page): Query<PageRequest>,
) -> Result<Json<Page<Episode>>, ApiError> {
    let channel = api.own_channel(&caller, &slug).await?;
    let show = api.own_show(&caller, &name).await?;
    if show.channel_id != channel {
        return Err(Error::not_found("show", name).into());
    }
    Ok(Json(page_of(&api, &show, (&page, Reader::Owner)).await?))
}
