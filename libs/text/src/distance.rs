//! How far two texts are apart.

/// Letters that must be changed, added or taken away to make one text the other (Levenshtein).
pub fn distance(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    let b: Vec<char> = b.collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.enumerate() {
        let (mut left, mut corner) = (i + 1, i);
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (y, above) in b.iter().zip(row.iter_mut().skip(1)) {
            let changed = corner + usize::from(x != *y);
            corner = *above;
            left = changed.min(left + 1).min(corner + 1);
            *above = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn counts_what_must_be_changed() {
        for (a, b, apart) in [
            ("", "", 0),
            ("dil", "", 3),
            ("", "دل", 2),
            ("nusrat", "nusrat", 0),
            ("nusart", "nusrat", 2),
            ("kitten", "sitting", 3),
            ("ab", "xab", 1),
        ] {
            assert_eq!(distance(a.chars(), b.chars()), apart, "{a} {b}");
            assert_eq!(distance(b.chars(), a.chars()), apart, "{b} {a}");
        }
    }
}
