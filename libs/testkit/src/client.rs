//! A client onto a router, without a socket.

use crate::people::Somebody;
use awaz_core::Code;
use awaz_http::guard::{ClientIp, Policy, guard};
use awaz_http::request::observe;
use awaz_http::service::Ports;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use axum::{Extension, Router, middleware};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tower::ServiceExt;

/// Most bytes of an answer a test reads.
const MAX_ANSWER: usize = 64 * 1024 * 1024;

/// Sends requests to a router.
#[derive(Debug, Clone)]
pub struct Client {
    router: Router,
}

impl Client {
    pub(crate) fn new(router: Router, ports: Ports) -> Self {
        let router = router
            .layer(middleware::from_fn_with_state(Arc::new(Policy::default()), guard))
            .layer(middleware::from_fn(observe))
            .layer(Extension(ports))
            .layer(Extension(ClientIp(IpAddr::from([127, 0, 0, 1]))));
        Self { router }
    }

    /// A `GET`.
    #[must_use]
    pub fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path)
    }

    /// A `POST` with JSON.
    #[must_use]
    pub fn post(&self, path: &str, body: &Value) -> Call {
        self.call(Method::POST, path).json(body)
    }

    /// A `PATCH` with JSON.
    #[must_use]
    pub fn patch(&self, path: &str, body: &Value) -> Call {
        self.call(Method::PATCH, path).json(body)
    }

    /// A `PUT` with JSON.
    #[must_use]
    pub fn put(&self, path: &str, body: &Value) -> Call {
        self.call(Method::PUT, path).json(body)
    }

    /// A `DELETE`.
    #[must_use]
    pub fn delete(&self, path: &str) -> Call {
        self.call(Method::DELETE, path)
    }

    /// Any request.
    #[must_use]
    pub fn call(&self, method: Method, path: &str) -> Call {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("localhost:8080"));
        Call {
            router: self.router.clone(),
            method,
            path: path.to_owned(),
            headers,
            body: Body::empty(),
            peer: None,
        }
    }
}

/// A request about to be sent.
#[derive(Debug)]
pub struct Call {
    router: Router,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Body,
    peer: Option<IpAddr>,
}

impl Call {
    /// Made by somebody, with their key.
    #[must_use]
    pub fn by(self, somebody: Somebody) -> Self {
        self.bearer(somebody.key())
    }

    /// Made from another machine than this one.
    #[must_use]
    pub fn from(mut self, address: IpAddr) -> Self {
        self.peer = Some(address);
        self
    }

    /// With a bearer token.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// With a session cookie, as our own page sends it.
    #[must_use]
    pub fn cookie(self, session: &str) -> Self {
        self.header("cookie", &format!("awaz_sid={session}"))
            .header("x-awaz", "1")
    }

    /// With a header.
    ///
    /// # Panics
    /// If it is not a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a header's name");
        self.headers.append(
            name,
            HeaderValue::from_bytes(value.as_bytes()).expect("a header's value"),
        );
        self
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        let call = self.header("content-type", "application/json");
        call.body(body.to_string())
    }

    /// With any body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self
    }

    /// Sends it, and returns the answer whose body has not been read.
    ///
    /// # Panics
    /// If the request is not one.
    pub async fn open(self) -> axum::response::Response {
        let mut request = Request::builder()
            .method(self.method)
            .uri(&self.path)
            .body(self.body)
            .expect("a request");
        *request.headers_mut() = self.headers;
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(ConnectInfo(SocketAddr::new(peer, 0)));
        }
        self.router
            .oneshot(request)
            .await
            .unwrap_or_else(|never| match never {})
    }

    /// Sends it.
    ///
    /// # Panics
    /// If the answer breaks off or is longer than 64 MiB.
    pub async fn send(self) -> Answer {
        let what = format!("{} {}", self.method, self.path);
        let (head, body) = self.open().await.into_parts();
        let body = http_body_util::BodyExt::collect(http_body_util::Limited::new(body, MAX_ANSWER)).await;
        Answer {
            what,
            status: head.status,
            headers: head.headers,
            body: body.expect("a whole answer").to_bytes().to_vec(),
        }
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    what: String,
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Value of a header, empty where there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// Asserts the status.
    ///
    /// # Panics
    /// If it is another one.
    #[expect(
        clippy::must_use_candidate,
        clippy::return_self_not_must_use,
        reason = "an assertion may stand alone"
    )]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.what, self.text());
        self
    }

    /// Asserts a success and reads its JSON.
    ///
    /// # Panics
    /// If it is neither.
    #[must_use]
    pub fn ok<T: DeserializeOwned>(&self) -> T {
        assert!(
            self.status.is_success(),
            "{}: {}: {}",
            self.what,
            self.status,
            self.text()
        );
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{}: {error}: {}", self.what, self.text()))
    }

    /// Asserts a problem of `code` and returns it.
    ///
    /// # Panics
    /// If it is none, or another.
    #[expect(clippy::must_use_candidate, reason = "an assertion may stand alone")]
    pub fn problem(&self, code: Code) -> awaz_http::Problem {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{}: {}",
            self.what,
            self.text()
        );
        let problem: awaz_http::Problem = serde_json::from_slice(&self.body).expect("a problem");
        assert_eq!(problem.code, code, "{}: {}", self.what, problem.detail);
        assert!(
            problem.request_id.is_some(),
            "{}: a problem names its request",
            self.what
        );
        problem
    }
}
