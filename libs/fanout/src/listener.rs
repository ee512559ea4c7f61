//! What a listener asks for, why one is refused, and how one ends.

use crate::ring::{Audience, Identity, Span};
use awaz_core::id::ConnectionId;
use bytes::Bytes;
use std::net::SocketAddr;
use std::time::Duration;

/// What one listener gets.
#[derive(Debug, Clone)]
pub struct ListenerSpec {
    /// Connection, for kicks and statistics.
    pub id: ConnectionId,
    /// Address of the player behind any proxy.
    pub peer: Option<SocketAddr>,
    /// `User-Agent` as received; cleaned and cut to 256 bytes.
    pub agent: String,
    /// Whether it counts as a listener; default yes.
    pub audience: Audience,
    /// Response head that is sent first, blank line included.
    pub head: Bytes,
    /// Stream bytes between ICY metadata blocks (`icy-metaint`); `None` or 0 sends none.
    pub metaint: Option<u32>,
    /// How much is sent at once on arrival; default 64 KiB.
    pub burst: Span,
    /// Time after which the stream ends; `None` is never.
    pub max_duration: Option<Duration>,
}

impl Default for ListenerSpec {
    fn default() -> Self {
        Self {
            id: ConnectionId::new(),
            peer: None,
            agent: String::new(),
            audience: Audience::Listener,
            head: Bytes::new(),
            metaint: None,
            burst: Span::Bytes(64 * 1024),
            max_duration: None,
        }
    }
}

impl ListenerSpec {
    pub(crate) fn identity(&self, since_ms: i64) -> Identity {
        Identity {
            id: self.id,
            audience: self.audience,
            peer: self.peer,
            agent: self.agent.clone(),
            since_ms,
        }
    }
}

/// Why a listener was not let in. All but `Closed` and `Draining` are answered with 503 and `Retry-After`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refused {
    /// The ring has as many listeners as it may have; waiting helps.
    #[error("the stream has as many listeners as it may have")]
    ListenerLimit,
    /// One more would exceed the ring's bandwidth; waiting helps.
    #[error("the stream's bandwidth is used up")]
    BandwidthLimit,
    /// The process has as many sockets as it can; waiting or another node helps.
    #[error("the server has as many listeners as it can have")]
    ServerFull,
    /// The ring has ended; ask again for the channel's current one.
    #[error("the stream has ended")]
    Closed,
    /// The process is going away; another one will answer.
    #[error("the server is closing down")]
    Draining,
}

impl Refused {
    /// Short name for metrics and logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ListenerLimit => "listener_limit",
            Self::BandwidthLimit => "bandwidth_limit",
            Self::ServerFull => "server_full",
            Self::Closed => "closed",
            Self::Draining => "draining",
        }
    }
}

/// Why a listener's stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ended {
    /// The player closed, or the network lost it.
    Gone,
    /// It fell behind by more than it may, or took nothing for too long.
    Slow,
    /// Its longest duration has passed.
    MaxDuration,
    /// An operator ended it.
    Kicked,
    /// The ring was closed.
    RingClosed,
    /// The process is closing down.
    Drained,
    /// A successor process serves it now.
    HandedOff,
}

impl Ended {
    /// Short name for metrics and logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Slow => "slow",
            Self::MaxDuration => "max_duration",
            Self::Kicked => "kicked",
            Self::RingClosed => "ring_closed",
            Self::Drained => "drained",
            Self::HandedOff => "handed_off",
        }
    }
}

/// A listener who left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    /// Connection.
    pub id: ConnectionId,
    /// Name of the ring heard last.
    pub ring: String,
    /// Address of the player.
    pub peer: Option<SocketAddr>,
    /// User agent, cleaned.
    pub agent: String,
    /// When it arrived, milliseconds since the Unix epoch.
    pub since_ms: i64,
    /// Bytes handed to its socket.
    pub bytes: u64,
    /// Why it ended.
    pub why: Ended,
}
