//! A query word, made ready to be looked for in one tree.

use super::trie::Trie;
use crate::channel::{CONTEXTS, Cells, Channel, Edits, QUERY, Slips};

/// What each letter of a tree writes of one query word.
#[derive(Debug, Clone)]
pub struct Reader {
    cells: Vec<Cells>,
    /// First row of each letter of the tree's alphabet.
    bases: Vec<u32>,
    /// Whether what a letter writes depends on what stands beside it.
    pub(super) by_context: bool,
    pub(super) length: usize,
    pub(super) slips: Slips,
}

impl Reader {
    /// For a Roman query (a–z) and a tree in the channel's script.
    #[must_use]
    pub fn roman(channel: &Channel, trie: &Trie, query: &str, slips: Slips) -> Self {
        let cells = channel.cells(query.as_bytes(), &slips);
        let unknown = cells.len().saturating_sub(CONTEXTS) as u32;
        let base = |c: &char| {
            channel
                .letter(*c)
                .map_or(unknown, |letter| u32::from(letter) * CONTEXTS as u32)
        };
        let bases = trie.alphabet.iter().map(base).collect();
        Self {
            cells,
            bases,
            by_context: true,
            length: query.len().min(QUERY),
            slips,
        }
    }

    /// For a query in the tree's own script.
    #[must_use]
    pub fn same_script(trie: &Trie, query: &str, slips: Slips) -> Self {
        let query: Vec<char> = query.chars().take(QUERY).collect();
        let edits = Edits::new(&query);
        let cells: Vec<Cells> = trie.alphabet.iter().map(|letter| edits.cells(*letter)).collect();
        let bases = (0..cells.len() as u32).collect();
        Self {
            cells,
            bases,
            by_context: false,
            length: query.len(),
            slips,
        }
    }

    pub(super) fn cells(&self, letter: u16, context: usize) -> Option<&Cells> {
        let base = *self.bases.get(usize::from(letter))? as usize;
        self.cells.get(if self.by_context { base + context } else { base })
    }
}
