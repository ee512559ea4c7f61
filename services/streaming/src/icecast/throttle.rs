//! Slows down who guesses passwords, without locking anybody out.
//!
//! Nobody is refused unheard: a station behind the same address as a guesser still gets on air.
//! A peer has a few turns at a time, and a wrong guess keeps its turn for a while.

use awaz_core::{Code, Error};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Password checks of one peer at a time.
const TURNS: usize = 4;
/// Wrong passwords of a peer that cost it nothing.
const FREE: u32 = 10;
/// How long a wrong password after those keeps its turn: 4 turns of 30 ms are 133 guesses a second,
/// 10^9 years for half of the space of DJ passwords that we generate.
const PENALTY: Duration = Duration::from_millis(30);
/// After this long without a wrong password a peer is forgotten.
const FORGET: Duration = Duration::from_secs(600);
/// Peers that are remembered.
const MAX_PEERS: usize = 10_000;

#[derive(Debug)]
struct Peer {
    turns: Arc<Semaphore>,
    wrong: u32,
    last: Instant,
}

/// Remembers who guessed wrong.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    peers: Mutex<HashMap<IpAddr, Peer>>,
}

impl Throttle {
    /// Waits for a turn to have a password checked.
    pub(crate) async fn turn(&self, address: IpAddr) -> Turn<'_> {
        let network = network(address);
        let turns = self.turns_of(network);
        let permit = turns.acquire_owned().await.ok();
        Turn {
            throttle: self,
            network,
            permit,
        }
    }

    fn turns_of(&self, network: IpAddr) -> Arc<Semaphore> {
        let now = Instant::now();
        let mut peers = self.peers.lock();
        if peers.len() >= MAX_PEERS {
            peers.retain(|_, peer| now.duration_since(peer.last) < FORGET);
        }
        if peers.len() >= MAX_PEERS {
            // Under an attack from everywhere the newest guessers are remembered.
            peers.clear();
        }
        let peer = peers.entry(network).or_insert_with(|| Peer {
            turns: Arc::new(Semaphore::new(TURNS)),
            wrong: 0,
            last: now,
        });
        if now.duration_since(peer.last) > FORGET {
            peer.wrong = 0;
        }
        peer.last = now;
        Arc::clone(&peer.turns)
    }

    fn count_wrong(&self, network: IpAddr) -> u32 {
        let mut peers = self.peers.lock();
        peers.get_mut(&network).map_or(1, |peer| {
            peer.wrong = peer.wrong.saturating_add(1);
            peer.wrong
        })
    }
}

/// One peer's turn.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    throttle: &'a Throttle,
    network: IpAddr,
    permit: Option<OwnedSemaphorePermit>,
}

impl Turn<'_> {
    /// The password was wrong: what to answer, after a while where the peer guesses a lot.
    pub(crate) async fn failed(self, error: Error) -> Error {
        metrics::counter!("awaz_source_wrong_passwords_total").increment(1);
        if self.throttle.count_wrong(self.network) <= FREE {
            return error;
        }
        tokio::time::sleep(PENALTY).await;
        drop(self.permit);
        Error::new(
            Code::TooMany,
            "Too many wrong passwords came from your address; check the settings and wait a minute.",
        )
        .retry_after(10)
    }
}

/// Who counts as one peer: an IPv4 address, or the /64 of an IPv6 one.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn guessers_are_slowed_and_nobody_is_locked_out() {
        let throttle = Throttle::default();
        let peer: IpAddr = "192.0.2.1".parse().unwrap();
        let wrong = || Error::new(Code::Unauthenticated, "no");
        for _ in 0..FREE {
            assert_eq!(
                throttle.turn(peer).await.failed(wrong()).await.code,
                Code::Unauthenticated
            );
        }
        let before = tokio::time::Instant::now();
        for _ in 0..100 {
            assert_eq!(throttle.turn(peer).await.failed(wrong()).await.code, Code::TooMany);
        }
        assert!(before.elapsed() >= PENALTY * 100);
        let rightful = tokio::time::timeout(Duration::from_millis(1), throttle.turn(peer)).await;
        assert!(rightful.is_ok());
    }

    #[test]
    fn peers() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
