//! Every request: an id, a line in the log, a place in the metrics.

use awaz_core::id::UserId;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::OnceLock;
use std::time::Instant;
use uuid::Uuid;

/// Header in which an id comes and goes.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static CURRENT: Current;
}

struct Current {
    id: String,
    user: OnceLock<UserId>,
}

/// Id of the request this task works on.
#[must_use]
pub fn current_id() -> Option<String> {
    CURRENT.try_with(|current| current.id.clone()).ok()
}

/// Where whoever made a request reaches this server, without a slash at the end: at its
/// `public_url`, else at the name it was asked by.
#[must_use]
pub fn base(public_url: Option<&str>, is_tls: bool, headers: &HeaderMap) -> String {
    let scheme = if is_tls { "https" } else { "http" };
    let asked = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    public_url.map_or_else(|| format!("{scheme}://{}", asked.unwrap_or("localhost")), str::to_owned)
}

/// Says who makes the request this task works on.
pub(crate) fn set_user(user: UserId) {
    let _ = CURRENT.try_with(|current| current.user.set(user));
}

/// Gives the request an id, measures it and logs it; to be the outermost layer but one.
pub async fn observe(request: Request, next: Next) -> Response {
    let id = id_of(request.headers());
    let method = method_label(request.method().as_str());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let path = request.uri().path().to_owned();
    let started = Instant::now();
    let current = Current {
        id: id.clone(),
        user: OnceLock::new(),
    };
    let answer = async {
        let response = next.run(request).await;
        (response, CURRENT.with(|current| current.user.get().copied()))
    };
    let (mut response, user) = CURRENT.scope(current, answer).await;
    let status = response.status().as_u16();
    let seconds = started.elapsed().as_secs_f64();
    let route = route.unwrap_or_else(|| "other".to_owned());
    metrics::histogram!("awaz_http_request_duration_seconds", "method" => method, "route" => route.clone(), "status" => status.to_string())
        .record(seconds);
    let user = user.map(crate::log::pseudonym);
    let line = (method, route.as_str(), path.as_str(), status, seconds * 1000.0);
    log_line(&id, user.as_deref(), line);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn log_line(id: &str, user: Option<&str>, (method, route, path, status, duration_ms): (&str, &str, &str, u16, f64)) {
    let user_id = user.unwrap_or_default();
    if status >= 500 {
        tracing::error!(
            trace_id = id,
            user_id,
            action = "http_request",
            method,
            route,
            path,
            status,
            duration_ms,
            "request failed"
        );
    } else if status < 400 && (matches!(route, "/health" | "/ready" | "/metrics") || route.starts_with("/live/")) {
        tracing::debug!(
            trace_id = id,
            action = "http_request",
            method,
            route,
            path,
            status,
            duration_ms,
            "request"
        );
    } else {
        tracing::info!(
            trace_id = id,
            user_id,
            action = "http_request",
            method,
            route,
            path,
            status,
            duration_ms,
            "request"
        );
    }
}

/// The caller's id where it looks like one, else a new one.
fn id_of(headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let is_sane =
        |id: &&str| (8..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    given
        .filter(is_sane)
        .map_or_else(|| Uuid::now_v7().simple().to_string(), ToOwned::to_owned)
}

/// Methods we know; others share a label, so that a caller cannot make up series.
fn method_label(method: &str) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("_OTHER")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sane_ids_are_kept_and_others_replaced() {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, HeaderValue::from_static("abcd-1234-efgh"));
        assert_eq!(id_of(&headers), "abcd-1234-efgh");
        for bad in ["short", "has space in it", "new\u{7f}line-x", &"a".repeat(65)] {
            headers.insert(
                REQUEST_ID,
                HeaderValue::from_bytes(bad.as_bytes()).unwrap_or(HeaderValue::from_static("x")),
            );
            assert_ne!(id_of(&headers), bad);
        }
    }
}
