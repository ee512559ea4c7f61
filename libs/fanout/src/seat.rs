//! A listener's place: their ring, their stream, and the rules for falling behind and moving.

use crate::ring::{Found, Member, Position, Rest, Ring, Span, View};
use crate::weave::{Icy, Weave};
use crate::{Ended, ListenerSpec};
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// What becomes of a listener who falls behind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Slow {
    /// They hear the end of their frame and then what a newcomer would.
    #[default]
    Jump,
    /// They are closed.
    Close,
}

/// Bound of falling behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LagPolicy {
    /// Bytes of the ring a listener may be behind, besides what its socket holds; a listener whose
    /// position was overwritten is treated alike.
    pub queue_bytes: u32,
    /// What becomes of those beyond.
    pub slow: Slow,
}

impl Default for LagPolicy {
    fn default() -> Self {
        Self {
            queue_bytes: 512 * 1024,
            slow: Slow::Jump,
        }
    }
}

/// A sample the listener goes on at as soon as the ring has it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Awaited {
    pub(crate) sample: u64,
    /// Headers the listener has already.
    pub(crate) headers: Option<Bytes>,
}

/// One listener's place; leaves the ring when dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    pub(crate) ring: Arc<Ring>,
    pub(crate) member: Arc<Member>,
    pub(crate) weave: Weave,
    pub(crate) awaited: Option<Awaited>,
    pub(crate) burst: Span,
    /// Sound a player has buffered if it took all that was sent, milliseconds.
    pub(crate) lead_ms: u32,
    moves: u32,
}

/// A position that no view holds.
const NOWHERE: u64 = u64::MAX;

impl Seat {
    /// Takes a place at the ring; the member has entered it.
    pub(crate) fn new(ring: Arc<Ring>, member: Arc<Member>, spec: &ListenerSpec) -> Self {
        let mut seat = Self {
            weave: Weave {
                head: spec.head.clone(),
                icy: spec.metaint.filter(|interval| *interval > 0).map(Icy::new),
                ..Weave::default()
            },
            moves: ring.move_count(),
            awaited: None,
            burst: spec.burst,
            lead_ms: 0,
            ring,
            member,
        };
        let position = seat.ring.join_position(spec.burst);
        seat.lead_ms = position.lead_ms;
        seat.place(position);
        seat
    }

    /// Continues a place that was held in another process.
    pub(crate) fn resumed(ring: Arc<Ring>, member: Arc<Member>, resume: Resume) -> Self {
        ring.welcome(&member);
        Self {
            moves: ring.move_count(),
            weave: Weave {
                cursor: NOWHERE,
                ..resume.weave
            },
            awaited: Some(resume.awaited),
            burst: resume.burst,
            lead_ms: resume.lead_ms,
            ring,
            member,
        }
    }

    /// Brings the place up to date and returns the view to read on in.
    ///
    /// # Errors
    /// The reason why the listener's stream is over.
    pub(crate) fn settle(&mut self, policy: LagPolicy) -> Result<Arc<View>, Ended> {
        if self.member.is_kicked() {
            return Err(Ended::Kicked);
        }
        let mut view = self.ring.view();
        if let Some(command) = &view.moved
            && command.count > self.moves
        {
            self.moves = command.count;
            if let Some(target) = command.target.upgrade() {
                self.move_to(target);
                view = self.ring.view();
            }
        }
        self.find_awaited();
        if self.awaited.is_none() {
            let lag = view.end.saturating_sub(self.weave.cursor);
            if self.weave.cursor < view.start || lag > u64::from(policy.queue_bytes) {
                self.fall_behind(policy)?;
            }
        }
        Ok(view)
    }

    /// Tells whether the ring ended and everything of it was taken.
    pub(crate) fn is_over(&self, view: &View) -> bool {
        let taken = self.weave.cursor >= view.end && self.weave.prefix.is_empty();
        view.closed && taken && self.weave.head.is_empty()
    }

    /// Moves on by `count` bytes that were sent.
    pub(crate) fn sent(&mut self, count: usize) {
        self.member.bytes.fetch_add(count as u64, Ordering::Relaxed);
        self.member.position.store(self.weave.cursor, Ordering::Relaxed);
        self.ring.count_sent(count);
    }

    fn place(&mut self, position: Position) {
        let headers = position.headers.filter(|headers| !headers.is_empty());
        self.weave.prefix.extend(headers);
        self.weave.cursor = position.offset;
        self.member.position.store(position.offset, Ordering::Relaxed);
    }

    fn place_after(&mut self, mut position: Position, headers: Option<&Bytes>) {
        if position.headers.as_ref() == headers {
            position.headers = None;
        }
        self.place(position);
    }

    fn fall_behind(&mut self, policy: LagPolicy) -> Result<(), Ended> {
        if policy.slow == Slow::Close {
            return Err(Ended::Slow);
        }
        metrics::counter!("awaz_fanout_jumps_total").increment(1);
        let rest = self.finish_frame();
        let position = self.ring.join_position(self.burst);
        self.place_after(position, rest.headers.as_ref());
        Ok(())
    }

    fn move_to(&mut self, target: Arc<Ring>) {
        self.suspend();
        self.ring.leave(self.member.id);
        target.welcome(&self.member);
        self.moves = target.move_count();
        self.ring = target;
    }

    /// Keeps the rest of the frame the listener is in; a frame that was overwritten stays cut.
    fn finish_frame(&mut self) -> Rest {
        let mut rest = self.ring.rest_of_frame(self.weave.cursor).unwrap_or_default();
        self.weave.prefix.extend(rest.pieces.drain(..));
        rest
    }

    /// Leaves the ring's bytes: what is left of the frame is kept in front, the rest is awaited by
    /// sample, here or in another process.
    pub(crate) fn suspend(&mut self) -> Awaited {
        let awaited = self.awaited.take().unwrap_or_else(|| self.after_frame());
        self.weave.cursor = NOWHERE;
        self.awaited = Some(awaited.clone());
        awaited
    }

    fn after_frame(&mut self) -> Awaited {
        let rest = self.finish_frame();
        Awaited {
            sample: rest.next_sample,
            headers: rest.headers,
        }
    }

    fn find_awaited(&mut self) {
        if let Some(awaited) = &self.awaited
            && let Found::At(position) = self.ring.position_of(awaited.sample)
        {
            let headers = self.awaited.take().and_then(|found| found.headers);
            self.place_after(position, headers.as_ref());
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.ring.leave(self.member.id);
    }
}

/// A place as it comes from another process.
#[derive(Debug)]
pub(crate) struct Resume {
    pub(crate) weave: Weave,
    pub(crate) awaited: Awaited,
    pub(crate) burst: Span,
    pub(crate) lead_ms: u32,
}
