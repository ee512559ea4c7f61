//! `GET /feeds/{file}`: a show for podcast players, and its cover.

use super::super::Api;
use super::super::range::{self, Served};
use super::get_media::{FOR_A_WHILE, FOR_EVER, for_all_pages, nothing};
use crate::show::{COVER_SIZES, ShowState, cover_key};
use awaz_core::{Error, Slug};
use awaz_http::{ApiError, MaybeCaller, Path, Problem, Query, etag, request};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;

/// How long a player may go by what it has.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// Sends a show's feed. `file` is the show's name with `.xml`.
#[utoipa::path(get, path = "/feeds/{file}", tag = "shows", params(("file" = String, Path)),
    responses((status = 200, content_type = "application/rss+xml", body = String), (status = 304), (status = 404, body = Problem)))]
pub(crate) async fn get_feed(
    State(api): State<Api>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let slug = file.strip_suffix(".xml").and_then(|slug| Slug::parse(slug).ok());
    let slug = slug.ok_or_else(nothing)?;
    let origin = &api.content.origin;
    let base = request::base(origin.public_url.as_deref(), origin.is_tls, &headers);
    let (feed, updated_at_ms) = api.feeds.get(&slug, &base).await?;
    let updated = DateTime::from_timestamp_millis(updated_at_ms).unwrap_or_default();
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let is_packed = text(header::ACCEPT_ENCODING).is_some_and(|kinds| kinds.contains("gzip"));
    let mut response = if is_known(&headers, &feed.tag, updated) {
        StatusCode::NOT_MODIFIED.into_response()
    } else if is_packed {
        ([(header::CONTENT_ENCODING, "gzip")], Body::from(feed.packed.clone())).into_response()
    } else {
        Body::from(feed.plain.clone()).into_response()
    };
    let set = response.headers_mut();
    set.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/rss+xml; charset=utf-8"),
    );
    set.insert(header::CACHE_CONTROL, CACHE);
    set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    // Packed or not, it says the same: a weak tag.
    let tag = format!("W/{}", feed.tag);
    let modified = updated.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    for (name, value) in [(header::ETAG, tag), (header::LAST_MODIFIED, modified)] {
        set.extend(HeaderValue::from_str(&value).ok().map(|value| (name, value)));
    }
    Ok(for_all_pages(response))
}

/// Whether the caller has it already: by its tag, or where none is named, by its time.
fn is_known(headers: &HeaderMap, tag: &str, updated: DateTime<Utc>) -> bool {
    if headers.contains_key(header::IF_NONE_MATCH) {
        return etag::matches(headers, tag);
    }
    let since = headers
        .get(header::IF_MODIFIED_SINCE)
        .and_then(|value| value.to_str().ok());
    let since = since.and_then(|since| DateTime::parse_from_rfc2822(since).ok());
    since.is_some_and(|since| since.timestamp() >= updated.timestamp())
}

/// How large, and which version.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Side of the square, pixels: 300, 600 or 1400; 1400 when absent.
    size: Option<u32>,
    /// The beginning of what changes with the picture.
    v: Option<String>,
}

/// Sends a show's cover: `cover.jpg` where it has one of its own, `cover.png` where it was made.
#[utoipa::path(get, path = "/feeds/{slug}/{file}", tag = "shows", params(("slug" = Slug, Path), ("file" = String, Path), Wanted),
    responses((status = 200, content_type = "image/jpeg", body = Vec<u8>), (status = 304), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn get_show_cover(
    State(api): State<Api>,
    who: MaybeCaller,
    Path((slug, file)): Path<(Slug, String)>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let size = wanted.size.unwrap_or(COVER_SIZES[2]);
    if !COVER_SIZES.contains(&size) {
        let wrong = Error::invalid("Covers come in the sizes 300, 600 and 1400.");
        return Err(wrong.field("size", "300, 600 or 1400").into());
    }
    let (_, show) = api.content.store.show(&slug).await?.ok_or_else(nothing)?;
    if show.state == ShowState::Draft && !api.is_owner(&who, show.channel_id).await? {
        return Err(nothing().into());
    }
    let is_this = wanted
        .v
        .is_some_and(|version| show.cover_url.ends_with(&format!("?v={version}")));
    let cache_control = match (show.state, is_this) {
        (ShowState::Draft, _) => "private, no-cache",
        (_, true) => FOR_EVER,
        (_, false) => FOR_A_WHILE,
    };
    let (key, mime) = match (file.as_str(), api.content.store.show_cover(show.id).await?) {
        ("cover.jpg", Some(hash)) => (cover_key(show.id.0, &hash, size)?, "image/jpeg"),
        ("cover.png", None) => (api.content.made_cover((show.id, &slug), size).await?, "image/png"),
        _ => return Err(nothing().into()),
    };
    let tag = etag::tag(key.as_str().as_bytes());
    let served = Served {
        key,
        mime,
        tag,
        cache_control,
    };
    Ok(for_all_pages(range::serve(&api.content.shelf, &headers, served).await?))
}
