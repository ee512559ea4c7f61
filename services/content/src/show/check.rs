//! What people may set about shows and episodes, and how it is kept: cleaned, and within bounds.

use super::category;
use super::model::{Chapter, EpisodeChange, EpisodeDetails, Funding, Person, ShowChange, ShowDetails, Texts};
use crate::text;
use awaz_core::{Error, Result};
use awaz_wire::text::clean;

/// Most languages of a text.
const MAX_LANGUAGES: usize = 12;
/// Most characters of what a show is about; the directories cut there.
const MAX_DESCRIPTION: usize = 4_000;
/// Most characters of what is in an episode.
const MAX_NOTES: usize = 10_000;
/// Most characters of an address.
const MAX_URL: usize = 2_000;
const MAX_FUNDING: usize = 5;
const MAX_PERSONS: usize = 30;
const MAX_CHAPTERS: usize = 500;
const MAX_SEASON: u32 = 10_000;
const MAX_NUMBER: u32 = 100_000;
/// Longest sound, milliseconds: a day.
const DAY_MS: u64 = 86_400_000;
/// What a show is in where nothing is said.
const DEFAULT_CATEGORY: &str = "Society & Culture";
const DEFAULT_LANGUAGE: &str = "ur";

impl ShowDetails {
    /// What a show is before anything is said of it.
    pub(crate) fn fresh() -> Self {
        Self {
            language: DEFAULT_LANGUAGE.to_owned(),
            category: DEFAULT_CATEGORY.to_owned(),
            locked: true,
            ..Self::default()
        }
    }

    /// Takes a change.
    ///
    /// # Errors
    /// `Invalid` with the field that is wrong.
    pub(crate) fn change(mut self, change: &ShowChange) -> Result<Self> {
        self.texts(change)?;
        self.place(change)?;
        self.lines(change)?;
        take(&mut self.explicit, change.explicit);
        take(&mut self.kind, change.kind);
        take(&mut self.medium, change.medium);
        take(&mut self.locked, change.locked);
        take(&mut self.block, change.block);
        if let Some(funding) = &change.funding {
            self.funding = checked_list("funding", funding, MAX_FUNDING, checked_funding)?;
        }
        if let Some(persons) = &change.persons {
            self.persons = checked_list("persons", persons, MAX_PERSONS, checked_person)?;
        }
        Ok(self)
    }

    fn texts(&mut self, change: &ShowChange) -> Result<()> {
        let old_language = self.language.clone();
        if let Some(language) = &change.language {
            self.language = checked_language(language, "/language")?;
        }
        if let Some(titles) = &change.titles {
            self.titles = checked_texts("titles", titles, text::MAX_CHARS)?;
        } else if old_language != self.language && !self.titles.contains_key(&self.language) {
            // A show with one title that learns its language: the title was in it all along.
            if let (1, Some(title)) = (self.titles.len(), self.titles.remove(&old_language)) {
                self.titles.insert(self.language.clone(), title);
            }
        }
        if let Some(descriptions) = &change.descriptions {
            self.descriptions = checked_texts("descriptions", descriptions, MAX_DESCRIPTION)?;
        }
        if !self.titles.contains_key(&self.language) {
            let sentence = format!("A show needs a title in its main language, {}.", self.language);
            return Err(Error::invalid(sentence).field("/titles", format!("one for {}", self.language)));
        }
        Ok(())
    }

    fn place(&mut self, change: &ShowChange) -> Result<()> {
        if let Some(category) = &change.category {
            if *category != self.category && change.subcategory.is_none() {
                self.subcategory.clear();
            }
            self.category.clone_from(category);
        }
        if let Some(subcategory) = &change.subcategory {
            self.subcategory.clone_from(subcategory);
        }
        if category::is_known(&self.category, &self.subcategory) {
            return Ok(());
        }
        let sentence = "The podcast directories have no such category; choose one of theirs.";
        Err(Error::invalid(sentence).field("/category", "a category of Apple Podcasts, as in \"Society & Culture\""))
    }

