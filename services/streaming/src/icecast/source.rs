//! A source on air: its body goes to the channel, as fast as the channel takes it.

use super::connection::Connection;
use super::context::Ports;
use super::registry::Seat;
use super::server::Outcome;
use crate::live::{Feed, Granted, LiveSpec, Protocol};
use awaz_core::{Code, Error, Result, Slug};
use awaz_wire::body::{BodyDecoder, Framing};
use awaz_wire::head::Request;
use awaz_wire::respond::After;
use awaz_wire::source::{Negotiation, Refusal, Step};
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::OwnedSemaphorePermit;

/// Bytes read at a time: a second of 128 kb/s.
const READ_BYTES: usize = 16 * 1024;

/// A source that may go on air.
pub(crate) struct Source {
    pub(crate) feed: Box<dyn Feed>,
    pub(crate) _seat: Seat,
}

/// How a source ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Its sender ended it.
    Clean,
    /// The network lost it, or it sent nothing for too long.
    Lost,
    /// It was kicked, taken over, or sends what is no sound.
    Refused(Error),
}

impl Source {
    /// Puts a source on air.
    ///
    /// # Errors
    /// As `Stage::open_live`, `Forbidden` outside the presenter's hours, and `Unavailable` beyond the
    /// bound of sources.
    pub(crate) async fn open(ports: &Ports, granted: &Granted, spec: LiveSpec) -> Result<Self> {
        let spec = LiveSpec {
            ends_ms: granted.slot.admit()?,
            ..spec
        };
        let permit = ports.registry.seat()?;
        let (peer, protocol) = (spec.peer, spec.protocol.as_str());
        let feed = ports.stage.open_live(&granted.channel, spec).await?;
        metrics::counter!("awaz_sources_total", "protocol" => protocol).increment(1);
        tracing::info!(channel = %granted.channel, who = %granted.who, %peer, protocol, "source on air");
        Ok(Self {
            feed,
            _seat: ports.registry.enter(granted, peer, permit),
        })
    }
}

/// Serves a `SOURCE` or `PUT` request.
pub(crate) async fn serve(
    mut connection: Connection,
    request: &Request,
    ports: &Arc<Ports>,
    pending: &mut Option<OwnedSemaphorePermit>,
) -> (Option<Connection>, Outcome) {
    let (negotiation, step) = Negotiation::new(request);
    if let Step::Answer(bytes, after) = step {
        return (Some(connection), Outcome::Answer(bytes, after));
    }
    let granted = match check(&negotiation, &connection, ports).await {
        Ok(granted) => granted,
        Err(error) => return (Some(connection), refuse(&negotiation, &error)),
    };
    let answer = negotiation.granted();
    if !answer.has_body {
        return (Some(connection), Outcome::Answer(answer.now, keep(request)));
    }
    let spec = LiveSpec {
        credential: granted.credential,
        who: granted.who.clone(),
        protocol: Protocol::Icecast,
        content_type: negotiation.content_type.clone(),
        ice: negotiation.ice.clone(),
        peer: connection.peer,
        agent: negotiation.agent.clone(),
        ends_ms: None,
    };
    let source = match Source::open(ports, &granted, spec).await {
        Ok(source) => source,
        Err(error) => return (Some(connection), refuse(&negotiation, &error)),
    };
    *pending = None;
    if !connection.send(&answer.now).await {
        return (None, Outcome::Taken);
    }
    let rest = connection.take_rest();
    let end = carry(
        &mut connection.stream,
        (rest, negotiation.framing),
        source,
        ports.settings.source_timeout,
    )
    .await;
    tracing::info!(channel = %granted.channel, who = %granted.who, ?end, "source off air");
    let goodbye = if end == End::Clean { answer.at_end } else { Vec::new() };
    let is_lost = end == End::Lost || !connection.send(&goodbye).await;
    ((!is_lost).then_some(connection), Outcome::Taken)
}

fn keep(request: &Request) -> After {
    if request.keeps_alive() {
        After::KeepAlive
    } else {
        After::Close
    }
}

async fn check(negotiation: &Negotiation, connection: &Connection, ports: &Ports) -> Result<Granted> {
    let channel = channel_of(&negotiation.mount, ports)?;
    let nobody = || Error::new(Code::Unauthenticated, "Sign in with your source's name and key.");
    let credentials = negotiation.credentials.as_ref().ok_or_else(nobody)?;
    ports.check(Some(&channel), credentials, connection.peer).await
}

/// The channel a mount is of: `/<channel>`, or one of its aliases.
fn channel_of(mount: &str, ports: &Ports) -> Result<Slug> {
    if let Some(slug) = mount.strip_prefix('/').and_then(|name| Slug::parse(name).ok())
        && ports.stage.channel(&slug).is_some()
    {
        return Ok(slug);
    }
    let by_alias = ports
        .stage
        .channels()
        .into_iter()
        .find(|channel| channel.aliases.iter().any(|alias| alias == mount));
    let slug = by_alias.and_then(|channel| Slug::parse(&channel.slug).ok());
    slug.ok_or_else(|| {
        Error::new(
            Code::NotFound,
            "There is no channel on this mount; use the mount that the studio shows.",
        )
    })
}

fn refuse(negotiation: &Negotiation, error: &Error) -> Outcome {
    let refusal = match error.code {
        Code::Unauthenticated => Refusal::Unauthenticated,
        Code::Conflict => Refusal::InUse,
        Code::NotFound => Refusal::NoSuchMount,
        Code::UnsupportedType => Refusal::UnsupportedType,
        Code::TooMany => Refusal::TooMany,
        Code::Forbidden => Refusal::Forbidden,
        _ => Refusal::Full,
    };
    match negotiation.refused(refusal, &error.message) {
        Step::Answer(bytes, after) => Outcome::Answer(bytes, after),
        Step::Check => Outcome::Taken,
    }
}

/// Carries a body into its channel until it ends. Reading waits for the channel, so that a burst
/// is slowed down by TCP itself.
pub(crate) async fn carry<R: AsyncRead + Unpin>(
    reader: &mut R,
    (first, framing): (Bytes, Framing),
    mut source: Source,
    timeout: Duration,
) -> End {
    let mut decoder = BodyDecoder::new(framing);
    let mut buffer = vec![0; READ_BYTES];
    let mut sound = Vec::with_capacity(READ_BYTES);
    let mut input = first;
    let end = loop {
        if decoder.push(&input, &mut sound).is_err() {
            break End::Lost;
        }
        if !sound.is_empty()
            && let Err(error) = source.feed.push(Bytes::copy_from_slice(&sound)).await
        {
            break End::Refused(error);
        }
        sound.clear();
        if decoder.is_done() {
            break End::Clean;
        }
        let read = tokio::select! {
            reason = source.feed.closed() => break End::Refused(reason),
            read = tokio::time::timeout(timeout, reader.read(&mut buffer)) => read,
        };
        match read {
            Ok(Ok(0)) => {
                break if framing == Framing::UntilClose {
                    End::Clean
                } else {
                    End::Lost
                };
            }
            Ok(Ok(count)) => input = Bytes::copy_from_slice(&buffer[..count]),
            Ok(Err(_)) | Err(_) => break End::Lost,
        }
    };
    if end == End::Clean {
        source.feed.finish();
    }
    end
}
