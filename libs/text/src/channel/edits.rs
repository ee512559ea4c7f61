//! Slips within one script: a table that needs no training.

use super::QUERY;
use super::row::{Cells, WIDTH};
use crate::normalise::loose_word;

/// What letters write of a query in their own script.
#[derive(Debug, Clone, Default)]
pub struct Edits {
    /// The query's letters, each with its loose key.
    query: Vec<(char, String)>,
}

impl Edits {
    /// For a query; of a long one the first [`QUERY`] letters.
    #[must_use]
    pub fn new(query: &[char]) -> Self {
        let query = query
            .iter()
            .take(QUERY)
            .map(|letter| (*letter, loose(*letter)))
            .collect();
        Self { query }
    }

    /// What `letter` writes of the query, whatever stands beside it.
    pub(crate) fn cells(&self, letter: char) -> Cells {
        let mut cells = [[0.0; WIDTH]; QUERY + 1];
        let key = loose(letter);
        for (at, cell) in cells.iter_mut().enumerate().take(self.query.len() + 1) {
            let [none, one, two, _] = cell;
            *none = if is_soft(letter) { 0.02 } else { 2e-3 };
            let Some(first) = self.query.get(at) else { continue };
            let alike = likeness((letter, &key), first);
            *one = alike;
            if let Some(second) = self.query.get(at + 1) {
                *two = if second == first { alike * 0.02 } else { alike * 2e-3 };
            }
        }
        cells
    }
}

fn loose(letter: char) -> String {
    loose_word(letter.encode_utf8(&mut [0; 4]))
}

/// Letters that are left out or put in easily.
fn is_soft(letter: char) -> bool {
    matches!(
        letter,
        'a' | 'e' | 'i' | 'o' | 'u' | 'h' | 'ا' | 'ی' | 'و' | 'ہ' | 'ء' | 'ئ'
    )
}

fn likeness((letter, key): (char, &str), (typed, typed_key): &(char, String)) -> f32 {
    if letter == *typed {
        return 0.94;
    }
    if key == typed_key || are_confused(letter, *typed) {
        return 0.02;
    }
    1e-3
}

/// Letters that sound alike, in either order.
fn are_confused(a: char, b: char) -> bool {
    const GROUPS: [&str; 14] = [
        "تطٹ", "سصث", "زذضظ", "حہھ", "قک", "اعآ", "دڈ", "رڑ", "گغ", "aeiou", "ckq", "szj", "vwo", "iy",
    ];
    GROUPS.iter().any(|group| group.contains(a) && group.contains(b))
}
