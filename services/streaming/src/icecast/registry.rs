//! Who is on air through the ports: for title updates beside the stream, and for the bound of
//! sources.

use crate::live::Granted;
use awaz_core::id::CredentialId;
use awaz_core::{Code, Error, Result, Slug};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

#[derive(Debug)]
struct Entry {
    number: u64,
    credential: Option<CredentialId>,
    address: IpAddr,
}

/// The sources on air, by channel.
#[derive(Debug)]
pub(crate) struct Registry {
    entries: Arc<Mutex<HashMap<Slug, Entry>>>,
    seats: Arc<Semaphore>,
    numbers: AtomicU64,
}

impl Registry {
    pub(crate) fn new(sources: usize) -> Self {
        Self {
            entries: Arc::default(),
            seats: Arc::new(Semaphore::new(sources)),
            numbers: AtomicU64::new(0),
        }
    }

    /// Takes a seat for a source that wants to go on air.
    ///
    /// # Errors
    /// `Unavailable` where all are taken.
    pub(crate) fn seat(&self) -> Result<OwnedSemaphorePermit> {
        Arc::clone(&self.seats).try_acquire_owned().map_err(|_| {
            Error::new(
                Code::Unavailable,
                "As many sources are connected as this server takes; try again later.",
            )
            .retry_after(10)
        })
    }

    /// Notes a source that went on air, in place of the channel's one before.
    pub(crate) fn enter(&self, granted: &Granted, peer: SocketAddr, permit: OwnedSemaphorePermit) -> Seat {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let entry = Entry {
            number,
            credential: granted.credential,
            address: peer.ip().to_canonical(),
        };
        self.entries.lock().insert(granted.channel.clone(), entry);
        Seat {
            entries: Arc::clone(&self.entries),
            channel: granted.channel.clone(),
            number,
            _permit: permit,
        }
    }

    /// Whether a title may come with `granted` from `peer`: with the credential that is on air,
    /// with another of the channel only from the source's own address, with an administrator's
    /// from anywhere.
    pub(crate) fn may_set_title(&self, granted: &Granted, peer: SocketAddr) -> bool {
        let entries = self.entries.lock();
        let Some(entry) = entries.get(&granted.channel) else {
            return true;
        };
        granted.is_admin || entry.credential == granted.credential || entry.address == peer.ip().to_canonical()
    }
}

/// A source's place; leaving it frees the seat.
#[derive(Debug)]
pub(crate) struct Seat {
    entries: Arc<Mutex<HashMap<Slug, Entry>>>,
    channel: Slug,
    number: u64,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut entries = self.entries.lock();
        if entries
            .get(&self.channel)
            .is_some_and(|entry| entry.number == self.number)
        {
            entries.remove(&self.channel);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use awaz_core::id::ChannelId;

    fn granted(credential: CredentialId) -> Granted {
        Granted {
            channel: Slug::parse("fm").unwrap(),
            channel_id: ChannelId::new(),
            credential: Some(credential),
            who: "dj".to_owned(),
            is_admin: false,
            slot: crate::slot::Slot::Always,
        }
    }

    #[test]
    fn titles_of_others_come_only_from_the_sources_address() {
        let registry = Registry::new(2);
        let (on_air, other) = (granted(CredentialId::new()), granted(CredentialId::new()));
        let [home, away] = ["192.0.2.1:1", "192.0.2.2:1"].map(|address| address.parse().unwrap());
        let first = registry.enter(&on_air, home, registry.seat().unwrap());
        assert!(registry.may_set_title(&on_air, away) && registry.may_set_title(&other, home));
        assert!(!registry.may_set_title(&other, away));
        let second = registry.enter(&other, away, registry.seat().unwrap());
        assert_eq!(registry.seat().unwrap_err().code, Code::Unavailable);
        drop(first);
        assert!(registry.may_set_title(&other, home), "the newer source stays noted");
        drop(second);
        assert!(registry.seat().is_ok());
    }
}
