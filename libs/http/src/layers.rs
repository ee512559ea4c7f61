//! All layers of the product around a router, in their order.

use crate::guard::{Policy, guard};
use crate::limit::{Limiter, limit};
use crate::problem::ApiError;
use crate::request::observe;
use crate::service::Ports;
use awaz_core::Error;
use axum::extract::DefaultBodyLimit;
use axum::http::{Response, header};
use axum::response::IntoResponse;
use axum::{Extension, Router, middleware};
use std::any::Any;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

/// Longest body of a route that says nothing else, bytes.
pub const MAX_BODY: usize = 1024 * 1024;

/// Puts the layers around `router`, from the outside in: the request's id and log, the guard, the
/// limit of requests, compression, panics, the bound of bodies.
pub fn wrap(router: Router, ports: Ports, policy: Policy, limiter: Option<Arc<Limiter>>) -> Router {
    let mut router = router
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CompressionLayer::new().compress_when(worth_it()));
    if let Some(limiter) = limiter {
        router = router.layer(middleware::from_fn_with_state(limiter, limit));
    }
    router
        .layer(middleware::from_fn_with_state(Arc::new(policy), guard))
        .layer(middleware::from_fn(observe))
        .layer(Extension(ports))
}

/// Text over a packet's size; sound and pictures are compressed already, and events must not wait
/// in a compressor.
fn worth_it() -> impl Predicate {
    SizeAbove::new(1024)
        .and(NotForContentType::SSE)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("audio/"))
        .and(NotForContentType::const_new("video/"))
        .and(NotForContentType::const_new("application/ogg"))
        .and(NotForContentType::const_new("application/octet-stream"))
        .and(NotForContentType::const_new("font/"))
}

#[expect(clippy::needless_pass_by_value, reason = "the layer's shape")]
fn panicked(cause: Box<dyn Any + Send>) -> Response<axum::body::Body> {
    let text = cause.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| cause.downcast_ref::<String>().cloned());
    tracing::error!(
        panic = text.as_deref().unwrap_or("of another type"),
        "a handler panicked"
    );
    let mut response = ApiError(Error::internal()).into_response();
    response
        .headers_mut()
        .insert(header::CONNECTION, header::HeaderValue::from_static("close"));
    response
}
