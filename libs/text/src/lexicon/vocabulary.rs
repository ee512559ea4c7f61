//! All words of an index, and what a query word may mean among them.

use std::collections::HashMap;

use super::family::Family;
use super::{Reader, Seek, Trie, WordId};
use crate::channel::{Slips, Table};
use crate::normalise::loose_word;

/// How a word of the index was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// It is the query word.
    Exact,
    /// It is spelled the other way (equal loose keys).
    Loose,
    /// It is a slip away, or goes on where a prefix ends.
    Near,
    /// It is the word in another script.
    Spelled,
}

/// A word of the index that a query word may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Meaning {
    /// The word: a strict key.
    pub word: String,
    /// How likely beside the likeliest, above 0 and at most 1.
    pub weight: f32,
    /// How it was reached.
    pub how: How,
    /// Entries that have the word.
    pub entries: u32,
}

/// The words of an index.
#[derive(Debug, Default)]
pub struct Vocabulary {
    words: Vec<(Box<str>, u32)>,
    exact: HashMap<Box<str>, WordId>,
    loose: HashMap<Box<str>, Vec<WordId>>,
    tries: Vec<(Family, Trie)>,
}

/// What one slip leaves of a word's probability in its own script, at least.
const ONE_SLIP: f32 = 8e-4;
/// Probability of each letter of a word in another script that is believed, at least.
const WRITTEN: f32 = 0.12;
/// What one slip leaves of that.
const WRONG: f32 = 5e-5;

/// Words that may be meant, with what each counts.
type Weights = HashMap<WordId, (f32, How)>;

/// Share of Sindhi words in Arabic script above which the others are taken for Sindhi as well.
const MOSTLY: f64 = 0.2;
/// Share below which Sindhi's table is not asked.
const HARDLY: f64 = 0.002;
/// Least weight of a meaning that is worth asking for.
const LEAST: f32 = 0.02;

impl Vocabulary {
    /// From words (strict keys, each once) with the number of entries that have each.
    #[must_use]
    pub fn new(words: impl IntoIterator<Item = (String, u32)>) -> Self {
        let words: Vec<(Box<str>, u32)> = words
            .into_iter()
            .map(|(word, entries)| (word.into_boxed_str(), entries.max(1)))
            .collect();
        let mut made = Self::default();
        for (id, (word, _)) in (0..).zip(&words) {
            made.exact.insert(word.clone(), id);
            let loose = loose_word(word);
            if *loose != **word || Family::of(word) != Family::Latin {
                made.loose.entry(loose.into_boxed_str()).or_default().push(id);
            }
        }
        made.tries = tries(&words);
        made.words = words;
        made
    }

    /// Words in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// What `query` (one word of a strict key) may mean, likeliest first; `prefix` where more of
    /// it may follow.
    #[must_use]
    pub fn meanings(&self, query: &str, prefix: bool) -> Vec<Meaning> {
        let mut found = Weights::new();
        self.same_script(query, prefix, &mut found);
        self.other_scripts(query, prefix, &mut found);
        if let Some(ids) = self.loose.get(loose_word(query).as_str()) {
            for id in ids {
                put(&mut found, *id, 0.85, How::Loose);
            }
        }
        if let Some(id) = self.exact.get(query) {
            found.insert(*id, (1.0, How::Exact));
        }
        self.ordered(&found)
    }

