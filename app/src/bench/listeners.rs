//! Progressive listeners: what each costs, beside Icecast with the same stream.

use super::child::{Running, ffmpeg, is_installed};
use super::icecast::Icecast;
use super::report::{Report, tell};
use super::server::Server;
use super::usage;
use awaz_fanout::{Load, LoadReport, LoadSpec};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

/// How many listeners, and which of the product's goals is for so many.
const COUNTS: [(u32, &str); 3] = [
    (1000, "≤ 0.25 × Icecast"),
    (3000, "≤ 0.25 × Icecast"),
    (9000, "≤ 0.20 core"),
];
/// Time for which a source is given to be heard before anybody is measured.
const SETTLE: Duration = Duration::from_secs(6);

/// A server with a mount on air.
struct Mount {
    addr: SocketAddr,
    path: &'static str,
    pid: u32,
}

fn source(address: SocketAddr, login: &str, path: &str, log: &Path) -> anyhow::Result<Running> {
    let mut command = ffmpeg();
    command.args([
        "-re",
        "-f",
        "lavfi",
        "-i",
        "sine=440:r=48000",
        "-ac",
        "2",
        "-c:a",
        "libmp3lame",
        "-b:a",
        "128k",
    ]);
    command.args([
        "-content_type",
        "audio/mpeg",
        "-f",
        "mp3",
        &format!("icecast://{login}@{address}{path}"),
    ]);
    Running::start(&command, log)
}

/// Runs it.
///
/// # Errors
/// When a program does not start.
pub(super) fn run(seconds: u32, runs: u32) -> anyhow::Result<Vec<Report>> {
    let ours = Server::start(&[])?;
    let key = ours.channel("bench")?;
    let log = ours.scratch().join("source.log");
    let _source = source(ours.icecast, &format!("source:{key}"), "/bench", &log)?;
    let peer = if is_installed("icecast2") {
        Some(Icecast::start()?)
    } else {
        None
    };
    let _peer_source = match &peer {
        Some(peer) => Some(source(peer.address, "source:bench", "/bench", &log)?),
        None => None,
    };
    std::thread::sleep(SETTLE);
    let us = Mount {
        addr: ours.icecast,
        path: "/bench",
        pid: ours.pid(),
    };
    let them = peer.as_ref().map(|peer| Mount {
        addr: peer.address,
        path: "/bench",
        pid: peer.pid(),
    });
    let steady = steady(&us, them.as_ref(), (seconds, runs))?;
    let storm = storm(&us, them.as_ref(), runs)?;
    Ok(vec![steady, storm])
}

fn listen(mount: &Mount, listeners: u32, (ramp, seconds): (u32, u32)) -> anyhow::Result<LoadReport> {
    let spec = LoadSpec {
        ramp: Duration::from_secs(u64::from(ramp)),
        duration: Duration::from_secs(u64::from(ramp + seconds)),
        threads: 1,
        pid: Some(mount.pid),
        ..LoadSpec::new(mount.addr, mount.path, listeners)
    };
    Ok(Load::run(&spec)?)
}

/// Processor seconds of a minute, beyond those with one listener.
fn marginal(mount: &Mount, listeners: u32, seconds: u32) -> anyhow::Result<(f64, LoadReport)> {
    let alone = listen(mount, 1, (1, seconds))?.cpu_s.unwrap_or(0.0);
    let report = listen(mount, listeners, (2, seconds))?;
    let more = report.cpu_s.unwrap_or(0.0) - alone;
    Ok((more * 60.0 / f64::from(seconds), report))
}

fn steady(us: &Mount, them: Option<&Mount>, (seconds, runs): (u32, u32)) -> anyhow::Result<Report> {
    let mut report = Report::new(
        "listeners",
        format!(
            "MP3 at 128 kbit/s over loopback, {seconds} s a run, median of {runs}; processor time beyond a run with one listener"
        ),
    );
    for (count, goal) in COUNTS {
        let (mut ours, mut theirs, mut starved, mut their_starved) = (vec![], vec![], vec![], vec![]);
        for _ in 0..runs {
            tell(&format!("listeners: {count} of ours"));
            let (cpu, heard) = marginal(us, count, seconds)?;
            ours.push(cpu);
            starved.push(f64::from(heard.starved + heard.failed + heard.lost));
            if let Some(them) = them {
                tell(&format!("listeners: {count} of Icecast's"));
                let (cpu, heard) = marginal(them, count, seconds)?;
                theirs.push(cpu);
                their_starved.push(f64::from(heard.starved + heard.failed + heard.lost));
            }
        }
        report.row(
            format!("{count}: cores beyond one listener"),
            &cores(&ours),
            &cores(&theirs),
            Some(goal),
        );
        let each = |values: &[f64]| {
            values
                .iter()
                .map(|cpu| cpu * 1000.0 / f64::from(count))
                .collect::<Vec<_>>()
        };
        report.row(
            format!("{count}: CPU-ms per listener-minute"),
            &each(&ours),
            &each(&theirs),
            Some("Icecast: 4.2"),
        );
        report.row(
            format!("{count}: listeners starved or lost"),
            &starved,
            &their_starved,
            Some("0"),
        );
    }
    let memory = them.map(|them| usage::peak_mb(them.pid)).transpose()?;
    report.row(
        "peak memory, MB",
        &[usage::peak_mb(us.pid)?],
        &memory.into_iter().collect::<Vec<_>>(),
        Some("≤ 150"),
    );
    if them.is_none() {
        report
            .notes
            .push("Icecast is missing (Debian package icecast2).".to_owned());
    }
    Ok(report)
}

fn cores(cpu_a_minute: &[f64]) -> Vec<f64> {
    cpu_a_minute.iter().map(|cpu| cpu / 60.0).collect()
}

fn storm(us: &Mount, them: Option<&Mount>, runs: u32) -> anyhow::Result<Report> {
    let mut report = Report::new("storm", format!("5,000 listeners arrive within 2 s; median of {runs}"));
    let (mut p50, mut p99, mut unheard) = (vec![], vec![], vec![]);
    let (mut their_p50, mut their_p99, mut their_unheard) = (vec![], vec![], vec![]);
    for _ in 0..runs {
        let take = |mount: &Mount, into: (&mut Vec<f64>, &mut Vec<f64>, &mut Vec<f64>)| -> anyhow::Result<()> {
            tell("storm: 5000 arrive");
            let heard = listen(mount, 5000, (2, 15))?;
            into.0.push(f64::from(heard.first_byte_median_ms));
            into.1.push(f64::from(heard.first_byte_p99_ms));
            into.2.push(f64::from(heard.refused + heard.failed));
            Ok(())
        };
        take(us, (&mut p50, &mut p99, &mut unheard))?;
        if let Some(them) = them {
            take(them, (&mut their_p50, &mut their_p99, &mut their_unheard))?;
        }
    }
    report.row("first sound, median, ms", &p50, &their_p50, None);
    report.row("first sound, 99th percentile, ms", &p99, &their_p99, Some("< 1000"));
    report.row(
        "listeners without a sound after 15 s",
        &unheard,
        &their_unheard,
        Some("0"),
    );
    Ok(report)
}
