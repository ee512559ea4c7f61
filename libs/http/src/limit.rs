//! Request limits per client address, with a bounded number of addresses.

use crate::guard::ClientIp;
use crate::problem::ApiError;
use awaz_core::{Code, Error};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

/// Addresses remembered at once.
const MAX_KEYS: usize = 100_000;

/// Counts requests of each address.
#[derive(Debug)]
pub struct Limiter(DefaultKeyedRateLimiter<IpAddr>);

impl Limiter {
    /// Allows `per_second` requests of an address, and a burst of ten times as many.
    #[must_use]
    pub fn new(per_second: NonZeroU32) -> Arc<Self> {
        let quota = Quota::per_second(per_second)
            .allow_burst(per_second.saturating_mul(NonZeroU32::new(10).unwrap_or(per_second)));
        Arc::new(Self(DefaultKeyedRateLimiter::keyed(quota)))
    }

    /// Lets a request of `address` pass, or says after how many seconds the next may come.
    ///
    /// # Errors
    /// Seconds to wait.
    pub fn check(&self, address: IpAddr) -> Result<(), u32> {
        if self.0.len() > MAX_KEYS {
            self.0.retain_recent();
        }
        self.0.check_key(&subnet(address)).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1)
        })
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
    match address.map(|address| limiter.check(address)) {
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
    fn an_address_is_held_back_after_its_burst_and_others_are_not() {
        let limiter = Limiter::new(NonZeroU32::MIN);
        let (one, other) = (IpAddr::from([1, 1, 1, 1]), IpAddr::from([2, 2, 2, 2]));
        assert!((0..10).all(|_| limiter.check(one).is_ok()));
        assert!(limiter.check(one).is_err_and(|seconds| seconds >= 1));
        assert!(limiter.check(other).is_ok());
        let (left, right) = ("2001:db8::1", "2001:db8::ffff");
        assert_eq!(
            subnet(left.parse().expect("an address")),
            subnet(right.parse().expect("an address"))
        );
    }
}
