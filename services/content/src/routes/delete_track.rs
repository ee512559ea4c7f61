//! `DELETE /api/v1/tracks/{id}`

use super::Api;
use awaz_core::id::TrackId;
use awaz_http::{ApiError, Caller, Path, Problem};
use axum::extract::State;
use axum::http::StatusCode;

/// Deletes a track with its file. What is on air plays to its end.
#[utoipa::path(delete, path = "/api/v1/tracks/{id}", tag = "library", params(("id" = TrackId, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn delete_track(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<TrackId>,
) -> Result<StatusCode, ApiError> {
    api.own_track(&caller, id).await?;
    api.content.delete_track(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
