//! The accept loop, and what a request leads to.

use super::connection::{Connection, NoRequest};
use super::context::Ports;
use super::{admin, listener, metadata, pages, source};
use awaz_wire::head::{HeadError, Method, Request};
use awaz_wire::listener::preflight;
use awaz_wire::respond::{After, Response};
use bytes::Bytes;
use socket2::{Domain, Protocol, Socket, Type};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Connections the kernel holds until they are accepted: a storm of 5,000 must not meet a wall.
const BACKLOG: i32 = 4096;
/// Requests on one connection.
const MAX_REQUESTS: u32 = 100;

/// Which protocol a port speaks first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Port {
    /// HTTP and its Icecast dialects.
    Icecast,
    /// A password line.
    Shoutcast,
}

/// Binds a port of ours; address 0.0.0.0:0 takes any free one.
///
/// # Errors
/// The operator's: the address is taken or not of this machine.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    if address.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// Serves the Icecast port until `shutdown`; sources and listeners are ended by their channels.
pub async fn serve(listener: TcpListener, ports: Arc<Ports>, shutdown: CancellationToken) {
    accept_loop(listener, ports, Port::Icecast, shutdown).await;
}

/// Accepts connections until `shutdown`.
pub(crate) async fn accept_loop(listener: TcpListener, ports: Arc<Ports>, port: Port, shutdown: CancellationToken) {
    let pending = Arc::new(Semaphore::new(ports.settings.pending_heads));
    loop {
        let accepted = tokio::select! {
            () = shutdown.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let Ok(permit) = Arc::clone(&pending).try_acquire_owned() else {
                    metrics::counter!("awaz_ports_overflow_total").increment(1);
                    refuse_at_once(&stream);
                    continue;
                };
                let (ports, shutdown) = (Arc::clone(&ports), shutdown.clone());
                tokio::spawn(async move {
                    tokio::select! {
                        () = shutdown.cancelled() => {}
                        () = serve_connection(stream, peer, &ports, (port, permit)) => {}
                    }
                });
            }
            // Out of descriptors: waiting for one beats spinning; clients wait in the backlog.
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

fn refuse_at_once(stream: &TcpStream) {
    let busy = b"HTTP/1.0 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: Close\r\n\r\n";
    let _ = stream.try_write(busy);
}

type Pending = tokio::sync::OwnedSemaphorePermit;

async fn serve_connection(stream: TcpStream, peer: SocketAddr, ports: &Arc<Ports>, (port, pending): (Port, Pending)) {
    let _ = stream.set_nodelay(true);
    match port {
        Port::Icecast => {
            let connection = Connection::new(stream, peer, Bytes::new());
            Box::pin(serve_http(connection, ports, pending)).await;
        }
        Port::Shoutcast => Box::pin(crate::shoutcast::serve_connection(stream, peer, ports, pending)).await,
    }
}

/// What a request led to.
pub(crate) enum Outcome {
    /// Send this, then go on as it says.
    Answer(Vec<u8>, After),
    /// The connection is somebody else's now, or closed.
    Taken,
}

/// Serves requests on a connection until it is closed or becomes a stream.
pub(crate) async fn serve_http(mut connection: Connection, ports: &Arc<Ports>, pending: Pending) {
    let mut pending = Some(pending);
    for _ in 0..MAX_REQUESTS {
        let request = match connection.next_request(ports.settings.head_timeout).await {
            Ok(request) => request,
            Err(reason) => return end(connection, &reason).await,
        };
        // A source or a listener lives long; it no longer counts as a pending head.
        let (returned, outcome) = dispatch(connection, &request, ports, &mut pending).await;
        match (returned, outcome) {
            (Some(mut back), Outcome::Answer(bytes, after)) => {
                if !back.send(&bytes).await {
                    return;
                }
                if after == After::Close {
                    return back.close().await;
                }
                connection = back;
            }
            (Some(back), Outcome::Taken) => return back.close().await,
            (None, _) => return,
        }
    }
    connection.close().await;
}

async fn end(mut connection: Connection, reason: &NoRequest) {
    match reason {
        NoRequest::Gone => {}
        // A TLS hello: nothing we could say would be understood.
        NoRequest::Bad(HeadError::Tls) => connection.close().await,
        NoRequest::Bad(error) => {
            let version = awaz_wire::head::Version::Http10;
            if connection
                .send(&Response::bad_head(*error).render(version, After::Close, false))
                .await
            {
                connection.close().await;
            }
        }
        NoRequest::TooSlow => {
            let version = awaz_wire::head::Version::Http10;
            let response = Response::text(400, "The request's head took too long.");
            if connection.send(&response.render(version, After::Close, false)).await {
                connection.close().await;
            }
        }
    }
}

async fn dispatch(
    mut connection: Connection,
    request: &Request,
    ports: &Arc<Ports>,
    pending: &mut Option<Pending>,
) -> (Option<Connection>, Outcome) {
    match request.method {
        Method::Source | Method::Put => source::serve(connection, request, ports, pending).await,
        Method::Options => {
            let answer = if awaz_wire::source::wants_tls(request) {
                awaz_wire::source::tls_upgrade(request)
            } else {
                preflight(request)
            };
            (Some(connection), Outcome::Answer(answer, keep(request)))
        }
        Method::Post if is_title_update(&request.path) => {
            let outcome = metadata::serve_post(&mut connection, request, ports).await;
            (Some(connection), outcome)
        }
        Method::Get | Method::Head => {
            let answer = if is_title_update(&request.path) {
                Some(metadata::serve_get(&connection, request, ports).await)
            } else if request.path.starts_with("/admin/") {
                Some(admin::serve(&connection, request, ports).await)
            } else {
                pages::serve(&connection, request, ports)
            };
            match answer {
                Some(response) => (Some(connection), answer_with(&response, request)),
                None => listener::serve(connection, request, ports, pending).await,
            }
        }
        Method::Post | Method::Other => {
            let response =
                Response::text(405, "This method is not spoken here.").header("Allow", awaz_wire::source::ALLOW);
            let bytes = response.render(request.version, After::Close, false);
            (Some(connection), Outcome::Answer(bytes, After::Close))
        }
    }
}

fn is_title_update(path: &str) -> bool {
    matches!(path, "/admin/metadata" | "/admin/metadata.xsl" | "/admin.cgi")
}

/// Whether the connection goes on; a `GET` with a body is not read on.
fn keep(request: &Request) -> After {
    let has_body = request
        .headers
        .get("content-length")
        .is_some_and(|length| length != "0")
        || request.headers.get("transfer-encoding").is_some();
    if request.keeps_alive() && !has_body {
        After::KeepAlive
    } else {
        After::Close
    }
}

pub(crate) fn answer_with(response: &Response, request: &Request) -> Outcome {
    let after = keep(request);
    let bytes = response.render(request.version, after, request.method == Method::Head);
    Outcome::Answer(bytes, after)
}
