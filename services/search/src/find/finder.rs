//! The finder: an index with its vocabulary.

use std::collections::HashMap;
use std::sync::Arc;

use awaz_core::Result;
use awaz_store::Index;
use awaz_store::index::{Ask, Field, Filter, Hit, Word};
use awaz_text::lexicon::{How, Meaning, Vocabulary};
use parking_lot::RwLock;

use super::item::Item;
use super::query::Query;
use super::rank::{self, Meanings, Ranked, Worth};
use super::words::Words;

/// What a word counts in each field beside the title.
const PEOPLE: f32 = 0.9;
const BODY: f32 = 0.3;
/// Candidates of each kind that are put in order.
const CANDIDATES: usize = 80;

/// Share of the best score among hits that have all that was typed, below which others are an
/// accident.
const WORTH_SHOWING: f32 = 0.15;

/// Words that one word of a query is taken for, where it is asked what it is about.
const MEANT: usize = 3;

/// Something found.
pub type Found = Ranked;

/// What a query led to.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// What was found, best first within each kind and over all.
    pub found: Vec<Found>,
    /// The query in the words of the index, where they are spelled in another way.
    pub read_as: Option<String>,
    /// A better spelling in the query's own script.
    pub did_you_mean: Option<String>,
}

/// An index with the words that are in it.
#[derive(Debug, Clone)]
pub struct Finder {
    index: Index,
    /// Nothing until they were read first.
    words: Arc<RwLock<Option<Arc<Words>>>>,
}

impl Finder {
    /// Over an index whose words are yet to be read.
    #[must_use]
    pub fn without_words(index: Index) -> Self {
        Self {
            index,
            words: Arc::default(),
        }
    }

    /// Reads the words of an index.
    ///
    /// # Errors
    /// When the index does not answer.
    pub async fn new(index: Index) -> Result<Self> {
        let finder = Self::without_words(index);
        finder.read_words().await?;
        Ok(finder)
    }

    /// The index itself.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Whether its words were read.
    #[must_use]
    pub fn has_words(&self) -> bool {
        self.words.read().is_some()
    }

    /// Reads the words of the index again, after it was changed.
    ///
    /// # Errors
    /// When the index does not answer.
    pub async fn read_words(&self) -> Result<()> {
        let mut all: HashMap<String, u32> = HashMap::new();
        for field in Field::ALL {
            for (word, entries) in self.index.words(field).await? {
                let known = all.entry(word).or_default();
                *known = (*known).max(entries);
            }
        }
        let entries = self.index.len().await?;
        let made = tokio::task::spawn_blocking(move || Vocabulary::new(all)).await;
        if let Ok(made) = made {
            *self.words.write() = Some(Arc::new(Words::new(made, entries)));
        }
        Ok(())
    }

    /// Puts items in and takes others (by [`Item::key`]) out; found when this returns.
    ///
    /// # Errors
    /// When the index does not take them.
    pub async fn change(&self, put: &[Item], gone: Vec<String>) -> Result<()> {
        let entries = put.iter().map(Item::entry).collect();
        self.index.change(entries, gone).await?;
        self.read_words().await
    }

    /// Words of the index that a query may mean, with how likely each is; a few for each of its
    /// words.
    #[must_use]
    pub fn known_words(&self, query: &Query) -> Vec<(String, f32)> {
        let Some(words) = self.words.read().clone() else {
            return Vec::new();
        };
        let few = |meanings: Arc<Vec<Meaning>>| {
            let all: f32 = meanings.iter().take(MEANT).map(|meaning| meaning.weight).sum();
            let few: Vec<(String, f32)> = meanings
                .iter()
                .take(MEANT)
                .map(|meaning| (meaning.word.clone(), meaning.weight / all.max(f32::MIN_POSITIVE)))
                .collect();
            few
        };
        read(query, &words).into_iter().flat_map(few).collect()
    }

    /// What has these keys, in their order; what is no more is passed over.
    ///
    /// # Errors
    /// When the index does not answer.
    pub async fn named(&self, keys: &[String]) -> Result<Vec<Found>> {
        let sources = self.index.sources(keys.to_vec()).await?;
        let items = sources
            .iter()
            .filter_map(|source| serde_json::from_str::<Item>(source).ok());
        let mut items: HashMap<String, Item> = items.map(|item| (item.key(), item)).collect();
        let in_order = keys.iter().filter_map(|key| items.remove(key));
        Ok(in_order.map(rank::without_words).collect())
    }

    /// Finds what a query means.
    ///
    /// # Errors
    /// When the index does not answer.
    pub async fn find(&self, query: &Query, filter: Filter) -> Result<Outcome> {
        self.find_best(query, filter, CANDIDATES).await
    }

