//! What all of tus's requests have in common (tus.io, protocol 1.0.0).

use crate::upload::Upload;
use awaz_core::{Code, Error, Result};
use awaz_http::ApiError;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use std::collections::HashMap;

const VERSION: &str = "1.0.0";
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
/// Where the next byte goes.
pub(super) const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
/// Size of the whole file.
pub(super) const LENGTH: HeaderName = HeaderName::from_static("upload-length");
/// Versions the server speaks.
pub(super) const VERSIONS: HeaderName = HeaderName::from_static("tus-version");
/// What it can do.
pub(super) const EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
/// Largest file.
pub(super) const MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
/// Name, channel and playlist.
pub(super) const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
/// The track an upload became; ours.
const TRACK: HeaderName = HeaderName::from_static("awaz-track");
/// Most pairs of metadata.
const MAX_PAIRS: usize = 16;

/// Refuses other versions, and says ours in every answer.
pub(super) async fn speak(request: Request, next: Next) -> Response {
    let given = request.headers().get(RESUMABLE);
    let speaks_ours = given.is_some_and(|version| version == VERSION);
    let mut response = if request.method() == Method::OPTIONS || speaks_ours {
        next.run(request).await
    } else {
        let sentence = "Send Tus-Resumable: 1.0.0; this server speaks no other version of tus.";
        let mut refused = ApiError(Error::new(Code::PreconditionFailed, sentence)).into_response();
        refused
            .headers_mut()
            .insert(VERSIONS, HeaderValue::from_static(VERSION));
        refused
    };
    response
        .headers_mut()
        .insert(RESUMABLE, HeaderValue::from_static(VERSION));
    response
}

/// A number in a header.
///
/// # Errors
/// `Invalid` where it is missing or none.
pub(super) fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64> {
    let text = headers.get(name).and_then(|value| value.to_str().ok());
    let number = text
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse().ok());
    number.ok_or_else(|| Error::invalid(format!("The header {name} must be a number of bytes.")))
}

/// The pairs of `Upload-Metadata`; values that are no base64 or no UTF-8 are refused.
///
/// # Errors
/// `Invalid`.
pub(super) fn metadata(headers: &HeaderMap) -> Result<HashMap<String, String>> {
    let wrong = || Error::invalid("Upload-Metadata must be pairs of a key and base64 of UTF-8, separated by commas.");
    let Some(line) = headers.get(METADATA) else {
        return Ok(HashMap::new());
    };
    let line = line.to_str().map_err(|_| wrong())?;
    let mut pairs = HashMap::new();
    for pair in line
        .split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
        .take(MAX_PAIRS)
    {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let bytes = STANDARD.decode(value.trim()).map_err(|_| wrong())?;
        pairs.insert(key.to_owned(), String::from_utf8(bytes).map_err(|_| wrong())?);
    }
    Ok(pairs)
}

/// How far an upload is, as headers.
pub(super) fn headers_of(upload: &Upload) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(OFFSET, HeaderValue::from(upload.offset));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let expires = DateTime::from_timestamp_millis(upload.expires_at_ms).unwrap_or_default();
    let expires = expires.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    headers.extend(HeaderValue::from_str(&expires).ok().map(|value| (EXPIRES, value)));
    if let Some(track) = upload.track {
        headers.extend(
            HeaderValue::from_str(&track.to_string())
                .ok()
                .map(|value| (TRACK, value)),
        );
    }
    headers
}

/// The error for an upload that is not there.
pub(super) fn missing() -> Error {
    Error::new(Code::NotFound, "There is no such upload (any more); begin it again.")
}

/// The error for an upload that is being written to.
pub(super) fn busy() -> Error {
    Error::conflict("This upload is being written to by another request; ask for its offset and go on from there.")
        .retry_after(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_read_and_nonsense_refused() {
        let read = |line: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(METADATA, HeaderValue::from_static(line));
            metadata(&headers)
        };
        let pairs = read("filename 2LTYp9mFLm1wMw==, channel cmFkaW8,is_private").unwrap_err();
        assert_eq!(pairs.code, Code::Invalid);
        let pairs = read("filename 2LTYp9mFLm1wMw==, channel cmFkaW8=,is_private").unwrap();
        assert_eq!(pairs["filename"], "شام.mp3");
        assert_eq!((pairs["channel"].as_str(), pairs["is_private"].as_str()), ("radio", ""));
        assert!(read("filename /w==").is_err());
    }

    #[test]
    fn numbers_are_digits() {
        let mut headers = HeaderMap::new();
        assert!(number(&headers, &OFFSET).is_err());
        for (text, good) in [("17", true), ("-1", false), ("+1", false), ("1e3", false), ("", false)] {
            headers.insert(OFFSET, HeaderValue::from_static(text));
            assert_eq!(number(&headers, &OFFSET).is_ok(), good, "{text}");
        }
        headers.insert(OFFSET, HeaderValue::from_static("99999999999999999999999"));
        assert!(number(&headers, &OFFSET).is_err());
    }
}
