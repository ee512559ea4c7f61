//! Roman Urdu as it is typed, made from Urdu sentences.

use std::collections::HashMap;

use super::own::{CARELESS, DULL};
use crate::dice::Dice;

/// How people wrote Urdu words in Roman letters.
#[derive(Debug, Default)]
pub struct Spellings(HashMap<String, Vec<(String, f32)>>);

impl Spellings {
    /// Takes word, spelling and how many people spelled it so.
    pub fn new(pairs: impl IntoIterator<Item = (String, String, u32)>) -> Self {
        let mut spellings: HashMap<String, Vec<(String, f32)>> = HashMap::new();
        for (word, roman, count) in pairs {
            let known = spellings.entry(word).or_default();
            let before = known.last().map_or(0.0, |(_, sum)| *sum);
            known.push((roman, before + count as f32));
        }
        Self(spellings)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words that somebody has spelled, each spelled as one of them did.
    pub(super) fn spell(&self, words: &[String], dice: &mut Dice) -> Vec<String> {
        let one = |word: &String| {
            let bare = word.trim_matches(|letter: char| !letter.is_alphabetic());
            let known = self.0.get(bare)?;
            let at = dice.unit() * known.last().map_or(0.0, |(_, sum)| *sum);
            let (roman, _) = known.iter().find(|(_, sum)| *sum > at)?;
            Some(roman.clone())
        };
        words.iter().filter_map(one).collect()
    }
}

/// Spells common words as they are typed in a hurry.
pub(super) fn hurry(words: &mut [String], dice: &mut Dice) {
    for word in words {
        let plain = word.to_lowercase();
        let family = CARELESS.iter().find(|family| family.contains(&plain.as_str()));
        if let Some(family) = family
            && dice.chance(0.6)
        {
            if let Some(other) = dice.one_of(family) {
                (*other).clone_into(word);
            }
        } else if plain.len() > 4 && dice.chance(0.15) {
            *word = without_a_vowel(&plain, dice);
        }
    }
}

/// Puts English words among others, as everybody does; words of grammar stay away.
pub(super) fn mix(words: &mut Vec<String>, english: &[String], dice: &mut Dice) {
    let most = (words.len() * 2).div_ceil(5);
    for _ in 0..=dice.below(most.max(1)) {
        let Some(word) = english
            .iter()
            .cycle()
            .skip(dice.below(english.len()))
            .take(20)
            .find(|word| is_content(word))
        else {
            return;
        };
        let at = dice.below(words.len() + 1);
        words.insert(at, word.clone());
    }
}

fn is_content(word: &str) -> bool {
    let bare = word.trim_matches(|letter: char| !letter.is_alphabetic()).to_lowercase();
    bare.len() >= 4 && !DULL.contains(&bare.as_str())
}

fn without_a_vowel(word: &str, dice: &mut Dice) -> String {
    let is_vowel = |letter: char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u');
    let inner = |(at, letter): (usize, char)| (at > 0 && is_vowel(letter)).then_some(at);
    let vowels: Vec<usize> = word.char_indices().filter_map(inner).collect();
    let Some(gone) = dice.one_of(&vowels) else {
        return word.to_owned();
    };
    word.char_indices()
        .filter(|(at, _)| at != gone)
        .map(|(_, letter)| letter)
        .collect()
}
