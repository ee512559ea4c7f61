//! `PATCH /api/v1/uploads/{id}`

use super::{Api, body, tus};
use crate::import::blocking;
use awaz_core::{Code, Error};
use awaz_http::{ApiError, Caller, Path, Problem};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

const CONTENT_TYPE: &str = "application/offset+octet-stream";

/// Appends to an upload. `Upload-Offset` must be where it stands; with the last byte it becomes a
/// track, whose id stands in `Awaz-Track`.
#[utoipa::path(patch, path = "/api/v1/uploads/{id}", tag = "uploads", params(("id" = Uuid, Path)),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn append_upload(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if given != Some(CONTENT_TYPE) {
        return Err(Error::new(Code::UnsupportedType, format!("The body must be {CONTENT_TYPE}.")).into());
    }
    let offset = tus::number(&headers, &tus::OFFSET)?;
    let busy = api.uploads.claim(id).ok_or_else(tus::busy)?;
    let (uploads, owner) = (api.uploads.clone(), caller.user_id());
    let upload = blocking(move || uploads.find(id, owner))
        .await?
        .ok_or_else(tus::missing)?;
    if offset != upload.offset {
        let sentence = format!(
            "The upload stands at {}, not at {offset}; go on from there.",
            upload.offset
        );
        return Err(Error::conflict(sentence).into());
    }
    // A sender that goes away drops this handler, and what came must be kept all the same.
    let work = tokio::spawn(async move {
        if upload.track.is_some() {
            return Ok(upload);
        }
        let upload = api.uploads.append(upload, &busy, body::chunks(body)).await?;
        if upload.is_whole() {
            return api.complete(upload).await;
        }
        Ok(upload)
    });
    let upload = work.await.map_err(|_| Error::internal())??;
    Ok((StatusCode::NO_CONTENT, tus::headers_of(&upload)).into_response())
}
