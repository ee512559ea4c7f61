//! The Shoutcast v1 port: a password line, headers, sound. HTTP on this port is HTTP.

use crate::icecast::{Connection, End, Port, Ports, Source, accept_loop, carry, serve_http};
use crate::live::{Granted, LiveSpec, Protocol};
use awaz_core::Result;
use awaz_wire::body::Framing;
use awaz_wire::shoutcast::{ACCEPTED, Event, Handshake, REFUSED, Ready};
use bytes::Bytes;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;

/// Serves the Shoutcast port until `shutdown`.
pub async fn serve(listener: TcpListener, ports: Arc<Ports>, shutdown: CancellationToken) {
    accept_loop(listener, ports, Port::Shoutcast, shutdown).await;
}

/// Where a handshake led to.
enum Reached {
    /// A source with its first sound.
    Source(Box<Granted>, Box<Ready>),
    /// HTTP, beginning with these bytes.
    Http(Bytes),
    /// Wrong password: it gets to know.
    Refused,
    /// Garbage, or gone.
    Nothing,
}

/// Serves one connection.
pub(crate) async fn serve_connection(
    mut stream: TcpStream,
    peer: SocketAddr,
    ports: &Arc<Ports>,
    pending: OwnedSemaphorePermit,
) {
    let handshake = handshake(&mut stream, peer, ports);
    let reached = tokio::time::timeout(ports.settings.head_timeout, handshake)
        .await
        .unwrap_or(Reached::Nothing);
    match reached {
        Reached::Http(bytes) => {
            let connection = Connection::new(stream, peer, bytes);
            Box::pin(serve_http(connection, ports, pending)).await;
        }
        Reached::Refused => {
            let mut connection = Connection::new(stream, peer, Bytes::new());
            let _ = connection.send(REFUSED).await;
            connection.close().await;
        }
        Reached::Nothing => Connection::new(stream, peer, Bytes::new()).close().await,
        Reached::Source(granted, ready) => {
            drop(pending);
            let end = on_air(&mut stream, (&granted, *ready), peer, ports).await;
            tracing::info!(channel = %granted.channel, who = %granted.who, ?end, "source off air");
            if !matches!(end, Ok(End::Lost)) {
                Connection::new(stream, peer, Bytes::new()).close().await;
            }
        }
    }
}

async fn handshake(stream: &mut TcpStream, peer: SocketAddr, ports: &Ports) -> Reached {
    let mut machine = Handshake::default();
    let mut buffer = [0; 2048];
    let mut granted = None;
    loop {
        let Ok(count @ 1..) = stream.read(&mut buffer).await else {
            return Reached::Nothing;
        };
        let mut event = machine.push(&buffer[..count]);
        if let Ok(Event::Password(line)) = &event {
            let attempts = crate::icecast::attempts(line, None);
            let Ok(found) = ports.check_any(&attempts, peer).await else {
                return Reached::Refused;
            };
            granted = Some(Box::new(found));
            let said = Connection::write(stream, ACCEPTED).await;
            if !said {
                return Reached::Nothing;
            }
            event = machine.accept();
        }
        match (event, granted.take()) {
            (Ok(Event::More), kept) => granted = kept,
            (Ok(Event::Http(bytes)), _) => return Reached::Http(bytes),
            (Ok(Event::Ready(ready)), Some(found)) => return Reached::Source(found, ready),
            _ => return Reached::Nothing,
        }
    }
}

async fn on_air(
    stream: &mut TcpStream,
    (granted, ready): (&Granted, Ready),
    peer: SocketAddr,
    ports: &Ports,
) -> Result<End> {
    let spec = LiveSpec {
        credential: granted.credential,
        who: granted.who.clone(),
        protocol: Protocol::Shoutcast,
        content_type: ready.content_type,
        ice: ready.ice,
        peer,
        agent: ready.agent,
        ends_ms: None,
    };
    let source = Source::open(ports, granted, spec).await?;
    Ok(carry(
        stream,
        (ready.rest, Framing::UntilClose),
        source,
        ports.settings.source_timeout,
    )
    .await)
}
