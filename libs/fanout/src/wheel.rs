//! A timer wheel that spreads listeners over the tick, so that ten thousand are not written to
//! at one moment.

use std::time::{Duration, Instant};

/// Slots of the wheel; more than [`PER_TICK`], so that no deadline wraps.
const SLOTS: u64 = 64;

/// Slots per tick.
const PER_TICK: u32 = 32;

/// Tokens by the time they are due.
#[derive(Debug)]
pub(crate) struct Wheel {
    slots: Vec<Vec<u64>>,
    began: Instant,
    slot: Duration,
    /// Next slot to be looked at.
    next: u64,
    waiting: usize,
}

impl Wheel {
    pub(crate) fn new(tick: Duration, now: Instant) -> Self {
        Self {
            slots: vec![Vec::new(); SLOTS as usize],
            began: now,
            slot: (tick / PER_TICK).max(Duration::from_millis(1)),
            next: 0,
            waiting: 0,
        }
    }

    fn slot_at(&self, time: Instant) -> u64 {
        let passed = time.saturating_duration_since(self.began);
        (passed.as_nanos() / self.slot.as_nanos()) as u64
    }

    /// Makes `token` due after `delay`, which is rounded up to a slot and bounded by the wheel.
    /// Returns the slot: a token counts as due only in the slot it was given last.
    pub(crate) fn schedule(&mut self, token: u64, now: Instant, delay: Duration) -> u64 {
        let wanted = self.slot_at(now + delay) + 1;
        let due = wanted.clamp(self.next, self.next + SLOTS - 1);
        self.slots[(due % SLOTS) as usize].push(token);
        self.waiting += 1;
        due
    }

    /// Time until the next slot that holds anything; `None` if nothing waits.
    pub(crate) fn timeout(&self, now: Instant) -> Option<Duration> {
        if self.waiting == 0 {
            return None;
        }
        let held = |slot: &u64| !self.slots[(*slot % SLOTS) as usize].is_empty();
        let first = (self.next..self.next + SLOTS).find(held)?;
        let after = self.slot.as_nanos() * u128::from(first);
        let due = self.began + Duration::from_nanos(after as u64);
        Some(due.saturating_duration_since(now))
    }

    /// Takes the tokens of the oldest slot that is due, with that slot; `None` when none is.
    pub(crate) fn take_due(&mut self, now: Instant) -> Option<(u64, Vec<u64>)> {
        let current = self.slot_at(now);
        if self.waiting == 0 {
            self.next = self.next.max(current);
            return None;
        }
        while self.next <= current {
            let slot = self.next;
            self.next += 1;
            let tokens = std::mem::take(&mut self.slots[(slot % SLOTS) as usize]);
            if !tokens.is_empty() {
                self.waiting -= tokens.len();
                return Some((slot, tokens));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICK: Duration = Duration::from_millis(320);

    #[test]
    fn tokens_come_when_they_are_due_and_not_before() {
        let start = Instant::now();
        let mut wheel = Wheel::new(TICK, start);
        assert_eq!(wheel.timeout(start), None);
        let due = wheel.schedule(7, start, Duration::from_millis(95));
        assert_eq!(wheel.timeout(start), Some(Duration::from_millis(100)));
        assert_eq!(wheel.take_due(start + Duration::from_millis(99)), None);
        assert_eq!(wheel.take_due(start + Duration::from_millis(100)), Some((due, vec![7])));
        assert_eq!(wheel.timeout(start), None);
    }

    #[test]
    fn a_late_wheel_gives_every_slot() {
        let start = Instant::now();
        let mut wheel = Wheel::new(TICK, start);
        for token in 0..60 {
            wheel.schedule(token, start, Duration::from_millis(token * 10));
        }
        let late = start + Duration::from_secs(3600);
        let mut seen = Vec::new();
        while let Some((_, tokens)) = wheel.take_due(late) {
            seen.extend(tokens);
        }
        assert_eq!(seen, (0..60).collect::<Vec<_>>());
        let due = wheel.schedule(1, late, Duration::ZERO);
        assert!(due > 60);
    }

    #[test]
    fn a_wheel_that_ran_for_a_year_still_counts() {
        let start = Instant::now();
        let mut wheel = Wheel::new(Duration::from_millis(32), start);
        let late = start + Duration::from_secs(365 * 86_400);
        assert_eq!(wheel.take_due(late), None);
        wheel.schedule(1, late, Duration::from_millis(10));
        let timeout = wheel.timeout(late).unwrap();
        assert!(timeout <= Duration::from_millis(11), "{timeout:?}");
    }
}
