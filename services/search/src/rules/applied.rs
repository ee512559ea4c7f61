//! Rules as a query meets them.

use std::collections::HashMap;

use awaz_text::normalise::{Spelling, strict};

use crate::find::Query;
use crate::model::SearchRules;

/// Further readings of one query.
const READINGS: usize = 4;

/// Rules, ready to be looked up; what is looked up is spelled the same but for the keyboard.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    /// For each text of a group, the others of it.
    synonyms: HashMap<String, Vec<String>>,
    /// Words of the longest of them.
    longest: usize,
    pins: HashMap<String, Vec<String>>,
}

impl Applied {
    pub(crate) fn new(rules: &SearchRules) -> Self {
        let mut applied = Self::default();
        for group in &rules.synonyms {
            let keys: Vec<String> = group.texts.iter().map(|text| key(text)).collect();
            for one in &keys {
                let others = applied.synonyms.entry(one.clone()).or_default();
                others.extend(keys.iter().filter(|other| *other != one).cloned());
                applied.longest = applied.longest.max(one.split(' ').count());
            }
        }
        let pins = rules.pins.iter().map(|pin| (key(&pin.query), pin.keys.clone()));
        applied.pins = pins.collect();
        applied
    }

    /// The query with some of its words in others' place, each of which means the same.
    pub(crate) fn readings(&self, query: &Query) -> Vec<Query> {
        let mut readings = Vec::new();
        for from in 0..query.words.len() {
            for to in (from + 1..=query.words.len().min(from + self.longest)).rev() {
                let typed = query.words.get(from..to).unwrap_or_default().join(" ");
                let others = self.synonyms.get(&typed).into_iter().flatten();
                readings.extend(others.map(|other| query.with(from..to, other)));
            }
        }
        readings.truncate(READINGS);
        readings
    }

    /// Keys of what stands first for a query, in order.
    pub(crate) fn pinned(&self, query: &Query) -> &[String] {
        self.pins.get(&query.words.join(" ")).map_or(&[], Vec::as_slice)
    }
}

/// The same for texts that are spelled the same but for the keyboard.
pub(super) fn key(text: &str) -> String {
    strict(text, Spelling::Common)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Pin, Synonyms};

    fn applied() -> Applied {
        let texts = |texts: &[&str]| Synonyms {
            texts: texts.iter().map(|text| (*text).to_owned()).collect(),
        };
        Applied::new(&SearchRules {
            version: 1,
            synonyms: vec![texts(&["نغمہ", "song", "gaana"]), texts(&["fm 101", "radio pakistan"])],
            pins: vec![Pin {
                query: "Naat Sharif".to_owned(),
                keys: vec!["station:1".to_owned()],
            }],
        })
    }

    fn readings(query: &str) -> Vec<String> {
        let readings = applied().readings(&Query::read(query).unwrap());
        readings.iter().map(|query| query.words.join(" ")).collect()
    }

    #[test]
    fn a_word_is_read_as_each_of_its_group() {
        assert_eq!(readings("purana song"), ["purana نغمہ", "purana gaana"]);
        // An Arabic keyboard.
        assert_eq!(readings("نغمه"), ["song", "gaana"]);
        assert_eq!(readings("listen to FM 101 now"), ["listen to radio pakistan now"]);
        assert_eq!(readings("fm 102"), [""; 0]);
    }

    #[test]
    fn readings_of_one_query_are_few() {
        assert_eq!(readings("song song song song").len(), READINGS);
    }

    #[test]
    fn pins_are_for_the_whole_query() {
        let pinned = |query: &str| applied().pinned(&Query::read(query).unwrap()).len();
        assert_eq!(["naat  sharif", "naat", "naat sharif old"].map(pinned), [1, 0, 0]);
    }
}
