//! The identifier: script first, then the languages of that script.

use std::sync::OnceLock;

use super::label::Label;
use super::model::{self, ARABIC, BadModel, LATIN, MOST, Table};
use super::names;
use super::script::{Script, Shares};

/// Learned from the texts that `models/NOTICE.md` names.
const MODEL: &[u8] = include_bytes!("../../models/langid.bin");
/// Below this nothing is claimed: names alone mostly end here.
const SURE: f32 = 0.5;
/// Share of the main script below which a text counts as mixed.
const MIXED: f32 = 0.8;
/// Letters that a text must have before anything is claimed about it.
const FEWEST: u32 = 2;
/// How much likelier the expected language is before a word was read: 3 to 1, as a logarithm.
const PRIOR: f32 = 1.1;

/// What is known about a text's language.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess {
    /// The language; nothing when there are no letters, too few of them, several scripts side by
    /// side, or words that could be of several languages.
    pub label: Option<Label>,
    /// The likeliest language, however little speaks for it; nothing only without letters.
    pub best: Option<Label>,
    /// Probability of `best`, 0..=1.
    pub confidence: f32,
    /// How much of the text is in which script.
    pub scripts: Shares,
}

/// Tells the languages of short texts.
#[derive(Debug, Clone, Default)]
pub struct Identifier {
    arabic: Table,
    latin: Table,
}

impl Identifier {
    /// The identifier that ships with the program, read once.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Identifier> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::from_bytes(MODEL).unwrap_or_default())
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// The bytes are no model of this version; train it anew.
    pub fn from_bytes(file: &[u8]) -> Result<Self, BadModel> {
        let (arabic, latin) = model::read(file)?;
        Ok(Self { arabic, latin })
    }

    /// Tells the language of a text by its first 2,000 characters, without allocating.
    #[must_use]
    pub fn identify(&self, text: &str) -> Guess {
        self.guess(text, None)
    }

    /// Tells the language of a text where one is expected, such as a station's own.
    ///
    /// The expected language wins among near equals; a text that clearly says otherwise wins
    /// over it.
    #[must_use]
    pub fn identify_with_prior(&self, text: &str, expected: Label) -> Guess {
        self.guess(text, Some(expected))
    }

    fn guess(&self, text: &str, expected: Option<Label>) -> Guess {
        let scripts = Shares::of(text);
        let Some(script) = scripts.main() else {
            return Guess {
                label: None,
                best: None,
                confidence: 0.0,
                scripts,
            };
        };
        let letters = scripts.letters(script) as usize;
        let (best, confidence) = match script {
            Script::Arabic => likeliest(&ARABIC, self.arabic.scores(text, script), letters, expected),
            Script::Latin => likeliest(&LATIN, self.latin.scores(text, script), letters, expected),
            Script::Gurmukhi => (Label::Gurmukhi, 1.0),
            Script::Devanagari | Script::Other => (Label::Other, 1.0),
        };
        let is_clear = confidence >= SURE
            && scripts.share(script) >= MIXED
            && scripts.letters(script) >= FEWEST
            && !names::is_all_of(text);
        Guess {
            label: is_clear.then_some(best),
            best: Some(best),
            confidence,
            scripts,
        }
    }
}

/// What speaks for a language that is none of ours beyond what was learned: there are far more of
/// them in the world than were learned from. A few words are not enough to say so; the bounds are
/// letters.
const STRANGER: f32 = 1.0;
const A_FEW: f32 = 14.0;
const ENOUGH: f32 = 20.0;

/// The label with the highest score and its probability.
fn likeliest(labels: &[Label], mut scores: [f32; MOST], letters: usize, expected: Option<Label>) -> (Label, f32) {
    let mut best = (Label::Other, f32::NEG_INFINITY);
    for (label, score) in labels.iter().zip(&mut scores) {
        if expected == Some(*label) {
            *score += PRIOR;
        }
        if *label == Label::Other {
            *score += STRANGER * ((letters as f32 - A_FEW) / (ENOUGH - A_FEW)).clamp(0.0, 1.0);
        }
        if *score > best.1 {
            best = (*label, *score);
        }
    }
    let odds: f32 = scores
        .iter()
        .take(labels.len())
        .map(|score| (score - best.1).exp())
        .sum();
    // A model without rows scores nothing, and is not sure of anything.
    (best.0, if odds >= 1.0 { 1.0 / odds } else { 0.0 })
}
