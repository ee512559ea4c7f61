//! `DELETE /api/v1/episodes/{id}`

use super::super::Api;
use awaz_core::id::EpisodeId;
use awaz_http::{ApiError, Caller, Path, Problem};
use axum::extract::State;
use axum::http::StatusCode;

/// Deletes an episode with its sound.
#[utoipa::path(delete, path = "/api/v1/episodes/{id}", tag = "shows", params(("id" = EpisodeId, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn delete_episode(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<EpisodeId>,
) -> Result<StatusCode, ApiError> {
    api.own_episode(&caller, id).await?;
    api.content.delete_episode(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
