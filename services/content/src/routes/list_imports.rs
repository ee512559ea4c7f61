//! `GET /api/v1/channels/{slug}/imports`

use super::Api;
use crate::import::ImportRun;
use awaz_core::Slug;
use awaz_core::page::Page;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;

/// Lists a channel's imports since the server started, newest first, with how far they are.
#[utoipa::path(get, path = "/api/v1/channels/{slug}/imports", tag = "library", params(("slug" = Slug, Path)),
    responses((status = 200, body = Page<ImportRun>), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn list_imports(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<Slug>,
) -> Result<Json<Page<ImportRun>>, ApiError> {
    let channel = api.own_channel(&caller, &slug).await?;
    Ok(Json(Page {
        items: api.content.importer.imports.of(channel),
        next: None,
    }))
}
