//! What happens to a text between the one who wrote it and the one who reads it.

use super::super::label::Label;
use super::super::names::NAMES;
use super::own::{KEYBOARDS, PUNJABI};
use crate::dice::Dice;

/// Puts one or two names of the country somewhere.
pub(super) fn name(words: &mut Vec<String>, is_latin: bool, dice: &mut Dice) {
    for _ in 0..=dice.below(2) {
        let Some((latin, arabic)) = dice.one_of(NAMES).copied() else {
            return;
        };
        let at = dice.below(words.len() + 1);
        words.insert(at, if is_latin { latin.to_owned() } else { arabic.to_owned() });
    }
}

/// One slip in one word: a letter left out, doubled, or changed places with the next.
pub(super) fn slip(words: &mut [String], dice: &mut Dice) {
    let at = dice.below(words.len());
    let Some(word) = words.get_mut(at) else { return };
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 3 {
        return;
    }
    let at = dice.below(letters.len() - 1);
    match dice.below(3) {
        0 => drop(letters.remove(at)),
        1 => letters.swap(at, at + 1),
        _ => letters.extend(letters.last().copied()),
    }
    *word = letters.into_iter().collect();
}

/// Writes as keyboards made for Arabic do.
pub(super) fn keyboard(words: &mut [String]) {
    let other = |letter: char| {
        KEYBOARDS
            .iter()
            .find(|(from, _)| *from == letter)
            .map_or(letter, |(_, to)| *to)
    };
    for word in words {
        *word = word.chars().map(other).collect();
    }
}

/// Leaves out short vowels and other marks, as most people do.
pub(super) fn bare(words: &mut [String]) {
    for word in words {
        word.retain(|letter| !matches!(letter, '\u{64B}'..='\u{65F}' | '\u{670}'));
    }
}

/// Puts Punjabi grammar into an Urdu text: much of what is written in Shahmukhi has the words
/// of an Urdu newspaper.
pub(super) fn punjabi(words: &mut [String], dice: &mut Dice) -> usize {
    let mut changed = 0;
    for word in words {
        let known = PUNJABI.iter().find(|(urdu, _)| urdu == word);
        let Some(other) = known.and_then(|(_, others)| dice.one_of(others)) else {
            continue;
        };
        changed += usize::from(other != word);
        (*other).clone_into(word);
    }
    changed
}

/// Whether a label's writers use keyboards that have ي for ی.
pub(super) fn has_two_keyboards(label: Label) -> bool {
    matches!(label, Label::Urdu | Label::Shahmukhi | Label::Balochi | Label::Other)
}
