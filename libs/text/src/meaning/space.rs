//! Texts as places in a space of few directions.

use super::basis::{Basis, Row};
use super::texts::{Lexicon, Text};

/// Directions at most, and at least.
const MOST: usize = 96;
const LEAST: usize = 4;
/// Texts, and words, for each direction: with as many directions, nothing would be learned.
const TEXTS: usize = 6;
const WORDS: usize = 4;
/// A text that reaches no farther lies nowhere.
const NOTHING: f32 = 0.05;

/// What words have to do with each other, learned from texts.
#[derive(Debug, Default)]
pub struct Space {
    lexicon: Lexicon,
    basis: Basis,
}

impl Space {
    /// Learns from texts; about 5 CPU-s for 100,000 of ten words.
    #[must_use]
    pub fn learn(texts: &[Text]) -> Self {
        let lexicon = Lexicon::of(texts);
        let rows: Vec<Row> = texts.iter().map(|text| lexicon.row(borrowed(text))).collect();
        let rows: Vec<Row> = rows.into_iter().filter(|row| !row.is_empty()).collect();
        let wanted = (rows.len() / TEXTS).min(lexicon.len() / WORDS);
        let width = wanted.clamp(LEAST, MOST).min(lexicon.len());
        let basis = Basis::of(&rows, lexicon.len(), width);
        Self { lexicon, basis }
    }

    /// Where a text lies, of length 1; `None` where none of its words says anything.
    #[must_use]
    pub fn place<'a>(&self, text: impl IntoIterator<Item = (&'a str, f32)>) -> Option<Vec<f32>> {
        let row = self.lexicon.row(text);
        let mut place = self.basis.place(&row);
        let length = place.iter().map(|one| one * one).sum::<f32>().sqrt();
        // What lies almost square to all directions would be blown up to anything.
        if row.is_empty() || length < NOTHING {
            return None;
        }
        for one in &mut place {
            *one /= length;
        }
        Some(place)
    }
}

fn borrowed(text: &Text) -> impl Iterator<Item = (&str, f32)> {
    text.iter().map(|(word, weight)| (word.as_str(), *weight))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;

    fn text(words: &str) -> Text {
        words.split(' ').map(|word| (word.to_owned(), 1.0)).collect()
    }

    fn nearness(space: &Space, a: &str, b: &str) -> f32 {
        let [a, b] = [a, b].map(|words| space.place(borrowed(&text(words))).unwrap());
        a.iter().zip(&b).map(|(a, b)| a * b).sum()
    }

    /// Songs of two kinds, three words each.
    fn songs() -> Vec<Text> {
        let kinds = [
            [
                "qawwali",
                "nusrat",
                "sabri",
                "dargah",
                "sufi",
                "harmonium",
                "dhamaal",
                "kalam",
            ],
            [
                "rock",
                "guitar",
                "junoon",
                "band",
                "drums",
                "concert",
                "amplifier",
                "solo",
            ],
        ];
        let mut dice = Dice::new(3);
        let mut song = |at: usize| [0; 3].map(|_| kinds[at % 2][dice.below(8)]).join(" ");
        (0..160).map(|at| text(&song(at))).collect()
    }

    #[test]
    fn words_of_the_same_company_lie_near_each_other() {
        let space = Space::learn(&songs());
        let songs = ["nusrat sabri harmonium", "junoon band concert"];
        let [own, other] = songs.map(|song| nearness(&space, "qawwali sufi", song));
        assert!(own > 0.5 && other.abs() < 0.2, "{own} {other}");
        let [own, other] = songs.map(|song| nearness(&space, "drums", song));
        assert!(other > 0.3 && own.abs() < 0.2, "{own} {other}");
    }

    #[test]
    fn unknown_words_and_no_texts_say_nothing() {
        let space = Space::learn(&songs());
        assert!(space.place([("xyzzy", 1.0)]).is_none());
        assert!(space.place([]).is_none());
        assert!(Space::learn(&[]).place([("qawwali", 1.0)]).is_none());
        assert!(Space::default().place([("qawwali", 1.0)]).is_none());
    }

    #[test]
    fn the_same_texts_give_the_same_space() {
        let [one, other] = [0; 2].map(|_| Space::learn(&songs()).place([("nusrat", 1.0)]));
        assert_eq!(one, other);
    }
}
