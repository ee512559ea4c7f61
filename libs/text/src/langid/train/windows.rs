//! Draws the texts that are trained on.

use super::super::label::Label;
use super::super::model::{ARABIC, LATIN};
use super::super::script::Script;
use super::pool::Pool;
use super::roman::{Spellings, hurry, mix};
use super::{Row, careless};
use crate::dice::Dice;

/// Longest window in words.
const LONGEST: usize = 12;

/// Texts of all labels.
pub(super) struct Windows<'a> {
    pools: Vec<(Label, Script, Pool)>,
    spellings: &'a Spellings,
}

impl<'a> Windows<'a> {
    pub(super) fn new(rows: &[Row], spellings: &'a Spellings) -> Self {
        let arabic = ARABIC.into_iter().map(|label| (label, Script::Arabic));
        let latin = LATIN.into_iter().map(|label| (label, Script::Latin));
        let pool = |(label, script)| {
            let fits = |row: &&Row| row.label == label && row.script == Some(script);
            // Foreign languages are drawn nearly alike, however much text there is of each.
            let power = if label == Label::Other { 0.3 } else { 0.5 };
            (label, script, Pool::new(rows.iter().filter(fits), power))
        };
        Self {
            pools: arabic.chain(latin).map(pool).collect(),
            spellings,
        }
    }

    /// A text of one label.
    pub(super) fn draw(&self, label: Label, script: Script, dice: &mut Dice) -> String {
        let mut words = match script {
            Script::Latin => self.latin(label, dice),
            _ => self.arabic(label, dice),
        };
        if dice.chance(0.12) {
            careless::name(&mut words, script == Script::Latin, dice);
        }
        if dice.chance(0.1) {
            careless::slip(&mut words, dice);
        }
        words.join(" ")
    }

    fn window(&self, label: Label, script: Script, dice: &mut Dice) -> Vec<String> {
        let pool = self
            .pools
            .iter()
            .find(|(of, in_script, _)| *of == label && *in_script == script);
        let words = 1 + dice.below(LONGEST);
        pool.map(|(_, _, pool)| pool.window(words, dice)).unwrap_or_default()
    }

    fn latin(&self, label: Label, dice: &mut Dice) -> Vec<String> {
        let mut words = self.window(label, Script::Latin, dice);
        if label != Label::RomanUrdu {
            return words;
        }
        if dice.chance(0.4) && !self.spellings.is_empty() {
            let urdu = self.window(Label::Urdu, Script::Arabic, dice);
            let spelled = self.spellings.spell(&urdu, dice);
            if !spelled.is_empty() {
                words = spelled;
            }
        }
        if dice.chance(0.35) {
            hurry(&mut words, dice);
        }
        if words.len() > 2 && dice.chance(0.25) {
            let english = self.window(Label::English, Script::Latin, dice);
            mix(&mut words, &english, dice);
        }
        words
    }

    fn arabic(&self, label: Label, dice: &mut Dice) -> Vec<String> {
        let mut words = self.window(label, Script::Arabic, dice);
        if label == Label::Shahmukhi && dice.chance(0.25) {
            let mut urdu = self.window(Label::Urdu, Script::Arabic, dice);
            if careless::punjabi(&mut urdu, dice) * 5 >= urdu.len().max(1) {
                words = urdu;
            }
        }
        if careless::has_two_keyboards(label) && dice.chance(0.05) {
            careless::keyboard(&mut words);
        }
        if dice.chance(0.1) {
            careless::bare(&mut words);
        }
        words
    }
}
