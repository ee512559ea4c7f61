//! The keys of one word.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::{Spelling, letters};

/// The strict key of a stretch without separators; with spaces in it where one character stands
/// for several words (ﷺ).
pub(super) fn strict_word(raw: &str, spelling: Spelling) -> String {
    let mut key = String::with_capacity(raw.len());
    let mut held: Option<char> = None;
    for c in raw.nfkc() {
        if let Some(joined) = held.and_then(|h| letters::composed(h, c)) {
            held = Some(joined);
            continue;
        }
        if !letters::is_dropped(c) {
            push(&mut key, held.replace(c), spelling);
        }
    }
    push(&mut key, held, spelling);
    key
}

fn push(key: &mut String, letter: Option<char>, spelling: Spelling) {
    match letter {
        None => {}
        Some('\u{06D3}') => key.push_str("\u{0626}\u{06D2}"),
        Some('\u{066B}' | '.') => key.push('.'),
        Some(c) if let Some(digit) = letters::digit(c) => key.push(digit),
        Some(c) if !letters::is_word(c) => key.push(' '),
        Some(c) => push_folded(key, letters::strict(c, spelling)),
    }
}

/// Latin letters without case and marks; others as they are.
fn push_folded(key: &mut String, c: char) {
    if c.is_ascii() {
        return key.push(c.to_ascii_lowercase());
    }
    if matches!(c, '\u{0620}'..='\u{063F}' | '\u{0641}'..='\u{064A}' | '\u{0671}'..='\u{06D3}') {
        return key.push(c);
    }
    for lower in c.to_lowercase() {
        if matches!(lower, '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}') {
            decompose_canonical(lower, |part| {
                if !is_combining_mark(part) {
                    key.push(part);
                }
            });
        } else if !letters::is_dropped(lower) {
            key.push(lower);
        }
    }
}

/// The loose key of one word of a strict key; empty where the word was a lone hamza.
#[must_use]
pub fn loose_word(strict: &str) -> String {
    let mut key = String::with_capacity(strict.len());
    let mut last = None;
    for c in strict.chars().filter_map(letters::loose) {
        let doubled = last == Some(c) && matches!(c, '\u{0600}'..='\u{06FF}');
        if !doubled {
            key.push(c);
        }
        last = Some(c);
    }
    key
}
