//! Slips within one script: a table that needs no training.

use super::QUERY;
use super::row::{Cells, WIDTH};
use crate::normalise::loose_word;

/// What a letter writes when the query is in the word's own script.
#[derive(Debug, Clone, Copy, Default)]
pub struct Edits;

impl Edits {
    /// What `letter` writes of `query`, whatever stands beside it.
    pub(crate) fn cells(letter: char, query: &[char]) -> Cells {
        let mut cells = [[0.0; WIDTH]; QUERY + 1];
        let length = query.len().min(QUERY);
        for (at, cell) in cells.iter_mut().enumerate().take(length + 1) {
            let [none, one, two, _] = cell;
            *none = if is_soft(letter) { 0.02 } else { 2e-3 };
            let Some(first) = query.get(at) else { continue };
            let alike = likeness(letter, *first);
            *one = alike;
            if let Some(second) = query.get(at + 1) {
                *two = if second == first { alike * 0.02 } else { alike * 2e-3 };
            }
        }
        cells
    }
}

/// Letters that are left out or put in easily.
fn is_soft(letter: char) -> bool {
    matches!(
        letter,
        'a' | 'e' | 'i' | 'o' | 'u' | 'h' | 'ا' | 'ی' | 'و' | 'ہ' | 'ء' | 'ئ'
    )
}

fn likeness(letter: char, typed: char) -> f32 {
    if letter == typed {
        return 0.94;
    }
    let (mut a, mut b) = ([0; 4], [0; 4]);
    let loosely = loose_word(letter.encode_utf8(&mut a)) == loose_word(typed.encode_utf8(&mut b));
    if loosely || are_confused(letter, typed) {
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