    fn lines(&mut self, change: &ShowChange) -> Result<()> {
        for (line, wish) in [
            (&mut self.author, &change.author),
            (&mut self.copyright, &change.copyright),
            (&mut self.license, &change.license),
            (&mut self.location, &change.location),
            (&mut self.frequency, &change.frequency),
            (&mut self.verification, &change.verification),
        ] {
            if let Some(wish) = wish {
                *line = text::bounded(wish);
            }
        }
        if let Some(link) = &change.link {
            self.link = checked_url(link, "/link")?;
        }
        if let Some(email) = &change.owner_email {
            self.owner_email = checked_email(email)?;
        }
        Ok(())
    }
}

impl EpisodeDetails {
    /// Takes a change, in a show of `language`.
    ///
    /// # Errors
    /// `Invalid` with the field that is wrong.
    pub(crate) fn change(mut self, change: &EpisodeChange, language: &str) -> Result<Self> {
        if let Some(titles) = &change.titles {
            self.titles = checked_texts("titles", titles, text::MAX_CHARS)?;
        }
        if self.titles.is_empty() {
            let sentence = format!("An episode needs a title, best in its show's main language, {language}.");
            return Err(Error::invalid(sentence).field("/titles", format!("one for {language}")));
        }
        if let Some(notes) = &change.notes {
            self.notes = checked_texts("notes", notes, MAX_NOTES)?;
        }
        if let Some(season) = change.season {
            self.season = checked_number("season", season, MAX_SEASON)?;
        }
        if let Some(number) = change.number {
            self.number = checked_number("number", number, MAX_NUMBER)?;
        }
        take(&mut self.kind, change.kind);
        if change.explicit.is_some() {
            self.explicit = change.explicit;
        }
        if let Some(link) = &change.link {
            self.link = checked_url(link, "/link")?;
        }
        if let Some(persons) = &change.persons {
            self.persons = checked_list("persons", persons, MAX_PERSONS, checked_person)?;
        }
        if let Some(chapters) = &change.chapters {
            self.chapters = checked_list("chapters", chapters, MAX_CHAPTERS, checked_chapter)?;
            self.chapters.sort_by_key(|chapter| chapter.start_ms);
        }
        Ok(self)
    }
}

/// The text in a language, else in any; empty where there is none.
pub(crate) fn main_text<'a>(texts: &'a Texts, language: &str) -> &'a str {
    let found = texts.get(language).or_else(|| texts.values().next());
    found.map_or("", String::as_str)
}

/// Cleans a text of several lines: no control characters and direction overrides, at most one empty
/// line in a row, at most `most` characters.
pub(crate) fn plain(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut is_empty = true;
    for line in text.split('\n') {
        // A very long line is cleaned in pieces that `clean` takes whole.
        let letters: Vec<char> = line.chars().take(most).collect();
        let pieces = letters.chunks(awaz_wire::text::MAX_CHARS);
        let cleaned: String = pieces.map(|piece| spaced(&piece.iter().collect::<String>())).collect();
        let cleaned = cleaned.trim_end();
        if cleaned.is_empty() && is_empty {
            continue;
        }
        is_empty = cleaned.is_empty();
        out.push_str(cleaned);
        out.push('\n');
    }
    let kept: String = out.chars().take(most).collect();
    kept.trim().to_owned()
}

/// As `clean`, with the spaces at both ends.
fn spaced(piece: &str) -> String {
    let (ahead, behind) = (piece.starts_with(' '), piece.ends_with(' '));
    let cleaned = clean(piece);
    format!(
        "{}{cleaned}{}",
        if ahead { " " } else { "" },
        if behind { " " } else { "" }
    )
}

fn take<T: Copy>(now: &mut T, wish: Option<T>) {
    *now = wish.unwrap_or(*now);
}

