//! Training: windows of 1–12 words, as many of each label, with what happens to texts on the way.

mod careless;
mod descent;
mod own;
mod pool;
mod quantise;
mod roman;
mod windows;

use super::label::Label;
use super::model::{self, ARABIC, LATIN};
use super::script::{Script, Shares};
use crate::dice::Dice;
use descent::Plan;
pub use roman::Spellings;
use windows::Windows;

/// A sentence whose language is known.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its label.
    pub label: Label,
    /// Code of its language; says more than the label where that is [`Label::Other`].
    pub language: String,
    /// Where it comes from.
    pub source: String,
    /// The sentence.
    pub text: String,
    script: Option<Script>,
}

impl Row {
    /// Takes a sentence; codes that are no label's count as [`Label::Other`].
    #[must_use]
    pub fn new(language: &str, source: &str, text: &str) -> Self {
        Self {
            label: language.parse().unwrap_or(Label::Other),
            language: language.to_owned(),
            source: source.to_owned(),
            text: text.to_owned(),
            script: Shares::of(text).main(),
        }
    }
}

/// Learns a model and returns its file.
///
/// `texts` is how many texts of each label are drawn. The same rows give the same file.
#[must_use]
pub fn train(rows: &[Row], spellings: &Spellings, texts: usize) -> Vec<u8> {
    let windows = Windows::new(rows, spellings);
    let arabic = Plan {
        script: Script::Arabic,
        labels: &ARABIC,
        bits: 16,
        texts,
    };
    let latin = Plan {
        script: Script::Latin,
        labels: &LATIN,
        bits: 16,
        texts,
    };
    let arabic = descent::train(arabic, &windows, &mut Dice::new(1));
    let latin = descent::train(latin, &windows, &mut Dice::new(2));
    model::write(&arabic, &latin)
}
