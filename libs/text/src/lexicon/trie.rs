//! Words as a tree of letters, fixed once built.

use crate::channel::{Class, class_of};

/// Number of a word, as its owner counts them.
pub type WordId = u32;

/// No word ends here.
pub(super) const NONE: WordId = WordId::MAX;

/// One letter of the tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// Place of the letter in the alphabet.
    pub(super) letter: u16,
    pub(super) class: Class,
    /// First child; the others follow it.
    pub(super) first: u32,
    pub(super) children: u16,
    pub(super) word: WordId,
    /// Weight of the word that ends here.
    pub(super) weight: f32,
    /// Greatest weight of a word that ends here or below.
    pub(super) best: f32,
}

/// Words of one script.
#[derive(Debug, Clone, Default)]
pub struct Trie {
    pub(super) alphabet: Vec<char>,
    pub(super) nodes: Vec<Node>,
}

impl Trie {
    /// Builds the tree of `(word, its number, its weight)`; weights are above 0.
    #[must_use]
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a str, WordId, f32)>) -> Self {
        let mut words: Vec<(Vec<char>, WordId, f32)> = words
            .into_iter()
            .map(|(word, id, weight)| (word.chars().collect(), id, weight))
            .collect();
        words.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)));
        words.dedup_by(|a, b| a.0 == b.0);
        let mut alphabet: Vec<char> = words.iter().flat_map(|(w, ..)| w.iter().copied()).collect();
        alphabet.sort_unstable();
        alphabet.dedup();
        let mut trie = Self {
            alphabet,
            nodes: vec![root()],
        };
        trie.grow(&words);
        trie.weigh();
        trie
    }

    /// Words in it are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.len() <= 1
    }

    /// Breadth first, so that children lie side by side.
    fn grow(&mut self, words: &[(Vec<char>, WordId, f32)]) {
        let mut open = std::collections::VecDeque::from([(0_usize, 0, words)]);
        while let Some((node, depth, mut words)) = open.pop_front() {
            if let Some(((word, id, weight), rest)) = words.split_first()
                && word.len() == depth
            {
                if let Some(node) = self.nodes.get_mut(node) {
                    (node.word, node.weight) = (*id, *weight);
                }
                words = rest;
            }
            let first = self.nodes.len();
            for group in words.chunk_by(|a, b| a.0.get(depth) == b.0.get(depth)) {
                let letter = group.first().and_then(|(word, ..)| word.get(depth)).copied();
                let Some(letter) = letter else { continue };
                let place = self.alphabet.binary_search(&letter).unwrap_or_default();
                open.push_back((self.nodes.len(), depth + 1, group));
                self.nodes.push(Node {
                    letter: place as u16,
                    class: class_of(letter),
                    ..root()
                });
            }
            let children = (self.nodes.len() - first) as u16;
            if let Some(node) = self.nodes.get_mut(node) {
                (node.first, node.children) = (first as u32, children);
            }
        }
    }

    /// Children come after their parent, so one pass from the end is enough.
    fn weigh(&mut self) {
        for at in (0..self.nodes.len()).rev() {
            let best = self.children(at).map(|(_, child)| child.best).fold(0.0, f32::max);
            if let Some(node) = self.nodes.get_mut(at) {
                node.best = best.max(node.weight);
            }
        }
    }

    pub(super) fn children(&self, at: usize) -> impl Iterator<Item = (usize, &Node)> {
        let (first, count) = self
            .nodes
            .get(at)
            .map_or((0, 0), |n| (n.first as usize, usize::from(n.children)));
        (first..).zip(self.nodes.get(first..first + count).unwrap_or_default())
    }
}

fn root() -> Node {
    Node {
        letter: 0,
        class: Class::Edge,
        first: 0,
        children: 0,
        word: NONE,
        weight: 0.0,
        best: 0.0,
    }
}