fn checked_texts(field: &str, texts: &Texts, most: usize) -> Result<Texts> {
    if texts.len() > MAX_LANGUAGES {
        let sentence = format!("A text comes in at most {MAX_LANGUAGES} languages.");
        return Err(Error::invalid(sentence).field(format!("/{field}"), format!("at most {MAX_LANGUAGES}")));
    }
    let mut kept = Texts::new();
    for (language, text) in texts {
        let language = checked_language(language, &format!("/{field}"))?;
        if text.chars().count() > most {
            let sentence = format!("The text for {language} is too long; write at most {most} characters.");
            return Err(Error::invalid(sentence).field(format!("/{field}/{language}"), format!("{most} characters")));
        }
        let cleaned = if most == text::MAX_CHARS {
            text::bounded(text)
        } else {
            plain(text, most)
        };
        if !cleaned.is_empty() {
            kept.insert(language, cleaned);
        }
    }
    Ok(kept)
}

/// A BCP 47 tag: a language of two or three letters, and what specifies it.
fn checked_language(tag: &str, field: &str) -> Result<String> {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let is_language = (2..=3).contains(&first.len()) && first.bytes().all(|letter| letter.is_ascii_lowercase());
    let is_rest = |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_language && tag.len() <= 35 && parts.all(is_rest) {
        return Ok(tag.to_owned());
    }
    let sentence = "A language is named by its BCP 47 tag, as in ur, en or pa-Arab.";
    Err(Error::invalid(sentence).field(field, "a BCP 47 tag"))
}

fn checked_url(url: &str, field: &str) -> Result<String> {
    let url = url.trim();
    if url.is_empty() {
        return Ok(String::new());
    }
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_plain = url.len() <= MAX_URL && !url.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    if is_plain && host.is_some_and(|host| !host.is_empty() && !host.starts_with('/')) && !has_override(url) {
        return Ok(url.to_owned());
    }
    let sentence = format!(
        "\"{}\" is no address of a page; it begins with https://.",
        text::bounded(url)
    );
    Err(Error::invalid(sentence).field(field, format!("an http or https address of at most {MAX_URL} bytes")))
}

fn has_override(text: &str) -> bool {
    text.contains(
        |letter| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'),
    )
}

fn checked_email(email: &str) -> Result<String> {
    let email = email.trim();
    let is_good = |(name, host): (&str, &str)| {
        !name.is_empty()
            && host.contains('.')
            && email.len() <= 254
            && !email.contains(|letter: char| letter.is_whitespace() || letter.is_control() || "<>\"".contains(letter))
    };
    if email.is_empty() || email.rsplit_once('@').is_some_and(is_good) {
        return Ok(email.to_owned());
    }
    Err(Error::invalid("The address for mail is none.").field("/owner_email", "as in name@example.pk"))
}

fn checked_number(field: &str, number: u32, most: u32) -> Result<Option<u32>> {
    if number > most {
        let sentence = format!("The {field} must be a number up to {most}.");
        return Err(Error::invalid(sentence).field(format!("/{field}"), format!("0 to {most}")));
    }
    Ok((number > 0).then_some(number))
}

fn checked_list<T>(field: &str, list: &[T], most: usize, check: fn(&T, &str) -> Result<T>) -> Result<Vec<T>> {
    if list.len() > most {
        let sentence = format!("There may be at most {most} of {field}.");
        return Err(Error::invalid(sentence).field(format!("/{field}"), format!("at most {most}")));
    }
    list.iter()
        .enumerate()
        .map(|(index, one)| check(one, &format!("/{field}/{index}")))
        .collect()
}

fn checked_funding(funding: &Funding, field: &str) -> Result<Funding> {
    let url = checked_url(&funding.url, &format!("{field}/url"))?;
    if url.is_empty() {
        return Err(Error::invalid("Say where money is given.").field(format!("{field}/url"), "an https address"));
    }
    let text: String = text::bounded(&funding.text).chars().take(128).collect();
    Ok(Funding { url, text })
}

fn checked_person(person: &Person, field: &str) -> Result<Person> {
    let name: String = text::bounded(&person.name).chars().take(128).collect();
    if name.is_empty() {
        return Err(Error::invalid("A person needs a name.").field(format!("{field}/name"), "1 to 128 characters"));
    }
    Ok(Person {
        name,
        role: text::bounded(&person.role).to_lowercase().chars().take(64).collect(),
        url: checked_url(&person.url, &format!("{field}/url"))?,
        image: checked_url(&person.image, &format!("{field}/image"))?,
    })
}

