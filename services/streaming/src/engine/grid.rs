//! The channel's one clock: samples since its epoch, and the grid laid over them.

use awaz_audio::{FRAME, SEGMENT};
use awaz_core::SharedClock;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

/// Rounds `position` down to the mixer's frames.
pub(crate) const fn frame_floor(position: u64) -> u64 {
    position - position % FRAME as u64
}

/// Rounds `position` up to the mixer's frames.
pub(crate) const fn frame_ceil(position: u64) -> u64 {
    position.next_multiple_of(FRAME as u64)
}

/// Number of the segment `position` lies in.
pub(crate) const fn segment_of(position: u64) -> u64 {
    position / SEGMENT
}

/// How far the wall clock may run ahead before it is followed, µs: 10 s.
const LEAP_US: i64 = 10_000_000;

/// The time source of the engine.
///
/// In production it is monotonic, anchored to the wall clock, so that a step of the wall clock
/// never skips or repeats sound; only a leap ahead, as after the machine has slept, is followed.
/// In tests it follows the clock it was given.
#[derive(Debug, Clone)]
pub(crate) enum Timebase {
    /// Monotonic from an anchor: Unix µs at the instant.
    Monotonic(Arc<AtomicI64>, Instant),
    /// The clock itself.
    Clock(SharedClock),
}

impl Timebase {
    /// Anchors a monotonic time base to `clock` now.
    pub(crate) fn monotonic(clock: &SharedClock) -> Self {
        let anchor = AtomicI64::new(clock.now().timestamp_micros());
        Self::Monotonic(Arc::new(anchor), Instant::now())
    }

    /// Unix time, µs.
    pub(crate) fn now_us(&self) -> i64 {
        match self {
            Self::Monotonic(anchor_us, since) => anchor_us.load(Ordering::Acquire) + since.elapsed().as_micros() as i64,
            Self::Clock(clock) => clock.now().timestamp_micros(),
        }
    }

    /// Follows `clock` where it has leapt ahead.
    pub(crate) fn follow(&self, clock: &SharedClock) {
        let ahead_us = clock.now().timestamp_micros() - self.now_us();
        if let Self::Monotonic(anchor_us, _) = self
            && ahead_us > LEAP_US
        {
            tracing::warn!(seconds = ahead_us / 1_000_000, "the clock leapt ahead and is followed");
            anchor_us.fetch_add(ahead_us, Ordering::AcqRel);
        }
    }
}

/// Where a channel's position 0 lies in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Epoch(pub(crate) i64);

impl Epoch {
    /// Position at `unix_us`; 0 before the epoch.
    pub(crate) fn position(self, unix_us: i64) -> u64 {
        let since_us = (unix_us - self.0 * 1000).max(0) as u64;
        since_us * 48 / 1000
    }

    /// Time of a position.
    pub(crate) fn time(self, position: u64) -> DateTime<Utc> {
        let since_us = (position * 1000 / 48) as i64;
        let epoch = DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH);
        epoch + TimeDelta::microseconds(since_us)
    }
}

/// The epoch of a channel made at `now`, Unix ms: a little earlier, so that the sound before the
/// first listener has positions too.
#[must_use]
pub fn new_epoch_ms(now: DateTime<Utc>) -> i64 {
    now.timestamp_millis() - 60_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use awaz_core::clock::FakeClock;

    #[test]
    fn positions_and_times_agree_for_a_hundred_years() {
        let epoch = Epoch(1_700_000_000_000);
        for position in [0, 1, 47, 48, 960, SEGMENT, 48_000 * 3600 * 24 * 36_500] {
            let time = epoch.time(position);
            let back = epoch.position(time.timestamp_micros());
            assert!(position.abs_diff(back) <= 1, "{position} came back as {back}");
        }
        assert_eq!(epoch.position(0), 0);
    }

    #[test]
    fn the_grid_numbers_segments_and_rounds_to_frames() {
        assert_eq!(segment_of(SEGMENT - 1), 0);
        assert_eq!(segment_of(SEGMENT), 1);
        assert_eq!(frame_ceil(961), 1920);
        assert_eq!(frame_floor(961), 960);
    }

    #[test]
    fn only_a_leap_ahead_of_the_wall_clock_is_followed() {
        let fake = Arc::new(FakeClock::at(DateTime::UNIX_EPOCH));
        let clock: SharedClock = fake.clone();
        let timebase = Timebase::monotonic(&clock);
        let leap = |seconds, wanted: std::ops::Range<i64>| {
            fake.advance(TimeDelta::seconds(seconds));
            timebase.follow(&clock);
            let now_us = timebase.now_us();
            assert!(wanted.contains(&(now_us / 1_000_000)), "{seconds}: {now_us}");
        };
        leap(5, 0..4);
        leap(-100, 0..4);
        leap(3700, 3600..3610);
    }
}
