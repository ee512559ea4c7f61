//! Wrong passwords are counted for each account and address, and for each address alone.

use awaz_core::{Code, Error, Result};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::net::IpAddr;

/// How long failures are remembered, ms.
const WINDOW_MS: i64 = 15 * 60 * 1000;
/// Failures of an address over all accounts count this many times less.
const ADDRESS_FACTOR: u32 = 5;
/// Entries kept; the oldest go first.
const MAX_ENTRIES: usize = 20_000;

/// An account seen from an address; without an account, the address over all accounts.
type Key = (Option<String>, Option<IpAddr>);

/// Counts failures.
#[derive(Debug)]
pub(crate) struct Throttle {
    max_failures: u32,
    entries: Mutex<HashMap<Key, Entry>>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    failures: u32,
    since_ms: i64,
}

impl Throttle {
    pub(crate) fn new(max_failures: u32) -> Self {
        Self {
            max_failures,
            entries: Mutex::default(),
        }
    }

    /// Lets an attempt pass, or says how long to wait.
    pub(crate) fn check(&self, account: &str, peer: Option<IpAddr>, now_ms: i64) -> Result<()> {
        let entries = self.entries.lock();
        for (key, bound) in self.keys(account, peer) {
            let Some(entry) = entries.get(&key) else { continue };
            let left_ms = entry.since_ms + WINDOW_MS - now_ms;
            if entry.failures >= bound && left_ms > 0 {
                let seconds = u32::try_from(left_ms / 1000).unwrap_or(u32::MAX).max(1);
                let minutes = seconds.div_ceil(60);
                let message = format!("Too many wrong tries. Try again in {minutes} minutes.");
                return Err(Error::new(Code::TooMany, message).retry_after(seconds));
            }
        }
        Ok(())
    }

    /// Counts a failure.
    pub(crate) fn failed(&self, account: &str, peer: Option<IpAddr>, now_ms: i64) {
        let mut entries = self.entries.lock();
        if entries.len() >= MAX_ENTRIES {
            make_room(&mut entries, now_ms);
        }
        for (key, _) in self.keys(account, peer) {
            let fresh = Entry {
                failures: 0,
                since_ms: now_ms,
            };
            let entry = entries.entry(key).or_insert(fresh);
            if now_ms - entry.since_ms >= WINDOW_MS {
                *entry = fresh;
            }
            entry.failures += 1;
        }
    }

    /// Forgets an account's failures from an address that knew the password.
    pub(crate) fn succeeded(&self, account: &str, peer: Option<IpAddr>) {
        self.entries.lock().remove(&(Some(account.to_owned()), peer));
    }

    fn keys(&self, account: &str, peer: Option<IpAddr>) -> Vec<(Key, u32)> {
        let mut keys = vec![((Some(account.to_owned()), peer), self.max_failures)];
        if peer.is_some() {
            keys.push(((None, peer), self.max_failures * ADDRESS_FACTOR));
        }
        keys
    }
}

/// Forgets the older half. An attacker needs as many wrong passwords as there are entries to have
/// one of theirs forgotten, and the hash slots let through about 20 a second.
fn make_room(entries: &mut HashMap<Key, Entry>, now_ms: i64) {
    entries.retain(|_, entry| now_ms - entry.since_ms < WINDOW_MS);
    if entries.len() < MAX_ENTRIES {
        return;
    }
    let mut times: Vec<i64> = entries.values().map(|entry| entry.since_ms).collect();
    times.sort_unstable();
    let middle_ms = times[times.len() / 2];
    entries.retain(|_, entry| entry.since_ms > middle_ms);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_account_is_closed_for_one_address_only_and_opens_again() {
        let throttle = Throttle::new(3);
        let (bad, good) = (Some(IpAddr::from([10, 0, 0, 1])), Some(IpAddr::from([10, 0, 0, 2])));
        for _ in 0..3 {
            throttle.failed("a@b.c", bad, 0);
        }
        let refused = throttle.check("a@b.c", bad, 1000).expect_err("three is the bound");
        assert_eq!((refused.code, refused.retry_after_s), (Code::TooMany, Some(899)));
        assert!(throttle.check("a@b.c", good, 1000).is_ok());
        assert!(throttle.check("d@e.f", bad, 1000).is_ok());
        assert!(throttle.check("a@b.c", bad, WINDOW_MS).is_ok());
    }

    #[test]
    fn a_flood_does_not_fill_the_memory() {
        let throttle = Throttle::new(3);
        for index in 0..30_000_u32 {
            let peer = Some(IpAddr::from(index.to_be_bytes()));
            throttle.failed("a@b.c", peer, i64::from(index / 100));
        }
        let entries = throttle.entries.lock();
        assert!(entries.len() <= MAX_ENTRIES + 2, "{}", entries.len());
        assert!(entries.contains_key(&(Some("a@b.c".to_owned()), Some(IpAddr::from(29_999_u32.to_be_bytes())))));
    }

    #[test]
    fn an_address_that_tries_many_accounts_is_closed() {
        let throttle = Throttle::new(3);
        let bad = Some(IpAddr::from([10, 0, 0, 1]));
        for index in 0..15 {
            throttle.failed(&format!("{index}@b.c"), bad, 0);
        }
        assert!(throttle.check("new@b.c", bad, 0).is_err());
    }
}