    /// Finds what a query means; of each kind, so many candidates are put in order.
    ///
    /// # Errors
    /// When the index does not answer.
    pub async fn find_best(&self, query: &Query, filter: Filter, top: usize) -> Result<Outcome> {
        if query.is_empty() {
            return Ok(Outcome::default());
        }
        let words = self.words.read().clone();
        let words = words.ok_or_else(|| awaz_store::Error::IndexAway("its words are not read yet".to_owned()))?;
        let total = words.entries.max(1) as f32;
        let read = read(query, &words);
        let meanings: Meanings = read.iter().map(|words| worths(words, total)).collect();
        let ask = Ask {
            groups: groups(&meanings),
            without: query.without.clone(),
            filter,
            top,
        };
        let answer = self.index.ask(ask).await?;
        let mut found: Vec<Found> = answer
            .hits
            .into_iter()
            .filter_map(|hit| rank::place(item(&hit)?, hit.score, query, &meanings))
            .collect();
        let typed = found.iter().filter(|found| found.strict);
        let best = typed.map(|found| found.score).fold(0.0, f32::max);
        found.retain(|found| found.score >= best * WORTH_SHOWING);
        order(&mut found, &query.text);
        Ok(Outcome {
            found,
            read_as: read_as(query, &read),
            did_you_mean: did_you_mean(query, &read),
        })
    }
}

/// What each word of a query may mean.
fn read(query: &Query, words: &Words) -> Vec<Arc<Vec<Meaning>>> {
    let last = query.words.len().saturating_sub(1);
    let goes_on = |at: usize| at == last && query.open && query.partial;
    let meanings = |(at, word): (usize, &String)| words.meanings(word, goes_on(at));
    query.words.iter().enumerate().map(meanings).collect()
}

/// Strict hits above loose ones, then by score; equals by how few letters their title differs
/// from what was typed, and by what never changes.
fn order(found: &mut [Found], typed: &str) {
    found.sort_by(|a, b| b.strict.cmp(&a.strict).then_with(|| b.score.total_cmp(&a.score)));
    let is_equal = |a: &Found, b: &Found| a.strict == b.strict && a.score.total_cmp(&b.score).is_eq();
    for equals in found.chunk_by_mut(is_equal).filter(|equals| equals.len() > 1) {
        equals.sort_by_cached_key(|found| {
            let item = &found.item;
            (rank::apart(typed, &item.title), item.title.clone(), item.id.clone())
        });
    }
}

fn item(hit: &Hit) -> Option<Item> {
    serde_json::from_str(&hit.source).ok()
}

/// What each meaning counts: by how likely it is, and how rare; but nothing counts for rarer than
/// the very word that was typed.
fn worths(meanings: &[Meaning], total: f32) -> HashMap<String, Worth> {
    let rarity = |meaning: &Meaning| (1.0 + total / meaning.entries as f32).ln();
    let exact = meanings.iter().find(|meaning| meaning.how == How::Exact);
    let most = exact.map_or(f32::MAX, rarity);
    meanings
        .iter()
        .map(|meaning| {
            let rare = rarity(meaning).min(most);
            (
                meaning.word.clone(),
                Worth {
                    weight: meaning.weight * rare,
                    how: meaning.how,
                },
            )
        })
        .collect()
}

fn groups(meanings: &Meanings) -> Vec<Vec<Word>> {
    let fields = [(Field::Title, 1.0), (Field::People, PEOPLE), (Field::Body, BODY)];
    meanings
        .iter()
        .map(|words| {
            let weighed = |(word, worth): (&String, &Worth)| {
                fields.map(|(field, share)| Word {
                    field,
                    word: word.clone(),
                    weight: worth.weight * share,
                })
            };
            words.iter().flat_map(weighed).collect()
        })
        .collect()
}

/// The query as the index spells it, where that is all in another script.
fn read_as(query: &Query, read: &[Arc<Vec<Meaning>>]) -> Option<String> {
    let known = read.iter().filter_map(|words| words.first());
    let is_spelled = known.clone().all(|meaning| meaning.how == How::Spelled);
    let best = read.iter().zip(&query.words);
    let best = best.map(|(words, typed)| words.first().map_or(&**typed, |m| &m.word));
    (is_spelled && known.count() > 0).then(|| best.collect::<Vec<_>>().join(" "))
}

/// The nearest words in the query's own script, where some of its words are not in the index.
fn did_you_mean(query: &Query, read: &[Arc<Vec<Meaning>>]) -> Option<String> {
    let better = |words: &[Meaning]| words.first().is_some_and(|m| m.how == How::Near && m.weight > 0.5);
    let any = read.iter().any(|words| better(words));
    let best = read.iter().zip(&query.words).map(|(words, typed)| {
        words
            .first()
            .filter(|_| better(words))
            .map_or(typed.as_str(), |m| &m.word)
    });
    any.then(|| best.collect::<Vec<_>>().join(" "))
}
