//! `DELETE /api/v1/shows/{slug}`

use super::super::Api;
use awaz_core::Slug;
use awaz_http::{ApiError, Caller, Path, Problem};
use axum::extract::State;
use axum::http::StatusCode;

/// Deletes a show with all its episodes and their sounds.
#[utoipa::path(delete, path = "/api/v1/shows/{slug}", tag = "shows", params(("slug" = Slug, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn delete_show(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<Slug>,
) -> Result<StatusCode, ApiError> {
    let show = api.own_show(&caller, &slug).await?;
    api.content.delete_show(show.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
