//! What was typed, read: words, phrases, and what is not wanted.

use std::ops::Range;

use awaz_text::normalise::{Spelling, tokens};

/// Letters of a query that are taken at most.
pub(super) const LONGEST: usize = 256;
/// Words of a query that are looked for; the rest is left aside.
pub(super) const WORDS: usize = 12;

/// A query nobody types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a search takes at most {LONGEST} letters; leave the least important words out")]
pub struct TooLong;

/// A query, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// As it was typed.
    pub text: String,
    /// Its words as strict keys, in order.
    pub words: Vec<String>,
    /// Words that must stand side by side: places in `words`, from and to (not included).
    pub phrases: Vec<(usize, usize)>,
    /// Words that must not be there.
    pub without: Vec<String>,
    /// Whether it ends within a word, as far as one can see.
    pub open: bool,
    /// Whether that word may go on.
    pub partial: bool,
}

impl Query {
    /// Reads a query: `"…"` keeps words together, `-word` leaves out what has it; every other
    /// sign is a separator, so no query is wrong but one that is too long.
    ///
    /// # Errors
    /// [`TooLong`].
    pub fn read(text: &str) -> Result<Self, TooLong> {
        if text.chars().nth(LONGEST).is_some() {
            return Err(TooLong);
        }
        let mut query = Self {
            text: text.to_owned(),
            ..Self::default()
        };
        let quoted = |c: char| matches!(c, '"' | '“' | '”' | '«' | '»');
        for (part, piece) in text.split(quoted).enumerate() {
            let from = query.words.len();
            if part % 2 == 1 {
                query.take(piece);
                if query.words.len() > from {
                    query.phrases.push((from, query.words.len()));
                }
            } else {
                query.take_loose(piece);
            }
        }
        query.open = text.chars().last().is_some_and(char::is_alphanumeric);
        Ok(query)
    }

    fn take_loose(&mut self, piece: &str) {
        for stretch in piece.split_whitespace() {
            // A dash that stands alone is a dash.
            let unwanted = stretch.strip_prefix(['-', '−']);
            match unwanted.filter(|rest| rest.starts_with(char::is_alphanumeric)) {
                Some(unwanted) => {
                    self.without
                        .extend(tokens(unwanted, Spelling::Common).map(|t| t.key).take(WORDS));
                    self.without.truncate(WORDS);
                }
                None => self.take(stretch),
            }
        }
    }

    fn take(&mut self, piece: &str) {
        let room = WORDS.saturating_sub(self.words.len());
        self.words
            .extend(tokens(piece, Spelling::Common).map(|token| token.key).take(room));
    }

    /// The same with other words in place of some; phrases that reach into them are no more.
    #[must_use]
    pub fn with(&self, place: Range<usize>, words: &str) -> Self {
        let mut query = self.clone();
        let new: Vec<String> = words.split(' ').map(str::to_owned).collect();
        let (gone, come) = (place.len(), new.len());
        query
            .phrases
            .retain(|(from, to)| *to <= place.start || *from >= place.end);
        for (from, to) in &mut query.phrases {
            if *from >= place.end {
                (*from, *to) = (*from + come - gone, *to + come - gone);
            }
        }
        query.open &= place.end < query.words.len();
        query.words.splice(place, new);
        query
    }

    /// Lets the last word go on, or not.
    #[must_use]
    pub fn partial(self, partial: bool) -> Self {
        Self { partial, ..self }
    }

    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_move_with_the_words_before_them() {
        let query = Query::read(r#"fm 101 "old songs" now"#).unwrap();
        let other = query.with(0..2, "radio");
        assert_eq!(other.words, ["radio", "old", "songs", "now"]);
        assert_eq!(other.phrases, [(1, 3)]);
        assert_eq!(query.with(3..5, "all").phrases, []);
        assert_eq!(query.with(4..5, "at the moment").phrases, [(2, 4)]);
    }
}
