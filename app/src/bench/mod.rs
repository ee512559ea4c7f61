//! `awaz bench`: measurements of this machine, side by side with the peers installed on it.
//!
//! Ours and the peer run in the same run, one after the other, on the same load; numbers are
//! processor time and memory, told as ratios. Machines are shared: wall-clock times say little.

mod autodj;
mod child;
mod delay;
mod ear;
mod encode;
mod hls;
mod http;
mod icecast;
mod listeners;
mod ready;
mod report;
mod server;
mod source;
mod story;
mod usage;

use crate::cli::Failure;
use crate::cli::args::Bench;
use awaz_core::{Code, Error};
use report::Report;

/// What can be measured.
const WHAT: [(&str, &str); 9] = [
    ("ready", "cold start and memory"),
    ("idle", "200 channels nobody hears, beside Liquidsoap"),
    ("autodj", "one AutoDJ channel and one listener, beside Liquidsoap"),
    ("encode", "each rendition, beside ffmpeg"),
    (
        "listeners",
        "1,000 to 9,000 progressive listeners, and 5,000 who arrive at once, beside Icecast",
    ),
    ("hls", "playlists and segments, beside nginx with files"),
    (
        "delay",
        "seconds behind the source, by clicks in the sound, beside Icecast",
    ),
    (
        "story",
        "half an hour on air, every sample listened to (--seconds 1800)",
    ),
    ("all", "all of them but the story"),
];

/// Measures.
///
/// # Errors
/// An unknown name, or a program that does not start.
pub(crate) fn run(bench: &Bench, is_json: bool) -> Result<(), Failure> {
    if bench.what == "list" {
        report::print_list(&WHAT);
        return Ok(());
    }
    if !WHAT.iter().any(|(name, _)| *name == bench.what) {
        let message = format!("there is no measurement {}; `awaz bench list` shows them", bench.what);
        return Err(Failure::usage(message));
    }
    let names: Vec<&str> = match bench.what.as_str() {
        "all" => WHAT
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| !matches!(*name, "all" | "story"))
            .collect(),
        one => vec![one],
    };
    let mut reports = Vec::new();
    for name in names {
        let measured = measure(name, bench).map_err(|error| {
            let message = format!("{name} could not be measured: {error:#}");
            Failure::from(Error::new(Code::Unavailable, message))
        })?;
        if !is_json {
            measured.iter().for_each(Report::print);
        }
        reports.extend(measured);
    }
    if is_json {
        report::print_json(&reports);
    }
    Ok(())
}

fn measure(name: &str, bench: &Bench) -> anyhow::Result<Vec<Report>> {
    let (seconds, runs) = (bench.seconds.clamp(5, 86_400), bench.runs.clamp(1, 20));
    Ok(match name {
        "ready" => vec![ready::ready(runs)?],
        "idle" => vec![ready::idle(seconds)?],
        "autodj" => vec![autodj::run(seconds)?],
        "encode" => vec![encode::run(runs)?],
        "listeners" => listeners::run(seconds, runs)?,
        "hls" => vec![hls::run(runs)?],
        "delay" => vec![delay::run(seconds)?],
        _ => vec![story::run(seconds)?],
    })
}
