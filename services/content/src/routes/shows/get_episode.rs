//! `GET /api/v1/episodes/{id}`

use super::super::Api;
use crate::show::Episode;
use awaz_core::id::EpisodeId;
use awaz_http::{ApiError, MaybeCaller, Path, Problem, etag};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

/// Shows an episode. What is not published is there for its owner only; what is unlisted, for
/// whoever has its address.
#[utoipa::path(get, path = "/api/v1/episodes/{id}", tag = "shows", params(("id" = EpisodeId, Path)),
    responses((status = 200, body = Episode), (status = 304), (status = 404, body = Problem)))]
pub(crate) async fn get_episode(
    State(api): State<Api>,
    who: MaybeCaller,
    Path(id): Path<EpisodeId>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let episode = api.heard(&who, id).await?;
    Ok(etag::json(&headers, "no-cache", &episode))
}
