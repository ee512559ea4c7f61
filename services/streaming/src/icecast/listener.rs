//! Listeners: from a path to a ring, and the socket to the fan-out.

use super::connection::Connection;
use super::context::Ports;
use super::gate::Visit;
use super::server::{Outcome, answer_with};
use crate::live::ChannelView;
use awaz_core::id::ConnectionId;
use awaz_core::{Code, Codec, Error, Rendition, Slug};
use awaz_fanout::{ListenerSpec, Refused, Span};
use awaz_wire::auth::Credentials;
use awaz_wire::head::{Method, Request};
use awaz_wire::listener::{StreamHead, wants_metadata};
use awaz_wire::respond::{After, Response};
use bytes::Bytes;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;

/// Serves a listener, or says that there is nothing on that path.
pub(crate) async fn serve(
    connection: Connection,
    request: &Request,
    ports: &Arc<Ports>,
    pending: &mut Option<OwnedSemaphorePermit>,
) -> (Option<Connection>, Outcome) {
    let Some((channel, slug, rendition)) = resolve(&request.path, ports) else {
        let response = Response::text(404, "There is no stream on this path.").cors();
        return (Some(connection), answer_with(&response, request));
    };
    let ring = match ports.stage.ring(&slug, rendition).await {
        Ok(ring) => ring,
        Err(error) => return (Some(connection), answer_with(&refusal(&error), request)),
    };
    let metaint = (wants_metadata(request) && rendition.codec != Codec::Opus).then_some(ports.settings.metaint);
    let head = Bytes::from(stream_head(&channel, rendition, metaint).render(request.version));
    if request.method == Method::Head {
        return (Some(connection), Outcome::Answer(head.to_vec(), After::Close));
    }
    let visit = visit(&connection, request);
    let max_duration = match &ports.settings.gate {
        Some(gate) => match gate.admit(&visit).await {
            Ok(limit) => limit,
            Err(error) => return (Some(connection), answer_with(&refusal(&error), request)),
        },
        None => None,
    };
    *pending = None;
    let spec = ListenerSpec {
        id: visit.id,
        max_duration,
        peer: Some(connection.peer),
        agent: request.headers.get("user-agent").unwrap_or_default().to_owned(),
        head,
        metaint,
        burst: Span::Bytes(ports.settings.burst_bytes),
        ..ListenerSpec::default()
    };
    let peer = connection.peer;
    let Ok(stream) = connection.stream.into_std() else {
        return (None, Outcome::Taken);
    };
    match ports.fanout.add(stream, &ring, &spec) {
        Ok(()) => (None, Outcome::Taken),
        Err(refused) => give_back(refused.stream, peer, refused.why, request),
    }
}

fn visit(connection: &Connection, request: &Request) -> Visit {
    let query = if request.query.is_empty() {
        String::new()
    } else {
        format!("?{}", request.query)
    };
    let given = request.headers.get("authorization").and_then(Credentials::from_basic);
    Visit {
        id: ConnectionId::new(),
        mount: format!("{}{query}", request.path),
        host: request.host().unwrap_or_default().to_owned(),
        user: given.map(|given| (given.user, given.password)).unwrap_or_default(),
        peer: Some(connection.peer),
        agent: request.headers.get("user-agent").unwrap_or_default().to_owned(),
    }
}

fn give_back(
    stream: std::net::TcpStream,
    peer: std::net::SocketAddr,
    why: Refused,
    request: &Request,
) -> (Option<Connection>, Outcome) {
    let Ok(stream) = TcpStream::from_std(stream) else {
        return (None, Outcome::Taken);
    };
    let connection = Connection::new(stream, peer, Bytes::new());
    let response = Response::text(503, &format!("{why}; try again in a moment."))
        .header("Retry-After", "5")
        .cors();
    let bytes = response.render(request.version, After::Close, false);
    (Some(connection), Outcome::Answer(bytes, After::Close))
}

fn refusal(error: &Error) -> Response {
    let response = Response::text(error.code.status(), &error.message).cors();
    match (error.retry_after_s, error.code) {
        (Some(seconds), _) => response.header("Retry-After", seconds.to_string()),
        (None, Code::Unavailable) => response.header("Retry-After", "5"),
        _ => response,
    }
}

/// Finds what a path plays: `/<channel>`, `/<channel>/<rendition>`, or an alias.
pub(crate) fn resolve(path: &str, ports: &Ports) -> Option<(ChannelView, Slug, Rendition)> {
    let name = path.strip_prefix('/')?;
    let (name, rendition) = name
        .split_once('/')
        .map_or((name, None), |(name, rendition)| (name, Some(rendition)));
    if let Ok(slug) = Slug::parse(name)
        && let Some(channel) = ports.stage.channel(&slug)
    {
        let wanted = match rendition {
            Some(name) => Rendition::parse(name).filter(|wanted| channel.renditions.contains(wanted))?,
            None => default_rendition(&channel),
        };
        return Some((channel, slug, wanted));
    }
    let channel = ports
        .stage
        .channels()
        .into_iter()
        .find(|channel| channel.aliases.iter().any(|alias| alias == path))?;
    let slug = Slug::parse(&channel.slug).ok()?;
    let wanted = default_rendition(&channel);
    Some((channel, slug, wanted))
}

/// What `/<channel>` plays: MP3 at 128 kb/s where the channel offers it.
pub(crate) fn default_rendition(channel: &ChannelView) -> Rendition {
    let offers_default = channel.renditions.contains(&Rendition::DEFAULT);
    let first = channel.renditions.first().copied().unwrap_or(Rendition::DEFAULT);
    if offers_default { Rendition::DEFAULT } else { first }
}

/// The response head of a stream.
pub(crate) fn stream_head(channel: &ChannelView, rendition: Rendition, metaint: Option<u32>) -> StreamHead {
    StreamHead {
        content_type: rendition.codec.content_type().to_owned(),
        name: channel.name.clone(),
        description: channel.description.clone(),
        genre: channel.genre.clone(),
        url: channel.website.clone(),
        bitrate_kbps: u32::from(rendition.kbps),
        sound: (2, 48_000),
        metaint,
    }
}
