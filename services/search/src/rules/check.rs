//! What rules may be.

use awaz_core::{Error, Result};

use super::applied::key;
use crate::model::{Pin, SearchRules, Synonyms};

/// Groups of synonyms, and pins, at most.
const RULES: usize = 500;
/// Texts of one group.
const TEXTS: std::ops::RangeInclusive<usize> = 2..=12;
/// Hits pinned to one query.
const HITS: std::ops::RangeInclusive<usize> = 1..=5;
/// Letters of a text.
const LETTERS: usize = 80;

/// The rules with every text trimmed, where all of them can be kept.
///
/// # Errors
/// `Invalid`, naming the field, for the first that cannot.
pub(crate) fn checked(mut rules: SearchRules) -> Result<SearchRules> {
    for (what, count) in [("synonyms", rules.synonyms.len()), ("pins", rules.pins.len())] {
        if count > RULES {
            return Err(wrong(format!("/{what}"), format!("at most {RULES} of them are kept")));
        }
    }
    for (at, group) in rules.synonyms.iter_mut().enumerate() {
        synonyms(at, group)?;
    }
    let mut pinned = std::collections::HashSet::new();
    for (at, pin) in rules.pins.iter_mut().enumerate() {
        hits(at, pin)?;
        if !pinned.insert(key(&pin.query)) {
            return Err(wrong(
                format!("/pins/{at}/query"),
                "it is pinned twice; put the hits together".to_owned(),
            ));
        }
    }
    Ok(rules)
}

fn synonyms(at: usize, group: &mut Synonyms) -> Result<()> {
    if !TEXTS.contains(&group.texts.len()) {
        return Err(wrong(format!("/synonyms/{at}/texts"), bounds(&TEXTS, "texts")));
    }
    let mut seen = std::collections::HashSet::new();
    for (place, text) in group.texts.iter_mut().enumerate() {
        let field = format!("/synonyms/{at}/texts/{place}");
        *text = words(text, &field)?;
        if !seen.insert(key(text)) {
            return Err(wrong(
                field,
                "it is there already, perhaps from another keyboard".to_owned(),
            ));
        }
    }
    Ok(())
}

fn hits(at: usize, pin: &mut Pin) -> Result<()> {
    pin.query = words(&pin.query, &format!("/pins/{at}/query"))?;
    if !HITS.contains(&pin.keys.len()) {
        return Err(wrong(format!("/pins/{at}/keys"), bounds(&HITS, "hits")));
    }
    let is_key = |key: &String| key.len() <= LETTERS && key.contains(':');
    match pin.keys.iter().position(|key| !is_key(key)) {
        Some(place) => Err(wrong(
            format!("/pins/{at}/keys/{place}"),
            "the `key` of a hit".to_owned(),
        )),
        None => Ok(()),
    }
}

/// A text that has a word in it, trimmed.
fn words(text: &str, field: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > LETTERS || key(text).is_empty() {
        return Err(wrong(
            field.to_owned(),
            format!("a word or a few, at most {LETTERS} letters"),
        ));
    }
    Ok(text.to_owned())
}

fn bounds(range: &std::ops::RangeInclusive<usize>, what: &str) -> String {
    format!("{} to {} {what}", range.start(), range.end())
}

fn wrong(field: String, message: String) -> Error {
    Error::invalid("These rules cannot be kept; the field says why.").field(field, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(synonyms: &[&[&str]], pins: &[(&str, &[&str])]) -> SearchRules {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        SearchRules {
            version: 0,
            synonyms: synonyms.iter().map(|texts| Synonyms { texts: owned(texts) }).collect(),
            pins: pins
                .iter()
                .map(|(query, keys)| Pin {
                    query: (*query).to_owned(),
                    keys: owned(keys),
                })
                .collect(),
        }
    }

    #[test]
    fn rules_that_can_be_kept_are_trimmed() {
        let kept = checked(rules(&[&[" gaana ", "نغمہ"]], &[("naat ", &["station:1"])])).unwrap();
        assert_eq!(kept.synonyms[0].texts, ["gaana", "نغمہ"]);
        assert_eq!(kept.pins[0].query, "naat");
    }

    #[test]
    fn others_are_named_by_their_field() {
        let long = "ا".repeat(81);
        let cases = [
            (rules(&[&["one"]], &[]), "/synonyms/0/texts"),
            (rules(&[&["one", "!؟"]], &[]), "/synonyms/0/texts/1"),
            (rules(&[&["one", &long]], &[]), "/synonyms/0/texts/1"),
            (rules(&[&["كتاب", "کتاب"]], &[]), "/synonyms/0/texts/1"),
            (rules(&[], &[("naat", &[])]), "/pins/0/keys"),
            (rules(&[], &[("naat", &["nothing"])]), "/pins/0/keys/0"),
            (rules(&[], &[(" ", &["track:1"])]), "/pins/0/query"),
            (
                rules(&[], &[("naat", &["track:1"]), ("Naat", &["track:2"])]),
                "/pins/1/query",
            ),
            (rules(&[&["a", "b"][..]; 501], &[]), "/synonyms"),
        ];
        for (rules, field) in cases {
            let error = checked(rules).unwrap_err();
            assert_eq!(error.fields[0].field, field);
        }
    }
}
