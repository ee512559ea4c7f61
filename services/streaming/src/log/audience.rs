//! How many listened, out of the listeners' history.

use crate::store::{HistoryRow, STEP_MS};

/// The listeners of a period.
#[derive(Debug, Default)]
pub(crate) struct Audience {
    /// Steps by when they begin.
    steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    at_ms: i64,
    /// How much of it has been counted, ms.
    lasted_ms: i64,
    /// Time of all listeners together, ms.
    heard: i64,
}

/// What was listened to of a stretch of time.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Heard {
    /// Time of all listeners together, ms.
    pub listener_ms: f64,
    /// How much of the stretch was counted, ms.
    pub counted_ms: i64,
}

impl Audience {
    /// The listeners that these rows tell of, which are in the order of time.
    pub(crate) fn new(rows: &[HistoryRow], now_ms: i64) -> Self {
        let step = |row: &HistoryRow| Step {
            at_ms: row.at_ms,
            lasted_ms: (now_ms - row.at_ms).clamp(1, STEP_MS),
            heard: row.listener_ms,
        };
        Self {
            steps: rows.iter().map(step).collect(),
        }
    }

    /// Listeners, on average, in the five minutes that hold `at_ms`; `None` where nobody counted.
    pub(crate) fn around(&self, at_ms: i64) -> Option<u32> {
        let step = self.steps[..self.begun(at_ms)].last()?;
        let average = step.heard as f64 / step.lasted_ms as f64;
        (at_ms < step.at_ms + STEP_MS).then_some(average.round() as u32)
    }

    /// What was listened to from `from_ms` until `until_ms`.
    pub(crate) fn heard(&self, from_ms: i64, until_ms: i64) -> Heard {
        let first = self.begun(from_ms).saturating_sub(1);
        let mut heard = Heard::default();
        for step in self.steps[first..].iter().take_while(|step| step.at_ms < until_ms) {
            let end_ms = (step.at_ms + step.lasted_ms).min(until_ms);
            let both_ms = (end_ms - step.at_ms.max(from_ms)).max(0);
            heard.listener_ms += step.heard as f64 * both_ms as f64 / step.lasted_ms as f64;
            heard.counted_ms += both_ms;
        }
        heard
    }

    /// How many steps have begun at a time.
    fn begun(&self, at_ms: i64) -> usize {
        self.steps.partition_point(|step| step.at_ms <= at_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn row(step: i64, listeners: i64) -> HistoryRow {
        HistoryRow {
            channel_id: Uuid::nil(),
            at_ms: step * STEP_MS,
            listeners: listeners as i32,
            peak: 99,
            listener_ms: listeners * STEP_MS,
        }
    }

    #[test]
    fn a_stretch_takes_its_share_of_each_step() {
        let audience = Audience::new(&[row(1, 10), row(2, 30), row(4, 50)], 100 * STEP_MS);
        let heard = |from: f64, until: f64| {
            let ms = |steps: f64| (steps * STEP_MS as f64) as i64;
            let heard = audience.heard(ms(from), ms(until));
            (
                heard.listener_ms / STEP_MS as f64,
                heard.counted_ms as f64 / STEP_MS as f64,
            )
        };
        assert_eq!(heard(1.0, 2.0), (10.0, 1.0));
        assert_eq!(heard(1.5, 2.5), (20.0, 1.0));
        assert_eq!(heard(0.0, 9.0), (90.0, 3.0));
        assert_eq!(heard(3.0, 4.0), (0.0, 0.0));
        assert_eq!(heard(2.5, 4.5), (40.0, 1.0));
        assert_eq!(heard(2.0, 2.0), (0.0, 0.0));
    }

    #[test]
    fn where_nobody_counted_nothing_is_told() {
        let audience = Audience::new(&[row(1, 10), row(4, 0)], 100 * STEP_MS);
        assert_eq!(audience.around(STEP_MS - 1), None);
        assert_eq!(audience.around(STEP_MS), Some(10));
        assert_eq!(audience.around(2 * STEP_MS - 1), Some(10));
        assert_eq!(audience.around(2 * STEP_MS), None);
        assert_eq!(audience.around(4 * STEP_MS + 7), Some(0));
        assert_eq!(Audience::default().around(0), None);
    }

    #[test]
    fn a_step_that_goes_on_is_as_long_as_it_is() {
        let half = HistoryRow {
            listener_ms: 8 * STEP_MS / 2,
            ..row(1, 8)
        };
        let audience = Audience::new(&[half], STEP_MS + STEP_MS / 2);
        assert_eq!(audience.around(STEP_MS), Some(8));
        let heard = audience.heard(STEP_MS, 3 * STEP_MS);
        assert_eq!(
            (heard.listener_ms, heard.counted_ms),
            (4.0 * STEP_MS as f64, STEP_MS / 2)
        );
    }
}
