//! `GET /api/v1/channels/{slug}/shows`

use super::super::Api;
use crate::show::Show;
use awaz_core::Slug;
use awaz_core::page::Page;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;

/// Lists all shows of a channel of one's own, drafts too, in the order they were made.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/shows", tag = "shows", params(("slug" = Slug, Path)),
    responses((status = 200, body = Page<Show>), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn list_channel_shows(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<Slug>,
) -> Result<Json<Page<Show>>, ApiError> {
    let channel = api.own_channel(&caller, &slug).await?;
    let items = api.content.store.shows_of(channel).await?;
    Ok(Json(Page {
        items: api.with_channels(items).await?,
        next: None,
    }))
}
