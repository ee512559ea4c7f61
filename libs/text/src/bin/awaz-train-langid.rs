//! Learns how languages look, and measures it on sentences nobody trained on.
//!
//! `awaz-train-langid --data DIR --out FILE` reads `train.*.tsv.gz` and `dev*.tsv.gz` and, for
//! Roman Urdu, `../search/lexicon.ur.train.tsv.gz` where it is.

#![expect(clippy::print_stdout, reason = "what it says is its result")]

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use awaz_text::langid::train::{Row, Spellings, train};
use awaz_text::langid::{Identifier, Label};

/// Texts of each label that are trained on.
const TEXTS: usize = 250_000;
/// Lengths that are measured, in words.
const WINDOWS: [&str; 4] = ["3", "5", "10", "full"];

fn main() -> Result<(), Box<dyn Error>> {
    let (data, out) = arguments()?;
    let started = Instant::now();
    let file = train(&rows(&data)?, &spellings(&data)?, TEXTS);
    std::fs::write(&out, &file)?;
    println!(
        "{}: {} bytes in {:.0} s",
        out.display(),
        file.len(),
        started.elapsed().as_secs_f32()
    );
    let identifier = Identifier::from_bytes(&file)?;
    let dev = dev(&data)?;
    for window in WINDOWS {
        let of_window: Vec<&Dev> = dev.iter().filter(|text| text.window == window).collect();
        Tally::of(&identifier, &of_window).print(window);
    }
    sources(&identifier, &dev);
    Ok(())
}

fn arguments() -> Result<(PathBuf, PathBuf), String> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let at = given.iter().position(|argument| argument == name)?;
        given.get(at + 1).map(PathBuf::from)
    };
    let usage = "usage: awaz-train-langid --data DIR --out FILE";
    Ok((value("--data").ok_or(usage)?, value("--out").ok_or(usage)?))
}

fn read(path: &Path) -> Result<String, Box<dyn Error>> {
    let file = std::fs::File::open(path).map_err(|cause| format!("{}: {cause}", path.display()))?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text)?;
    Ok(text)
}

fn rows(data: &Path) -> Result<Vec<Row>, Box<dyn Error>> {
    let mut rows = Vec::new();
    for label in Label::ALL {
        let text = read(&data.join(format!("train.{label}.tsv.gz")))?;
        rows.extend(text.lines().skip(1).filter_map(|line| {
            let mut cells = line.splitn(5, '\t').skip(1);
            let (language, source) = (cells.next()?, cells.next()?);
            Some(Row::new(language, source, cells.nth(1)?))
        }));
    }
    Ok(rows)
}

fn spellings(data: &Path) -> Result<Spellings, Box<dyn Error>> {
    let path = data.join("../search/lexicon.ur.train.tsv.gz");
    if !path.exists() {
        println!("{} is missing: no Roman Urdu is made", path.display());
        return Ok(Spellings::default());
    }
    let text = read(&path)?;
    let spelling = |line: &str| {
        let mut cells = line.split('\t');
        let (word, roman) = (cells.next()?, cells.next()?);
        Some((word.to_owned(), roman.to_owned(), cells.next()?.parse().ok()?))
    };
    Ok(Spellings::new(text.lines().skip(1).filter_map(spelling)))
}

struct Dev {
    label: Label,
    language: String,
    window: String,
    source: String,
    text: String,
}

fn dev(data: &Path) -> Result<Vec<Dev>, Box<dyn Error>> {
    let mut all = Vec::new();
    for name in ["dev.tsv.gz", "dev.other.tsv.gz"] {
        let text = read(&data.join(name))?;
        all.extend(text.lines().skip(1).filter_map(|line| {
            let cells: Vec<&str> = line.splitn(6, '\t').collect();
            let [_, language, window, source, _, text] = cells.as_slice() else {
                return None;
            };
            Some(Dev {
                label: language.parse().unwrap_or(Label::Other),
                language: (*language).to_owned(),
                window: (*window).to_owned(),
                source: (*source).to_owned(),
                text: (*text).to_owned(),
            })
        }));
    }
    Ok(all)
}

/// How often each label was taken for each.
#[derive(Default)]
struct Tally {
    counts: BTreeMap<(Label, Label), u32>,
    claimed: u32,
    soft: u32,
}

impl Tally {
    fn of(identifier: &Identifier, texts: &[&Dev]) -> Self {
        let mut tally = Self::default();
        for text in texts {
            let guess = identifier.identify(&text.text);
            let best = guess.best.unwrap_or(Label::Other);
            *tally.counts.entry((text.label, best)).or_default() += 1;
            tally.claimed += u32::from(guess.label.is_some());
            tally.soft += u32::from(text.language == "skr" && best == Label::Shahmukhi);
        }
        tally
    }

    fn sum(&self, fits: impl Fn(Label, Label) -> bool) -> f32 {
        let fitting = self.counts.iter().filter(|((is, said), _)| fits(*is, *said));
        fitting.map(|(_, count)| *count as f32).sum()
    }

    fn print(&self, window: &str) {
        let mut macro_f1 = 0.0;
        print!("{window:>4} words:");
        for label in Label::ALL {
            let hits = self.sum(|is, said| is == label && said == label);
            let recall = hits / self.sum(|is, _| is == label).max(1.0);
            let precision = hits / self.sum(|_, said| said == label).max(1.0);
            let f1 = 2.0 * precision * recall / (precision + recall).max(1e-6);
            macro_f1 += if label == Label::Other { 0.0 } else { f1 / 8.0 };
            print!(" {label} {recall:.3}/{f1:.3}");
        }
        let ours = self.sum(|is, _| is != Label::Other).max(1.0);
        let others = self.sum(|is, _| is == Label::Other).max(1.0);
        let lost = self.sum(|is, said| is != Label::Other && said == Label::Other) / ours;
        println!(
            "\n     macro-F1 {macro_f1:.4}, ours lost to other {:.2} %",
            lost * 100.0
        );
        let soft = self.soft as f32 / others * 100.0;
        println!(
            "     Saraiki as pa-Arab {soft:.1} % of other, claimed {:.3}",
            self.claimed as f32 / (ours + others)
        );
    }
}

/// Prints the part of the texts of 3 and 5 words told right, for each language and source.
fn sources(identifier: &Identifier, dev: &[Dev]) {
    let mut found: BTreeMap<(&str, &str), (u32, u32)> = BTreeMap::new();
    for text in dev.iter().filter(|text| text.window == "3" || text.window == "5") {
        let (right, all) = found.entry((&text.language, &text.source)).or_default();
        *right += u32::from(identifier.identify(&text.text).best == Some(text.label));
        *all += 1;
    }
    for ((language, source), (right, all)) in found {
        println!("{language} {:.3} of {all}: {source}", right as f32 / all as f32);
    }
}
