//! Texts as rows of weighted words.

use std::collections::HashMap;

/// A text: its words, each with what it counts there; a word may come more than once.
pub type Text = Vec<(String, f32)>;

/// Words that are taken at most, commonest first.
const WORDS: usize = 50_000;
/// Texts that must have a word before it says anything of its company.
const TEXTS: u32 = 2;

/// Words with the numbers they have, and what each counts for being rare.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    numbers: HashMap<String, u32>,
    rarities: Vec<f32>,
}

impl Lexicon {
    pub(super) fn of(texts: &[Text]) -> Self {
        let mut counts: HashMap<&str, (u32, usize)> = HashMap::new();
        for (at, text) in texts.iter().enumerate() {
            for (word, _) in text {
                let (count, last) = counts.entry(word).or_insert((0, usize::MAX));
                if *last != at {
                    (*count, *last) = (*count + 1, at);
                }
            }
        }
        let mut counts: Vec<(&str, u32)> = counts.into_iter().map(|(word, (count, _))| (word, count)).collect();
        counts.retain(|(_, count)| *count >= TEXTS);
        counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        counts.truncate(WORDS);
        let rarity = |count: u32| (1.0 + texts.len() as f32 / count as f32).ln();
        Self {
            rarities: counts.iter().map(|(_, count)| rarity(*count)).collect(),
            numbers: (0..)
                .zip(counts)
                .map(|(number, (word, _))| (word.to_owned(), number))
                .collect(),
        }
    }

    /// Words there are.
    pub(super) fn len(&self) -> usize {
        self.rarities.len()
    }

    /// A text as a row of length 1: numbers of its words, and what each counts; empty where it
    /// has none that is known.
    pub(super) fn row<'a>(&self, text: impl IntoIterator<Item = (&'a str, f32)>) -> Vec<(u32, f32)> {
        let mut sums: HashMap<u32, f32> = HashMap::new();
        for (word, weight) in text {
            if let Some(number) = self.numbers.get(word) {
                *sums.entry(*number).or_default() += weight.max(0.0);
            }
        }
        let mut row: Vec<(u32, f32)> = sums.into_iter().filter(|(_, weight)| *weight > 0.0).collect();
        row.sort_unstable_by_key(|(number, _)| *number);
        for (number, weight) in &mut row {
            let rarity = self.rarities.get(*number as usize).copied().unwrap_or_default();
            *weight = (1.0 + *weight).ln() * rarity;
        }
        let length = row.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        for (_, weight) in &mut row {
            *weight /= length;
        }
        row
    }
}
