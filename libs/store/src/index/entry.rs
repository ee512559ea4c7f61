//! What is put into an index, and what it is asked.

use serde::{Deserialize, Serialize};

/// Where a word stands in an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Titles, in every language they are given in.
    Title,
    /// Names of persons: artists, presenters, authors.
    People,
    /// Descriptions, lyrics, tags.
    Body,
}

impl Field {
    /// All of them, in the order of [`Entry::words`].
    pub const ALL: [Self; 3] = [Self::Title, Self::People, Self::Body];

    /// Its name in an engine.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::People => "people",
            Self::Body => "body",
        }
    }
}

/// Something that can be found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Unique over all kinds: `track:<uuid>`.
    pub id: String,
    /// What it is: `station`, `track`, `show` …
    pub kind: String,
    /// Code of its language; empty where it is not known.
    pub language: String,
    /// Slug of its channel; empty where it has none.
    pub channel: String,
    /// When it was published, milliseconds since the Unix epoch.
    pub published_ms: i64,
    /// Its length, seconds; 0 where it has none.
    pub seconds: u32,
    /// Whether it is marked explicit.
    pub explicit: bool,
    /// Factor of its score: shorter and better liked entries stand higher; above 0.
    pub norm: f32,
    /// Its words by field, as [`Field::ALL`]; each word once or more.
    pub words: [Vec<String>; 3],
    /// What the answer gives back; not looked into.
    pub source: String,
}

/// A word of the index, and what it counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// Where it must stand.
    pub field: Field,
    /// As it stands in the index.
    pub word: String,
    /// What it counts, above 0.
    pub weight: f32,
}

/// What entries must be to be named.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// One of these kinds; all where empty.
    pub kinds: Vec<String>,
    /// One of these languages; all where empty.
    pub languages: Vec<String>,
    /// Of one of these channels; all where empty.
    pub channels: Vec<String>,
    /// Length, seconds: from, to.
    pub seconds: Option<(u32, u32)>,
    /// Published, milliseconds since the Unix epoch: from, before.
    pub published_ms: Option<(i64, i64)>,
    /// Leaves out what is marked explicit.
    pub no_explicit: bool,
}

/// A question to the index.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// A group for each word of the query: the words of the index it may mean.
    pub groups: Vec<Vec<Word>>,
    /// Words an entry must not have, in any field.
    pub without: Vec<String>,
    /// What entries must be.
    pub filter: Filter,
    /// Candidates wanted of each kind.
    pub top: usize,
}

/// A candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its score by the rule of this module.
    pub score: f32,
    /// As it was put in.
    pub source: String,
}

/// Candidates by kind, best first within each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// The candidates.
    pub hits: Vec<Hit>,
}
