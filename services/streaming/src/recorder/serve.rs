//! Recordings over HTTP, with `Range`.

use super::note::Recording;
use crate::hls::range::{Wanted, wanted};
use awaz_core::{Codec, Error, Result};
use awaz_store::{Key, Objects};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;

/// Answers `GET` or `HEAD` for the sound of a recording that the caller may hear. One that still
/// goes on is served as far as it is.
///
/// # Errors
/// `NotFound` where the file is gone, `Internal` where the disk fails, `Unavailable` where what it is
/// kept in does not answer.
pub async fn audio(objects: &Objects, recording: &Recording, method: &Method, headers: &HeaderMap) -> Result<Response> {
    let gone = || Error::not_found("sound of the recording", recording.id);
    let key = Key::parse(&recording.file).map_err(|_| gone())?;
    let length = objects.head(&key).await?.ok_or_else(gone)?.bytes;
    let range = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let (status, range) = match wanted(range, length) {
        Wanted::Whole => (StatusCode::OK, 0..length),
        Wanted::Bytes(range) => (StatusCode::PARTIAL_CONTENT, range),
        Wanted::Unsatisfiable => (StatusCode::RANGE_NOT_SATISFIABLE, 0..0),
    };
    let mut response = Response::new(Body::empty());
    let fields = response.headers_mut();
    fields.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(content_type(recording.rendition.codec)),
    );
    fields.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=0"));
    fields.insert(header::CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
    fields.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    if let Some(content_range) = content_range(status, &range, length) {
        fields.insert(header::CONTENT_RANGE, content_range);
    }
    if let Ok(name) = HeaderValue::from_str(&format!("inline; filename=\"{}\"", file_name(recording))) {
        fields.insert(header::CONTENT_DISPOSITION, name);
    }
    *response.status_mut() = status;
    if method != Method::HEAD && status != StatusCode::RANGE_NOT_SATISFIABLE {
        let bytes = objects.stream(&key, range).await?.ok_or_else(gone)?;
        *response.body_mut() = Body::from_stream(bytes);
    }
    Ok(response)
}

fn content_range(status: StatusCode, range: &std::ops::Range<u64>, length: u64) -> Option<HeaderValue> {
    let text = match status {
        StatusCode::PARTIAL_CONTENT => format!("bytes {}-{}/{length}", range.start, range.end - 1),
        StatusCode::RANGE_NOT_SATISFIABLE => format!("bytes */{length}"),
        _ => return None,
    };
    HeaderValue::from_str(&text).ok()
}

const fn content_type(codec: Codec) -> &'static str {
    match codec {
        Codec::Mp3 => "audio/mpeg",
        Codec::Aac => "audio/aac",
        Codec::Opus => "audio/ogg",
    }
}

/// `2026-03-01T18-00-00Z-live.mp3`.
fn file_name(recording: &Recording) -> String {
    let time = chrono::DateTime::from_timestamp_millis(recording.started_at_ms).unwrap_or_default();
    let (kind, extension) = (recording.kind.as_str(), recording.rendition.codec.extension());
    format!("{}-{kind}.{extension}", time.format("%Y-%m-%dT%H-%M-%SZ"))
}
