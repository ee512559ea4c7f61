//! Two search keys of a text: a strict one, and a loose one that forgives more.
//!
//! The index and the query go through the same code. What two keyboards write for one letter is
//! equal in the strict key; what people spell in two ways is equal in the loose key only, so that
//! hits by the strict key can stand above the others. It is *not* for display: keys lose marks,
//! case and punctuation.
//!
//! **Invariant: a key's words hold letters and digits only, stand one space apart, and a key's
//! key is itself.**

mod letters;
mod skeleton;
mod split;
mod word;

pub use skeleton::skeleton;
pub use split::{Token, Tokens, tokens};
pub use word::loose_word;

/// Whose letters are meant where two languages use one letter differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Spelling {
    /// Urdu, Punjabi, Pashto, Balochi, and whatever is not known better.
    #[default]
    Common,
    /// Sindhi: ڪ is k and ک is kh, ه and ھ are letters of their own.
    Sindhi,
}

/// The strict key: one for all keyboards that can write the same word.
#[must_use]
pub fn strict(text: &str, spelling: Spelling) -> String {
    let mut key = String::with_capacity(text.len());
    for token in tokens(text, spelling) {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&token.key);
    }
    key
}

/// The loose key: one for the spellings people use for the same word (چاہئے, چاہیے).
#[must_use]
pub fn loose(text: &str, spelling: Spelling) -> String {
    let mut key = String::with_capacity(text.len());
    for token in tokens(text, spelling) {
        let word = loose_word(&token.key);
        if !word.is_empty() && !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&word);
    }
    key
}

#[cfg(test)]
mod tests;
