//! `awaz bench`: measurements of this machine, side by side with the peers installed on it.
//!
//! Every measurement starts a server of its own (this program, a new data folder, ports nobody
//! has) and the peer beside it, and reads what both used from `/proc`.

mod api;
mod child;
mod delay;
mod ear;
mod encode;
mod hls;
mod http;
mod icecast;
mod language;
mod listeners;
mod plan;
mod ready;
mod report;
mod saver;
mod search;
mod search_http;
mod server;
mod source;
mod stations;
mod story;
mod usage;

use crate::cli::Failure;
use crate::cli::args::Bench;
use awaz_core::{Code, Error};
use report::Report;
use std::path::Path;

/// What can be measured.
const WHAT: [(&str, &str); 12] = [
    ("ready", "cold start to /ready, and memory (seconds: none)"),
    ("listeners", "progressive listeners, beside Icecast (20 s each run)"),
    ("storm", "5,000 listeners arrive in 2 s, beside Icecast (15 s each run)"),
    ("idle", "200 channels nobody hears, beside Liquidsoap (60 s)"),
    (
        "autodj",
        "one AutoDJ channel to one MP3 listener, beside Liquidsoap (60 s)",
    ),
    ("encode", "every rendition, beside ffmpeg (seconds: none)"),
    ("hls", "HLS requests, beside nginx (seconds: none)"),
    (
        "delay",
        "from a click's making to its arrival, beside Icecast (60 s each way)",
    ),
    ("saver", "bytes on the wire in data-saver (60 s each way)"),
    ("plan", "a week's programme over 100,000 tracks (seconds: none)"),
    ("api", "reads at 2,000 requests a second (10 s each)"),
    (
        "story",
        "AutoDJ, DJ, frozen network, DJ: every sample is checked (1800 s)",
    ),
];

/// What is measured on a folder of one's own, by name only.
const OF_ANSWERS: [(&str, &str); 2] = [
    (
        "search",
        "what search finds of DIR/index.txt by DIR/queries.tsv (--data DIR), and with --seconds how fast over HTTP",
    ),
    ("language", "which languages are told of DIR/lang.tsv (--data DIR)"),
];

/// How long, and how often.
#[derive(Debug, Clone, Copy)]
struct Plan {
    seconds: Option<u32>,
    runs: u32,
}

impl Plan {
    fn seconds_or(self, default: u32) -> u32 {
        self.seconds.unwrap_or(default).max(1)
    }
}

/// Measures.
///
/// # Errors
/// An unknown name; a measurement that could not be made.
pub(crate) fn run(bench: &Bench, is_json: bool) -> Result<(), Failure> {
    match bench.what.as_str() {
        "search" => return search::run(data(bench)?, bench.seconds),
        "language" => return language::run(data(bench)?),
        _ => {}
    }
    if bench.what == "list" {
        report::print_list(&[&WHAT[..], &OF_ANSWERS[..]].concat(), is_json);
        return Ok(());
    }
    let chosen = WHAT
        .iter()
        .filter(|(name, _)| bench.what == "all" || bench.what == *name);
    let chosen: Vec<&str> = chosen.map(|(name, _)| *name).collect();
    if chosen.is_empty() {
        let unknown = format!("there is no measurement {}; `awaz bench list` shows them", bench.what);
        return Err(Failure::usage(unknown));
    }
    let plan = Plan {
        seconds: bench.seconds,
        runs: bench.runs.max(1),
    };
    let mut reports = Vec::new();
    for name in &chosen {
        match measure(name, plan) {
            Ok(report) => reports.push(report),
            Err(error) if chosen.len() == 1 => {
                return Err(Error::new(Code::Unavailable, format!("{name}: {error:#}")).into());
            }
            // The others are worth having all the same.
            Err(error) => report::tell(&format!("{name} could not be measured: {error:#}")),
        }
    }
    report::print(&reports, is_json);
    Ok(())
}

/// The folder that a measurement of answers reads.
fn data(bench: &Bench) -> Result<&Path, Failure> {
    let usage = || Failure::usage(format!("awaz bench {} needs --data DIR", bench.what));
    bench.data.as_deref().ok_or_else(usage)
}

fn measure(name: &str, plan: Plan) -> anyhow::Result<Report> {
    match name {
        "ready" => ready::run(plan),
        "listeners" => listeners::steady(plan),
        "storm" => listeners::storm(plan),
        "idle" => stations::idle(plan),
        "autodj" => stations::autodj(plan),
        "encode" => encode::run(plan),
        "hls" => hls::run(plan),
        "delay" => delay::run(plan),
        "saver" => saver::run(plan),
        "plan" => plan::run(plan),
        "api" => api::run(plan),
        "story" => story::run(plan),
        _ => anyhow::bail!("it is not known"),
    }
}
