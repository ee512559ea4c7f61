//! `PUT /api/v1/episodes/{id}/audio`

use super::super::{Api, body};
use crate::files::name;
use crate::show::Episode;
use awaz_core::id::EpisodeId;
use awaz_core::{Code, Error};
use awaz_http::{ApiError, Caller, Json, Path, Problem, Query};
use axum::extract::{Request, State};
use serde::Deserialize;

/// What the file is.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct File {
    /// Name of the file.
    filename: Option<String>,
}

/// Makes the file in the body an episode's sound. Until it is checked, and made an MP3 where not
/// every player takes it, the episode goes on with the sound it had; its guid stays in any case.
#[utoipa::path(put, path = "/api/v1/episodes/{id}/audio", tag = "shows", params(("id" = EpisodeId, Path), File),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Episode), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 413, body = Problem), (status = 429, body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn put_episode_audio(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<EpisodeId>,
    Query(file): Query<File>,
    request: Request,
) -> Result<Json<Episode>, ApiError> {
    let known = api.own_episode(&caller, id).await?;
    let busy = || Error::new(Code::TooMany, "Too many files are being sent at once; try again soon.").retry_after(10);
    let _place = api.places.clone().try_acquire_owned().map_err(|_| busy())?;
    let filename = name::last_step(file.filename.as_deref().unwrap_or_default());
    let importer = &api.content.importer;
    let taken = body::take(request, importer.incoming(), api.content.config.max_file_bytes).await?;
    let added = api.content.give_sound((known.channel, id), taken, &filename).await?;
    api.queue(added).await?;
    Ok(Json(api.episode_view(id).await?))
}
