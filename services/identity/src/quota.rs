//! How often something may be asked for: so many times in an hour, for each address and each target.

use awaz_core::{Code, Error, Result};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::net::IpAddr;

const WINDOW_MS: i64 = 60 * 60 * 1000;
/// Counters kept; when there are more, those that ended go, and then all: a flood from that many
/// addresses is not held back by counting them.
const MAX_ENTRIES: usize = 50_000;

/// Counts.
#[derive(Debug, Default)]
pub(crate) struct Quota(Mutex<HashMap<String, Entry>>);

#[derive(Debug, Clone, Copy)]
struct Entry {
    count: u32,
    since_ms: i64,
}

impl Quota {
    /// Counts one more of `key`, or says how long to wait where there were `max` in this hour.
    ///
    /// # Errors
    /// `TooMany`.
    pub(crate) fn take(&self, key: String, max: u32, now_ms: i64) -> Result<()> {
        let mut entries = self.0.lock();
        if entries.len() >= MAX_ENTRIES {
            entries.retain(|_, entry| now_ms - entry.since_ms < WINDOW_MS);
        }
        if entries.len() >= MAX_ENTRIES {
            entries.clear();
        }
        let fresh = Entry {
            count: 0,
            since_ms: now_ms,
        };
        let entry = entries.entry(key).or_insert(fresh);
        if now_ms - entry.since_ms >= WINDOW_MS {
            *entry = fresh;
        }
        if entry.count >= max {
            let seconds = u32::try_from((entry.since_ms + WINDOW_MS - now_ms) / 1000)
                .unwrap_or(1)
                .max(1);
            let message = format!(
                "That was asked for too often. Try again in {} minutes.",
                seconds.div_ceil(60)
            );
            return Err(Error::new(Code::TooMany, message).retry_after(seconds));
        }
        entry.count += 1;
        Ok(())
    }

    /// The same for the address somebody asks from; of IPv6 the first 64 bits, which one home has.
    ///
    /// # Errors
    /// `TooMany`.
    pub(crate) fn take_from(&self, what: &str, peer: Option<IpAddr>, max: u32, now_ms: i64) -> Result<()> {
        let Some(peer) = peer else { return Ok(()) };
        let network = match peer.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("{:x?}", &address.segments()[..4]),
        };
        self.take(format!("{what} from {network}"), max, now_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_in_an_hour_and_no_more() {
        let quota = Quota::default();
        let ask = |at_ms| quota.take("a".to_owned(), 2, at_ms);
        assert!(ask(0).is_ok() && ask(1).is_ok());
        let held = ask(60_000).expect_err("two are the bound");
        assert_eq!((held.code, held.retry_after_s), (Code::TooMany, Some(3540)));
        assert!(quota.take("b".to_owned(), 2, 60_000).is_ok() && ask(WINDOW_MS).is_ok());
    }

    #[test]
    fn a_home_is_one_address_and_a_flood_does_not_fill_the_memory() {
        let quota = Quota::default();
        for host in 1..=3_u16 {
            let peer = IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, host]);
            assert_eq!(quota.take_from("x", Some(peer), 2, 0).is_ok(), host < 3);
        }
        for index in 0..120_000 {
            let _held = quota.take(index.to_string(), 1, 0);
        }
        assert!(quota.0.lock().len() <= MAX_ENTRIES + 1);
    }
}
