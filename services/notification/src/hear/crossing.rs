//! Thresholds that are passed once, although the number goes up and down beside them.

/// How far the number has to go back before a threshold can be passed again: a tenth, and one
/// listener at least.
fn margin(threshold: u32) -> u32 {
    (threshold / 10).max(1)
}

/// Whether `now` is above a threshold, by where it was before.
pub(super) fn above(threshold: u32, was: Option<bool>, now: u32) -> bool {
    now > threshold || (was == Some(true) && now.saturating_add(margin(threshold)) > threshold)
}

/// Whether `now` is below a threshold, by where it was before.
pub(super) fn below(threshold: u32, was: Option<bool>, now: u32) -> bool {
    now < threshold || (was == Some(true) && now < threshold.saturating_add(margin(threshold)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At which of the numbers a threshold is passed.
    fn passed(is_beyond: fn(u32, Option<bool>, u32) -> bool, threshold: u32, numbers: &[u32]) -> Vec<u32> {
        let mut was = None;
        let mut passed = Vec::new();
        for now in numbers {
            let is = is_beyond(threshold, was, *now);
            if is && was == Some(false) {
                passed.push(*now);
            }
            was = Some(is);
        }
        passed
    }

    #[test]
    fn numbers_that_tremble_pass_once() {
        let numbers = [99, 100, 101, 100, 99, 102, 95, 91, 103, 90, 101];
        assert_eq!(passed(above, 100, &numbers), [101, 101]);
        let numbers = [101, 100, 99, 105, 98, 109, 97, 110, 99];
        assert_eq!(passed(below, 100, &numbers), [99, 99]);
    }

    #[test]
    fn small_thresholds_have_a_margin_too() {
        assert_eq!(passed(above, 1, &[0, 2, 1, 2, 0, 2]), [2, 2]);
        assert_eq!(passed(below, 1, &[1, 0, 1, 0, 2, 0]), [0, 0]);
    }

    #[test]
    fn where_it_is_at_first_is_no_news() {
        assert_eq!(passed(above, 100, &[150, 160]), [0; 0]);
        assert_eq!(passed(below, 100, &[50, 40]), [0; 0]);
    }
}
