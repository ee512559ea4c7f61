//! Writing a word in Roman letters: the likeliest spellings.

use std::collections::HashMap;

use super::Written;
use super::alphabet::{Class, class_of, context, like};

/// Spellings kept while a word is written.
const BEAM: usize = 24;
/// Ways of writing one letter that are tried.
const OPTIONS: usize = 6;

impl Written {
    /// The `most` likeliest Roman spellings of a strict key's word, best first.
    #[must_use]
    pub fn spell(&self, word: &str, most: usize) -> Vec<String> {
        let letters: Vec<char> = word.chars().take(super::QUERY).collect();
        let class = |at: usize| letters.get(at).map_or(Class::Edge, |c| class_of(*c));
        let mut beam = vec![(String::new(), 1.0_f32)];
        for (at, letter) in letters.iter().enumerate() {
            let before = at.checked_sub(1).map_or(Class::Edge, class);
            let options = self.options(*letter, context(before, class(at + 1)));
            if options.is_empty() {
                continue;
            }
            beam = widen(&beam, options);
        }
        beam.into_iter()
            .map(|(spelling, _)| spelling)
            .filter(|s| !s.is_empty())
            .take(most)
            .collect()
    }

    fn options(&self, letter: char, context: usize) -> &[(String, f32)] {
        let known = self.0.get(&(letter, context));
        let known = known.or_else(|| self.0.get(&(like(letter)?, context)));
        known.map_or(&[], |options| options.get(..OPTIONS).unwrap_or(options))
    }
}

fn widen(beam: &[(String, f32)], options: &[(String, f32)]) -> Vec<(String, f32)> {
    let mut sums: HashMap<String, f32> = HashMap::new();
    for (spelling, p) in beam {
        for (segment, q) in options {
            *sums.entry(format!("{spelling}{segment}")).or_default() += p * q;
        }
    }
    let mut wider: Vec<_> = sums.into_iter().collect();
    wider.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    wider.truncate(BEAM);
    wider
}
