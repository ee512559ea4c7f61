//! The seam between the ports (Icecast, Shoutcast, webcast, relays) and the engine.
//!
//! The ports know connections and protocols; the engine knows channels. Each side sees the other
//! only through the traits here: [`Stage`] is what the channels offer, [`SourceAuth`] who may use
//! them. The engine's hub implements `Stage`, the store of credentials implements `SourceAuth`.

use crate::slot::Slot;
use async_trait::async_trait;
use awaz_core::id::{ChannelId, CredentialId};
use awaz_core::{Rendition, Result, Slug};
use awaz_fanout::Ring;
use awaz_wire::auth::Credentials;
use awaz_wire::ice::IceHeaders;
use awaz_wire::metadata::SongTitle;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::watch;

/// Looks up who a source's name and password belong to.
#[async_trait]
pub trait SourceAuth: Send + Sync {
    /// Checks `credentials` for `channel`; without a channel the password finds its own (a
    /// Shoutcast key alone).
    ///
    /// A channel's source key comes with the user `source`, a DJ's password with their name, and
    /// an API key with the scope `station:admin` with the user `admin`. Secrets are compared in
    /// constant time. An unknown name costs as much as a wrong password.
    ///
    /// # Errors
    /// `Unauthenticated` where name or password is wrong or the channel does not exist,
    /// `Unavailable` where the store does not answer.
    async fn check(&self, channel: Option<&Slug>, credentials: &Credentials, peer: SocketAddr) -> Result<Granted>;

    /// Checks an administrator's API key for `/admin/*`: user `admin`, the key as password.
    ///
    /// # Errors
    /// As [`SourceAuth::check`]; `Forbidden` for a key without the scope `station:admin`.
    async fn check_admin(&self, credentials: &Credentials, peer: SocketAddr) -> Result<AdminScope>;
}

/// Which channels an administrator's key is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdminScope {
    /// All of the server.
    All,
    /// These.
    Channels(Vec<Slug>),
}

impl AdminScope {
    /// Whether it is for a channel.
    #[must_use]
    pub fn covers(&self, channel: &str) -> bool {
        match self {
            Self::All => true,
            Self::Channels(slugs) => slugs.iter().any(|slug| slug.as_str() == channel),
        }
    }
}

/// Who a credential belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// Channel it is for.
    pub channel: Slug,
    /// Its id.
    pub channel_id: ChannelId,
    /// The credential; `None` for an administrator's API key.
    pub credential: Option<CredentialId>,
    /// Name to show: the DJ's, or the station's for its own key.
    pub who: String,
    /// Whether it is an administrator's key: may kick, list and set titles from any address, and
    /// takes a mount over from anybody.
    pub is_admin: bool,
    /// Whether they may be on air now.
    pub slot: Slot,
}

/// How a source reached us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// Icecast `SOURCE` or `PUT`.
    Icecast,
    /// Shoutcast v1.
    Shoutcast,
    /// The browser's WebSocket.
    Webcast,
    /// We pull it from another server.
    Relay,
}

impl Protocol {
    /// Name in the API and in logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Icecast => "icecast",
            Self::Shoutcast => "shoutcast",
            Self::Webcast => "webcast",
            Self::Relay => "relay",
        }
    }
}

/// A source that wants to go on air, already known and allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveSpec {
    /// Credential it used. A second source with the same one replaces the first (its own dead
    /// connection); `None` is an administrator, who replaces anybody.
    pub credential: Option<CredentialId>,
    /// Name to show.
    pub who: String,
    /// How it reached us.
    pub protocol: Protocol,
    /// Type of its sound as it said, lower case; the decoder looks at the data itself.
    pub content_type: Option<String>,
    /// What it says about itself.
    pub ice: IceHeaders,
    /// Its address.
    pub peer: SocketAddr,
    /// Its software; may be empty.
    pub agent: String,
    /// When it has to go, Unix ms; `None` for never.
    pub ends_ms: Option<i64>,
}

/// A source's way into a channel. Dropping it means the network went away; what is buffered is
/// still heard.
#[async_trait]
pub trait Feed: Send {
    /// Hands over bytes as they came. Waits while the buffer is full, which slows a sender down
    /// to what is played.
    ///
    /// # Errors
    /// The source was kicked or taken over, or its sound cannot be decoded: close, and say the
    /// message where the protocol can.
    async fn push(&mut self, bytes: Bytes) -> Result<()>;

    /// Tells what plays from here on.
    fn set_title(&self, song: SongTitle);

    /// Resolves once the source is kicked, taken over, or its channel is gone; with the reason.
    async fn closed(&self) -> awaz_core::Error;

    /// Ends cleanly: what is buffered is heard to its end.
    fn finish(self: Box<Self>);
}

/// A channel as listeners' ports show it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChannelView {
    /// Name in URLs.
    pub slug: String,
    /// Name on screen.
    pub name: String,
    /// A sentence about it.
    pub description: String,
    /// Genre.
    pub genre: String,
    /// Web page of the station.
    pub website: String,
    /// Renditions it offers.
    pub renditions: Vec<Rendition>,
    /// Further mounts that play it, as in `/radio.mp3`.
    pub aliases: Vec<String>,
    /// What plays.
    pub song: SongTitle,
    /// Listeners of all renditions on the progressive ports, now.
    pub listeners: u32,
    /// Most of them at once since the start.
    pub listener_peak: u32,
    /// Bound of listeners; 0 means none.
    pub max_listeners: u32,
    /// Since when it is on air.
    pub started_at: Option<DateTime<Utc>>,
    /// Whether a live source is connected.
    pub is_live: bool,
}

/// What the channels offer to the ports.
#[async_trait]
pub trait Stage: Send + Sync {
    /// All channels, by slug.
    fn channels(&self) -> Vec<ChannelView>;

    /// One channel.
    fn channel(&self, slug: &Slug) -> Option<ChannelView>;

    /// The ring of a rendition; starts encoding it where nobody heard it so far. Waits until its
    /// first sound is there.
    ///
    /// # Errors
    /// `NotFound` for a channel or a rendition it does not offer, `Unavailable` while it cannot
    /// be encoded.
    async fn ring(&self, slug: &Slug, rendition: Rendition) -> Result<Arc<Ring>>;

    /// The ring of a rendition where it is being encoded now; starts nothing.
    fn running_ring(&self, slug: &Slug, rendition: Rendition) -> Option<Arc<Ring>>;

    /// Puts a source on air.
    ///
    /// # Errors
    /// `Conflict` where another source is on air and the channel refuses a second, `Forbidden`
    /// outside a DJ's hours, `NotFound`, `Unavailable` where there are as many as there can be.
    async fn open_live(&self, slug: &Slug, spec: LiveSpec) -> Result<Box<dyn Feed>>;

    /// Tells what the live source of a channel plays, from a connection beside it.
    ///
    /// # Errors
    /// `NotFound` for no such channel, `Conflict` while no live source is connected.
    fn set_live_title(&self, slug: &Slug, song: SongTitle) -> Result<()>;

    /// Ends the live source of a channel.
    ///
    /// # Errors
    /// `NotFound` for no such channel or no source.
    fn kick_live(&self, slug: &Slug) -> Result<()>;

    /// Whether anybody listens to a channel, in any form; for relays on demand. Relays and
    /// recorders do not count.
    fn heard(&self, slug: &Slug) -> Option<watch::Receiver<bool>>;

    /// What is heard and was heard last, newest first, at most 20.
    fn played(&self, slug: &Slug) -> Vec<(DateTime<Utc>, String)>;
}
