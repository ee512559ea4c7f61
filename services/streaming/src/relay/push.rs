//! Sending a channel's rendition on to another server.

use super::http::{self, Connection};
use super::{State, Work};
use crate::store::RelayProtocol;
use awaz_fanout::{Audience, ListenerSpec, ReaderConfig, RingReader, Span};
use awaz_wire::auth::Credentials;
use awaz_wire::metadata::SongTitle;
use awaz_wire::push::{PushMethod, Target, Verdict, icecast_verdict, shoutcast_verdict};
use std::time::Duration;
use tokio::io::AsyncReadExt;
use url::Url;

/// How often it is looked whether the title changed.
const TITLES: Duration = Duration::from_secs(1);
/// Most of a server's answer that is read.
const ANSWER: usize = 16 * 1024;

/// Sends until the channel ends or the connection breaks.
///
/// # Errors
/// A sentence for the owner.
pub(super) async fn push(work: &Work) -> Result<(), String> {
    let url = Url::parse(&work.relay.url).map_err(|_| "The address cannot be used.".to_owned())?;
    let target = target(work, &url)?;
    let ring = work.kit.stage.ring(&work.slug, work.relay.rendition).await;
    let ring = ring.map_err(|error| error.message)?;
    let mut connection = handshake(work, &url, &target).await?;
    let spec = ListenerSpec {
        audience: Audience::Internal,
        burst: Span::Bytes(0),
        agent: "relay".to_owned(),
        ..ListenerSpec::default()
    };
    let reader = RingReader::join(&ring, &spec, ReaderConfig::default());
    let mut reader = reader.map_err(|_| "The channel is full.".to_owned())?;
    work.tell(State::Flowing);
    tokio::select! {
        sent = send(&mut connection, &mut reader) => sent,
        () = tell_titles(work, &url, &target) => Ok(()),
    }
}

fn target(work: &Work, url: &Url) -> Result<Target, String> {
    let view = work.kit.stage.channel(&work.slug).ok_or("The channel is gone.")?;
    let relay = &work.relay;
    let credentials = Credentials::new(&relay.user, &relay.password).ok_or("The relay has no password.")?;
    Ok(Target {
        host: http::host(url),
        mount: url.path().to_owned(),
        credentials,
        content_type: relay.rendition.codec.content_type().to_owned(),
        bitrate_kbps: u32::from(relay.rendition.kbps),
        name: view.name,
        genre: view.genre,
        url: view.website,
    })
}

async fn handshake(work: &Work, url: &Url, target: &Target) -> Result<Connection, String> {
    if work.relay.protocol == RelayProtocol::Shoutcast {
        return shoutcast(work, url, target).await;
    }
    for method in [PushMethod::Put, PushMethod::Source] {
        let mut connection = http::connect(url, work.kit.allow_private).await?;
        http::write(&mut connection, &target.icecast(method)).await?;
        match judged(&mut connection, |answer| icecast_verdict(answer, method)).await? {
            Verdict::Accepted => return Ok(connection),
            Verdict::Refused(why) => return Err(sentence(&why)),
            Verdict::TryOld | Verdict::Wait => {}
        }
    }
    Err("The other server accepts neither PUT nor SOURCE.".to_owned())
}

/// Shoutcast v1 takes sources one port above its listeners.
async fn shoutcast(work: &Work, url: &Url, target: &Target) -> Result<Connection, String> {
    let mut source = url.clone();
    let port = url.port_or_known_default().unwrap_or(8000).saturating_add(1);
    source
        .set_port(Some(port))
        .map_err(|()| "The address cannot be used.".to_owned())?;
    let mut connection = http::connect(&source, work.kit.allow_private).await?;
    http::write(&mut connection, &target.shoutcast_password()).await?;
    match judged(&mut connection, shoutcast_verdict).await? {
        Verdict::Accepted => {}
        Verdict::Refused(why) => return Err(sentence(&why)),
        Verdict::TryOld | Verdict::Wait => return Err("The other server does not speak Shoutcast.".to_owned()),
    }
    http::write(&mut connection, &target.shoutcast_headers()).await?;
    Ok(connection)
}

async fn judged(connection: &mut Connection, judge: impl Fn(&[u8]) -> Verdict) -> Result<Verdict, String> {
    let mut answer = Vec::new();
    loop {
        match judge(&answer) {
            Verdict::Wait if answer.len() < ANSWER => {}
            verdict => return Ok(verdict),
        }
        if http::read(connection, &mut answer).await?.is_none() {
            return Err("The other server closed the connection.".to_owned());
        }
    }
}

fn sentence(why: &str) -> String {
    let mut letters = why.chars();
    let first = letters
        .next()
        .map(|first| first.to_uppercase().to_string())
        .unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

async fn send(connection: &mut Connection, reader: &mut RingReader) -> Result<(), String> {
    let mut heard = [0_u8; 512];
    loop {
        tokio::select! {
            bytes = reader.next() => match bytes {
                Some(bytes) => http::write(connection, &bytes).await?,
                None => return Ok(()),
            },
            // What it says meanwhile (100 after 200, a goodbye) is read so that its end is seen.
            read = connection.stream.read(&mut heard) => match read {
                Ok(0) => return Err("The other server closed the connection.".to_owned()),
                Ok(_) => {}
                Err(error) => return Err(format!("The connection broke: {error}.")),
            },
        }
    }
}

async fn tell_titles(work: &Work, url: &Url, target: &Target) {
    let mut told = SongTitle::default();
    while let Some(view) = work.kit.stage.channel(&work.slug) {
        if view.song != told && !view.song.to_string().is_empty() {
            told = view.song;
            if let Err(problem) = tell_title(work, url, target, &told).await {
                tracing::debug!(relay = %work.relay.id, problem, "title not sent on");
            }
        }
        tokio::time::sleep(TITLES).await;
    }
}

async fn tell_title(work: &Work, url: &Url, target: &Target, song: &SongTitle) -> Result<(), String> {
    let request = match work.relay.protocol {
        RelayProtocol::Icecast => target.icecast_title(song),
        RelayProtocol::Shoutcast => target.shoutcast_title(song),
    };
    let mut connection = http::connect(url, work.kit.allow_private).await?;
    http::write(&mut connection, &request).await?;
    let mut answer = Vec::new();
    http::read(&mut connection, &mut answer).await?;
    Ok(())
}
