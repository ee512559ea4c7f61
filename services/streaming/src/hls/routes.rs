//! HLS over HTTP, below `/live/{channel}/`.
//!
//! One router holds every path there, because the router's parameters must have the same names
//! throughout: files of a channel that are no playlists are progressive streams.

use super::name::Name;
use super::query::{Query, session};
use super::respond;
use super::track::{Media, Track};
use super::viewers::{Viewers, Visit};
use super::{page::Page, render};
use crate::icecast::Ports;
use crate::listen;
use async_trait::async_trait;
use awaz_core::{Codec, Error, Rendition, Result, SharedClock, Slug};
use awaz_http::guard::ClientIp;
use axum::Router;
use axum::extract::{ConnectInfo, Path, RawQuery, State};
use axum::http::{Extensions, HeaderMap, Method, header};
use axum::response::Response;
use axum::routing::get;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// A change of a channel's renditions is seen after this long.
const MASTER_KEPT_S: u32 = 5;
/// An answer to a blocking request holds for as long as anybody may ask the same: six segments.
const ANSWER_KEPT_S: u32 = 36;
/// A live playlist is out of date after a part.
const LIVE_KEPT_S: u32 = 1;

/// Where tracks come from: the engine's channels.
#[async_trait]
pub trait Origin: Send + Sync {
    /// The track of a rendition; starts encoding it where nobody heard it so far, and waits until
    /// there are three segments, or as many as the programme is old.
    ///
    /// # Errors
    /// `NotFound` for a channel or a rendition it does not offer, `Unavailable` while it cannot
    /// be encoded.
    async fn track(&self, slug: &Slug, rendition: Rendition) -> Result<Arc<Track>>;

    /// Renditions a channel offers; `None` for no such channel.
    fn variants(&self, slug: &Slug) -> Option<Vec<Rendition>>;
}

/// What the routes need.
pub struct Serving {
    /// Channels.
    pub origin: Arc<dyn Origin>,
    /// Who listens.
    pub viewers: Arc<Viewers>,
    /// Time.
    pub clock: SharedClock,
    /// Progressive streams at `/live/{channel}/{rendition}.mp3`, `.aac`, `.ogg`.
    pub ports: Option<Arc<Ports>>,
}

impl std::fmt::Debug for Serving {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Serving").finish_non_exhaustive()
    }
}

/// Makes the routes below `/live/`. Behind [`awaz_http::guard`] listeners are told apart by their own
/// address, also behind a proxy; without it by that of the connection.
pub fn router(serving: Arc<Serving>) -> Router {
    Router::new()
        .route("/live/{slug}/{file}", get(of_channel).options(respond::preflight))
        .route(
            "/live/{slug}/{file}/{name}",
            get(of_rendition).options(respond::preflight),
        )
        .with_state(serving)
}

/// A request, without its body, which nobody reads.
struct Asked {
    method: Method,
    headers: HeaderMap,
    query: String,
    peer: IpAddr,
}

impl Asked {
    fn new(method: Method, headers: HeaderMap, query: Option<String>, extensions: &Extensions) -> Self {
        let peer = extensions.get::<ClientIp>().map(|client| client.0);
        let peer = peer.or_else(|| extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip()));
        Self {
            method,
            headers,
            query: query.unwrap_or_default(),
            peer: peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
        }
    }

    fn header(&self, name: impl header::AsHeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

async fn of_channel(
    State(serving): State<Arc<Serving>>,
    Path((slug, file)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    (method, headers): (Method, HeaderMap),
    extensions: Extensions,
) -> Response {
    let codec = match file.as_str() {
        "master.m3u8" => Codec::Aac,
        "opus.m3u8" => Codec::Opus,
        _ => return progressive(&serving, (&slug, &file), &method, &headers, &extensions).await,
    };
    let asked = Asked::new(method, headers, query, &extensions);
    let found = Slug::parse(&slug).ok().and_then(|slug| serving.origin.variants(&slug));
    let Some(offered) = found else {
        return respond::refusal(&Error::not_found("channel", slug));
    };
    let variants: Vec<_> = offered
        .into_iter()
        .filter(|rendition| rendition.codec == codec)
        .collect();
    if variants.is_empty() {
        let family = format!("{slug} in {}", codec.as_str());
        return respond::refusal(&Error::not_found("stream of", family));
    }
    let page = Page::new(render::master(&variants, &asked.query));
    respond::playlist(&page, &asked.headers, MASTER_KEPT_S)
}

async fn progressive(
    serving: &Serving,
    (slug, file): (&str, &str),
    method: &Method,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> Response {
    match &serving.ports {
        Some(ports) => listen::serve(ports, (slug, file), method, (headers, extensions)).await,
        None => respond::refusal(&Error::not_found("stream", format!("{slug}/{file}"))),
    }
}

async fn of_rendition(
    State(serving): State<Arc<Serving>>,
    Path((slug, rendition, name)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
    (method, headers): (Method, HeaderMap),
    extensions: Extensions,
) -> Response {
    let asked = Asked::new(method, headers, query, &extensions);
    let answer = answer(&serving, (&slug, &rendition, &name), &asked).await;
    answer.unwrap_or_else(|error| respond::refusal(&error))
}

async fn answer(serving: &Serving, (slug, rendition, name): (&str, &str, &str), asked: &Asked) -> Result<Response> {
    let nothing = || Error::not_found("file", format!("{slug}/{rendition}/{name}"));
    let slug = Slug::parse(slug).map_err(|_| nothing())?;
    let rendition = Rendition::parse(rendition)
        .filter(|rendition| rendition.in_hls())
        .ok_or_else(nothing)?;
    let name = Name::parse(name).ok_or_else(nothing)?;
    let query = if name == Name::Playlist {
        Query::parse(&asked.query)?
    } else {
        Query::default()
    };
    let track = serving.origin.track(&slug, rendition).await?;
    let media = match name {
        Name::Playlist => {
            let listing = track.playlist(&query).await?;
            let kept = if listing.is_answer { ANSWER_KEPT_S } else { LIVE_KEPT_S };
            return Ok(respond::playlist(&listing.page, &asked.headers, kept));
        }
        Name::Init(generation) => {
            return Ok(respond::media(
                &track.init(generation).ok_or_else(nothing)?,
                &asked.headers,
            ));
        }
        Name::Segment(msn) => track.segment(msn).await?,
        Name::Part(msn, part) => track.part(msn, part).await?,
    };
    let media = media.ok_or_else(nothing)?;
    if asked.method == Method::GET {
        count(serving, (&slug, rendition), asked, &media);
    }
    Ok(respond::media(&media, &asked.headers))
}

fn count(serving: &Serving, (slug, rendition): (&Slug, Rendition), asked: &Asked, media: &Media) {
    let named = asked.header("x-playback-session-id").map(str::to_owned);
    let visit = Visit {
        slug,
        rendition,
        peer: asked.peer,
        agent: asked.header(header::USER_AGENT).unwrap_or_default(),
        session: &named.unwrap_or_else(|| session(&asked.query)),
        bytes: media.data.len() as u64,
    };
    serving.viewers.visit(&visit, serving.clock.now_ms());
}
