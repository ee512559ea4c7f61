//! Learns how words are written in Roman letters, and measures it on words nobody trained on.
//!
//! `awaz-train-channel --data DIR --out FILE` reads `lexicon.{ur,sd,pa}.train.tsv.gz` and, where
//! they are, `A.{ur,sd,pa}.dev.tsv` with their indexes.

#![expect(clippy::print_stdout, reason = "what it says is its result")]

use std::collections::HashMap;
use std::error::Error;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use awaz_text::channel::{Channel, Pair, Slips, train};
use awaz_text::lexicon::{Reader, Seek, Trie};
use awaz_text::normalise::{Spelling, strict};

const LANGUAGES: [&str; 3] = ["ur", "sd", "pa"];

fn main() -> Result<(), Box<dyn Error>> {
    let (data, out) = arguments()?;
    let mut tables = Vec::new();
    for language in LANGUAGES {
        let started = Instant::now();
        let pairs = pairs(&data, language)?;
        let channel = train(&pairs, 8);
        println!(
            "{language}: {} pairs in {:.1} s",
            pairs.len(),
            started.elapsed().as_secs_f32()
        );
        tables.push((language, channel));
    }
    let named: Vec<(&str, &Channel)> = tables.iter().map(|(name, table)| (*name, table)).collect();
    let file = Channel::to_file(&named);
    std::fs::write(&out, &file)?;
    println!("{}: {} bytes", out.display(), file.len());
    for (language, channel) in Channel::from_file(&file)? {
        measure(&data, &language, &channel)?;
    }
    Ok(())
}

fn arguments() -> Result<(PathBuf, PathBuf), String> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let at = given.iter().position(|a| a == name)?;
        given.get(at + 1).map(PathBuf::from)
    };
    let usage = "usage: awaz-train-channel --data DIR --out FILE";
    Ok((value("--data").ok_or(usage)?, value("--out").ok_or(usage)?))
}

fn spelling(language: &str) -> Spelling {
    if language == "sd" {
        Spelling::Sindhi
    } else {
        Spelling::Common
    }
}

fn pairs(data: &Path, language: &str) -> Result<Vec<Pair>, Box<dyn Error>> {
    let file = std::fs::File::open(data.join(format!("lexicon.{language}.train.tsv.gz")))?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text)?;
    let pair = |line: &str| {
        let mut cells = line.split('\t');
        let word = strict(cells.next()?, spelling(language));
        let roman = roman(cells.next()?);
        let count = cells.next()?.parse().ok()?;
        let usable = !roman.is_empty() && !word.contains(' ');
        usable.then(|| Pair {
            word: word.chars().collect(),
            roman,
            count,
        })
    };
    Ok(text.lines().skip(1).filter_map(pair).collect())
}

fn roman(text: &str) -> Vec<u8> {
    strict(text, Spelling::Common)
        .bytes()
        .filter(u8::is_ascii_lowercase)
        .collect()
}

fn measure(data: &Path, language: &str, channel: &Channel) -> Result<(), Box<dyn Error>> {
    let Ok(index) = std::fs::read_to_string(data.join(format!("A.{language}.dev.index.tsv"))) else {
        return Ok(());
    };
    let words: Vec<String> = index
        .lines()
        .skip(1)
        .filter_map(|line| line.split('\t').nth(1))
        .map(|title| strict(title, spelling(language)))
        .collect();
    let mut first: HashMap<&str, u32> = HashMap::new();
    for (at, word) in words.iter().enumerate() {
        first.entry(word).or_insert(at as u32);
    }
    let trie = Trie::new(first.iter().map(|(word, id)| (*word, *id, 1.0)));
    let queries = std::fs::read_to_string(data.join(format!("A.{language}.dev.tsv")))?;
    let (mut mrr, mut one, mut ten, mut n) = (0.0, 0.0, 0.0, 0.0);
    let started = Instant::now();
    for line in queries.lines().skip(1) {
        let mut cells = line.split('\t');
        let (Some(query), Some(relevant)) = (cells.next(), cells.next()) else {
            continue;
        };
        let relevant: Vec<u32> = relevant
            .split(',')
            .filter_map(|id| words.get(id.parse::<usize>().ok()?))
            .filter_map(|word| first.get(word.as_str()).copied())
            .collect();
        let query = String::from_utf8(roman(query))?;
        let reader = Reader::roman(channel, &trie, &query, Slips::USUAL);
        let found = Seek {
            words: 10,
            ..Seek::WORDS
        }
        .run(&trie, &reader);
        n += 1.0;
        if let Some(rank) = found.iter().position(|f| relevant.contains(&f.word)) {
            mrr += 1.0 / (rank as f64 + 1.0);
            one += f64::from(u8::from(rank == 0));
            ten += 1.0;
        }
    }
    println!(
        "{language}: MRR {:.4} R@1 {:.4} R@10 {:.4}, {:.2} ms a query",
        mrr / n,
        one / n,
        ten / n,
        started.elapsed().as_secs_f64() * 1e3 / n
    );
    Ok(())
}
