//! The schedule of a channel: what is on when, with whom.

use awaz_core::id::{CredentialId, PlaylistId, ScheduleEntryId};
use awaz_core::{Error, Result, Slug};
use awaz_plan::calendar::Timing;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Characters of a title.
const LONGEST_TITLE: usize = 200;
/// Characters of a description.
const LONGEST_TEXT: usize = 2000;
/// Languages of a title.
const MOST_LANGUAGES: usize = 10;
/// Presenters of an entry.
const MOST_PRESENTERS: usize = 50;

/// An entry as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a box of its own on a form")]
pub struct ScheduleDraft {
    /// What it is called on the programme, 1 to 200 characters.
    pub title: String,
    /// Titles in further languages, by BCP 47 tag, at most 10.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub titles: BTreeMap<String, String>,
    /// What it is about, at most 2,000 characters.
    #[serde(default)]
    pub description: String,
    /// The show it is an edition of, by its slug.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub show: Option<Slug>,
    /// When it is on.
    pub timing: Timing,
    /// What plays while nobody presents; the general rotation where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub playlist: Option<PlaylistId>,
    /// Whether each track of the playlist is played once, and the air given back then.
    #[serde(default)]
    pub once: bool,
    /// Whether it cuts into what plays, rather than to wait for the next change.
    #[serde(default)]
    pub hard_start: bool,
    /// Who presents it; those who may be on air by the schedule only may be then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub presenters: Vec<CredentialId>,
    /// Whether it is not yet meant.
    #[serde(default)]
    pub is_draft: bool,
    /// Whether listeners do not see it on the programme, as a break for the azan.
    #[serde(default)]
    pub is_unlisted: bool,
}

/// An entry of a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ScheduleEntry {
    /// Id.
    pub id: ScheduleEntryId,
    /// Grows with each change.
    pub version: i64,
    /// What it is.
    #[serde(flatten)]
    pub draft: ScheduleDraft,
}

impl ScheduleDraft {
    /// Checks every bound, and makes it as it is kept: without control characters, each presenter
    /// once.
    ///
    /// # Errors
    /// `Invalid`, with the field that is wrong.
    pub fn checked(mut self) -> Result<Self> {
        self.title = text(&self.title, "/title", LONGEST_TITLE)?;
        if self.title.is_empty() {
            return Err(Error::invalid("An entry of the schedule needs a title.").field("/title", "is empty"));
        }
        self.description = text(&self.description, "/description", LONGEST_TEXT)?;
        self.titles = titles(&self.titles)?;
        self.presenters.sort_unstable();
        self.presenters.dedup();
        if self.presenters.len() > MOST_PRESENTERS {
            let sentence = format!("An entry has at most {MOST_PRESENTERS} presenters.");
            return Err(Error::invalid(sentence).field("/presenters", "too many"));
        }
        let timing = self.timing.check();
        timing.map_err(|(field, sentence)| {
            let message = format!("The time of this entry cannot be used: {field} must be {sentence}.");
            Error::invalid(message).field(format!("/timing/{field}"), sentence)
        })?;
        Ok(self)
    }
}

fn titles(all: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
    let is_tag = |tag: &String| {
        (2..=35).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if all.len() > MOST_LANGUAGES || !all.keys().all(is_tag) {
        let sentence =
            format!("There are titles in at most {MOST_LANGUAGES} languages, each by its tag, as in \"ur\".");
        return Err(Error::invalid(sentence).field("/titles", "not language tags"));
    }
    let checked = all.iter().map(|(tag, title)| {
        let title = text(title, &format!("/titles/{tag}"), LONGEST_TITLE)?;
        Ok((tag.clone(), title))
    });
    let checked: Result<BTreeMap<String, String>> = checked.collect();
    Ok(checked?.into_iter().filter(|(_, title)| !title.is_empty()).collect())
}

/// A text without control characters and the marks that turn its direction around.
fn text(text: &str, field: &str, longest: usize) -> Result<String> {
    let is_plain = |letter: &char| {
        let turns = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        (!letter.is_control() || *letter == '\n') && !turns
    };
    let kept: String = text.trim().chars().filter(is_plain).collect();
    if kept.chars().count() > longest {
        let sentence = format!("This text is too long; it has at most {longest} characters.");
        return Err(Error::invalid(sentence).field(field, format!("at most {longest} characters")));
    }
    Ok(kept)
}
