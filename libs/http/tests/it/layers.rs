//! All layers around a router.

use awaz_core::{Code, Error};
use awaz_http::guard::{ClientIp, Policy};
use awaz_http::layers::wrap;
use awaz_http::limit::Limiter;
use awaz_http::service::Ports;
use awaz_http::{ApiError, Caller, Json, MaybeCaller, Path, Problem, Query, etag};
use awaz_testkit::Somebody;
use awaz_testkit::people::People;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, Response, StatusCode};
use axum::routing::{get, post};
use axum::{Extension, Router};
use http_body_util::BodyExt;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use tower::ServiceExt;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Thing {
    name: String,
    size: Option<u8>,
}

async fn fails() -> Result<(), ApiError> {
    Err(Error::conflict("It is taken.").retry_after(7).into())
}

fn router() -> Router {
    Router::new()
        .route("/echo", post(|Json(thing): Json<Thing>| async { Json(thing) }))
        .route("/query", get(|Query(thing): Query<Thing>| async { Json(thing) }))
        .route("/number/{n}", get(|Path(n): Path<u8>| async move { n.to_string() }))
        .route("/me", get(|caller: Caller| async move { caller.user_id().to_string() }))
        .route(
            "/maybe",
            get(|caller: MaybeCaller| async move { caller.0.is_some().to_string() }),
        )
        .route(
            "/ip",
            get(|Extension(ClientIp(ip)): Extension<ClientIp>| async move { ip.to_string() }),
        )
        .route(
            "/tag",
            get(|headers: HeaderMap| async move { etag::json(&headers, "no-cache", &7) }),
        )
        .route("/long", get(|| async { "text ".repeat(1000) }))
        .route(
            "/sound",
            get(|| async { ([("content-type", "audio/aac")], "text ".repeat(1000)) }),
        )
        .route("/fails", get(fails))
        .route("/panics", get(|| async { panic_now() }))
}

fn panic_now() -> &'static str {
    panic!("on purpose")
}

fn wrapped() -> Router {
    let ports = Ports::default();
    ports.bind_directory(Arc::new(People));
    let policy = Policy {
        hosts: vec!["radio.example".to_owned()],
        trusted_proxies: vec![IpAddr::from([10, 0, 0, 9])],
        is_tls: true,
    };
    wrap(router(), ports, policy, None)
}

