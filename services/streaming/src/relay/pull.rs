//! Fetching a stream from another server into a channel.

use super::{State, Work, http};
use crate::live::{Feed, LiveSpec, Protocol};
use awaz_core::id::CredentialId;
use awaz_wire::icy::{Deinterleaver, ResponseHead};
use awaz_wire::playlist;
use bytes::Bytes;
use url::Url;

/// Playlists that lead to playlists.
const PLAYLISTS: usize = 3;

/// Fetches until the stream ends or breaks.
///
/// # Errors
/// A sentence for the owner.
pub(super) async fn pull(work: &Work) -> Result<(), String> {
    let url = Url::parse(&work.relay.url).map_err(|_| "The address cannot be used.".to_owned())?;
    let (head, mut body, first) = find(&url, work.kit.allow_private).await?;
    let spec = LiveSpec {
        credential: Some(CredentialId(work.relay.id.0)),
        who: url.host_str().unwrap_or_default().to_owned(),
        protocol: Protocol::Relay,
        content_type: head.headers.get("content-type").map(str::to_ascii_lowercase),
        ice: head.ice(),
        peer: body.peer(),
        agent: head.headers.get("server").unwrap_or_default().to_owned(),
        ends_ms: None,
    };
    let feed = work.kit.stage.open_live(&work.slug, spec).await;
    let mut feed = feed.map_err(|error| error.message)?;
    work.tell(State::Flowing);
    let mut titles = Deinterleaver::new(head.metaint());
    let mut piece = Some(first);
    while let Some(bytes) = piece {
        hand_over(&mut titles, &bytes, feed.as_mut()).await?;
        piece = body.next().await?;
    }
    feed.finish();
    Ok(())
}

async fn hand_over(titles: &mut Deinterleaver, bytes: &[u8], feed: &mut dyn Feed) -> Result<(), String> {
    let mut sound = Vec::with_capacity(bytes.len());
    if let Some(song) = titles.push(bytes, &mut sound) {
        feed.set_title(song);
    }
    if sound.is_empty() {
        return Ok(());
    }
    feed.push(sound.into()).await.map_err(|error| error.message)
}

/// Follows playlists to a stream; returns it with its first bytes.
async fn find(url: &Url, allow_private: bool) -> Result<(ResponseHead, http::Body, Bytes), String> {
    let mut url = url.clone();
    for _ in 0..=PLAYLISTS {
        let (from, head, mut body) = http::get(&url, allow_private).await?;
        let first = body.next().await?.ok_or("The stream is empty.")?;
        let kind = head.headers.get("content-type").unwrap_or_default();
        if !playlist::is_playlist(kind, &first) {
            return Ok((head, body, first));
        }
        let file = whole(body, first).await?;
        let listed = playlist::addresses(&file, &from);
        url = listed.into_iter().next().ok_or("The playlist has no address in it.")?;
    }
    Err("The playlists lead to no stream.".to_owned())
}

async fn whole(mut body: http::Body, first: Bytes) -> Result<Vec<u8>, String> {
    let mut file = first.to_vec();
    while let Some(more) = body.next().await? {
        file.extend_from_slice(&more);
        if file.len() > playlist::MAX_BYTES {
            return Err("The playlist is too long.".to_owned());
        }
    }
    Ok(file)
}
