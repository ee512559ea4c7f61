//! The likeliest words of a tree for a query word, best first.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::reader::Reader;
use super::trie::{NONE, Node, Trie, WordId};
use crate::channel::{Class, Mass, QUERY, Row, context};

/// How a tree is searched.
#[derive(Debug, Clone, Copy)]
pub struct Seek {
    /// Words wanted.
    pub words: usize,
    /// Letters of the tree that are looked at, at most.
    pub steps: usize,
    /// What a symbol of the query that is not written yet is expected to cost.
    pub open: f32,
    /// Whether the query is the beginning of a word.
    pub prefix: bool,
    /// A probability that some word is known to have; what is hopeless beside it is not looked at.
    pub known: f32,
}

impl Seek {
    /// Thirty whole words.
    pub const WORDS: Self = Self {
        words: 30,
        steps: 6_000,
        open: 0.5,
        prefix: false,
        known: 0.0,
    };
    /// Words in the query's own script, a slip or two away.
    pub const SLIPS: Self = Self {
        words: 24,
        steps: 1_500,
        open: 0.8,
        prefix: false,
        known: 0.0,
    };
}

/// Share of the best word's probability below which a word is not worth naming; less than that by
/// what the letters still to come may add to an estimate.
const HOPELESS: f32 = 1e-4;

/// What each letter of a word has that is surely meant; where there is one, other slips need not
/// be thought of, and this share of the steps is enough.
const SURE: f32 = 0.4;
const SURE_STEPS: usize = 4;

/// A word that may be meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Which.
    pub word: WordId,
    /// Probability that the word is spelled like the query.
    pub p: f32,
    /// `p` × the word's weight, which they are ordered by.
    pub score: f32,
}

/// What reaches a node: shared by all children of a node that are of one class.
struct Reach {
    mass: Mass,
    /// Mass that has written the whole of a prefix.
    done: f32,
}

/// A node to be looked at.
#[derive(Clone, Copy)]
struct Open {
    bound: f32,
    node: u32,
    /// Place of its [`Reach`]; they are kept apart because a heap moves what it holds.
    reach: u32,
    before: Class,
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Open {}
impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound
            .total_cmp(&other.bound)
            .then_with(|| other.node.cmp(&self.node))
    }
}

impl Seek {
    /// The words of `trie` that are likeliest to be spelled as the reader's query, best first.
    #[must_use]
    pub fn run(&self, trie: &Trie, reader: &Reader) -> Vec<Found> {
        let mut costs: Row = [0.0; QUERY + 1];
        for (open, cost) in costs.iter_mut().rev().enumerate() {
            *cost = self.open.powi(open as i32);
        }
        let mut search = Search {
            seek: self,
            trie,
            reader,
            costs,
            open: BinaryHeap::new(),
            reaches: Vec::new(),
            found: Vec::new(),
            hopeless: self.known * HOPELESS,
        };
        let start = search.reach(Mass::START, 0.0);
        for (at, child) in trie.children(0) {
            search.push(at, child, Class::Edge, start);
        }
        search.run();
        search.found
    }
}

struct Search<'a> {
    seek: &'a Seek,
    trie: &'a Trie,
    reader: &'a Reader,
    costs: Row,
    open: BinaryHeap<Open>,
    reaches: Vec<Reach>,
    found: Vec<Found>,
    /// Probability below which nothing is looked at.
    hopeless: f32,
}

impl Search<'_> {
    fn run(&mut self) {
        let sure = SURE.powi(self.reader.length as i32) * HOPELESS;
        for steps in 0..self.seek.steps {
            if steps >= self.seek.steps / SURE_STEPS && self.hopeless >= sure {
                break;
            }
            let Some(next) = self.open.pop() else { break };
            if self.least().is_some_and(|least| next.bound < least) {
                break;
            }
            self.visit(next);
        }
    }

    /// Score that a new word has to beat.
    fn least(&self) -> Option<f32> {
        self.found.get(self.seek.words.checked_sub(1)?).map(|found| found.score)
    }

    /// Keeps masses; with what may come of them, beside the weight of the words below.
    fn reach(&mut self, mass: Mass, done: f32) -> (u32, f32) {
        let ahead = mass.bound(&self.costs, self.reader.length) + done;
        self.reaches.push(Reach { mass, done });
        (self.reaches.len() as u32 - 1, ahead)
    }

    fn push(&mut self, at: usize, node: &Node, before: Class, (reach, ahead): (u32, f32)) {
        let bound = ahead * node.best;
        if ahead > self.hopeless && bound > 0.0 && self.least().is_none_or(|least| bound >= least) {
            self.open.push(Open {
                bound,
                node: at as u32,
                reach,
                before,
            });
        }
    }

    fn visit(&mut self, open: Open) {
        let Some(node) = self.trie.nodes.get(open.node as usize).copied() else {
            return;
        };
        if node.word != NONE {
            let (mass, done) = self.step(open, &node, Class::Edge);
            let whole = mass.written.get(self.reader.length).copied().unwrap_or_default();
            self.keep(&node, whole + done);
        }
        let mut after: [Option<(u32, f32)>; 5] = [None; 5];
        let trie = self.trie;
        for (at, child) in trie.children(open.node as usize) {
            let class = if self.reader.by_context {
                child.class as usize
            } else {
                0
            };
            let Some(slot) = after.get_mut(class) else {
                continue;
            };
            let reach = *slot.get_or_insert_with(|| {
                let (mass, done) = self.step(open, &node, child.class);
                self.reach(mass, done)
            });
            self.push(at, child, node.class, reach);
        }
    }

    /// Masses after a node's letter, if a letter of class `next` follows.
    fn step(&self, open: Open, node: &Node, next: Class) -> (Mass, f32) {
        let Some(reach) = self.reaches.get(open.reach as usize) else {
            return (Mass::START, 0.0);
        };
        let Some(cells) = self.reader.cells(node.letter, context(open.before, next)) else {
            return (reach.mass, reach.done);
        };
        let mut mass = reach.mass.after(cells, self.reader.length, &self.reader.slips);
        let mut done = reach.done;
        if self.seek.prefix
            && let Some(whole) = mass.written.get_mut(self.reader.length)
        {
            done += std::mem::take(whole);
        }
        (mass, done)
    }

    fn keep(&mut self, node: &Node, p: f32) {
        let score = p * node.weight;
        self.hopeless = self.hopeless.max(p * HOPELESS);
        if score <= 0.0 || self.least().is_some_and(|least| score <= least) {
            return;
        }
        let place = self.found.partition_point(|found| found.score >= score);
        self.found.insert(
            place,
            Found {
                word: node.word,
                p,
                score,
            },
        );
        self.found.truncate(self.seek.words);
    }
}
