//! Serving a router on a socket, plain or TLS, HTTP/1.1 or HTTP/2, with every wait bounded.

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use rustls::ServerConfig;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

/// How long a request's head, or a TLS handshake, may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a response in flight may take once the server stops.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(20);
/// Connections at once.
const MAX_CONNECTIONS: usize = 60_000;

/// Serves `router` on `listener` until `shutdown`, then lets requests in flight finish.
pub async fn serve(listener: TcpListener, router: Router, tls: Option<Arc<ServerConfig>>, shutdown: CancellationToken) {
    let acceptor = tls.map(TlsAcceptor::from);
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let tracker = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = shutdown.cancelled() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                pause(&error).await;
                continue;
            }
        };
        let Ok(place) = places.clone().try_acquire_owned() else {
            drop(stream);
            continue;
        };
        let (router, acceptor, shutdown) = (router.clone(), acceptor.clone(), shutdown.clone());
        tracker.spawn(async move {
            converse(stream, peer, (router, acceptor), shutdown).await;
            drop(place);
        });
    }
    // Who comes while the last answers go out is refused at once, and can try a successor.
    drop(listener);
    tracker.close();
    let _ = tokio::time::timeout(DRAIN_TIMEOUT, tracker.wait()).await;
}

/// Out of descriptors: waiting is better than spinning.
async fn pause(error: &io::Error) {
    tracing::warn!(%error, "accept failed");
    tokio::time::sleep(Duration::from_millis(100)).await;
}

async fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    (router, acceptor): (Router, Option<TlsAcceptor>),
    shutdown: CancellationToken,
) {
    let _ = stream.set_nodelay(true);
    match acceptor {
        None => speak(stream, peer, router, shutdown).await,
        Some(acceptor) => match tokio::time::timeout(HEAD_TIMEOUT, acceptor.accept(stream)).await {
            Ok(Ok(stream)) => speak(stream, peer, router, shutdown).await,
            Ok(Err(error)) => tracing::debug!(%error, "TLS handshake failed"),
            Err(_) => tracing::debug!("TLS handshake took too long"),
        },
    }
}

/// Ends where no request came in time. HTTP's own time-outs begin only once a connection has
/// said which version it speaks.
async fn silence(first_request: &Notify) {
    if tokio::time::timeout(HEAD_TIMEOUT, first_request.notified())
        .await
        .is_ok()
    {
        std::future::pending::<()>().await;
    }
}

async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    router: Router,
    shutdown: CancellationToken,
) {
    let first_request = Arc::new(Notify::new());
    let came = first_request.clone();
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        came.notify_one();
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().call(request)
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(64 * 1024);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(Duration::from_secs(30)))
        .max_header_list_size(32 * 1024)
        .max_concurrent_streams(256);
    let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        () = shutdown.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
        () = silence(&first_request) => {
            tracing::debug!("a connection asked for nothing and was closed");
            return;
        }
    };
    if let Err(error) = outcome {
        tracing::trace!(%error, "connection ended");
    }
}
