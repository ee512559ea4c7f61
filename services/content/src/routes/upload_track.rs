//! `POST /api/v1/channels/{slug}/tracks`

use super::{Api, body};
use crate::files::name;
use crate::model::Track;
use awaz_core::id::PlaylistId;
use awaz_core::{Code, Error, Slug};
use awaz_http::{ApiError, Caller, Json, Path, Problem, Query};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use serde::Deserialize;

/// What the file is.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct File {
    /// Name of the file; its title where it has no tags.
    filename: Option<String>,
    /// Playlist it joins; the general rotation when absent.
    playlist: Option<PlaylistId>,
}

/// Adds the file in the body to a channel's library. It is checked soon after; until then its
/// state is `pending`. A file that is there already is not added twice: 200.
#[utoipa::path(post, path = "/api/v1/channels/{slug}/tracks", tag = "library", params(("slug" = Slug, Path), File),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Track), (status = 200, body = Track), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 404, body = Problem), (status = 413, body = Problem), (status = 429, body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn upload_track(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<Slug>,
    Query(file): Query<File>,
    request: Request,
) -> Result<(StatusCode, Json<Track>), ApiError> {
    let channel = api.own_channel(&caller, &slug).await?;
    let whose = api.whose(channel, file.playlist).await?;
    let busy = || Error::new(Code::TooMany, "Too many files are being sent at once; try again soon.").retry_after(10);
    let _place = api.places.clone().try_acquire_owned().map_err(|_| busy())?;
    let filename = name::last_step(file.filename.as_deref().unwrap_or_default());
    let importer = &api.content.importer;
    let taken = body::take(request, importer.incoming(), api.content.config.max_file_bytes).await?;
    let added = importer.admit(whose, taken, &filename).await?;
    let (id, is_new) = api.queue(added).await?;
    let found = api.content.store.track(id).await?;
    let (_, track) = found.ok_or_else(|| Error::not_found("track", id))?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(track)))
}