struct Seen {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Seen {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn problem(&self, code: Code) -> Problem {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        let problem: Problem = serde_json::from_str(&self.text).unwrap();
        assert_eq!((problem.code, problem.status), (code, self.status), "{}", self.text);
        assert_eq!(problem.request_id.as_deref(), Some(self.header("x-request-id")));
        problem
    }
}

async fn send(router: Router, call: &str, headers: &[(&str, &str)], body: &str) -> Seen {
    let (method, path) = call.split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(path);
    let has_host = headers.iter().any(|(name, _)| *name == "host");
    if !has_host {
        request = request.header("host", "radio.example");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let peer = SocketAddr::from(([10, 0, 0, 9], 4000));
    let request = request.extension(ConnectInfo(peer)).body(Body::from(body.to_owned()));
    let response: Response<Body> = router.oneshot(request.unwrap()).await.unwrap();
    let (head, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Seen {
        status: head.status.as_u16(),
        headers: head.headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn every_answer_is_hardened_and_has_an_id_refusals_too() {
    let calls: [(&str, &[(&str, &str)]); 3] = [
        ("GET /long", &[]),
        ("GET /fails", &[]),
        ("GET /long", &[("host", "evil.example")]),
    ];
    for (call, headers) in calls {
        let seen = send(wrapped(), call, headers, "").await;
        assert!(
            seen.header("content-security-policy")
                .contains("frame-ancestors 'none'")
        );
        assert_eq!(seen.header("x-content-type-options"), "nosniff", "{call}");
        assert!(seen.header("strict-transport-security").contains("max-age=31536000"));
        assert!(seen.header("x-request-id").len() >= 8, "{call}");
    }
    let seen = send(wrapped(), "GET /sound", &[], "").await;
    assert_eq!(seen.header("x-content-type-options"), "nosniff");
    assert!(seen.header("strict-transport-security").contains("max-age=31536000"));
    for of_documents in ["content-security-policy", "referrer-policy", "permissions-policy"] {
        assert!(!seen.headers.contains_key(of_documents), "{of_documents}");
    }
    let seen = send(wrapped(), "GET /long", &[("x-request-id", "caller-0001")], "").await;
    assert_eq!(seen.header("x-request-id"), "caller-0001");
}

#[tokio::test]
async fn problems_say_what_and_when_and_panics_say_nothing() {
    let seen = send(wrapped(), "GET /fails", &[], "").await;
    assert_eq!(seen.problem(Code::Conflict).detail, "It is taken.");
    assert_eq!(
        (seen.header("retry-after"), seen.header("cache-control")),
        ("7", "no-store")
    );
    let seen = send(wrapped(), "GET /panics", &[], "").await;
    assert!(!seen.problem(Code::Internal).detail.contains("purpose"));
}

#[tokio::test]
async fn wrong_bodies_and_parameters_are_explained() {
    let seen = send(wrapped(), "POST /echo", &[JSON], r#"{"name": "x", "size": 300}"#).await;
    assert_eq!(seen.problem(Code::Invalid).fields[0].field, "/size");
    let seen = send(wrapped(), "POST /echo", &[JSON], r#"{"name": "x", "owner_id": 1}"#).await;
    assert!(seen.problem(Code::Invalid).detail.contains("owner_id"));
    let seen = send(wrapped(), "POST /echo", &[JSON], "{").await;
    assert!(seen.problem(Code::Invalid).detail.contains("JSON"));
    let seen = send(wrapped(), "POST /echo", &[("content-type", "text/plain")], "{}").await;
    seen.problem(Code::UnsupportedType);
    let long = format!(r#"{{"name": "{}"}}"#, "x".repeat(2 * 1024 * 1024));
    send(wrapped(), "POST /echo", &[JSON], &long)
        .await
        .problem(Code::TooLarge);
    let seen = send(wrapped(), "GET /query?name=x&size=many", &[], "").await;
    assert!(seen.problem(Code::Invalid).detail.contains("size"));
    send(wrapped(), "GET /number/300", &[], "")
        .await
        .problem(Code::NotFound);
}

#[tokio::test]
async fn callers_are_known_by_key_and_a_wrong_key_is_not_nobody() {
    let bearer = |key: &str| format!("Bearer {key}");
    let seen = send(
        wrapped(),
        "GET /me",
        &[("authorization", &bearer(Somebody::Owner.key()))],
        "",
    )
    .await;
    assert_eq!(seen.text, Somebody::Owner.id().to_string());
    let seen = send(wrapped(), "GET /me", &[], "").await;
    seen.problem(Code::Unauthenticated);
    assert_eq!(seen.header("www-authenticate"), "Bearer");
    assert_eq!(send(wrapped(), "GET /maybe", &[], "").await.text, "false");
    let seen = send(wrapped(), "GET /maybe", &[("authorization", "Bearer awz_wrong")], "").await;
    seen.problem(Code::Unauthenticated);
    let stale = [("cookie", "awaz_sid=ended")];
    assert_eq!(send(wrapped(), "GET /maybe", &stale, "").await.text, "false");
    let planted = format!("awaz_sid=planted; __Host-awaz_sid={}", Somebody::Owner.key());
    let seen = send(wrapped(), "GET /me", &[("cookie", &planted)], "").await;
    assert_eq!(seen.text, Somebody::Owner.id().to_string(), "the cookie of TLS wins");
}

#[tokio::test]
async fn without_a_directory_it_fails_closed() {
    let router = wrap(router(), Ports::default(), Policy::default(), None);
    let headers = [("authorization", "Bearer awz_x"), ("host", "localhost")];
    send(router, "GET /me", &headers, "").await.problem(Code::Unavailable);
}

#[tokio::test]
async fn a_cookie_changes_nothing_from_a_foreign_page() {
    let cookie = format!("awaz_sid={}", Somebody::Owner.key());
    let body = r#"{"name": "x"}"#;
    let plain = [JSON, ("cookie", &cookie)];
    send(wrapped(), "POST /echo", &plain, body)
        .await
        .problem(Code::Forbidden);
    let foreign = [
        JSON,
        ("cookie", &cookie),
        ("x-awaz", "1"),
        ("origin", "https://evil.example"),
    ];
    send(wrapped(), "POST /echo", &foreign, body)
        .await
        .problem(Code::Forbidden);
    let null = [JSON, ("cookie", &cookie), ("x-awaz", "1"), ("origin", "null")];
    send(wrapped(), "POST /echo", &null, body)
        .await
        .problem(Code::Forbidden);
    let ours = [
        JSON,
        ("cookie", &cookie),
        ("x-awaz", "1"),
        ("origin", "https://radio.example"),
    ];
    assert_eq!(send(wrapped(), "POST /echo", &ours, body).await.status, 200);
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let first = send(wrapped(), "GET /tag", &[], "").await;
    assert_eq!((first.status, first.text.as_str()), (200, "7"));
    let tag = first.header("etag").to_owned();
    let again = send(wrapped(), "GET /tag", &[("if-none-match", &format!("W/{tag}"))], "").await;
    assert_eq!(
        (again.status, again.text.as_str(), again.header("etag")),
        (304, "", tag.as_str())
    );
}

#[tokio::test]
async fn text_is_compressed_and_sound_is_not() {
    let accept = [("accept-encoding", "gzip")];
    let text = send(wrapped(), "GET /long", &accept, "").await;
    assert_eq!(text.header("content-encoding"), "gzip");
    assert!(text.text.len() < 1000);
    let sound = send(wrapped(), "GET /sound", &accept, "").await;
    assert_eq!((sound.header("content-encoding"), sound.text.len()), ("", 5000));
}

#[tokio::test]
async fn the_client_s_address_comes_from_our_proxy_and_is_limited() {
    let forwarded = [("x-forwarded-for", "1.2.3.4, 5.6.7.8")];
    assert_eq!(send(wrapped(), "GET /ip", &forwarded, "").await.text, "5.6.7.8");
    let limiter = Limiter::new(NonZeroU32::MIN);
    let policy = Policy {
        trusted_proxies: vec![IpAddr::from([10, 0, 0, 9])],
        ..Policy::default()
    };
    let router = wrap(router(), Ports::default(), policy, Some(limiter));
    let mut statuses = Vec::new();
    for number in 0..12 {
        let spoofed = format!("9.9.9.{number}, 5.6.7.8");
        let headers = [("host", "localhost"), ("x-forwarded-for", &spoofed)];
        statuses.push(send(router.clone(), "GET /ip", &headers, "").await.status);
    }
    assert_eq!(statuses[..10], [200; 10]);
    assert_eq!(statuses[10..], [StatusCode::TOO_MANY_REQUESTS.as_u16(); 2]);
    let other = [("host", "localhost"), ("x-forwarded-for", "5.6.7.9")];
    assert_eq!(send(router, "GET /ip", &other, "").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_ends_is_given_up() {
    let begun = futures::stream::iter([Ok::<_, std::io::Error>("{\"name\":")]);
    let body = futures::StreamExt::chain(begun, futures::stream::pending());
    let request = Request::post("/echo").header("content-type", "application/json");
    let request = request.body(Body::from_stream(body)).unwrap();
    let started = tokio::time::Instant::now();
    let response = router().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(started.elapsed().as_secs(), 30);
    let text = response.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&text).contains("within 30 s"), "{text:?}");
}
