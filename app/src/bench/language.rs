//! How well languages are told: on anybody's own texts.
//!
//! `DIR/lang.tsv` has a label, a tab and a text per line. The likeliest
//! label counts, as it would where a field must have one.

use super::report::print_value;
use super::search::read;
use crate::cli::Failure;
use awaz_core::{Code, Error};
use awaz_text::langid::{Identifier, Label};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

/// How many texts of a label were said to be of which.
type Counts = BTreeMap<(Label, Label), f64>;

/// Measures, and prints JSON.
///
/// # Errors
/// When the file is missing or holds something else.
pub(super) fn run(data: &Path) -> Result<(), Failure> {
    let failed = |error: anyhow::Error| Error::new(Code::Unavailable, format!("language: {error:#}"));
    print_value(&measure(data).map_err(failed)?);
    Ok(())
}

fn measure(data: &Path) -> anyhow::Result<Value> {
    let texts = texts(&read(&data.join("lang.tsv"))?)?;
    let identifier = Identifier::embedded();
    let started = Instant::now();
    let mut counts = Counts::new();
    let mut claimed = 0.0;
    for (label, text) in &texts {
        let guess = identifier.identify(text);
        let said = guess.best.unwrap_or(Label::Other);
        *counts.entry((*label, said)).or_default() += 1.0;
        claimed += f64::from(u8::from(guess.label.is_some()));
    }
    let us = started.elapsed().as_secs_f64() * 1e6;
    let n = texts.len().max(1) as f64;
    let labels = labels(&counts);
    let ours = labels.iter().filter(|(label, _)| *label != Label::Other.code());
    let f1s: Vec<f64> = ours.filter_map(|(_, figures)| figures.get("f1")?.as_f64()).collect();
    Ok(json!({
        "macro_f1": f1s.iter().sum::<f64>() / f1s.len().max(1) as f64,
        "accuracy": sum(&counts, |is, said| is == said) / n,
        "us_per_text": us / n,
        "claimed": claimed / n,
        "texts": texts.len(),
        "labels": labels,
    }))
}

fn sum(counts: &Counts, fits: impl Fn(Label, Label) -> bool) -> f64 {
    let fitting = counts.iter().filter(|((is, said), _)| fits(*is, *said));
    fitting.map(|(_, count)| count).sum()
}

/// Figures of each label that the texts have; macro-F1 is the mean of all but `other`.
fn labels(counts: &Counts) -> Map<String, Value> {
    let figures = |label: Label| {
        let texts = sum(counts, |is, _| is == label);
        let said = sum(counts, |_, said| said == label);
        let hits = sum(counts, |is, said| is == label && said == label);
        let (precision, recall) = (hits / said.max(1.0), hits / texts.max(1.0));
        let f1 = 2.0 * hits / (texts + said).max(1.0);
        let figures = json!({ "f1": f1, "precision": precision, "recall": recall, "texts": texts });
        (texts > 0.0).then(|| (label.code().to_owned(), figures))
    };
    Label::ALL.into_iter().filter_map(figures).collect()
}

/// Texts with their labels; codes of languages that have no label count as `other`.
fn texts(lines: &[String]) -> anyhow::Result<Vec<(Label, String)>> {
    let pair = |(number, line): (usize, &String)| {
        let (label, text) = line
            .split_once('\t')
            .ok_or_else(|| anyhow::anyhow!("lang.tsv, line {}: there is no tab between label and text", number + 1))?;
        Ok((label.parse().unwrap_or(Label::Other), text.to_owned()))
    };
    lines.iter().enumerate().map(pair).collect()
}
