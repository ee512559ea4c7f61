//! Where the training windows of a label are drawn from.

use std::collections::BTreeMap;

use super::Row;
use crate::dice::Dice;

/// Sentences of one label, kept apart by where they come from.
#[derive(Debug, Default)]
pub(super) struct Pool {
    sources: Vec<Vec<Vec<String>>>,
    weights: Vec<f32>,
}

impl Pool {
    /// Sorts rows into sources, each drawn `rows^power` times as often.
    ///
    /// With a power below one, small sources are heard beside large ones: what matters is a text
    /// from elsewhere, and a source is one sort of elsewhere.
    pub(super) fn new<'a>(rows: impl Iterator<Item = &'a Row>, power: f32) -> Self {
        let mut sources: BTreeMap<(&str, &str), Vec<Vec<String>>> = BTreeMap::new();
        for row in rows {
            let words: Vec<String> = row.text.split_whitespace().map(str::to_owned).collect();
            if !words.is_empty() {
                let name = source(&row.source);
                sources.entry((&row.language, name)).or_default().push(words);
            }
        }
        let sources: Vec<Vec<Vec<String>>> = sources.into_values().collect();
        let mut sum = 0.0;
        let add = |rows: &Vec<Vec<String>>| {
            sum += (rows.len() as f32).powf(power);
            sum
        };
        let weights = sources.iter().map(add).collect();
        Self { sources, weights }
    }

    /// So many words in a row, or fewer where the sentence is shorter.
    pub(super) fn window(&self, words: usize, dice: &mut Dice) -> Vec<String> {
        let source = self.sources.get(dice.weighted(&self.weights));
        let Some(row) = source.and_then(|rows| dice.one_of(rows)) else {
            return Vec::new();
        };
        let start = dice.below((row.len() + 1).saturating_sub(words).max(1));
        row.iter().skip(start).take(words).cloned().collect()
    }
}

/// `UDHR arb` and `UDHR pes_1` are one source, the rest of a name may say which part it is.
fn source(name: &str) -> &str {
    name.split([',', '(']).next().unwrap_or(name).trim()
}
