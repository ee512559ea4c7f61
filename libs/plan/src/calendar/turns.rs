//! Who has the air where several are on at once: what began last, so that a short one breaks into a
//! long one, which goes on behind it.

use super::timing::{Occurrence, by_beginning};

/// A time in which one of several has the air.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Which of them, as it was given.
    pub index: usize,
    /// From when, Unix ms.
    pub from_ms: i64,
    /// Until when, Unix ms.
    pub until_ms: i64,
    /// Whether it goes on behind another that broke into it.
    pub goes_on: bool,
}

/// Who has the air, in order, without an overlap; of two that begin together the shorter.
#[must_use]
pub fn turns(all: &[Occurrence]) -> Vec<Turn> {
    let mut told = Telling::default();
    for index in by_beginning(all) {
        told.begin(all, index);
    }
    told.end(all, i64::MAX);
    told.turns
}

/// The way through them.
#[derive(Default)]
struct Telling {
    turns: Vec<Turn>,
    /// Those that are on, the one that has the air last, and until when the air was told.
    open: Vec<usize>,
    told_ms: i64,
    /// Whether the one that has the air had it before.
    goes_on: bool,
}

impl Telling {
    fn begin(&mut self, all: &[Occurrence], index: usize) {
        let at_ms = all[index].from_ms;
        self.end(all, at_ms);
        if let Some(before) = self.open.last().copied() {
            self.tell(before, at_ms);
        }
        self.open.push(index);
        self.told_ms = at_ms;
        self.goes_on = false;
    }

    /// Tells what ends before or at an instant.
    fn end(&mut self, all: &[Occurrence], at_ms: i64) {
        while let Some(last) = self.open.last().copied() {
            let ends_ms = all[last].until_ms;
            if ends_ms > at_ms {
                return;
            }
            self.tell(last, ends_ms);
            self.open.pop();
            self.goes_on = true;
        }
    }

    fn tell(&mut self, index: usize, until_ms: i64) {
        if until_ms <= self.told_ms {
            return;
        }
        self.turns.push(Turn {
            index,
            from_ms: self.told_ms,
            until_ms,
            goes_on: self.goes_on,
        });
        self.told_ms = until_ms;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn on(from_ms: i64, until_ms: i64) -> Occurrence {
        Occurrence {
            from_ms,
            until_ms,
            date: NaiveDate::default(),
        }
    }

    fn told(all: &[Occurrence]) -> Vec<(usize, i64, i64, bool)> {
        let all = turns(all);
        all.iter()
            .map(|turn| (turn.index, turn.from_ms, turn.until_ms, turn.goes_on))
            .collect()
    }

    #[test]
    fn a_short_one_breaks_into_a_long_one_which_goes_on() {
        let azan_in_a_show = [on(0, 100), on(40, 50)];
        assert_eq!(
            told(&azan_in_a_show),
            [(0, 0, 40, false), (1, 40, 50, false), (0, 50, 100, true)]
        );
        let late = [on(0, 100), on(40, 150)];
        assert_eq!(told(&late), [(0, 0, 40, false), (1, 40, 150, false)]);
        let together = [on(0, 50), on(0, 100)];
        assert_eq!(told(&together), [(0, 0, 50, false), (1, 50, 100, true)]);
        let apart = [on(60, 70), on(0, 50)];
        assert_eq!(told(&apart), [(1, 0, 50, false), (0, 60, 70, false)]);
    }

    proptest! {
        #[test]
        fn somebody_has_the_air_exactly_when_something_is_on(
            all in prop::collection::vec((0_i64..60, 1_i64..30).prop_map(|(from, length)| on(from, from + length)), 0..8)
        ) {
            let told = turns(&all);
            prop_assert!(told.windows(2).all(|pair| pair[0].until_ms <= pair[1].from_ms));
            for at in 0..100 {
                let on_now = all.iter().filter(|one| (one.from_ms..one.until_ms).contains(&at));
                let latest = on_now.map(|one| one.from_ms).max();
                let has_it = told.iter().find(|turn| (turn.from_ms..turn.until_ms).contains(&at));
                prop_assert_eq!(has_it.map(|turn| all[turn.index].from_ms), latest);
            }
        }
    }
}
