//! An asynchronous listener, for connections that are not plain sockets (TLS, HTTP/2) and for
//! relays and recorders of ours.

use crate::listener::{Ended, ListenerSpec, Refused};
use crate::ring::{ListenerStats, Member, Ring};
use crate::seat::{LagPolicy, Seat};
use bytes::{Bytes, BytesMut};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Most bytes returned at a time.
const MOST: usize = 64 * 1024;

/// How an asynchronous reader is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReaderConfig {
    /// Longest time for which sound is gathered once the burst was returned. Default 500 ms; zero
    /// returns every push.
    pub tick: Duration,
    /// Bound of falling behind.
    pub lag: LagPolicy,
}

impl Default for ReaderConfig {
    fn default() -> Self {
        Self {
            tick: Duration::from_millis(500),
            lag: LagPolicy::default(),
        }
    }
}

/// Reads a ring as a listener would: burst, frame boundaries, headers first, ICY blocks, moves.
#[derive(Debug)]
pub struct RingReader {
    seat: Seat,
    config: ReaderConfig,
    deadline: Option<Instant>,
    next_at: Instant,
    ended: Option<Ended>,
}

impl RingReader {
    /// Joins `ring`; the reader leaves when it is dropped. Call it inside a tokio runtime.
    ///
    /// # Errors
    /// [`Refused`] by the limits of the ring.
    pub fn join(ring: &Arc<Ring>, spec: &ListenerSpec, config: ReaderConfig) -> Result<Self, Refused> {
        let member = Member::new(spec.identity(ring.config().clock.now_ms()));
        ring.enter(&member)?;
        let now = Instant::now();
        Ok(Self {
            seat: Seat::new(Arc::clone(ring), member, spec),
            config,
            deadline: spec.max_duration.and_then(|limit| now.checked_add(limit)),
            next_at: now,
            ended: None,
        })
    }

    /// Waits for the next bytes of the stream; `None` when it is over. Safe to cancel.
    pub async fn next(&mut self) -> Option<Bytes> {
        tokio::time::sleep_until(self.next_at).await;
        while self.ended.is_none() {
            let ring = Arc::clone(&self.seat.ring);
            let pushed = ring.pushed().notified();
            tokio::pin!(pushed);
            // Registered before looking, so that a push in between is not missed.
            pushed.as_mut().enable();
            if let Some(bytes) = self.take() {
                return Some(bytes);
            }
            let far = Instant::now() + Duration::from_secs(3600);
            let deadline = self.deadline.unwrap_or(far);
            if self.ended.is_none() && Arc::ptr_eq(&ring, &self.seat.ring) {
                // Passing the deadline is seen by the next `take`.
                let _ = tokio::time::timeout_at(deadline, pushed).await;
            }
        }
        None
    }

    /// Why the stream is over; `None` while it is not.
    #[must_use]
    pub const fn ended(&self) -> Option<Ended> {
        self.ended
    }

    /// The reader as the ring lists it.
    #[must_use]
    pub fn stats(&self) -> ListenerStats {
        self.seat.member.stats(&self.seat.ring.view())
    }

    fn take(&mut self) -> Option<Bytes> {
        if self.deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            self.ended = Some(Ended::MaxDuration);
            return None;
        }
        let view = match self.seat.settle(self.config.lag) {
            Ok(view) => view,
            Err(why) => {
                self.ended = Some(why);
                return None;
            }
        };
        let plan = self.seat.weave.plan(&view, MOST);
        if plan.length == 0 {
            self.ended = self.seat.is_over(&view).then_some(Ended::RingClosed);
            return None;
        }
        let mut bytes = BytesMut::with_capacity(plan.length);
        for slice in plan.slices() {
            bytes.extend_from_slice(slice);
        }
        let parts = plan.into_parts();
        self.seat.weave.consume(bytes.len(), &parts, &view);
        self.seat.sent(bytes.len());
        self.next_at = Instant::now() + self.pause(view.end);
        Some(bytes.freeze())
    }

    fn pause(&self, end: u64) -> Duration {
        let waits = self.seat.weave.cursor < end || !self.seat.weave.prefix.is_empty();
        if waits {
            return Duration::ZERO;
        }
        let third = Duration::from_millis(u64::from(self.seat.lead_ms) / 3);
        third.min(self.config.tick)
    }
}
