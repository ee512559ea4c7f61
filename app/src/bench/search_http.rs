//! How quickly search answers over HTTP under a mixed load, with autocompletion.

use super::http::Connection;
use super::report::at;
use super::usage;
use anyhow::ensure;
use awaz_search::find::{Finder, Item, Kind};
use awaz_wire::text::percent_encode;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Clients that ask one thing after the other.
const CLIENTS: usize = 4;
/// Requests a second at which times are taken: what the product promises on two cores.
const RATE: f64 = 300.0;
/// Share of what a slow machine can do at which times are taken at most: beyond, they tell of the
/// queue.
const SHARE: f64 = 0.6;
/// Entries that one round of an import brings.
const IMPORT: usize = 500;

/// What a client asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Request {
    /// A whole query of the file.
    Query,
    /// A title, or its first words, as it stands in the index.
    Title,
    /// A query on the way.
    Typing,
    /// What a beginning may become.
    Suggest,
}

/// Of ten requests, these: half queries (Roman ones, in the sets of the documents), three in the
/// index's own script, and two while somebody types.
const MIX: [Request; 10] = {
    use Request::{Query, Suggest, Title, Typing};
    [Query, Title, Query, Suggest, Query, Title, Query, Typing, Query, Title]
};

/// What is asked: queries, and entries that they are expected to find.
pub(super) struct Texts {
    pub(super) queries: Vec<String>,
    pub(super) titles: Vec<String>,
}

/// Words of a title that somebody types.
const TITLE_WORDS: usize = 3;

/// Asks for `seconds` as fast as it goes, which tells requests a second, then at the promised rate
/// (or a share of what this machine can, where that is less), which tells times by kind of request.
///
/// Then once more at that rate while a library is imported: entries of the index's own words,
/// written as the product writes what events tell of.
pub(super) async fn measure(finder: Finder, folder: &Path, texts: Texts, seconds: u32) -> anyhow::Result<Value> {
    let router = awaz_search::routes_over(finder.clone(), folder).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let (texts, time) = (Arc::new(texts), Duration::from_secs(seconds.into()));
    let (fastest, rate, calm) = tokio::task::spawn_blocking({
        let texts = Arc::clone(&texts);
        move || {
            let fastest = fastest(address, &texts, time)?;
            let rate = RATE.min(fastest.per_second * SHARE);
            anyhow::Ok((fastest, rate, load(address, &texts, time, Some(rate))?))
        }
    })
    .await??;
    let import = tokio::spawn(import(finder, Arc::clone(&texts), Instant::now() + time));
    let storm = tokio::task::spawn_blocking(move || load(address, &texts, time, Some(rate))).await??;
    let imported = import.await??;
    server.abort();
    Ok(json!({
        "clients": CLIENTS, "fastest": { "per_second": fastest.per_second, "cpu_ms": fastest.cpu_ms },
        "rate": rate, "calm": by_kind(&calm),
        "import": { "entries": imported, "times": by_kind(&storm) },
    }))
}

/// How many it answers when it is asked without a pause.
struct Fastest {
    per_second: f64,
    /// Server and clients are one process: both are in it.
    cpu_ms: f64,
}

fn fastest(address: SocketAddr, texts: &Texts, time: Duration) -> anyhow::Result<Fastest> {
    let (before, began) = (usage::cpu_s(std::process::id())?, Instant::now());
    let asked = load(address, texts, time, None)?.len();
    let cpu_s = usage::cpu_s(std::process::id())? - before;
    Ok(Fastest {
        per_second: asked as f64 / began.elapsed().as_secs_f64(),
        cpu_ms: cpu_s * 1e3 / asked.max(1) as f64,
    })
}

