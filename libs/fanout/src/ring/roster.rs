//! Who reads a ring.

use super::{Limits, View};
use crate::Refused;
use crate::mailbox::Mailbox;
use awaz_core::id::ConnectionId;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Longest user agent kept, bytes.
const MAX_AGENT: usize = 256;

/// Whether a reader counts as audience.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Audience {
    /// A person's player: counted and limited.
    #[default]
    Listener,
    /// A relay or recorder of ours: keeps the encoder awake, is neither counted nor limited.
    Internal,
}

/// One reader of a ring, as an admin page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListenerStats {
    /// Connection.
    pub id: ConnectionId,
    /// Whether it counts as a listener.
    pub audience: Audience,
    /// Address of the player, as far as known.
    pub peer: Option<SocketAddr>,
    /// User agent, cleaned of control characters, at most 256 bytes.
    pub agent: String,
    /// When it arrived, milliseconds since the Unix epoch.
    pub since_ms: i64,
    /// Bytes handed to its socket.
    pub bytes: u64,
    /// Bytes of the ring it has not taken yet.
    pub lag_bytes: u64,
    /// Title at its position.
    pub title: String,
}

/// A reader, shared by the roster, the thread that serves it, and whoever asks.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) id: ConnectionId,
    pub(crate) audience: Audience,
    pub(crate) peer: Option<SocketAddr>,
    pub(crate) agent: Box<str>,
    pub(crate) since_ms: i64,
    pub(crate) bytes: AtomicU64,
    /// Byte position in the ring, for the lag.
    pub(crate) position: AtomicU64,
    kicked: AtomicBool,
    /// The thread to wake on a kick, with the listener's token there.
    mailbox: Mutex<Option<(Arc<Mailbox>, u64)>>,
}

/// What is known about a reader when it arrives.
#[derive(Debug, Clone, Default)]
pub(crate) struct Identity {
    pub(crate) id: ConnectionId,
    pub(crate) audience: Audience,
    pub(crate) peer: Option<SocketAddr>,
    pub(crate) agent: String,
    pub(crate) since_ms: i64,
}

impl Member {
    pub(crate) fn new(identity: Identity) -> Arc<Self> {
        let mut agent = identity.agent;
        agent.truncate(agent.floor_char_boundary(MAX_AGENT));
        agent.retain(|character| !character.is_control());
        Arc::new(Self {
            id: identity.id,
            audience: identity.audience,
            peer: identity.peer,
            agent: agent.into(),
            since_ms: identity.since_ms,
            bytes: AtomicU64::new(0),
            position: AtomicU64::new(0),
            kicked: AtomicBool::new(false),
            mailbox: Mutex::new(None),
        })
    }

    pub(crate) fn served_by(&self, mailbox: &Arc<Mailbox>, token: u64) {
        *self.mailbox.lock() = Some((Arc::clone(mailbox), token));
    }

    pub(crate) fn kick(&self) {
        self.kicked.store(true, Ordering::Release);
        if let Some((mailbox, token)) = &*self.mailbox.lock() {
            mailbox.serve(*token);
        }
    }

    pub(crate) fn is_kicked(&self) -> bool {
        self.kicked.load(Ordering::Acquire)
    }

    pub(crate) fn stats(&self, view: &View) -> ListenerStats {
        let position = self.position.load(Ordering::Relaxed);
        ListenerStats {
            id: self.id,
            audience: self.audience,
            peer: self.peer,
            agent: self.agent.to_string(),
            since_ms: self.since_ms,
            bytes: self.bytes.load(Ordering::Relaxed),
            lag_bytes: view.end.saturating_sub(position),
            title: view
                .title_at(position.saturating_sub(1))
                .map(|(_, title)| title.text.clone())
                .unwrap_or_default(),
        }
    }
}

/// The readers of one ring and their bounds.
#[derive(Debug)]
pub(super) struct Roster {
    members: HashMap<ConnectionId, Arc<Member>>,
    listeners: u32,
    limits: Limits,
    bitrate_kbps: u32,
}

impl Roster {
    pub(super) fn new(limits: Limits, bitrate_kbps: u32) -> Self {
        Self {
            members: HashMap::new(),
            listeners: 0,
            limits,
            bitrate_kbps,
        }
    }

    pub(super) fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    pub(super) fn admits(&self) -> Result<(), Refused> {
        let after = self.listeners.saturating_add(1);
        if self.limits.listeners.is_some_and(|most| after > most) {
            return Err(Refused::ListenerLimit);
        }
        let kbps = u64::from(after) * u64::from(self.bitrate_kbps);
        if self.limits.bandwidth_kbps.is_some_and(|most| kbps > u64::from(most)) {
            return Err(Refused::BandwidthLimit);
        }
        Ok(())
    }

    pub(super) fn insert(&mut self, member: &Arc<Member>) {
        let before = self.members.insert(member.id, Arc::clone(member));
        self.count(before.as_deref(), Some(member));
    }

    pub(super) fn remove(&mut self, id: ConnectionId) {
        let before = self.members.remove(&id);
        self.count(before.as_deref(), None);
    }

    fn count(&mut self, left: Option<&Member>, came: Option<&Member>) {
        let counts =
            |member: Option<&Member>| u32::from(member.is_some_and(|found| found.audience == Audience::Listener));
        self.listeners = self.listeners + counts(came) - counts(left);
    }

    pub(super) fn readers(&self) -> u32 {
        self.members.len() as u32
    }

    pub(super) const fn listeners(&self) -> u32 {
        self.listeners
    }

    pub(super) fn members(&self) -> Vec<Arc<Member>> {
        self.members.values().cloned().collect()
    }

    pub(super) fn member(&self, id: ConnectionId) -> Option<Arc<Member>> {
        self.members.get(&id).cloned()
    }
}
