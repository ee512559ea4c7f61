//! What can be found, and how it lies in the index.

use awaz_store::index::{Entry, Filter};
use awaz_text::normalise::{Spelling, tokens};
use serde::{Deserialize, Serialize};

/// What a found thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FoundKind)]
pub enum Kind {
    /// A channel one can listen to.
    Station,
    /// A programme.
    Show,
    /// One broadcast or podcast of a show.
    Episode,
    /// A song.
    Track,
    /// Songs that were published together.
    Album,
    /// An artist, a presenter.
    Person,
    /// Songs somebody put together.
    Playlist,
}

impl Kind {
    /// All of them, in the order their sections are shown.
    pub const ALL: [Self; 7] = [
        Self::Station,
        Self::Show,
        Self::Person,
        Self::Album,
        Self::Track,
        Self::Episode,
        Self::Playlist,
    ];

    /// Its name in the index and in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Station => "station",
            Self::Show => "show",
            Self::Episode => "episode",
            Self::Track => "track",
            Self::Album => "album",
            Self::Person => "person",
            Self::Playlist => "playlist",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Something that can be found, as the answer shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its id, unique within its kind.
    pub id: String,
    /// Its title, as written.
    pub title: String,
    /// Its title in other languages and scripts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_titles: Vec<String>,
    /// Who made it, or what it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub people: String,
    /// What else is said of it; looked into, not shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// Code of its language; empty where it is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// Slug of its channel.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub channel: String,
    /// Where its picture is, below the server's root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub art: Option<String>,
    /// Its page in the web app.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Its length, seconds; 0 where it has none.
    #[serde(default)]
    pub seconds: u32,
    /// Whether it is marked explicit.
    #[serde(default)]
    pub explicit: bool,
    /// When it was published, milliseconds since the Unix epoch.
    #[serde(default)]
    pub published_ms: i64,
    /// How well it is liked, 0 to 1.
    #[serde(default)]
    pub popularity: f32,
}

/// What each word beyond the first takes from a title's score.
pub(super) const LENGTH: f32 = 0.08;
/// What being liked best adds to a score.
const POPULARITY: f32 = 0.25;
/// Words of a description that are looked into.
const BODY: usize = 2_000;

impl Item {
    /// One of a kind of which nothing is known yet.
    #[must_use]
    pub fn empty(kind: Kind) -> Self {
        Self {
            kind,
            id: String::new(),
            title: String::new(),
            other_titles: Vec::new(),
            people: String::new(),
            body: String::new(),
            language: String::new(),
            channel: String::new(),
            art: None,
            path: String::new(),
            seconds: 0,
            explicit: false,
            published_ms: 0,
            popularity: 0.0,
        }
    }

    /// Unique over all kinds.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}:{}", self.kind.as_str(), self.id)
    }

    pub(crate) fn spelling(&self) -> Spelling {
        if self.language == "sd" {
            Spelling::Sindhi
        } else {
            Spelling::Common
        }
    }

    /// Whether it is one of those that are wanted.
    #[must_use]
    pub fn is_within(&self, filter: &Filter) -> bool {
        let is_one_of = |names: &[String], name: &str| names.is_empty() || names.iter().any(|one| one == name);
        let within =
            |range: Option<(i64, i64)>, of: i64| range.is_none_or(|(from, before)| (from..before).contains(&of));
        let seconds = filter.seconds.map(|(from, to)| (i64::from(from), i64::from(to) + 1));
        is_one_of(&filter.kinds, self.kind.as_str())
            && is_one_of(&filter.languages, &self.language)
            && is_one_of(&filter.channels, &self.channel)
            && within(seconds, i64::from(self.seconds))
            && within(filter.published_ms, self.published_ms)
            && !(filter.no_explicit && self.explicit)
    }

    /// Factor of its score by popularity, and by how many words its title has.
    pub(super) fn norm(&self, words: usize) -> f32 {
        (1.0 + POPULARITY * self.popularity.clamp(0.0, 1.0)) / (1.0 + LENGTH * words as f32)
    }

    /// As the index keeps it.
    #[must_use]
    pub fn entry(&self) -> Entry {
        let spelling = self.spelling();
        let words = |text: &str, most: usize| -> Vec<String> {
            tokens(text, spelling).take(most).map(|token| token.key).collect()
        };
        let mut title = words(&self.title, BODY);
        let norm = self.norm(title.len());
        for other in &self.other_titles {
            title.extend(words(other, BODY));
        }
        let source = serde_json::to_string(&Self {
            body: String::new(),
            ..self.clone()
        });
        Entry {
            id: self.key(),
            kind: self.kind.as_str().to_owned(),
            language: self.language.clone(),
            channel: self.channel.clone(),
            published_ms: self.published_ms,
            seconds: self.seconds,
            explicit: self.explicit,
            norm,
            words: [title, words(&self.people, BODY), words(&self.body, BODY)],
            source: source.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_leaves_what_is_within_all_its_bounds() {
        let song = Item {
            language: "ur".to_owned(),
            channel: "mehfil".to_owned(),
            seconds: 200,
            published_ms: 1_000,
            explicit: true,
            ..Item::empty(Kind::Track)
        };
        let narrowed = |by: fn(&mut Filter)| {
            let mut filter = Filter::default();
            by(&mut filter);
            filter
        };
        let within: [fn(&mut Filter); 4] = [
            |_| {},
            |filter| filter.kinds = vec!["track".to_owned()],
            |filter| filter.seconds = Some((200, 200)),
            |filter| filter.published_ms = Some((1_000, 1_001)),
        ];
        let without: [fn(&mut Filter); 6] = [
            |filter| filter.kinds = vec!["album".to_owned()],
            |filter| filter.languages = vec!["sd".to_owned()],
            |filter| filter.channels = vec!["other".to_owned()],
            |filter| filter.seconds = Some((201, u32::MAX)),
            |filter| filter.published_ms = Some((0, 1_000)),
            |filter| filter.no_explicit = true,
        ];
        let all = within
            .map(|by| (by, true))
            .into_iter()
            .chain(without.map(|by| (by, false)));
        for (filter, is_within) in all.map(|(by, is_within)| (narrowed(by), is_within)) {
            assert_eq!(song.is_within(&filter), is_within, "{filter:?}");
        }
    }
}
