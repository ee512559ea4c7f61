//! `PATCH /api/v1/tracks/{id}`

use super::Api;
use crate::model::{Track, TrackChange};
use awaz_core::id::TrackId;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;

/// Changes a track's title, artist or album. The file itself stays as it is.
#[utoipa::path(patch, path = "/api/v1/tracks/{id}", tag = "library", params(("id" = TrackId, Path)), request_body = TrackChange,
    responses((status = 200, body = Track), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn change_track(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<TrackId>,
    Json(change): Json<TrackChange>,
) -> Result<Json<Track>, ApiError> {
    api.own_track(&caller, id).await?;
    api.content.store.change_track(id, &change).await?;
    let (_, track) = api.own_track(&caller, id).await?;
    Ok(Json(track))
}
