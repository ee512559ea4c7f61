//! What the API gives and takes.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::find::Kind;

/// What a search found, by kind.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SearchAnswer {
    /// Id to tell with `POST /api/v1/search/clicks` what was opened; absent while typing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_id: Option<Uuid>,
    /// The query in the script of what was found, where it was typed in another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_as: Option<String>,
    /// The nearest spelling that is known, where the query's own is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub did_you_mean: Option<String>,
    /// What was found; the section with the best hit first, none that is empty.
    pub sections: Vec<Section>,
    /// Whether the index did not answer and only what is liked best was looked through.
    pub limited: bool,
    /// Time it took, milliseconds.
    pub took_ms: f32,
}

/// Hits of one kind, best first.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Section {
    /// What they are.
    pub kind: Kind,
    /// The hits.
    pub hits: Vec<SearchHit>,
    /// Cursor for more of this kind; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Something that was found.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SearchHit {
    /// Unique over all kinds.
    pub key: String,
    /// What it is.
    pub kind: Kind,
    /// Its title, as written.
    pub title: String,
    /// Who made it; may be empty.
    pub subtitle: String,
    /// Where words of the query stand in the title.
    pub title_marks: Vec<Mark>,
    /// Where they stand in the subtitle.
    pub subtitle_marks: Vec<Mark>,
    /// BCP 47 code of its language; empty where it is not known.
    pub language: String,
    /// Stations that play it, or the station itself.
    pub channels: Vec<ChannelName>,
    /// Its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub art_url: Option<String>,
    /// Its page in the web app.
    pub path: String,
    /// Its length, seconds; 0 where it has none.
    pub seconds: u32,
    /// Whether it is marked explicit.
    pub explicit: bool,
    /// Whether every word of the query stands in it, but for the keyboard it was typed with.
    pub exact: bool,
    /// What it was found by.
    pub by: FoundBy,
}

/// What something was found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FoundBy {
    /// Words of the query.
    Words,
    /// What it is about, without the words of the query.
    Meaning,
    /// A rule of those who run the server, who put it first.
    Rule,
}

/// A stretch of a text, in UTF-16 code units as JavaScript counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Mark {
    /// First unit.
    pub start: usize,
    /// Unit after the last.
    pub end: usize,
}

/// A station by its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ChannelName {
    /// Name in addresses.
    pub slug: String,
    /// Name on screen.
    pub name: String,
}

/// What a beginning may become.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Suggestion {
    /// The whole text.
    pub text: String,
    /// What it is; absent for something that people searched for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Its page in the web app; absent for something that people searched for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// Suggestions, best first.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Suggestions {
    /// The suggestions; at most 8.
    pub suggestions: Vec<Suggestion>,
}

/// What many people searched for.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Trends {
    /// Queries that ten people or more made within seven days, most first.
    pub queries: Vec<String>,
}

/// What was opened.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Click {
    /// `search_id` of the answer.
    pub search_id: Uuid,
    /// Its place over all sections as they were shown, from 1 to 1000.
    pub place: u32,
}

/// How searches go.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SearchNumbers {
    /// Each day of the last 30 on which somebody searched (UTC), oldest first.
    pub days: Vec<SearchDay>,
    /// What was searched for most and found, most first; at most 50.
    pub found: Vec<SearchQuery>,
    /// What was searched for and not found, most first; at most 50.
    pub not_found: Vec<SearchQuery>,
}

/// Searches of a day.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SearchDay {
    /// The day, `2026-11-27`.
    pub day: chrono::NaiveDate,
    /// Searches.
    pub searches: i64,
    /// Those that found nothing.
    pub without_result: i64,
    /// Those after which something was opened; the others were given up.
    pub clicked: i64,
    /// Mean of one over the place of what was opened first, over those searches; 1 is best.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reciprocal_rank: Option<f64>,
}

/// A query, and how often it was made.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SearchQuery {
    /// The query, as it is compared.
    pub query: String,
    /// Different searchers, those of different days counted apart.
    pub people: i64,
    /// Searches.
    pub searches: i64,
}

/// Texts that mean the same: `song`, `gaana`, `نغمہ`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Synonyms {
    /// 2 to 12 texts of a word or a few, at most 80 letters each.
    pub texts: Vec<String>,
}

/// What stands first for a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The whole query, compared but for the keyboard; at most 80 letters.
    pub query: String,
    /// `key` of 1 to 5 hits, in order; those that are no more are passed over.
    pub keys: Vec<String>,
}

/// What the people who run the server add to search.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchRules {
    /// Grows with every change; a change must name the version it was made to.
    pub version: i64,
    /// At most 500.
    pub synonyms: Vec<Synonyms>,
    /// At most 500, each for another query.
    pub pins: Vec<Pin>,
}

/// Rules to be tried before they are kept.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RulesTrial {
    /// The query to try them with.
    pub query: String,
    /// The rules.
    pub rules: SearchRules,
}

/// What a query finds with the rules that are kept, and with those that are tried.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct RulesPreview {
    /// With the rules that are kept.
    pub now: SearchAnswer,
    /// With those that are tried.
    pub proposed: SearchAnswer,
}

/// What this server's search can do beside words.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
pub struct SearchFeatures {
    /// Whether `POST /api/v1/search/speech` makes text of sound.
    pub speech: bool,
    /// What finds things by what they are about.
    pub meaning: MeaningBy,
}

/// What finds things by what they are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeaningBy {
    /// Which words stand together in what is there.
    Catalogue,
    /// A model that the operator installed.
    Model,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Heard {
    /// What may have been said, likeliest first.
    pub texts: Vec<String>,
}
