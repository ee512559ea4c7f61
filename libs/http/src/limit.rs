//! Request limits per client address, with a bounded number of addresses.

use crate::guard::ClientIp;
use crate::problem::ApiError;
use awaz_core::{Code, Error};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use parking_lot::Mutex;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Addresses remembered at once.
const MAX_KEYS: usize = 100_000;

/// How often addresses that have not come lately are looked for, while there are too many.
const SWEEP: Duration = Duration::from_secs(1);

/// Cells that a request takes of an address' quota, and those of a piece of a live stream: a player
/// with low latency asks for six pieces a second, and a whole town's players share one address.
const COSTS: (NonZeroU32, NonZeroU32) = (NonZeroU32::new(10).expect("not 0"), NonZeroU32::MIN);

/// Counts requests of each address.
#[derive(Debug)]
pub struct Limiter {
    counts: DefaultKeyedRateLimiter<IpAddr>,
    swept: Mutex<Option<Instant>>,
    max_keys: usize,
}

impl Limiter {
    /// Allows `per_second` requests of an address, ten times as many for pieces of a live stream
    /// (`/live/`), and a burst of ten times as many.
    #[must_use]
    pub fn new(per_second: NonZeroU32) -> Arc<Self> {
        let cells = per_second.saturating_mul(COSTS.0);
        let quota = Quota::per_second(cells).allow_burst(cells.saturating_mul(COSTS.0));
        Arc::new(Self {
            counts: DefaultKeyedRateLimiter::keyed(quota),
            swept: Mutex::new(None),
            max_keys: MAX_KEYS,
        })
    }

    /// Lets a request of `address` for `path` pass, or says after how many seconds the next may come.
    ///
    /// # Errors
    /// Seconds to wait.
    pub fn check(&self, address: IpAddr, path: &str) -> Result<(), u32> {
        if self.counts.len() >= self.max_keys && !self.make_room() {
            return Err(1);
        }
        let cost = if path.starts_with("/live/") { COSTS.1 } else { COSTS.0 };
        match self.counts.check_key_n(&subnet(address), cost) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(not_until)) => {
                let wait = not_until.wait_time_from(DefaultClock::default().now());
                Err(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1))
            }
            // The burst is larger than any cost.
            Err(_) => Err(1),
        }
    }

    /// Forgets addresses that may send a whole burst again; false where all are recent.
    fn make_room(&self) -> bool {
        let mut swept = self.swept.lock();
        if swept.is_none_or(|at| at.elapsed() >= SWEEP) {
            *swept = Some(Instant::now());
            self.counts.retain_recent();
            self.counts.shrink_to_fit();
        }
        self.counts.len() < self.max_keys
    }
}

/// An IPv6 customer has a /64: its addresses count as one.
fn subnet(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => {
            let mut segments = address.segments();
            segments[4..].fill(0);
            IpAddr::from(segments)
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// Limits a router.
pub async fn limit(State(limiter): State<Arc<Limiter>>, request: Request, next: Next) -> Response {
    let address = request.extensions().get::<ClientIp>().map(|client| client.0);
    let path = request.uri().path();
    match address.map(|address| limiter.check(address, path)) {
        Some(Err(seconds)) => {
            let error = Error::new(Code::TooMany, "Too many requests; slow down.").retry_after(seconds);
            ApiError(error).into_response()
        }
        _ => next.run(request).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_not_remembered_without_bound() {
        let mut limiter = Arc::into_inner(Limiter::new(NonZeroU32::MIN)).expect("nobody else has it");
        limiter.max_keys = 3;
        let passed = (0..10_u8).filter(|last| limiter.check(IpAddr::from([1, 1, 1, *last]), "/").is_ok());
        assert_eq!(passed.count(), 3);
    }

    #[test]
    fn an_address_is_held_back_after_its_burst_and_others_are_not() {
        let limiter = Limiter::new(NonZeroU32::MIN);
        let (one, other) = (IpAddr::from([1, 1, 1, 1]), IpAddr::from([2, 2, 2, 2]));
        assert!((0..10).all(|_| limiter.check(one, "/").is_ok()));
        assert!(limiter.check(one, "/").is_err_and(|seconds| seconds >= 1));
        assert!(limiter.check(other, "/").is_ok());
        assert!((0..100).all(|_| limiter.check(IpAddr::from([3, 3, 3, 3]), "/live/a/master.m3u8").is_ok()));
        let (left, right) = ("2001:db8::1", "2001:db8::ffff");
        assert_eq!(
            subnet(left.parse().expect("an address")),
            subnet(right.parse().expect("an address"))
        );
    }
}
