//! Responses of HLS: types, caching, `ETag`, `Range`, gzip, CORS.

use super::page::Page;
use super::range::{Wanted, wanted};
use super::track::Media;
use awaz_core::{Code, Error};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

const PLAYLIST: &str = "application/vnd.apple.mpegurl";
/// A name never changes its content; an hour is the time shift, after which nobody asks for it.
const IMMUTABLE: &str = "public, max-age=3600, immutable";

/// A playlist, compressed where the player takes it, that a cache may keep for `seconds`.
pub(super) fn playlist(page: &Page, asked: &HeaderMap, seconds: u32) -> Response {
    let is_gzip = takes_gzip(asked);
    let (body, etag) = page.body(is_gzip);
    let mut response = if matches(asked, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(Body::from(body));
        put(&mut response, header::CONTENT_TYPE, PLAYLIST);
        if is_gzip {
            put(&mut response, header::CONTENT_ENCODING, "gzip");
        }
        response
    };
    put(
        &mut response,
        header::CACHE_CONTROL,
        &format!("public, max-age={seconds}"),
    );
    put(&mut response, header::VARY, "accept-encoding");
    put(&mut response, header::ETAG, &etag);
    open_to_all(response)
}

/// A segment, a part or an init segment, or a range of it.
pub(super) fn media(media: &Media, asked: &HeaderMap) -> Response {
    let mut response = if matches(asked, &media.etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ranged(media, asked)
    };
    if response.status() != StatusCode::RANGE_NOT_SATISFIABLE {
        put(&mut response, header::CACHE_CONTROL, IMMUTABLE);
        put(&mut response, header::ETAG, &media.etag);
    }
    put(&mut response, header::ACCEPT_RANGES, "bytes");
    open_to_all(response)
}

fn ranged(media: &Media, asked: &HeaderMap) -> Response {
    let length = media.data.len() as u64;
    // A range of another version is none (RFC 9110 §13.1.5).
    let is_same = text(asked, header::IF_RANGE).is_none_or(|tag| tag == media.etag);
    let range = text(asked, header::RANGE).filter(|_| is_same);
    let mut response = match wanted(range, length) {
        Wanted::Whole => Response::new(Body::from(media.data.clone())),
        Wanted::Bytes(range) => {
            let part = media.data.slice(range.start as usize..range.end as usize);
            let mut response = (StatusCode::PARTIAL_CONTENT, Body::from(part)).into_response();
            let content_range = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            put(&mut response, header::CONTENT_RANGE, &content_range);
            response
        }
        Wanted::Unsatisfiable => {
            let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            put(&mut response, header::CONTENT_RANGE, &format!("bytes */{length}"));
            return response;
        }
    };
    put(&mut response, header::CONTENT_TYPE, "audio/mp4");
    response
}

/// An error, as a sentence.
pub(super) fn refusal(error: &Error) -> Response {
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, format!("{}\n", error.message)).into_response();
    // A segment that is not there yet will be in a moment.
    let kept = if error.code == Code::NotFound {
        "public, max-age=1"
    } else {
        "no-store"
    };
    put(&mut response, header::CACHE_CONTROL, kept);
    if let Some(seconds) = error.retry_after_s {
        put(&mut response, header::RETRY_AFTER, &seconds.to_string());
    }
    open_to_all(response)
}

/// The answer to a browser that asks whether it may ask.
pub(super) async fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    put(
        &mut response,
        header::ACCESS_CONTROL_ALLOW_METHODS,
        "GET, HEAD, OPTIONS",
    );
    let allowed = "Origin, Accept, Icy-MetaData, Range, If-None-Match, X-Playback-Session-Id";
    put(&mut response, header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    put(&mut response, header::ACCESS_CONTROL_MAX_AGE, "86400");
    open_to_all(response)
}

fn open_to_all(mut response: Response) -> Response {
    put(&mut response, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    put(
        &mut response,
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        "Content-Range, ETag, Date",
    );
    response
}

fn put(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// `If-None-Match` (RFC 9110 §13.1.2): weak comparison, or `*`.
fn matches(asked: &HeaderMap, etag: &str) -> bool {
    let tags = text(asked, header::IF_NONE_MATCH).unwrap_or_default();
    tags.split(',')
        .map(str::trim)
        .any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
}

/// Whether gzip is accepted: named, and not with `q=0`.
fn takes_gzip(asked: &HeaderMap) -> bool {
    let codings = text(asked, header::ACCEPT_ENCODING).unwrap_or_default();
    codings.split(',').any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
        name.trim().eq_ignore_ascii_case("gzip") && weight.parse::<f32>().is_ok_and(|weight| weight > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn gzip_only_where_it_is_wanted() {
        for yes in ["gzip", "br, GZIP;q=0.5", "deflate,gzip ; q=1"] {
            assert!(takes_gzip(&asking(header::ACCEPT_ENCODING, yes)), "{yes}");
        }
        for no in ["", "br", "gzip;q=0", "gzipped"] {
            assert!(!takes_gzip(&asking(header::ACCEPT_ENCODING, no)), "{no}");
        }
    }

    #[test]
    fn ranges_and_tags_of_segments() {
        let sound = Media {
            data: (&b"0123456789"[..]).into(),
            etag: "\"3-7\"".to_owned(),
        };
        let whole = media(&sound, &HeaderMap::new());
        assert_eq!(
            (whole.status(), whole.headers()[header::CACHE_CONTROL].to_str().unwrap()),
            (StatusCode::OK, IMMUTABLE)
        );
        let some = media(&sound, &asking(header::RANGE, "bytes=2-3"));
        assert_eq!(some.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(some.headers()[header::CONTENT_RANGE], "bytes 2-3/10");
        let beyond = media(&sound, &asking(header::RANGE, "bytes=10-"));
        assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
        let same = media(&sound, &asking(header::IF_NONE_MATCH, "\"x\", W/\"3-7\""));
        assert_eq!(same.status(), StatusCode::NOT_MODIFIED);
        let mut other = asking(header::RANGE, "bytes=2-3");
        other.insert(header::IF_RANGE, HeaderValue::from_static("\"2-7\""));
        assert_eq!(media(&sound, &other).status(), StatusCode::OK);
    }

    #[test]
    fn what_is_not_there_is_asked_for_again_soon() {
        let missing = refusal(&Error::not_found("file", "7.m4s"));
        assert_eq!(missing.headers()[header::CACHE_CONTROL], "public, max-age=1");
        let later = refusal(&super::super::edge::not_now("Later."));
        assert_eq!(later.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(later.headers()[header::RETRY_AFTER], "1");
        assert_eq!(later.headers()[header::CACHE_CONTROL], "no-store");
    }
}
