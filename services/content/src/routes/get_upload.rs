//! `HEAD /api/v1/uploads/{id}`

use super::{Api, tus};
use crate::import::blocking;
use awaz_http::{ApiError, Caller, Path};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

/// Says how far an upload is.
#[utoipa::path(head, path = "/api/v1/uploads/{id}", tag = "uploads", params(("id" = Uuid, Path)),
    responses((status = 200), (status = 401), (status = 404)))]
pub(crate) async fn get_upload(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Response, ApiError> {
    let owner = caller.user_id();
    let upload = blocking(move || api.uploads.find(id, owner))
        .await?
        .ok_or_else(tus::missing)?;
    let length = [(tus::LENGTH, upload.length.to_string())];
    Ok((StatusCode::OK, tus::headers_of(&upload), length).into_response())
}