/// Puts new entries in until the time is over, at the pace of the product; how many.
async fn import(finder: Finder, texts: Arc<Texts>, until: Instant) -> anyhow::Result<usize> {
    let mut imported = 0;
    while Instant::now() < until {
        let began = Instant::now();
        let item = |at: usize| {
            let [one, other] = [at, at * 7 + 3].map(|at| texts.titles.get(at % texts.titles.len().max(1)));
            Item {
                id: format!("new-{at}"),
                title: format!("{} {}", one.map_or("", |text| text), other.map_or("", |text| text)),
                ..Item::empty(Kind::Track)
            }
        };
        let items: Vec<Item> = (imported..imported + IMPORT).map(item).collect();
        finder.change(&items, Vec::new()).await?;
        imported += IMPORT;
        tokio::time::sleep(awaz_search::pause_after(began.elapsed())).await;
    }
    Ok(imported)
}

fn by_kind(asked: &[(Request, f64)]) -> Value {
    let of = |wanted: &[Request]| {
        let asked = asked.iter().filter(|(kind, _)| wanted.contains(kind));
        times(asked.map(|(_, ms)| *ms).collect())
    };
    json!({
        "all": of(&MIX), "query": of(&[Request::Query]), "title": of(&[Request::Title]),
        "typing": of(&[Request::Typing]), "suggest": of(&[Request::Suggest]),
    })
}

fn times(mut ms: Vec<f64>) -> Value {
    ms.sort_by(f64::total_cmp);
    json!({ "p50_ms": at(&ms, 0.5), "p99_ms": at(&ms, 0.99) })
}

fn load(address: SocketAddr, texts: &Texts, time: Duration, rate: Option<f64>) -> anyhow::Result<Vec<(Request, f64)>> {
    let each = rate.map(|rate| Duration::from_secs_f64(CLIENTS as f64 / rate));
    let began = Instant::now();
    let parts = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let first = began + each.unwrap_or_default().mul_f64(client as f64 / CLIENTS as f64);
                let skip = client * texts.queries.len() / CLIENTS;
                scope.spawn(move || ask(address, (texts, skip), (first, began + time), each))
            })
            .collect();
        let ended = clients.into_iter().map(std::thread::ScopedJoinHandle::join);
        ended.collect::<Vec<_>>()
    });
    let mut all = Vec::new();
    for part in parts {
        all.extend(part.map_err(|_| anyhow::anyhow!("a client fell over"))??);
    }
    Ok(all)
}

/// Asks until the time is over; with a pace, a request that is late counts from when it was due.
fn ask(
    address: SocketAddr,
    (texts, skip): (&Texts, usize),
    (first, until): (Instant, Instant),
    each: Option<Duration>,
) -> anyhow::Result<Vec<(Request, f64)>> {
    let mut connection = Connection::open(address)?;
    let mut asked = Vec::new();
    let mut due = first;
    for number in 0.. {
        let (Some(kind), true) = (MIX.get(number % MIX.len()), Instant::now() < until) else {
            break;
        };
        let path = texts.path(*kind, skip + number, number);
        let sent = match each {
            None => Instant::now(),
            Some(each) => {
                let now = due;
                due += each;
                std::thread::sleep(now.saturating_duration_since(Instant::now()));
                now
            }
        };
        let answer = connection.get(&path)?;
        ensure!(answer.status == 200, "{path}: {}", answer.status);
        asked.push((*kind, sent.elapsed().as_secs_f64() * 1e3));
    }
    Ok(asked)
}

impl Texts {
    fn path(&self, kind: Request, at: usize, number: usize) -> String {
        let one = |of: &[String]| of.get(at % of.len().max(1)).cloned().unwrap_or_default();
        let query = one(&self.queries);
        let letters = query.chars().count();
        let beginning: String = query.chars().take(2 + number % letters.max(1)).collect();
        let title = one(&self.titles);
        let title: Vec<&str> = title.split_whitespace().take(TITLE_WORDS).collect();
        match kind {
            Request::Query => format!("/api/v1/search?q={}", percent_encode(&query)),
            Request::Title => format!("/api/v1/search?q={}", percent_encode(&title.join(" "))),
            Request::Typing => format!("/api/v1/search?partial=true&q={}", percent_encode(&beginning)),
            Request::Suggest => format!("/api/v1/search/suggest?q={}", percent_encode(&beginning)),
        }
    }
}
