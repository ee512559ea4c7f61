//! The web app, inside the binary. Paths that are no files are pages of the app.

use awaz_core::Error;
use awaz_http::ApiError;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::fmt::Write as _;

/// The page that every path of the app answers with.
const INDEX: &str = "index.html";
/// Beginnings of paths that are never pages.
const NEVER_PAGES: [&str; 4] = ["api/", "live/", "assets/", "media/"];

#[derive(RustEmbed)]
#[folder = "../web/dist"]
struct Dist;

/// Answers for a file of the app, else with its page.
pub(super) async fn page(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let is_get = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_page = !NEVER_PAGES.iter().any(|start| path.starts_with(start));
    let (name, file) = match Dist::get(path) {
        Some(file) if is_get && !path.starts_with('.') => (path, file),
        _ if !is_get || !is_page => return no_such_path(path),
        _ => match Dist::get(INDEX) {
            Some(file) => (INDEX, file),
            None => return not_built(),
        },
    };
    answer(name, file, &request)
}

fn no_such_path(path: &str) -> Response {
    let path: String = path.chars().take(200).collect();
    ApiError(Error::not_found("path", format!("/{path}"))).into_response()
}

fn not_built() -> Response {
    let text = "This program was built without its web app; build it with `make build`. The API is at /api/v1.\n";
    (StatusCode::NOT_FOUND, text).into_response()
}

fn answer(name: &str, file: EmbeddedFile, request: &Request) -> Response {
    let tag = tag(&file);
    let known = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let mut response = Response::new(if is_known || request.method() == Method::HEAD {
        Body::empty()
    } else {
        Body::from(file.data.into_owned())
    });
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept(name)));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if let Ok(kind) = HeaderValue::from_str(&content_type(name)) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    response
}

fn tag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let mut tag = String::from("\"");
    for byte in &hash[..12] {
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

/// Names of assets hold their hash; everything else is asked for again.
fn kept(name: &str) -> &'static str {
    if name.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

fn content_type(name: &str) -> String {
    if name.ends_with(".webmanifest") {
        return "application/manifest+json".to_owned();
    }
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let is_text = kind.type_() == "text" || kind.subtype() == "javascript";
    if is_text {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_string()
    }
}
