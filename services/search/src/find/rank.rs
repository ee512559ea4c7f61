//! The order of candidates.

use std::collections::HashMap;
use std::ops::Range;

use awaz_text::lexicon::How;
use awaz_text::normalise::tokens;

use unicode_normalization::UnicodeNormalization;

use super::item::Item;
use super::query::{LONGEST, Query};

/// What one word of the query counts in a text, and how it was reached.
#[derive(Debug, Clone, Copy)]
pub(super) struct Worth {
    pub(super) weight: f32,
    pub(super) how: How,
}

/// For each word of the query, the words it may mean.
pub(super) type Meanings = Vec<HashMap<String, Worth>>;

/// What two words of the query that stand side by side in the text, too, add: share of the
/// lesser one.
const BESIDE: f32 = 0.25;
/// Names of persons count this much of a title.
const PEOPLE: f32 = 0.9;

/// A candidate with its place in the order.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The candidate.
    pub item: Item,
    /// Its score, above 0.
    pub score: f32,
    /// Whether every word of the query stands in it as typed, but for the keyboard.
    pub strict: bool,
    /// Whether every word of the query stands in it in some spelling.
    pub whole: bool,
    /// Where words of the query stand in its title, bytes.
    pub title_marks: Vec<Range<usize>>,
    /// Where they stand in its people.
    pub people_marks: Vec<Range<usize>>,
}

/// A word of the query found in a text.
#[derive(Debug, Clone, Copy)]
struct Match {
    worth: Worth,
    /// Which word of the text.
    at: usize,
}

impl Match {
    /// A word of a text that a second word of the query has to share counts half for that one.
    fn again(self) -> Self {
        let worth = Worth {
            weight: self.worth.weight / 2.0,
            ..self.worth
        };
        Self { worth, ..self }
    }
}

/// One text of a candidate, with what was found in it.
struct Seen {
    /// Every place of each word of the query.
    all: Vec<Vec<Match>>,
    best: Vec<Option<Match>>,
    marks: Vec<Range<usize>>,
    /// Words it has.
    words: usize,
}

fn look(text: &str, item: &Item, meanings: &Meanings) -> Seen {
    let mut all: Vec<Vec<Match>> = vec![Vec::new(); meanings.len()];
    let (mut marks, mut words) = (Vec::new(), 0);
    for (at, token) in tokens(text, item.spelling()).enumerate() {
        words += 1;
        let mut hit = false;
        for (matches, meant) in all.iter_mut().zip(meanings) {
            let Some(worth) = meant.get(&token.key) else { continue };
            hit = true;
            matches.push(Match { worth: *worth, at });
        }
        if hit {
            marks.push(token.range);
        }
    }
    let best = choose(&all);
    Seen {
        all,
        best,
        marks,
        words,
    }
}

/// For each word of the query the place where it counts most: among equals the one after the
/// word before it, then one that no word of the query has taken.
fn choose(all: &[Vec<Match>]) -> Vec<Option<Match>> {
    let mut best: Vec<Option<Match>> = Vec::with_capacity(all.len());
    for matches in all {
        let next = best.last().copied().flatten().map(|before| before.at + 1);
        let taken = |at: usize| best.iter().flatten().any(|other| other.at == at);
        let found = matches.iter().max_by(|a, b| {
            let weights = a.worth.weight.total_cmp(&b.worth.weight);
            let order = weights.then_with(|| (Some(a.at) == next).cmp(&(Some(b.at) == next)));
            order
                .then_with(|| taken(b.at).cmp(&taken(a.at)))
                .then_with(|| b.at.cmp(&a.at))
        });
        let again = found.is_some_and(|found| taken(found.at));
        best.push(found.map(|found| if again { found.again() } else { *found }));
    }
    best
}

/// Sum of what was found, and of what stands in the query's order.
fn sum(best: &[Option<Match>]) -> f32 {
    let found: f32 = best.iter().flatten().map(|m| m.worth.weight).sum();
    let beside: f32 = best
        .windows(2)
        .filter_map(|pair| {
            let [Some(a), Some(b)] = pair else { return None };
            (b.at == a.at + 1).then(|| a.worth.weight.min(b.worth.weight))
        })
        .sum();
    found + BESIDE * beside
}

/// Places a candidate; `None` where a phrase is not in it.
pub(super) fn place(item: Item, engine: f32, query: &Query, meanings: &Meanings) -> Option<Ranked> {
    let title = look(&item.title, &item, meanings);
    let people = look(&item.people, &item, meanings);
    let others: Vec<Seen> = item
        .other_titles
        .iter()
        .map(|text| look(text, &item, meanings))
        .collect();
    let texts = || std::iter::once(&title).chain(&others).chain(std::iter::once(&people));
    let whole = |(from, to): &(usize, usize)| texts().any(|seen| stands(&seen.all, *from, *to));
    if !query.phrases.iter().all(whole) {
        return None;
    }
    let best_title = std::iter::once(&title)
        .chain(&others)
        .map(|seen| sum(&seen.best))
        .fold(0.0, f32::max);
    // A word counts once, where it counts most; names in people complete what the title lacks.
    let lacking: f32 = (0..meanings.len())
        .map(|word| {
            let of = |seen: &Seen| seen.best.get(word).copied().flatten().map_or(0.0, |m| m.worth.weight);
            (PEOPLE * of(&people) - of(&title)).max(0.0)
        })
        .sum();
    let has_all = |is_right: &dyn Fn(&Match) -> bool| {
        (0..meanings.len())
            .all(|word| texts().any(|seen| seen.best.get(word).copied().flatten().is_some_and(|m| is_right(&m))))
    };
    let (strict, whole) = (has_all(&|m| m.worth.how == How::Exact), has_all(&|_| true));
    let shown = (best_title + lacking) * item.norm(title.words);
    // What the engine found beyond that stands in the body.
    let score = shown.max(0.0) + 0.3 * (engine - shown).max(0.0);
    let (title_marks, people_marks) = (title.marks, people.marks);
    Some(Ranked {
        item,
        score,
        strict,
        whole,
        title_marks,
        people_marks,
    })
}

/// A thing that was found without a query's words.
pub(super) fn without_words(item: Item) -> Ranked {
    Ranked {
        item,
        score: 0.0,
        strict: false,
        whole: false,
        title_marks: Vec::new(),
        people_marks: Vec::new(),
    }
}

/// Whether the words of a phrase stand side by side somewhere.
fn stands(all: &[Vec<Match>], from: usize, to: usize) -> bool {
    let Some([first, rest @ ..]) = all.get(from..to) else {
        return false;
    };
    let is_there = |at: usize, matches: &Vec<Match>| matches.iter().any(|other| other.at == at);
    let goes_on = |first: &Match| (first.at + 1..).zip(rest).all(|(at, matches)| is_there(at, matches));
    first.iter().any(goes_on)
}

/// How far a title is from what was typed; marks that belong to a letter are one with it.
pub(super) fn apart(typed: &str, title: &str) -> usize {
    awaz_text::distance(typed.nfc(), title.nfc().take(LONGEST))
}
