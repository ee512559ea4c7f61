//! A learned table: what each letter writes, by what stands beside it.

use std::collections::HashMap;

use super::alphabet;
use super::row::{Cells, Slips, WIDTH};
use super::{CONTEXTS, QUERY};

/// Letters of one language, and what each writes in Roman.
#[derive(Debug, Clone, Default)]
pub struct Channel {
    letters: HashMap<char, u16>,
    /// Segment code → what writes it: letter × context, and its probability.
    columns: HashMap<u16, Vec<(u16, f32)>>,
    /// Letter × context → probability that nothing is written.
    silent: Vec<f32>,
}

impl Channel {
    /// Builds a table from its entries `(letter, context, segment, p)`; segments that are not
    /// up to three Roman letters are left out.
    pub(super) fn from_entries(entries: impl IntoIterator<Item = (char, usize, String, f32)>) -> Self {
        let mut table = Self::default();
        for (letter, context, segment, p) in entries {
            let known = table.letters.len() as u16;
            let letter = *table.letters.entry(letter).or_insert(known);
            let row = letter * CONTEXTS as u16 + context as u16;
            let Some(code) = alphabet::code(segment.as_bytes()) else {
                continue;
            };
            if code == 0 {
                table.silent.resize(table.letters.len() * CONTEXTS, 0.0);
                if let Some(cell) = table.silent.get_mut(usize::from(row)) {
                    *cell = p;
                }
            } else {
                table.columns.entry(code).or_default().push((row, p));
            }
        }
        table.silent.resize(table.letters.len() * CONTEXTS, 0.0);
        table
    }

    /// The entries again, for the file.
    pub(super) fn entries(&self) -> Vec<(char, usize, String, f32)> {
        let mut names: Vec<char> = vec![' '; self.letters.len()];
        for (letter, index) in &self.letters {
            if let Some(name) = names.get_mut(usize::from(*index)) {
                *name = *letter;
            }
        }
        let silent = self.silent.iter().enumerate().map(|(row, p)| (row, 0, *p));
        let written = self
            .columns
            .iter()
            .flat_map(|(code, column)| column.iter().map(|(row, p)| (usize::from(*row), *code, *p)));
        silent
            .chain(written)
            .filter_map(|(row, code, p)| {
                let name = names.get(row / CONTEXTS)?;
                Some((*name, row % CONTEXTS, segment(code), p))
            })
            .collect()
    }

    /// Number of a letter in this table, of its nearest relative, or of none of them.
    #[must_use]
    pub fn letter(&self, letter: char) -> Option<u16> {
        let known = self.letters.get(&letter);
        known.or_else(|| self.letters.get(&alphabet::like(letter)?)).copied()
    }

    /// What every letter in every context writes of `query`, with slips; rows are letter ×
    /// context, the last [`CONTEXTS`] of them are an unknown letter's.
    #[must_use]
    pub(crate) fn cells(&self, query: &[u8], slips: &Slips) -> Vec<Cells> {
        let length = query.len().min(QUERY);
        let unknown = (self.letters.len() * CONTEXTS)..((self.letters.len() + 1) * CONTEXTS);
        let mut rows = vec![[[0.0; WIDTH]; QUERY + 1]; unknown.end];
        for at in 0..=length {
            self.fill(&mut rows, query, at);
        }
        for (index, cells) in rows.iter_mut().enumerate() {
            slip(cells, length, slips, unknown.contains(&index));
        }
        rows
    }

    fn fill(&self, rows: &mut [Cells], query: &[u8], at: usize) {
        for (row, p) in rows.iter_mut().zip(&self.silent) {
            if let Some(cell) = row.get_mut(at).and_then(|cell| cell.first_mut()) {
                *cell = *p;
            }
        }
        for written in 1..WIDTH {
            let Some(part) = query.get(at..at + written) else { break };
            let column = alphabet::code(part).and_then(|code| self.columns.get(&code));
            for (row, p) in column.into_iter().flatten() {
                let cell = rows.get_mut(usize::from(*row)).and_then(|row| row.get_mut(at));
                if let Some(cell) = cell.and_then(|cell| cell.get_mut(written)) {
                    *cell = *p;
                }
            }
        }
    }
}

/// Adds what a slip can make of any letter.
fn slip(cells: &mut Cells, length: usize, slips: &Slips, unknown: bool) {
    for (at, cell) in cells.iter_mut().enumerate().take(length + 1) {
        let [none, one, ..] = cell;
        *none += if unknown { 0.1 } else { slips.skipped };
        if at < length {
            *one += if unknown { 0.01 } else { slips.replaced };
        }
    }
}

/// The Roman letters behind a code.
pub(super) fn segment(code: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = code;
    while rest > 0 {
        letters.push(b'a' + ((rest - 1) % 27) as u8);
        rest = (rest - 1) / 27;
    }
    letters.iter().rev().map(|b| char::from(*b)).collect()
}

/// What one letter writes in its contexts, most likely first: for transliteration.
#[derive(Debug, Clone, Default)]
pub struct Written(pub HashMap<(char, usize), Vec<(String, f32)>>);

impl Channel {
    /// The table turned round, for writing instead of reading.
    #[must_use]
    pub fn written(&self) -> Written {
        let mut written = Written::default();
        for (letter, context, segment, p) in self.entries() {
            written.0.entry((letter, context)).or_default().push((segment, p));
        }
        for options in written.0.values_mut() {
            options.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        }
        written
    }
}