    fn ordered(&self, found: &Weights) -> Vec<Meaning> {
        let best = found.values().map(|(weight, _)| *weight).fold(0.0, f32::max);
        let mut meanings: Vec<Meaning> = found
            .iter()
            .filter(|(_, (weight, _))| *weight >= best * LEAST)
            .filter_map(|(id, (weight, how))| {
                let (word, entries) = self.words.get(*id as usize)?;
                let word = word.to_string();
                Some(Meaning {
                    word,
                    weight: weight / best,
                    how: *how,
                    entries: *entries,
                })
            })
            .collect();
        meanings.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.word.cmp(&b.word)));
        meanings
    }

    /// Slips of the thumb within the query's own script.
    fn same_script(&self, query: &str, prefix: bool, found: &mut Weights) {
        let family = Family::of(query);
        let whole = 0.94_f32.powi(query.chars().count().min(24) as i32);
        let known = if self.exact.contains_key(query) { whole } else { 0.0 };
        let seek = Seek {
            prefix,
            known,
            ..Seek::SLIPS
        };
        for (of, trie) in &self.tries {
            let arabic = [Family::Urdu, Family::Sindhi];
            if *of != family && !(arabic.contains(of) && arabic.contains(&family)) {
                continue;
            }
            let reader = Reader::same_script(trie, query, Slips::USUAL);
            let least = whole * ONE_SLIP.powi(slips(query.chars().count()));
            for hit in seek.run(trie, &reader).iter().filter(|hit| hit.p >= least) {
                let weight = if prefix {
                    self.relative(hit.word, hit.score, whole)
                } else {
                    (hit.p / whole).sqrt()
                };
                put(found, hit.word, weight.min(0.95), How::Near);
            }
        }
    }

    /// A prefix weighs the more, the more entries have the word it may become.
    fn relative(&self, word: WordId, score: f32, whole: f32) -> f32 {
        let entries = self.words.get(word as usize).map_or(1, |(_, entries)| *entries);
        let common = (entries as f32).sqrt();
        ((score / common / whole).sqrt() * (0.5 + 0.5 * (common / 40.0).min(1.0))).min(1.0)
    }

    /// The query's words in scripts other than its own.
    fn other_scripts(&self, query: &str, prefix: bool, found: &mut Weights) {
        match Family::of(query) {
            Family::Latin => self.as_roman(query, prefix, &|_| true, found),
            Family::Urdu => self.by_way_of_roman(Table::Urdu, query, prefix, found),
            Family::Sindhi => self.by_way_of_roman(Table::Sindhi, query, prefix, found),
            Family::Gurmukhi => self.by_way_of_roman(Table::Gurmukhi, query, prefix, found),
            Family::Other => {}
        }
    }

    fn as_roman(&self, query: &str, prefix: bool, wanted: &dyn Fn(&Family) -> bool, found: &mut Weights) {
        let letters: String = query.chars().filter(char::is_ascii_lowercase).collect();
        for (family, trie) in self.tries.iter().filter(|(family, _)| wanted(family)) {
            let Some(table) = table(*family).filter(|_| !letters.is_empty()) else {
                continue;
            };
            let reader = Reader::roman(table.channel(), trie, &letters, Slips::USUAL);
            let hits = Seek { prefix, ..Seek::WORDS }.run(trie, &reader);
            let least = WRITTEN.powi(letters.len().min(24) as i32) * WRONG.powi(slips(letters.len()));
            let Some(best) = hits.first().filter(|best| best.p >= least) else {
                continue;
            };
            let plausible = plausible(best.p, letters.len());
            for hit in hits.iter().filter(|hit| hit.p >= least) {
                put(
                    found,
                    hit.word,
                    (hit.score / best.score).sqrt() * plausible,
                    How::Spelled,
                );
            }
        }
    }

    fn by_way_of_roman(&self, table: Table, query: &str, prefix: bool, found: &mut Weights) {
        let others = |family: &Family| match table {
            Table::Gurmukhi => *family != Family::Gurmukhi,
            Table::Urdu | Table::Sindhi => matches!(family, Family::Gurmukhi | Family::Latin),
        };
        if !self
            .tries
            .iter()
            .any(|(family, trie)| others(family) && !trie.is_empty())
        {
            return;
        }
        for (rank, roman) in table.written().spell(query, 3).iter().enumerate() {
            let sure = 0.8 / (rank as f32 + 1.0).sqrt();
            let mut there = Weights::new();
            if others(&Family::Latin) {
                self.same_script(roman, prefix, &mut there);
            }
            self.as_roman(roman, prefix, &others, &mut there);
            for (id, (weight, _)) in there {
                put(found, id, weight * sure, How::Spelled);
            }
        }
    }
}

/// Slips that a word of so many letters may have; with more of them it is another word.
fn slips(letters: usize) -> i32 {
    match letters {
        0..3 => 0,
        3..7 => 1,
        _ => 2,
    }
}

fn put(found: &mut Weights, id: WordId, weight: f32, how: How) {
    let known = found.entry(id).or_insert((0.0, how));
    if weight > known.0 {
        *known = (weight, how);
    }
}

fn table(family: Family) -> Option<Table> {
    match family {
        Family::Urdu => Some(Table::Urdu),
        Family::Sindhi => Some(Table::Sindhi),
        Family::Gurmukhi => Some(Table::Gurmukhi),
        Family::Latin | Family::Other => None,
    }
}

/// How far the best spelling is believed, by what a letter of it costs.
fn plausible(p: f32, letters: usize) -> f32 {
    let each = p.powf(1.0 / letters.max(1) as f32);
    ((each - 0.2) / 0.25).clamp(0.05, 1.0) * 0.95
}

/// A tree for each family that has words; where Sindhi is about, words that both have are looked
/// for by both tables.
fn tries(words: &[(Box<str>, u32)]) -> Vec<(Family, Trie)> {
    let families: Vec<Family> = words.iter().map(|(word, _)| Family::of(word)).collect();
    let count = |family| families.iter().filter(|f| **f == family).count() as f64;
    let (urdu, sindhi) = (count(Family::Urdu), count(Family::Sindhi));
    let share = sindhi / (urdu + sindhi).max(1.0);
    let is_in = |family: Family, of: Family| match (family, of) {
        (Family::Urdu, Family::Urdu) => share < MOSTLY,
        (Family::Sindhi, Family::Urdu) => share >= HARDLY,
        (family, of) => family == of,
    };
    [Family::Urdu, Family::Sindhi, Family::Gurmukhi, Family::Latin]
        .into_iter()
        .map(|family| {
            let mine = words
                .iter()
                .zip(&families)
                .zip(0..)
                .filter(|((_, of), _)| is_in(family, **of));
            let trie = Trie::new(mine.map(|(((word, entries), _), id)| (&**word, id, (*entries as f32).sqrt())));
            (family, trie)
        })
        .filter(|(_, trie)| !trie.is_empty())
        .collect()
}
