//! What the model sees of a text: hashed runs of 1–5 characters within words, and whole words.

use super::script::{LOOKED_AT, Script};

/// Longest run of characters.
const LONGEST: usize = 5;
/// Stands for both ends of a word.
const EDGE: u32 = 0x2402;
/// Sets whole words apart from runs.
const WORD: u32 = 0x5741_5244;

/// Calls `emit` with the hash of each feature of the words that are written in `script`.
///
/// Capital letters count as small ones, since titles come in every case. No other letter is
/// folded: ي and ی, ك and ک are what tells the languages apart.
pub(super) fn visit(text: &str, script: Script, emit: &mut impl FnMut(u32)) {
    let mut word = Word::default();
    for letter in text.chars().take(LOOKED_AT) {
        if Script::of(letter) == Some(script) {
            word.letter(small(letter), emit);
        } else if letter == '\u{200C}' && word.length > 0 {
            word.letter(letter, emit);
        } else if !is_silent(letter) {
            word.end(emit);
        }
    }
    word.end(emit);
}

/// The bucket of a hash in a table of `2^bits` rows.
pub(super) fn bucket(hash: u32, bits: u32) -> usize {
    let spread = (hash ^ (hash >> 15)).wrapping_mul(0x2C1B_3C6D);
    let spread = (spread ^ (spread >> 13)).wrapping_mul(0x297A_2D39);
    (spread >> (32 - bits.clamp(1, 32))) as usize
}

/// Marks that stand inside words and say nothing.
fn is_silent(letter: char) -> bool {
    matches!(letter, '\u{640}' | '\u{300}'..='\u{36F}' | '\u{200B}' | '\u{200D}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
}

fn small(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    letter.to_lowercase().next().unwrap_or(letter)
}

#[derive(Default)]
struct Word {
    /// The last characters, the newest first.
    recent: [u32; LONGEST],
    filled: usize,
    length: u32,
    hash: u32,
}

impl Word {
    fn letter(&mut self, letter: char, emit: &mut impl FnMut(u32)) {
        if self.length == 0 {
            self.filled = 0;
            self.hash = WORD;
            self.push(EDGE, emit);
        }
        self.length += 1;
        self.hash = mix(self.hash, u32::from(letter));
        self.push(u32::from(letter), emit);
    }

    fn end(&mut self, emit: &mut impl FnMut(u32)) {
        if self.length == 0 {
            return;
        }
        self.push(EDGE, emit);
        emit(self.hash);
        self.length = 0;
    }

    fn push(&mut self, newest: u32, emit: &mut impl FnMut(u32)) {
        self.recent.rotate_right(1);
        if let Some(first) = self.recent.first_mut() {
            *first = newest;
        }
        self.filled = (self.filled + 1).min(LONGEST);
        let mut hash = 0;
        for (at, character) in self.recent.iter().take(self.filled).enumerate() {
            hash = mix(hash, *character);
            // An edge alone says nothing.
            if at > 0 || newest != EDGE {
                emit(hash);
            }
        }
    }
}

fn mix(hash: u32, character: u32) -> u32 {
    (hash.rotate_left(5) ^ character).wrapping_mul(0x9E37_79B1)
}