fn checked_chapter(chapter: &Chapter, field: &str) -> Result<Chapter> {
    let title = text::bounded(&chapter.title);
    if title.is_empty() {
        return Err(Error::invalid("A chapter needs a title.").field(format!("{field}/title"), "1 to 300 characters"));
    }
    if chapter.start_ms > DAY_MS {
        return Err(
            Error::invalid("A chapter begins within a day.").field(format!("{field}/start_ms"), "0 to 86400000")
        );
    }
    Ok(Chapter {
        start_ms: chapter.start_ms,
        title,
        url: checked_url(&chapter.url, &format!("{field}/url"))?,
        image: checked_url(&chapter.image, &format!("{field}/image"))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(json: &str) -> Result<ShowDetails> {
        ShowDetails::fresh().change(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn a_show_needs_a_title_in_its_language_and_has_the_promised_defaults() {
        let made = show(r#"{"titles":{"ur":" شام\u0000 کی\u202e محفل "}}"#).unwrap();
        assert_eq!(made.titles["ur"], "شام کی محفل");
        assert_eq!((made.category.as_str(), made.explicit), ("Society & Culture", false));
        assert_eq!(made.medium, super::super::Medium::Podcast);
        for wrong in [
            r#"{"titles":{"en":"x"}}"#,
            r#"{"titles":{"ur":"  "}}"#,
            r#"{"titles":{"ur":"x","english":"x"}}"#,
            r#"{"titles":{"ur":"x"},"category":"Poetry"}"#,
            r#"{"titles":{"ur":"x"},"category":"Arts","subcategory":"Soccer"}"#,
            r#"{"titles":{"ur":"x"},"link":"javascript:alert(1)"}"#,
            r#"{"titles":{"ur":"x"},"link":"https://"}"#,
            r#"{"titles":{"ur":"x"},"owner_email":"a b@c.d"}"#,
            r#"{"titles":{"ur":"x"},"persons":[{"name":" "}]}"#,
        ] {
            assert!(show(wrong).is_err_and(|error| error.fields.len() == 1), "{wrong}");
        }
        let long = format!(r#"{{"titles":{{"ur":"{}"}}}}"#, "x".repeat(301));
        assert!(show(&long).is_err());
    }

    #[test]
    fn a_new_language_takes_the_only_title_along() {
        let made = show(r#"{"titles":{"ur":"Mehfil"}}"#).unwrap();
        let change = serde_json::from_str(r#"{"language":"en"}"#).unwrap();
        assert_eq!(made.change(&change).unwrap().titles["en"], "Mehfil");
    }

    #[test]
    fn chapters_are_sorted_and_numbers_bounded() {
        let change = |json: &str| EpisodeDetails::default().change(&serde_json::from_str(json).unwrap(), "ur");
        let made = change(
            r#"{"titles":{"ur":"x"},"season":2,"number":0,"chapters":[{"start_ms":5,"title":"b"},{"start_ms":0,"title":"a"}]}"#,
        );
        let made = made.unwrap();
        assert_eq!(
            (made.season, made.number, made.chapters[0].title.as_str()),
            (Some(2), None, "a")
        );
        assert!(change(r#"{"titles":{"ur":"x"},"season":10001}"#).is_err());
        assert!(change(r#"{"titles":{"ur":"x"},"chapters":[{"start_ms":99999999999,"title":"b"}]}"#).is_err());
        let many = format!(
            r#"{{"titles":{{"ur":"x"}},"chapters":[{}]}}"#,
            [r#"{"start_ms":0,"title":"a"}"#; 501].join(",")
        );
        assert!(change(&many).is_err());
    }

    #[test]
    fn long_texts_keep_their_lines_and_lose_their_tricks() {
        assert_eq!(plain("a\r\n\n\n\nb\u{0}c\u{202e}\n", 100), "a\n\nbc");
        let long = "دل ".repeat(900);
        assert_eq!(plain(&long, 2_700).chars().count(), 2_699, "only the end is trimmed");
    }
}
