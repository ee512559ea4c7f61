//! Progressive streams on the HTTP(S) port, at `/live/{channel}/{rendition}.mp3`, `.aac`, `.ogg`:
//! a page on https cannot play the Icecast port.

use crate::icecast::{Gate, Ports, Visit, stream_head};
use awaz_core::id::ConnectionId;
use awaz_core::{Code, Codec, Error, Rendition, SharedClock, Slug};
use awaz_fanout::{ListenerSpec, ReaderConfig, RingReader, Span};
use awaz_http::guard::ClientIp;
use awaz_wire::auth::Credentials;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;

/// Answers `GET` and `HEAD` for a channel's file; the routes are [`crate::hls::router`]'s, which
/// holds all paths below `/live/`.
pub async fn serve(
    ports: &Ports,
    (slug, file): (&str, &str),
    method: &Method,
    (headers, extensions): (&HeaderMap, &Extensions),
) -> Response {
    let peer = peer(extensions);
    let result = open(ports, (slug, file), method, (headers, peer)).await;
    result.unwrap_or_else(|error| refusal(&error))
}

/// Who asks: their own address where a trusted proxy stands before us.
pub(crate) fn peer(extensions: &Extensions) -> Option<SocketAddr> {
    let socket = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let client = extensions.get::<ClientIp>().map(|client| client.0);
    match (socket, client) {
        (socket, Some(client)) => Some(SocketAddr::new(client, socket.map_or(0, |socket| socket.port()))),
        (socket, None) => socket,
    }
}

async fn open(
    ports: &Ports,
    (slug, file): (&str, &str),
    method: &Method,
    (headers, peer): (&HeaderMap, Option<SocketAddr>),
) -> awaz_core::Result<Response> {
    let nothing = || Error::not_found("stream", format!("{slug}/{file}"));
    let slug = Slug::parse(slug).map_err(|_| nothing())?;
    let rendition = rendition_of(file).ok_or_else(nothing)?;
    let channel = ports
        .stage
        .channel(&slug)
        .filter(|channel| channel.renditions.contains(&rendition))
        .ok_or_else(nothing)?;
    let wants_titles = headers.get("icy-metadata").is_some_and(|value| value == "1") && rendition.codec != Codec::Opus;
    let metaint = wants_titles.then_some(ports.settings.metaint);
    let head = stream_head(&channel, rendition, metaint);
    if method == Method::HEAD {
        return Ok(respond(&head.fields(), Body::empty()));
    }
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    let visit = Visit {
        id: ConnectionId::new(),
        mount: format!("/live/{slug}/{file}"),
        host: text(headers, header::HOST.as_str()),
        user: given(headers),
        peer,
        agent: agent.to_owned(),
    };
    let gate = ports.settings.gate.as_ref();
    let max_duration = match gate {
        Some(gate) => gate.admit(&visit).await?,
        None => None,
    };
    let spec = ListenerSpec {
        id: visit.id,
        max_duration,
        peer,
        agent: agent.to_owned(),
        metaint,
        burst: Span::Bytes(ports.settings.burst_bytes),
        ..ListenerSpec::default()
    };
    let ring = ports.stage.ring(&slug, rendition).await?;
    let full = |refused: awaz_fanout::Refused| {
        Error::new(Code::Unavailable, format!("{refused}; try again in a moment.")).retry_after(5)
    };
    let reader = RingReader::join(&ring, &spec, ReaderConfig::default()).map_err(full)?;
    let seat = Seat {
        reader,
        gate: gate.map(|gate| (gate.clone(), visit, ports.clock.clone())),
    };
    let stream = futures::stream::unfold(seat, |mut seat| async move {
        let bytes = seat.reader.next().await?;
        Some((Ok::<_, std::convert::Infallible>(bytes), seat))
    });
    Ok(respond(&head.fields(), Body::from_stream(stream)))
}

/// A listener of this port, whose departure the gate is told of.
struct Seat {
    reader: RingReader,
    gate: Option<(Gate, Visit, SharedClock)>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some((gate, visit, clock)) = &self.gate {
            let stats = self.reader.stats();
            gate.left(visit, (clock.now_ms() - stats.since_ms).max(0) / 1000, stats.bytes);
        }
    }
}

fn text(headers: &HeaderMap, name: &str) -> String {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

fn given(headers: &HeaderMap) -> (String, String) {
    let given = Credentials::from_basic(&text(headers, header::AUTHORIZATION.as_str()));
    given.map(|given| (given.user, given.password)).unwrap_or_default()
}

/// `mp3-128.mp3` is MP3 at 128; the extension must be the codec's.
fn rendition_of(file: &str) -> Option<Rendition> {
    let (name, extension) = file.rsplit_once('.')?;
    Rendition::parse(name).filter(|rendition| rendition.codec.extension() == extension)
}

fn respond(fields: &[(&'static str, String)], body: Body) -> Response {
    let mut response = Response::new(body);
    for (name, value) in fields {
        // Names in Urdu are sent as UTF-8, as Icecast does.
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            response.headers_mut().insert(*name, value);
        }
    }
    response
}

fn refusal(error: &Error) -> Response {
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, format!("{}\n", error.message)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = error.retry_after_s {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names() {
        assert_eq!(rendition_of("mp3-128.mp3"), Some(Rendition::DEFAULT));
        assert_eq!(
            rendition_of("opus-24.ogg")
                .map(|rendition| rendition.to_string())
                .as_deref(),
            Some("opus-24")
        );
        for wrong in ["mp3-128", "mp3-128.aac", "mp3-129.mp3", "mp3-128.mp3.exe", ".mp3"] {
            assert_eq!(rendition_of(wrong), None, "{wrong}");
        }
    }
}
