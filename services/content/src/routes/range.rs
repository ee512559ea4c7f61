//! Parts of an object (RFC 9110 §14): one range, and tags.

use crate::shelf::Shelf;
use awaz_core::{Error, Result};
use awaz_http::etag;
use awaz_store::Key;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::ops::Range;

/// What is served, and how.
pub(super) struct Served<'a> {
    /// The object.
    pub key: Key,
    /// Its type.
    pub mime: &'a str,
    /// Its tag, with quotes.
    pub tag: String,
    /// How long it may be kept, and by whom.
    pub cache_control: &'static str,
}

/// Answers with an object, a range of it, or that the caller has it already.
///
/// # Errors
/// `NotFound` where there is no such object.
pub(super) async fn serve(shelf: &Shelf, headers: &HeaderMap, served: Served<'_>) -> Result<Response> {
    let meta = shelf.head(&served.key).await?;
    let total = meta
        .ok_or_else(|| Error::new(awaz_core::Code::NotFound, "The file is gone."))?
        .bytes;
    let mut response = if etag::matches(headers, &served.tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        body(shelf, headers, &served, total).await?
    };
    let set = response.headers_mut();
    set.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static(served.cache_control));
    if let Ok(tag) = HeaderValue::from_str(&served.tag) {
        set.insert(header::ETAG, tag);
    }
    if let Ok(mime) = HeaderValue::from_str(served.mime) {
        set.insert(header::CONTENT_TYPE, mime);
    }
    Ok(response)
}

async fn body(shelf: &Shelf, headers: &HeaderMap, served: &Served<'_>, total: u64) -> Result<Response> {
    let (status, range) = match wanted(headers, &served.tag, total) {
        Wanted::All => (StatusCode::OK, 0..total),
        Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Wanted::Nothing => {
            let of = format!("bytes */{total}");
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, of)]).into_response());
        }
    };
    let stream = shelf.objects().stream(&served.key, range.clone()).await?;
    let stream = stream.ok_or_else(|| Error::new(awaz_core::Code::NotFound, "The file is gone."))?;
    let mut response = (status, Body::from_stream(stream)).into_response();
    let set = response.headers_mut();
    set.insert(header::CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
    if status == StatusCode::PARTIAL_CONTENT {
        let text = format!("bytes {}-{}/{total}", range.start, range.end - 1);
        set.extend(
            HeaderValue::from_str(&text)
                .ok()
                .map(|value| (header::CONTENT_RANGE, value)),
        );
    }
    Ok(response)
}

#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    All,
    Part(Range<u64>),
    Nothing,
}

/// Which part is wanted. Several ranges, other units and nonsense mean all of it.
fn wanted(headers: &HeaderMap, tag: &str, total: u64) -> Wanted {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let is_other = text(header::IF_RANGE).is_some_and(|known| known != tag);
    let Some(range) = text(header::RANGE)
        .and_then(|range| range.strip_prefix("bytes="))
        .filter(|_| !is_other)
    else {
        return Wanted::All;
    };
    let Some((from, to)) = range.trim().split_once('-') else {
        return Wanted::All;
    };
    let part = match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(from), Ok(to)) if from <= to => from..to.saturating_add(1).min(total),
        (Ok(from), Err(_)) if to.is_empty() => from..total,
        (Err(_), Ok(last)) if from.is_empty() => total.saturating_sub(last)..total,
        _ => return Wanted::All,
    };
    if part.start < part.end {
        Wanted::Part(part)
    } else {
        Wanted::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        let ask = |range: &str, if_range: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, range.parse().unwrap());
            headers.extend(if_range.map(|tag| (header::IF_RANGE, tag.parse().unwrap())));
            wanted(&headers, "\"t\"", 100)
        };
        assert_eq!(ask("bytes=0-9", None), Wanted::Part(0..10));
        assert_eq!(ask("bytes=90-", Some("\"t\"")), Wanted::Part(90..100));
        assert_eq!(ask("bytes=-5", None), Wanted::Part(95..100));
        assert_eq!(ask("bytes=-500", None), Wanted::Part(0..100));
        assert_eq!(ask("bytes=50-18446744073709551615", None), Wanted::Part(50..100));
        assert_eq!(ask("bytes=0-9", Some("\"old\"")), Wanted::All);
        for all in ["bytes=0-1,5-6", "items=0-1", "bytes=9-2", "bytes=-", "bytes=x-y"] {
            assert_eq!(ask(all, None), Wanted::All, "{all}");
        }
        for none in ["bytes=100-", "bytes=500-600", "bytes=-0"] {
            assert_eq!(ask(none, None), Wanted::Nothing, "{none}");
        }
        assert_eq!(wanted(&HeaderMap::new(), "\"t\"", 0), Wanted::All);
    }
}
