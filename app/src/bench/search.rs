//! How well search finds what was meant: on anybody's own index and queries.
//!
//! `DIR/index.txt` has an entry per line, `DIR/queries.tsv` a query, a tab and the entry that is
//! expected; a query on several lines may find any of them. The product's own finder and embedded index are asked, one query after the other.

use super::report::{at, print_value};
use super::{search_http, usage};
use crate::cli::Failure;
use awaz_core::{Code, Error};
use awaz_search::find::{Finder, Item, Kind, Query};
use awaz_store::index::{Filter, Index};
use awaz_text::lexicon::Family;
use awaz_text::normalise::{Spelling, strict};
use serde_json::json;
use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

/// Entries that are put in at once.
const BATCH: usize = 50_000;
/// Share of Sindhi words above which entries are taken for Sindhi.
const SINDHI: f64 = 0.1;

/// Measures, and prints JSON.
///
/// # Errors
/// When a file is missing or holds something else.
pub(super) fn run(data: &Path, seconds: Option<u32>) -> Result<(), Failure> {
    let failed = |error: anyhow::Error| Error::new(Code::Unavailable, format!("search: {error:#}"));
    let figures = std::thread::scope(|scope| scope.spawn(|| aside(data, seconds)).join());
    let figures = figures.unwrap_or_else(|_| Err(anyhow::anyhow!("the measurement broke off")));
    print_value(&figures.map_err(failed)?);
    Ok(())
}

/// On a runtime of its own: the caller may be inside one already.
fn aside(data: &Path, seconds: Option<u32>) -> anyhow::Result<serde_json::Value> {
    tokio::runtime::Runtime::new()?.block_on(measure(data, seconds))
}

async fn measure(data: &Path, seconds: Option<u32>) -> anyhow::Result<serde_json::Value> {
    let entries = read(&data.join("index.txt"))?;
    let queries = queries(&read(&data.join("queries.tsv"))?)?;
    let folder = tempfile::tempdir()?;
    let before = usage::cpu_s(std::process::id())?;
    let finder = build(&entries, folder.path()).await?;
    let index_bytes = bytes_in(folder.path())?;
    let build_cpu_s = usage::cpu_s(std::process::id())? - before;
    let before = usage::cpu_s(std::process::id())?;
    let mut tally = Tally::default();
    for (query, expected) in &queries {
        tally.ask(&finder, query, expected).await?;
    }
    let cpu_s = usage::cpu_s(std::process::id())? - before;
    tally.times_ms.sort_by(f64::total_cmp);
    let n = queries.len().max(1) as f64;
    let http = match seconds {
        Some(seconds) => Some(search_http::measure(finder, folder.path(), texts(&queries), seconds).await?),
        None => None,
    };
    let mut figures = json!({
        "mrr10": tally.mrr / n, "r1": tally.first / n, "r10": tally.ten / n,
        "p50_ms": at(&tally.times_ms, 0.5), "p99_ms": at(&tally.times_ms, 0.99), "cpu_s": cpu_s,
        "queries": queries.len(), "entries": entries.len(), "build_cpu_s": build_cpu_s,
        "index_mb": index_bytes as f64 / 1e6, "memory_mb": usage::rss_mb(std::process::id())?,
    });
    if let (Some(http), Some(figures)) = (http, figures.as_object_mut()) {
        figures.insert("http".to_owned(), http);
    }
    Ok(figures)
}

fn texts(queries: &[(String, Vec<String>)]) -> search_http::Texts {
    let expected = |(_, expected): &(String, Vec<String>)| expected.first().cloned().unwrap_or_default();
    search_http::Texts {
        queries: queries.iter().map(|(query, _)| query.clone()).collect(),
        titles: queries.iter().map(expected).collect(),
    }
}

fn bytes_in(folder: &Path) -> std::io::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        bytes += if metadata.is_dir() {
            bytes_in(&entry.path())?
        } else {
            metadata.len()
        };
    }
    Ok(bytes)
}

pub(super) fn read(path: &Path) -> anyhow::Result<Vec<String>> {
    let text =
        std::fs::read_to_string(path).map_err(|cause| anyhow::anyhow!("{} cannot be read: {cause}", path.display()))?;
    Ok(text
        .lines()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect())
}

/// Queries with what each may find: lines with the same query are one.
fn queries(lines: &[String]) -> anyhow::Result<Vec<(String, Vec<String>)>> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (number, line) in lines.iter().enumerate() {
        let (query, expected) = line.split_once('\t').ok_or_else(|| {
            anyhow::anyhow!(
                "queries.tsv, line {}: there is no tab between query and entry",
                number + 1
            )
        })?;
        let place = *places.entry(query.trim().to_owned()).or_insert(all.len());
        if place == all.len() {
            all.push((query.trim().to_owned(), Vec::new()));
        }
        if let Some((_, entries)) = all.get_mut(place) {
            entries.push(expected.trim().to_owned());
        }
    }
    Ok(all)
}

/// Language of all entries: Sindhi shares words with Urdu, so it is told by all of them.
fn language(entries: &[String]) -> &'static str {
    let families = entries.iter().take(20_000).flat_map(|entry| {
        let words: Vec<Family> = strict(entry, Spelling::Sindhi).split(' ').map(Family::of).collect();
        words
    });
    let mut counts: HashMap<Family, f64> = HashMap::new();
    for family in families {
        *counts.entry(family).or_default() += 1.0;
    }
    let count = |family| counts.get(&family).copied().unwrap_or_default();
    let (urdu, sindhi) = (count(Family::Urdu), count(Family::Sindhi));
    if sindhi > SINDHI * (urdu + sindhi) { "sd" } else { "" }
}

async fn build(entries: &[String], folder: &Path) -> anyhow::Result<Finder> {
    let index = Index::open("dir:index", folder, awaz_http::client::builder).await?;
    let language = language(entries);
    for (batch, titles) in entries.chunks(BATCH).enumerate() {
        let item = |(at, title): (usize, &String)| Item {
            id: (batch * BATCH + at).to_string(),
            title: title.clone(),
            language: language.to_owned(),
            ..Item::empty(Kind::Track)
        };
        let put = titles.iter().enumerate().map(item).map(|item| item.entry()).collect();
        index.change(put, Vec::new()).await?;
    }
    Ok(Finder::new(index).await?)
}

#[derive(Default)]
struct Tally {
    mrr: f64,
    first: f64,
    ten: f64,
    times_ms: Vec<f64>,
}

impl Tally {
    async fn ask(&mut self, finder: &Finder, query: &str, expected: &[String]) -> anyhow::Result<()> {
        let started = Instant::now();
        let read = Query::read(query)?;
        let outcome = finder.find(&read, Filter::default()).await?;
        self.times_ms.push(started.elapsed().as_secs_f64() * 1e3);
        let rank = outcome
            .found
            .iter()
            .take(10)
            .position(|found| expected.contains(&found.item.title));
        if let Some(rank) = rank {
            self.mrr += 1.0 / (rank + 1) as f64;
            self.first += f64::from(u8::from(rank == 0));
            self.ten += 1.0;
        }
        Ok(())
    }
}
