//! From nothing to ready, and what a process of many idle channels costs.

use super::child::{Running, is_installed};
use super::report::{Report, tell};
use super::server::Server;
use super::usage;
use std::process::Command;
use std::time::Duration;

/// Channels of the idle process.
const CHANNELS: u32 = 200;

/// Cold start.
///
/// # Errors
/// When the server does not start.
pub(super) fn ready(runs: u32) -> anyhow::Result<Report> {
    let mut report = Report::new(
        "ready",
        format!("a new data folder each time, migrations included; median of {runs}"),
    );
    let (mut times, mut memory) = (vec![], vec![]);
    for _ in 0..runs {
        let server = Server::start(&[])?;
        times.push(server.ready.as_secs_f64());
        std::thread::sleep(Duration::from_secs(1));
        memory.push(usage::rss_mb(server.pid())?);
    }
    report.row("start to /ready, s", &times, &[], Some("≤ 1"));
    report.row("resident memory a second later, MB", &memory, &[], Some("≤ 80"));
    Ok(report)
}

/// Idle channels.
///
/// # Errors
/// When a program does not start.
pub(super) fn idle(seconds: u32) -> anyhow::Result<Report> {
    let mut report = Report::new(
        "idle",
        format!(
            "{CHANNELS} channels nobody hears in one process, {seconds} s; the peer is one Liquidsoap process that plays silence to nowhere, times {CHANNELS}"
        ),
    );
    let server = Server::start(&[])?;
    tell(&format!("idle: making {CHANNELS} channels"));
    for number in 0..CHANNELS {
        server.channel(&format!("idle-{number}"))?;
    }
    let time = Duration::from_secs(u64::from(seconds));
    tell("idle: measuring ours");
    let ours = usage::over(server.pid(), time)?;
    let peer = if is_installed("liquidsoap") {
        Some(liquidsoap(&server, time)?)
    } else {
        None
    };
    let times = f64::from(CHANNELS);
    let of = |value: f64| peer.map(|_| value * times).into_iter().collect::<Vec<_>>();
    let (cores, memory) = peer.map_or((0.0, 0.0), |used| (used.cores(), used.rss_mb));
    report.row("cores", &[ours.cores()], &of(cores), Some("≤ 0.05"));
    report.row("resident memory, MB", &[ours.rss_mb], &of(memory), None);
    if peer.is_none() {
        report
            .notes
            .push("Liquidsoap is missing (Debian package liquidsoap).".to_owned());
    }
    Ok(report)
}

fn liquidsoap(server: &Server, time: Duration) -> anyhow::Result<usage::Used> {
    tell("idle: measuring one Liquidsoap");
    let script = server.scratch().join("idle.liq");
    std::fs::write(
        &script,
        "set(\"init.allow_root\", true)\noutput.dummy(fallible=true, blank())\n",
    )?;
    let mut command = Command::new("liquidsoap");
    command.arg(&script);
    let running = Running::start(&command, &server.scratch().join("liquidsoap.log"))?;
    std::thread::sleep(Duration::from_secs(8));
    usage::over(running.pid(), time)
}
