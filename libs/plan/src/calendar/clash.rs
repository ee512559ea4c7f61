//! Where a programme says two things at once.

use super::timing::{Occurrence, by_beginning};

/// Clashes that are told at once.
const MOST: usize = 200;

/// Two that are on at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clash {
    /// The one that begins first, as it was given.
    pub first: usize,
    /// The other.
    pub second: usize,
    /// From when both are on, Unix ms.
    pub from_ms: i64,
    /// Until when, Unix ms.
    pub until_ms: i64,
    /// Whether the second lies within the first, which then goes on: a break, rather than a mistake.
    pub is_within: bool,
}

/// All of them, by when they begin; 200 at most.
#[must_use]
pub fn clashes(all: &[Occurrence]) -> Vec<Clash> {
    let order = by_beginning(all);
    let pairs = order.iter().enumerate().flat_map(|(place, first)| {
        let until_ms = all[*first].until_ms;
        let later = order[place + 1..].iter();
        later
            .take_while(move |second| all[**second].from_ms < until_ms)
            .map(move |second| clash(all, *first, *second))
    });
    pairs.take(MOST).collect()
}

fn clash(all: &[Occurrence], first: usize, second: usize) -> Clash {
    let (one, other) = (all[first], all[second]);
    Clash {
        first,
        second,
        from_ms: other.from_ms,
        until_ms: other.until_ms.min(one.until_ms),
        is_within: other.from_ms > one.from_ms && other.until_ms <= one.until_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn overlaps_are_told_and_breaks_told_apart() {
        let on = |from_ms, until_ms| Occurrence {
            from_ms,
            until_ms,
            date: NaiveDate::default(),
        };
        let found = clashes(&[on(0, 100), on(40, 50), on(90, 120), on(120, 130), on(0, 100)]);
        let told: Vec<_> = found
            .iter()
            .map(|clash| {
                (
                    clash.first,
                    clash.second,
                    clash.from_ms,
                    clash.until_ms,
                    clash.is_within,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (0, 4, 0, 100, false),
                (0, 1, 40, 50, true),
                (0, 2, 90, 100, false),
                (4, 1, 40, 50, true),
                (4, 2, 90, 100, false),
            ]
        );
        assert!(clashes(&[on(0, 10), on(10, 20)]).is_empty());
        assert_eq!(clashes(&vec![on(0, 10); 1000]).len(), MOST);
    }
}
