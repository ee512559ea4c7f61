//! `PATCH /api/v1/episodes/{id}`

use super::super::Api;
use crate::show::{Episode, EpisodeChange};
use awaz_core::id::EpisodeId;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;

/// Changes an episode, publishes it, now or at a time, or takes it back.
#[utoipa::path(patch, path = "/api/v1/episodes/{id}", tag = "shows", params(("id" = EpisodeId, Path)), request_body = EpisodeChange,
    responses((status = 200, body = Episode), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn change_episode(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<EpisodeId>,
    Json(change): Json<EpisodeChange>,
) -> Result<Json<Episode>, ApiError> {
    api.own_episode(&caller, id).await?;
    api.content.store.change_episode(id, &change).await?;
    Ok(Json(api.episode_view(id).await?))
}
