//! The browser as a source: WebSocket sub-protocol `webcast` at
//! `/api/v1/channels/{slug}/webcast`.
//!
//! Browsers send no credentials on a WebSocket but cookies, and any page may open one; so the
//! name and key come in `hello`, and the page's origin must be ours.

use crate::icecast::{Ports, Source};
use crate::listen;
use crate::live::{Granted, LiveSpec, Protocol};
use awaz_core::{Code, Error, Result, Slug};
use awaz_wire::ice::IceHeaders;
use awaz_wire::webcast::{CLOSE_PROTOCOL, CLOSE_REFUSED, MAX_BINARY, Message as Said, PROTOCOL, Reply};
use axum::Router;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::{Extensions, HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// Time between pings; a browser that answers none within the source timeout is gone.
const PING_EVERY: Duration = Duration::from_secs(4);

/// Makes the route.
pub fn router(ports: Arc<Ports>) -> Router {
    Router::new()
        .route("/api/v1/channels/{slug}/webcast", get(connect))
        .with_state(ports)
}

async fn connect(
    State(ports): State<Arc<Ports>>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    extensions: Extensions,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !is_our_page(&headers, &ports.settings.origins) {
        return (StatusCode::FORBIDDEN, "This page may not be a source here.\n").into_response();
    }
    let Ok(slug) = Slug::parse(&slug) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if ports.stage.channel(&slug).is_none() {
        return (StatusCode::NOT_FOUND, "There is no such channel.\n").into_response();
    }
    let peer = listen::peer(&extensions).unwrap_or_else(|| SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)));
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    let visitor = Visitor {
        slug,
        peer,
        agent: awaz_wire::text::clean(agent),
    };
    upgrade
        .protocols([PROTOCOL])
        .max_message_size(MAX_BINARY)
        .max_frame_size(MAX_BINARY)
        .on_upgrade(move |socket| async move { Box::pin(serve(socket, visitor, ports)).await })
}

/// Whether a request comes from a page of ours: its origin is the host it was sent to, or one of
/// those allowed. Programs that are no browsers send no origin.
fn is_our_page(headers: &HeaderMap, allowed: &[String]) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let Ok(origin) = origin.to_str() else { return false };
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let origin_host = origin.split_once("://").map_or("", |(_, host)| host);
    (!host.is_empty() && origin_host.eq_ignore_ascii_case(host))
        || allowed.iter().any(|other| other.eq_ignore_ascii_case(origin))
}

struct Visitor {
    slug: Slug,
    peer: SocketAddr,
    agent: String,
}

async fn serve(mut socket: WebSocket, visitor: Visitor, ports: Arc<Ports>) {
    let hello = tokio::time::timeout(ports.settings.head_timeout, socket.recv()).await;
    let said = match hello {
        Ok(Some(Ok(Message::Text(text)))) => Said::parse(&text),
        Ok(Some(Ok(_))) => Err(awaz_wire::webcast::BadMessage),
        _ => return,
    };
    let Ok(Said::Hello { mime, credentials }) = said else {
        let error = Error::invalid("The first message must be hello, with mime, user and password.");
        return refuse(socket, CLOSE_PROTOCOL, &error).await;
    };
    let opened = match credentials {
        Some(credentials) => open(&ports, &visitor, mime, &credentials).await,
        None => Err(Error::new(Code::Unauthenticated, "A name and a password are needed.")),
    };
    match opened {
        Ok((granted, source)) => on_air(socket, &granted, source, &ports).await,
        Err(error) => refuse(socket, CLOSE_REFUSED, &error).await,
    }
}

async fn open(
    ports: &Ports,
    visitor: &Visitor,
    mime: String,
    credentials: &awaz_wire::auth::Credentials,
) -> Result<(Granted, Source)> {
    let kind = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !awaz_wire::source::is_sound(&kind) {
        return Err(Error::new(
            Code::UnsupportedType,
            "The browser's sound must be WebM, Ogg, MP4 or MP3.",
        ));
    }
    let granted = ports.check(Some(&visitor.slug), credentials, visitor.peer).await?;
    let spec = LiveSpec {
        credential: granted.credential,
        who: granted.who.clone(),
        protocol: Protocol::Webcast,
        content_type: Some(kind),
        ice: IceHeaders::default(),
        peer: visitor.peer,
        agent: visitor.agent.clone(),
        ends_ms: None,
    };
    let source = Source::open(ports, &granted, spec).await?;
    Ok((granted, source))
}

async fn refuse(mut socket: WebSocket, code: u16, error: &Error) {
    let kind = serde_json::to_value(error.code)
        .ok()
        .and_then(|kind| kind.as_str().map(str::to_owned));
    let reply = Reply::Error {
        code: kind.unwrap_or_default(),
        message: error.message.clone(),
    };
    let _ = socket.send(Message::Text(reply.to_json().into())).await;
    close(socket, code, &error.message).await;
}

/// Sends a close frame, whose reason may have 123 bytes.
async fn close(mut socket: WebSocket, code: u16, reason: &str) {
    let mut end = reason.len().min(120);
    while !reason.is_char_boundary(end) {
        end -= 1;
    }
    let _ = socket
        .send(Message::Close(Some(CloseFrame {
            code,
            reason: reason[..end].into(),
        })))
        .await;
    // The peer's own close frame; dropping the socket before would lose ours.
    let _ = tokio::time::timeout(Duration::from_secs(1), async {
        while let Some(Ok(_)) = socket.recv().await {}
    })
    .await;
}

async fn on_air(mut socket: WebSocket, granted: &Granted, mut source: Source, ports: &Ports) {
    let ack = Reply::Ack {
        channel: granted.channel.to_string(),
        who: granted.who.clone(),
    };
    if socket.send(Message::Text(ack.to_json().into())).await.is_err() {
        return;
    }
    let mut ping = tokio::time::interval(PING_EVERY);
    let mut heard_at = tokio::time::Instant::now();
    loop {
        let message = tokio::select! {
            reason = source.feed.closed() => return refuse(socket, CLOSE_REFUSED, &reason).await,
            _ = ping.tick() => {
                let is_gone = heard_at.elapsed() > ports.settings.source_timeout;
                if is_gone || socket.send(Message::Ping(bytes::Bytes::new())).await.is_err() {
                    return;
                }
                continue;
            }
            message = socket.recv() => message,
        };
        heard_at = tokio::time::Instant::now();
        match message {
            Some(Ok(Message::Binary(sound))) => {
                if let Err(error) = source.feed.push(sound).await {
                    return refuse(socket, CLOSE_REFUSED, &error).await;
                }
                heard_at = tokio::time::Instant::now();
            }
            Some(Ok(Message::Text(text))) => match Said::parse(&text) {
                Ok(Said::Metadata(song)) => source.feed.set_title(song),
                Ok(_) => {}
                Err(_) => {
                    return refuse(
                        socket,
                        CLOSE_PROTOCOL,
                        &Error::invalid("A message is not of the protocol."),
                    )
                    .await;
                }
            },
            Some(Ok(Message::Close(_))) => return source.feed.finish(),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Err(_)) | None => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_pages_may_be_sources() {
        let with = |origin: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "radio.example:8080".parse().unwrap());
            headers.insert(header::ORIGIN, origin.parse().unwrap());
            is_our_page(&headers, &["https://radio.example".to_owned()])
        };
        assert!(with("http://radio.example:8080") && with("https://radio.example"));
        assert!(!with("https://evil.example") && !with("null") && !with("http://radio.example"));
        assert!(is_our_page(&HeaderMap::new(), &[]));
    }
}
