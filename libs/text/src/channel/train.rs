//! Learning a table from pairs of words and their spellings, by expectation and maximisation.

use std::collections::HashMap;

use super::alphabet::{self, Class, class_of, context};
use super::row::WIDTH;
use super::{CONTEXTS, Channel};

/// A word, one of its Roman spellings, and how many people wrote it so.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Strict key of the word.
    pub word: Vec<char>,
    /// Its spelling, a–z only.
    pub roman: Vec<u8>,
    /// How many wrote it so.
    pub count: f32,
}

/// How much the table over all contexts counts beside what one context has seen.
const BACKOFF: f64 = 20.0;
/// Least probability that is kept in the table.
const LEAST: f64 = 2e-5;

/// Counts and probabilities by letter × context, then by segment.
type Counts = HashMap<(u32, u16), f64>;

/// Learns a table in `rounds` rounds (6 to 8 are enough).
#[must_use]
pub fn train(pairs: &[Pair], rounds: usize) -> Channel {
    let letters = letters(pairs);
    let mut model: Option<(Counts, Counts)> = None;
    for _ in 0..rounds {
        let mut counts = Counts::new();
        for pair in pairs {
            expect(pair, &letters, model.as_ref(), &mut counts);
        }
        model = Some(maximise(&counts));
    }
    let (fine, _) = model.unwrap_or_default();
    let names: HashMap<u32, char> = letters.iter().map(|(c, i)| (*i, *c)).collect();
    let mut entries: Vec<_> = fine
        .iter()
        .filter(|(_, p)| **p >= LEAST)
        .filter_map(|((row, code), p)| {
            let letter = names.get(&(row / CONTEXTS as u32))?;
            let context = (*row % CONTEXTS as u32) as usize;
            Some((*letter, context, super::table::segment(*code), *p as f32))
        })
        .collect();
    entries.sort_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)));
    Channel::from_entries(entries)
}

fn letters(pairs: &[Pair]) -> HashMap<char, u32> {
    let mut all: Vec<char> = pairs.iter().flat_map(|p| p.word.iter().copied()).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().zip(0..).collect()
}

/// Row of each letter of a word.
fn rows(word: &[char], letters: &HashMap<char, u32>) -> Vec<u32> {
    let class = |at: usize| word.get(at).map_or(Class::Edge, |c| class_of(*c));
    word.iter()
        .enumerate()
        .map(|(at, c)| {
            let before = at.checked_sub(1).map_or(Class::Edge, class);
            let letter = letters.get(c).copied().unwrap_or_default();
            letter * CONTEXTS as u32 + context(before, class(at + 1)) as u32
        })
        .collect()
}

/// What a segment of one length costs before anything is known.
const START: [f64; WIDTH] = [0.2, 0.5 / 28.0, 0.2 / 784.0, 0.1 / 21_952.0];

/// Adds how often each letter wrote each segment in this pair, by all its cuts.
fn expect(pair: &Pair, letters: &HashMap<char, u32>, model: Option<&(Counts, Counts)>, counts: &mut Counts) {
    let rows = rows(&pair.word, letters);
    let (n, m) = (rows.len(), pair.roman.len());
    let wide = m + 1;
    let p = |row: u32, at: usize, written: usize| -> f64 {
        let Some(code) = pair.roman.get(at..at + written).and_then(alphabet::code) else {
            return 0.0;
        };
        match model {
            None => START.get(written).copied().unwrap_or_default(),
            Some((fine, _)) => fine.get(&(row, code)).copied().unwrap_or_default(),
        }
    };
    let cells: Vec<[f64; WIDTH]> = rows
        .iter()
        .flat_map(|row| (0..=m).map(move |at| (row, at)))
        .map(|(row, at)| std::array::from_fn(|written| p(*row, at, written)))
        .collect();
    let ahead = forward(&cells, n, wide);
    let behind = backward(&cells, n, wide);
    let total = ahead.last().copied().unwrap_or_default();
    if total <= 0.0 {
        return;
    }
    let weight = f64::from(pair.count) / total;
    for (index, cell) in cells.iter().enumerate() {
        let (i, at) = (index / wide, index % wide);
        let Some(reached) = ahead.get(index).filter(|p| **p > 0.0) else {
            continue;
        };
        for (written, p) in cell.iter().enumerate().take(m - at + 1) {
            let onward = behind.get((i + 1) * wide + at + written).copied().unwrap_or_default();
            let share = reached * p * onward * weight;
            let code = pair.roman.get(at..at + written).and_then(alphabet::code);
            if let (Some(code), Some(row), true) = (code, rows.get(i), share > 1e-9) {
                *counts.entry((*row, code)).or_default() += share;
            }
        }
    }
}

/// Mass that reaches each cell from the beginning.
fn forward(cells: &[[f64; WIDTH]], n: usize, wide: usize) -> Vec<f64> {
    let mut mass = vec![0.0; (n + 1) * wide];
    if let Some(first) = mass.first_mut() {
        *first = 1.0;
    }
    for (index, cell) in cells.iter().enumerate() {
        let (at, here) = (index % wide, mass.get(index).copied().unwrap_or_default());
        for (written, p) in cell.iter().enumerate().filter(|(w, _)| at + w < wide) {
            if let Some(to) = mass.get_mut(index + wide + written) {
                *to += here * p;
            }
        }
    }
    mass
}

/// Mass that each cell reaches the end with.
fn backward(cells: &[[f64; WIDTH]], n: usize, wide: usize) -> Vec<f64> {
    let mut mass = vec![0.0; (n + 1) * wide];
    if let Some(last) = mass.last_mut() {
        *last = 1.0;
    }
    for (index, cell) in cells.iter().enumerate().rev() {
        let at = index % wide;
        let onward = |w: usize| mass.get(index + wide + w).copied().unwrap_or_default();
        let sum = (0..WIDTH)
            .filter(|w| at + w < wide)
            .map(|w| cell.get(w).copied().unwrap_or_default() * onward(w))
            .sum();
        if let Some(to) = mass.get_mut(index) {
            *to = sum;
        }
    }
    mass
}

/// Probabilities from counts: of each context, with what the letter does anywhere behind it.
fn maximise(counts: &Counts) -> (Counts, Counts) {
    let mut coarse = Counts::new();
    let mut letters: HashMap<u32, f64> = HashMap::new();
    let mut contexts: HashMap<u32, f64> = HashMap::new();
    for ((row, code), count) in counts {
        let letter = row / CONTEXTS as u32;
        *coarse.entry((letter, *code)).or_default() += count;
        *letters.entry(letter).or_default() += count;
        *contexts.entry(*row).or_default() += count;
    }
    for ((letter, _), p) in &mut coarse {
        *p /= letters.get(letter).copied().unwrap_or(1.0);
    }
    let mut fine = Counts::new();
    for ((letter, code), p) in &coarse {
        for context in 0..CONTEXTS as u32 {
            let row = letter * CONTEXTS as u32 + context;
            let seen = counts.get(&(row, *code)).copied().unwrap_or_default();
            let all = contexts.get(&row).copied().unwrap_or_default();
            fine.insert((row, *code), (seen + BACKOFF * p) / (all + BACKOFF));
        }
    }
    (fine, coarse)
}
