//! The words of an index, with what was asked of them lately.

use std::collections::HashSet;
use std::sync::Arc;

use awaz_text::lexicon::{Meaning, Vocabulary};
use moka::sync::Cache;

/// What a word counts that only begins as the last one typed.
const GOES_ON: f32 = 0.7;
/// Words whose meanings are kept: what is typed letter by letter asks for the words before it
/// again and again, and half of all searches are for the same few things. About 2 kB each.
const KEPT: u64 = 4_000;

/// One state of an index's words; a change makes another.
#[derive(Debug)]
pub(super) struct Words {
    vocabulary: Vocabulary,
    /// Entries there were then; how rare a word is needs no newer number.
    pub(super) entries: u64,
    asked: Cache<(String, bool), Arc<Vec<Meaning>>>,
}

impl Words {
    pub(super) fn new(vocabulary: Vocabulary, entries: u64) -> Self {
        Self {
            vocabulary,
            entries,
            asked: Cache::new(KEPT),
        }
    }

    /// What a word may mean, and what it may become if it `goes_on`.
    pub(super) fn meanings(&self, word: &str, goes_on: bool) -> Arc<Vec<Meaning>> {
        let key = (word.to_owned(), goes_on);
        self.asked.get_with(key, || Arc::new(self.think(word, goes_on)))
    }

    fn think(&self, word: &str, goes_on: bool) -> Vec<Meaning> {
        let mut whole = self.vocabulary.meanings(word, false);
        if goes_on {
            let known: HashSet<String> = whole.iter().map(|meaning| meaning.word.clone()).collect();
            let more = self.vocabulary.meanings(word, true).into_iter();
            let more = more.filter(|meaning| !known.contains(&meaning.word));
            whole.extend(more.map(|meaning| Meaning {
                weight: meaning.weight * GOES_ON,
                ..meaning
            }));
        }
        whole
    }
}
