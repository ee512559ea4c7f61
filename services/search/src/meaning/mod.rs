//! What things are about: places of all that can be found in a space where like lies near like.
//!
//! The space is taught by the catalogue itself, or it is that of a model the operator installed.
//! Nothing here is kept: it is made anew at every start, a little later than the index.

mod model;
mod vectors;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use awaz_core::{Error, Result};
use awaz_text::meaning::{Space, Text};
use awaz_text::normalise::tokens;
use parking_lot::RwLock;

use crate::find::Item;
use crate::model::MeaningBy;
use model::Model;
use vectors::Vectors;

/// Things that are placed at most, the best liked first: 20 MB.
const THINGS: usize = 200_000;
/// What words count beside those of the title.
const PEOPLE: f32 = 1.0;
const BODY: f32 = 0.5;
/// What the words of a station count in each thing it has.
const AROUND: f32 = 0.3;
/// Nearness, 0 to 1, from which something has to do with a query.
const NEAR: f32 = 0.6;

/// A thing to be placed.
pub(crate) struct Thing {
    pub(crate) item: Item,
    /// What is said of the station that has it.
    pub(crate) around: Arc<str>,
}

/// What a query is about.
pub(crate) struct About<'a> {
    /// As it was typed.
    pub(crate) text: &'a str,
    /// Words of the index that it may mean, with how likely each is.
    pub(crate) words: Vec<(String, f32)>,
}

/// Places of everything; clones share them.
#[derive(Clone, Default)]
pub(crate) struct Meaning {
    model: Option<Arc<Model>>,
    known: Arc<RwLock<Arc<Known>>>,
}

#[derive(Default)]
struct Known {
    space: Space,
    keys: Vec<String>,
    vectors: Vectors,
}

impl Meaning {
    /// By the model in a folder.
    ///
    /// # Errors
    /// `Invalid`, saying what is missing, where there is none.
    pub(crate) fn by_model(folder: &Path) -> Result<Self> {
        let model = Model::open(folder).map_err(|wrong| Error::invalid(format!("search.model: {wrong}")))?;
        Ok(Self {
            model: Some(Arc::new(model)),
            ..Self::default()
        })
    }

    /// What it knows things by.
    pub(crate) fn by(&self) -> MeaningBy {
        if self.model.is_some() {
            MeaningBy::Model
        } else {
            MeaningBy::Catalogue
        }
    }

    /// Places everything anew; takes CPU seconds for 100,000 things.
    pub(crate) fn learn(&self, mut things: Vec<Thing>) {
        let started = Instant::now();
        things.sort_by(|a, b| b.item.popularity.total_cmp(&a.item.popularity));
        things.truncate(THINGS);
        let mut known = Known::default();
        if let Some(model) = &self.model {
            for thing in &things {
                known.put(thing, model.place(&said(thing)));
            }
        } else {
            let texts: Vec<Text> = things.iter().map(words).collect();
            known.space = Space::learn(&texts);
            for (thing, text) in things.iter().zip(&texts) {
                let place = known.space.place(borrowed(text));
                known.put(thing, place);
            }
        }
        let (things, took_ms) = (known.keys.len(), started.elapsed().as_millis() as u64);
        tracing::debug!(things, took_ms, "what things are about is learned");
        *self.known.write() = Arc::new(known);
    }

    /// Keys of what has to do with a query, nearest first; at most `most`.
    pub(crate) fn near(&self, about: &About<'_>, most: usize) -> Vec<String> {
        let known = Arc::clone(&self.known.read());
        let place = match &self.model {
            Some(model) => model.place(about.text),
            None => known.space.place(borrowed(&about.words)),
        };
        let Some(place) = place else { return Vec::new() };
        let near = known.vectors.nearest(&place, NEAR, most).into_iter();
        near.filter_map(|at| known.keys.get(at).cloned()).collect()
    }
}

impl Known {
    fn put(&mut self, thing: &Thing, place: Option<Vec<f32>>) {
        if let Some(place) = place {
            self.vectors.push(&place);
            self.keys.push(thing.item.key());
        }
    }
}

/// A thing's words, as the space is taught them.
fn words(thing: &Thing) -> Text {
    let item = &thing.item;
    let titles = std::iter::once(&item.title).chain(&item.other_titles);
    let texts = titles.map(|title| (title.as_str(), 1.0));
    let texts = texts.chain([(&*item.people, PEOPLE), (&*item.body, BODY), (&*thing.around, AROUND)]);
    let spelling = item.spelling();
    texts
        .flat_map(|(text, weight)| tokens(text, spelling).map(move |token| (token.key, weight)))
        .collect()
}

/// A thing in a sentence, as a model reads it.
fn said(thing: &Thing) -> String {
    let Item {
        title, people, body, ..
    } = &thing.item;
    [title, people, body].map(String::as_str).join(". ")
}

fn borrowed(words: &[(String, f32)]) -> impl Iterator<Item = (&str, f32)> {
    words.iter().map(|(word, weight)| (word.as_str(), *weight))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::Kind;

    fn thing(id: usize, title: &str, people: &str, body: &str) -> Thing {
        let item = Item {
            id: id.to_string(),
            title: title.to_owned(),
            people: people.to_owned(),
            body: body.to_owned(),
            ..Item::empty(Kind::Track)
        };
        Thing {
            item,
            around: "".into(),
        }
    }

    /// Some of each artist's songs say what they are, others do not.
    fn catalogue() -> Vec<Thing> {
        let artists = [
            ("نصرت فتح علی خان", "قوالی"),
            ("Junoon", "rock"),
            ("Abida Parveen", "kafi"),
            ("Vital Signs", "pop"),
        ];
        let song = |at: usize| {
            let (artist, kind) = artists[at % 4];
            thing(at, &format!("Song {at}"), artist, if at % 8 < 4 { kind } else { "" })
        };
        (0..80).map(song).collect()
    }

    fn near(meaning: &Meaning, word: &str) -> Vec<usize> {
        let about = About {
            text: word,
            words: vec![(word.to_owned(), 1.0)],
        };
        let keys = meaning.near(&about, 20);
        keys.iter()
            .map(|key| key.strip_prefix("track:").unwrap().parse().unwrap())
            .collect()
    }

    #[test]
    fn finds_what_does_not_say_it() {
        let meaning = Meaning::default();
        meaning.learn(catalogue());
        let found = near(&meaning, "قوالی");
        assert!(found.len() >= 15, "{found:?}");
        assert!(found.iter().all(|at| at % 4 == 0), "all are Nusrat's: {found:?}");
        assert!(
            found.iter().any(|at| at % 8 == 4),
            "those that do not say it, too: {found:?}"
        );
        assert_eq!(near(&meaning, "xyzzy"), [0; 0]);
    }

    #[test]
    fn nothing_is_near_before_anything_is_known() {
        assert_eq!(near(&Meaning::default(), "rock"), [0; 0]);
        let meaning = Meaning::default();
        meaning.learn(Vec::new());
        assert_eq!(near(&meaning, "rock"), [0; 0]);
    }
}
