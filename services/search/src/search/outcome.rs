//! All ways to find something, put into one order.

use std::collections::{HashMap, HashSet};

use awaz_core::{Code, Result};
use awaz_store::index::Filter;

use super::Search;
use crate::find::{Found, Query};
use crate::meaning::About;
use crate::model::FoundBy;
use crate::rules::Applied;

/// What one query in another's place counts less.
const READ_OTHERWISE: f32 = 0.9;
/// Things that are looked at for having to do with a query.
const RELATED: usize = 50;
/// Evens out the places of several orders (reciprocal rank fusion, Cormack et al. 2009).
const EVEN: f32 = 60.0;

/// Something found, and how.
pub(super) struct Hit {
    pub(super) found: Found,
    pub(super) by: FoundBy,
}

/// What a query led to, best first.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) hits: Vec<Hit>,
    pub(super) read_as: Option<String>,
    pub(super) did_you_mean: Option<String>,
    /// Whether only the spare was asked.
    pub(super) limited: bool,
}

impl Search {
    /// What a query means by its words, by words that mean the same, and by what it is about.
    pub(super) async fn outcome(&self, query: &Query, filter: &Filter, rules: &Applied) -> Result<Outcome> {
        match self.by_words(query, filter, rules).await {
            Err(error) if error.code == Code::Unavailable => match &self.spare {
                Some(spare) => Ok(limited(spare.find(query, filter.clone()).await?)),
                None => Err(error),
            },
            Err(error) => Err(error),
            Ok(outcome) if query.partial || query.is_empty() => Ok(outcome),
            Ok(outcome) => self.by_meaning(outcome, query, filter, rules).await,
        }
    }

    async fn by_words(&self, query: &Query, filter: &Filter, rules: &Applied) -> Result<Outcome> {
        let own = self.finder.find(query, filter.clone()).await?;
        let (mut found, mut places) = (own.found, HashMap::new());
        for reading in rules.readings(query) {
            if places.is_empty() {
                places = (0..).zip(&found).map(|(at, one)| (one.item.key(), at)).collect();
            }
            for mut other in self.finder.find(&reading, filter.clone()).await?.found {
                other.score *= READ_OTHERWISE;
                other.strict = false;
                match places.get(&other.item.key()).and_then(|at: &usize| found.get_mut(*at)) {
                    Some(known) if known.score >= other.score => {}
                    Some(known) => (known.score, known.whole) = (other.score, other.whole | known.whole),
                    None => {
                        places.insert(other.item.key(), found.len());
                        found.push(other);
                    }
                }
            }
        }
        if !places.is_empty() {
            found.sort_by(|a, b| b.strict.cmp(&a.strict).then_with(|| b.score.total_cmp(&a.score)));
        }
        Ok(Outcome {
            hits: hits(found, FoundBy::Words).collect(),
            read_as: own.read_as,
            did_you_mean: own.did_you_mean,
            limited: false,
        })
    }

    async fn by_meaning(
        &self,
        mut outcome: Outcome,
        query: &Query,
        filter: &Filter,
        rules: &Applied,
    ) -> Result<Outcome> {
        let (meaning, text) = (self.meaning.clone(), query.text.clone());
        let words = self.finder.known_words(query);
        let near = move || meaning.near(&About { text: &text, words }, RELATED);
        let near = tokio::task::spawn_blocking(near).await.unwrap_or_default();
        let there: HashSet<String> = outcome.hits.iter().map(|hit| hit.found.item.key()).collect();
        let new: Vec<String> = near.iter().filter(|key| !there.contains(*key)).cloned().collect();
        let new = self.finder.named(&new).await?.into_iter();
        let wanted = |found: &Found| found.item.is_within(filter) && !has_unwanted(found, query);
        // A phrase is asked for as it stands.
        let related = new.filter(|found| query.phrases.is_empty() && wanted(found));
        outcome.hits = fused(outcome.hits, hits(related, FoundBy::Meaning).collect(), &near);
        self.pin(&mut outcome, query, filter, rules).await?;
        Ok(outcome)
    }

    async fn pin(&self, outcome: &mut Outcome, query: &Query, filter: &Filter, rules: &Applied) -> Result<()> {
        let pinned = self.finder.named(rules.pinned(query)).await?.into_iter();
        let mut first = Vec::new();
        for found in pinned.filter(|found| found.item.is_within(filter)) {
            let at = outcome
                .hits
                .iter()
                .position(|hit| hit.found.item.key() == found.item.key());
            let found = at.map_or(found, |at| outcome.hits.remove(at).found);
            first.push(found);
        }
        outcome.hits.splice(0..0, hits(first, FoundBy::Rule));
        Ok(())
    }
}

fn limited(found: crate::find::Outcome) -> Outcome {
    Outcome {
        hits: hits(found.found, FoundBy::Words).collect(),
        read_as: found.read_as,
        did_you_mean: found.did_you_mean,
        limited: true,
    }
}

fn hits(found: impl IntoIterator<Item = Found>, by: FoundBy) -> impl Iterator<Item = Hit> {
    found.into_iter().map(move |found| Hit { found, by })
}

/// Whether something has a word that is not wanted where it can be seen.
fn has_unwanted(found: &Found, query: &Query) -> bool {
    let item = &found.item;
    let texts = [&item.title, &item.people].into_iter().chain(&item.other_titles);
    let mut words = texts.flat_map(|text| awaz_text::normalise::tokens(text, item.spelling()));
    words.any(|token| query.without.contains(&token.key))
}

/// What has every word of the query stays first; the rest is put in order by its places among
/// what was found by words and among what is near.
fn fused(hits: Vec<Hit>, related: Vec<Hit>, near: &[String]) -> Vec<Hit> {
    let nearness: HashMap<&str, usize> = near.iter().map(String::as_str).zip(1..).collect();
    let share = |place: usize| 1.0 / (EVEN + place as f32);
    let (mut whole, rest): (Vec<Hit>, Vec<Hit>) = hits.into_iter().partition(|hit| hit.found.whole);
    let places = (1..).zip(rest).map(|(place, hit)| (share(place), hit));
    let all = places.chain(related.into_iter().map(|hit| (0.0, hit)));
    let mut rest: Vec<(f32, Hit)> = all
        .map(|(by_words, hit)| {
            let by_meaning = nearness.get(&*hit.found.item.key()).map_or(0.0, |place| share(*place));
            (by_words + by_meaning, hit)
        })
        .collect();
    rest.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    whole.extend(rest.into_iter().map(|(_, hit)| hit));
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::{Item, Kind};

    fn of(id: &str, whole: bool, by: FoundBy) -> Hit {
        let item = Item {
            id: id.to_owned(),
            ..Item::empty(Kind::Track)
        };
        let found = Found {
            item,
            score: 1.0,
            strict: false,
            whole,
            title_marks: Vec::new(),
            people_marks: Vec::new(),
        };
        Hit { found, by }
    }

    #[test]
    fn what_has_every_word_is_never_passed_by_what_has_not() {
        let hits = vec![
            of("a", true, FoundBy::Words),
            of("b", false, FoundBy::Words),
            of("c", false, FoundBy::Words),
            of("d", true, FoundBy::Words),
        ];
        let related = vec![of("x", false, FoundBy::Meaning), of("y", false, FoundBy::Meaning)];
        let near = ["x", "c", "y"].map(|id| format!("track:{id}"));
        let order: Vec<String> = fused(hits, related, &near)
            .into_iter()
            .map(|hit| hit.found.item.id)
            .collect();
        // "c" stands in both orders.
        assert_eq!(order, ["a", "d", "c", "b", "x", "y"]);
    }
}
