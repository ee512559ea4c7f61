//! `GET /api/v1/shows/{slug}`

use super::super::Api;
use crate::show::Show;
use awaz_core::Slug;
use awaz_http::{ApiError, MaybeCaller, Path, Problem, etag};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

/// Shows a show. A draft is there for its owner only.
#[utoipa::path(get, path = "/api/v1/shows/{slug}", tag = "shows", params(("slug" = Slug, Path)),
    responses((status = 200, body = Show), (status = 304), (status = 404, body = Problem)))]
pub(crate) async fn get_show(
    State(api): State<Api>,
    who: MaybeCaller,
    Path(slug): Path<Slug>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let show = api.shown(&who, &slug).await?;
    Ok(etag::json(&headers, "no-cache", &show))
}
