//! How quickly search answers over HTTP under a mixed load, with autocompletion.

use super::http::Connection;
use super::report::at;
use super::usage;
use anyhow::ensure;
use awaz_search::find::Finder;
use awaz_wire::text::percent_encode;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

/// Clients that ask one thing after the other.
const CLIENTS: usize = 4;
/// Requests a second at which times are taken: what the product promises on two cores.
const RATE: f64 = 300.0;

/// What a client asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Request {
    /// A whole query.
    Search,
    /// A query on the way.
    Typing,
    /// What a beginning may become.
    Suggest,
}

/// Of ten requests, these.
const MIX: [Request; 10] = {
    use Request::{Search, Suggest, Typing};
    [
        Search, Suggest, Typing, Search, Search, Typing, Suggest, Search, Search, Suggest,
    ]
};

/// Asks for `seconds` at the promised rate, which tells times by kind of request, then as fast as
/// it goes, which tells requests a second.
pub(super) async fn measure(finder: Finder, folder: &Path, queries: &[String], seconds: u32) -> anyhow::Result<Value> {
    let router = awaz_search::routes_over(finder, folder).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let (queries, time) = (queries.to_vec(), Duration::from_secs(seconds.into()));
    let asked = tokio::task::spawn_blocking(move || {
        let paced = load(address, &queries, time, Some(RATE))?;
        let (before, began) = (usage::cpu_s(std::process::id())?, Instant::now());
        let most = load(address, &queries, time, None)?.len();
        let cpu_s = usage::cpu_s(std::process::id())? - before;
        anyhow::Ok((paced, most, began.elapsed().as_secs_f64(), cpu_s))
    });
    let (asked, most, took, cpu_s) = asked.await??;
    server.abort();
    let all = asked.iter().map(|(_, ms)| *ms).collect();
    let of = |wanted: Request| {
        asked
            .iter()
            .filter(|(kind, _)| *kind == wanted)
            .map(|(_, ms)| *ms)
            .collect()
    };
    Ok(json!({
        "clients": CLIENTS, "rate": RATE, "most_per_second": most as f64 / took,
        // Server and clients are one process: both are in it.
        "cpu_ms": cpu_s * 1e3 / most.max(1) as f64,
        "all": times(all), "search": times(of(Request::Search)), "typing": times(of(Request::Typing)),
        "suggest": times(of(Request::Suggest)),
    }))
}

fn times(mut ms: Vec<f64>) -> Value {
    ms.sort_by(f64::total_cmp);
    json!({ "p50_ms": at(&ms, 0.5), "p99_ms": at(&ms, 0.99) })
}

fn load(
    address: SocketAddr,
    queries: &[String],
    time: Duration,
    rate: Option<f64>,
) -> anyhow::Result<Vec<(Request, f64)>> {
    let each = rate.map(|rate| Duration::from_secs_f64(CLIENTS as f64 / rate));
    let began = Instant::now();
    let parts = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let first = began + each.unwrap_or_default().mul_f64(client as f64 / CLIENTS as f64);
                let mine = queries.iter().cycle().skip(client * queries.len() / CLIENTS);
                scope.spawn(move || ask(address, mine, (first, began + time), each))
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
fn ask<'a>(
    address: SocketAddr,
    queries: impl Iterator<Item = &'a String>,
    (first, until): (Instant, Instant),
    each: Option<Duration>,
) -> anyhow::Result<Vec<(Request, f64)>> {
    let mut connection = Connection::open(address)?;
    let mut asked = Vec::new();
    let mut due = first;
    for (number, query) in queries.enumerate() {
        let (Some(kind), true) = (MIX.get(number % MIX.len()), Instant::now() < until) else {
            break;
        };
        let path = path(*kind, query, number);
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

fn path(kind: Request, query: &str, number: usize) -> String {
    let letters = query.chars().count();
    let beginning: String = query.chars().take(2 + number % letters.max(1)).collect();
    match kind {
        Request::Search => format!("/api/v1/search?q={}", percent_encode(query)),
        Request::Typing => format!("/api/v1/search?partial=true&q={}", percent_encode(&beginning)),
        Request::Suggest => format!("/api/v1/search/suggest?q={}", percent_encode(&beginning)),
    }
}
