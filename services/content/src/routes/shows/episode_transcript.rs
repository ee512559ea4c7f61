//! `PUT` and `DELETE /api/v1/episodes/{id}/transcript`

use super::super::Api;
use crate::show::{Episode, transcript};
use awaz_core::id::EpisodeId;
use awaz_http::{ApiError, Caller, Json, Path, Problem, etag};
use axum::body::Bytes;
use axum::extract::State;

/// Keeps what is said in an episode: a `WebVTT`, SRT or LRC file, or the JSON of Podcasting 2.0, of at
/// most 4 MiB. Players get it in the kind they ask for.
#[utoipa::path(put, path = "/api/v1/episodes/{id}/transcript", tag = "shows", params(("id" = EpisodeId, Path)),
    request_body(content = String, content_type = "text/plain"),
    responses((status = 200, body = Episode), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 413, body = Problem)))]
pub(crate) async fn put_transcript(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<EpisodeId>,
    body: Bytes,
) -> Result<Json<Episode>, ApiError> {
    api.own_episode(&caller, id).await?;
    let cues = transcript::read(&body)?;
    let kept = serde_json::to_string(&cues).map_err(awaz_store::Error::from)?;
    let tag = etag::tag(kept.as_bytes());
    let kept = Some((tag.trim_matches('"'), kept));
    api.content.store.set_transcript(id, kept).await?;
    Ok(Json(api.episode_view(id).await?))
}

/// Takes an episode's transcript away.
#[utoipa::path(delete, path = "/api/v1/episodes/{id}/transcript", tag = "shows", params(("id" = EpisodeId, Path)),
    responses((status = 200, body = Episode), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn delete_transcript(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<EpisodeId>,
) -> Result<Json<Episode>, ApiError> {
    api.own_episode(&caller, id).await?;
    api.content.store.set_transcript(id, None).await?;
    Ok(Json(api.episode_view(id).await?))
}
