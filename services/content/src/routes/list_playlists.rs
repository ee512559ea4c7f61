//! `GET /api/v1/channels/{slug}/playlists`

use super::Api;
use crate::model::Playlist;
use awaz_core::Slug;
use awaz_core::page::Page;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;

/// Lists a channel's playlists, the general rotation first.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/playlists", tag = "library", params(("slug" = Slug, Path)),
    responses((status = 200, body = Page<Playlist>), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn list_playlists(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<Slug>,
) -> Result<Json<Page<Playlist>>, ApiError> {
    let channel = api.own_channel(&caller, &slug).await?;
    api.content.store.default_playlist(channel).await?;
    Ok(Json(Page {
        items: api.content.store.playlists(channel).await?,
        next: None,
    }))
}
