//! `POST /api/v1/shows/{slug}/episodes`

use super::super::Api;
use crate::show::{Episode, EpisodeChange};
use awaz_core::Slug;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;
use axum::http::StatusCode;

/// Makes an episode, a draft without a sound. The sound follows, to `…/audio` or as an upload in
/// pieces that names the episode.
#[utoipa::path(post, path = "/api/v1/shows/{slug}/episodes", tag = "shows", params(("slug" = Slug, Path)), request_body = EpisodeChange,
    responses((status = 201, body = Episode), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(crate) async fn create_episode(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<Slug>,
    Json(wish): Json<EpisodeChange>,
) -> Result<(StatusCode, Json<Episode>), ApiError> {
    let show = api.own_show(&caller, &slug).await?;
    let id = api.content.store.create_episode(show.id, &wish).await?;
    Ok((StatusCode::CREATED, Json(api.episode_view(id).await?)))
}
