//! `GET /api/v1/tracks/{id}`

use super::Api;
use crate::model::Track;
use awaz_core::id::TrackId;
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;

/// Shows a track.
#[utoipa::path(get, path = "/api/v1/tracks/{id}", tag = "library", params(("id" = TrackId, Path)),
    responses((status = 200, body = Track), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn get_track(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<TrackId>,
) -> Result<Json<Track>, ApiError> {
    let (_, track) = api.own_track(&caller, id).await?;
    Ok(Json(track))
}
