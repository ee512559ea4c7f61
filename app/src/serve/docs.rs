//! The API's description: `/api/v1/openapi.json` for programs, `/api/docs` for people.

use axum::Router;
use axum::http::header;
use axum::response::Html;
use axum::routing::get;
use std::fmt::Write as _;
use std::sync::Arc;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::path::{Operation, PathItem};

pub(super) fn router(document: &Document) -> Router {
    let json: Arc<str> = document.to_json().unwrap_or_default().into();
    let page: Arc<str> = page(document).into();
    let json = move || async move { ([(header::CONTENT_TYPE, "application/json")], json.to_string()) };
    let page = move || async move { Html(page.to_string()) };
    Router::new()
        .route("/api/v1/openapi.json", get(json))
        .route("/api/docs", get(page))
}

const HEAD: &str = "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>\
<title>Awaz Pulse API</title><style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;\
margin:2rem auto;padding:0 1rem}h2{margin-top:2.5rem;text-transform:capitalize}article{border-top:1px solid #8884;padding:.6rem 0}\
code{font:14px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}b{display:inline-block;min-width:4.5rem}p{margin:.2rem 0}</style>\
<h1>Awaz Pulse API</h1><p>JSON over HTTP. Errors are <a href='https://www.rfc-editor.org/rfc/rfc9457'>RFC 9457</a> problems. \
Sign in with the session cookie and the header <code>X-Awaz: 1</code>, or send an API key as <code>Authorization: Bearer awz_…</code>. \
For programs: <a href='/api/v1/openapi.json'>openapi.json</a>.</p>";

fn page(document: &Document) -> String {
    let mut rows: Vec<(String, &'static str, &String, &Operation)> = Vec::new();
    for (path, item) in &document.paths.paths {
        for (method, operation) in operations(item) {
            let tag = operation
                .tags
                .as_ref()
                .and_then(|tags| tags.first())
                .cloned()
                .unwrap_or_default();
            rows.push((tag, method, path, operation));
        }
    }
    rows.sort_by(|left, right| (&left.0, left.2).cmp(&(&right.0, right.2)));
    let mut out = HEAD.to_owned();
    let mut current = None;
    for (tag, method, path, operation) in &rows {
        if current != Some(tag) {
            let _ = write!(out, "<h2>{}</h2>", escaped(tag));
            current = Some(tag);
        }
        let summary = operation
            .summary
            .as_deref()
            .or(operation.description.as_deref())
            .unwrap_or_default();
        let _ = write!(
            out,
            "<article><p><code><b>{method}</b>{}</code></p><p>{}</p></article>",
            escaped(path),
            escaped(summary)
        );
    }
    out
}

fn operations(item: &PathItem) -> impl Iterator<Item = (&'static str, &Operation)> {
    let all = [
        ("GET", &item.get),
        ("POST", &item.post),
        ("PUT", &item.put),
        ("PATCH", &item.patch),
        ("DELETE", &item.delete),
        ("HEAD", &item.head),
    ];
    all.into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
