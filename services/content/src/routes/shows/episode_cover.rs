//! `PUT` and `DELETE /api/v1/episodes/{id}/cover`

use super::super::{Api, body};
use super::PICTURE_BYTES;
use crate::show::Episode;
use awaz_core::id::EpisodeId;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::{Request, State};

/// Makes the picture in the body an episode's cover: JPEG, PNG or WebP of at least 1400 by 1400
/// pixels, of which the square in the middle is kept.
#[utoipa::path(put, path = "/api/v1/episodes/{id}/cover", tag = "shows", params(("id" = EpisodeId, Path)),
    request_body(content = Vec<u8>, content_type = "image/*"),
    responses((status = 200, body = Episode), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 413, body = Problem)))]
pub(crate) async fn put_episode_cover(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<EpisodeId>,
    request: Request,
) -> Result<Json<Episode>, ApiError> {
    api.own_episode(&caller, id).await?;
    let taken = body::take(request, api.content.importer.incoming(), PICTURE_BYTES).await?;
    let hash = api.content.put_cover(id.0, &taken).await?;
    let before = api.content.store.set_episode_cover(id, Some(&hash)).await?;
    api.content.clear_cover(id.0, before).await?;
    Ok(Json(api.episode_view(id).await?))
}

/// Takes an episode's cover away; its show's is shown then.
#[utoipa::path(delete, path = "/api/v1/episodes/{id}/cover", tag = "shows", params(("id" = EpisodeId, Path)),
    responses((status = 200, body = Episode), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn delete_episode_cover(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<EpisodeId>,
) -> Result<Json<Episode>, ApiError> {
    api.own_episode(&caller, id).await?;
    let before = api.content.store.set_episode_cover(id, None).await?;
    api.content.clear_cover(id.0, before).await?;
    Ok(Json(api.episode_view(id).await?))
}
