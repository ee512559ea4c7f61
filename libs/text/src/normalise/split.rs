//! Words of a text, with the place they stand at.

use std::collections::VecDeque;
use std::ops::Range;

use super::{Spelling, letters, word};

/// Letters of one word that are looked at; a longer run is cut there.
const WORD: usize = 64;

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where it stands in the text, in bytes: what a highlight covers.
    pub range: Range<usize>,
    /// Its strict key, never empty.
    pub key: String,
}

/// The words of a text, in order; see [`tokens`].
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
    spelling: Spelling,
    ready: VecDeque<Token>,
}

/// Splits a text into words: at separators, and at ZWNJ as Urdu and Persian typists use it.
///
/// Apostrophes and dots inside a Latin word do not split it (ma'ni, U.S.A.), a decimal point
/// does not split a number.
#[must_use]
pub fn tokens(text: &str, spelling: Spelling) -> Tokens<'_> {
    Tokens {
        text,
        at: 0,
        spelling,
        ready: VecDeque::new(),
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        while self.ready.is_empty() {
            let range = self.stretch()?;
            let raw = self.text.get(range.clone())?;
            let raw: String = raw.chars().filter(|c| !is_silent(*c)).collect();
            let raw = without_dots(&raw);
            let key = word::strict_word(&raw, self.spelling);
            self.ready.extend(
                key.split(' ')
                    .map(|w| w.trim_matches('.'))
                    .filter(|w| !w.is_empty())
                    .map(|w| Token {
                        range: range.clone(),
                        key: w.to_owned(),
                    }),
            );
        }
        self.ready.pop_front()
    }
}

impl Tokens<'_> {
    /// The next run of characters that belong together.
    fn stretch(&mut self) -> Option<Range<usize>> {
        let rest = self.text.get(self.at..)?;
        let start = self.at + rest.find(letters::is_word)?;
        let mut end = start;
        let mut before = None;
        let mut chars = self.text.get(start..)?.char_indices().peekable();
        let mut length = 0;
        while let Some((offset, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            if length == WORD || !(letters::is_word(c) || joins(before, c, next)) {
                break;
            }
            end = start + offset + c.len_utf8();
            length += 1;
            before = Some(c);
        }
        self.at = end;
        Some(start..end)
    }
}

fn is_latin(c: char) -> bool {
    c.is_alphabetic() && matches!(c, '\u{0041}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}')
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || letters::digit(c).is_some()
}

/// Whether a sign stands inside a word or a number instead of between two.
fn joins(before: Option<char>, sign: char, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else {
        return false;
    };
    let latin = is_latin(before) && is_latin(after);
    let number = is_digit(before) && is_digit(after);
    match sign {
        '.' => latin || number,
        '\u{066B}' | '\u{066C}' => number,
        c if letters::is_apostrophe(c) => latin,
        _ => false,
    }
}

/// Signs inside a word that leave no trace in its key.
fn is_silent(c: char) -> bool {
    letters::is_apostrophe(c) || c == '\u{066C}'
}

/// Takes dots out of Latin words and leaves them in numbers.
fn without_dots(raw: &str) -> String {
    let mut kept = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    let mut before = None;
    while let Some(c) = chars.next() {
        let number = before.is_some_and(is_digit) && chars.peek().copied().is_some_and(is_digit);
        if c != '.' || number {
            kept.push(c);
        }
        before = Some(c);
    }
    kept
}
