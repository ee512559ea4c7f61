//! Stations that play their library: many that nobody hears, and one that is heard.

use super::Plan;
use super::child::{Running, ffmpeg, is_installed, run};
use super::http::Connection;
use super::icecast::Icecast;
use super::report::{Report, tell};
use super::server::Server;
use super::usage::{self, Used};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Channels of the idle process.
const CHANNELS: u32 = 200;
/// Tracks of each, and their length in seconds.
const TRACKS: (u32, u32) = (2, 60);
/// Time for which a program is left alone before it is measured.
const SETTLE: Duration = Duration::from_secs(10);

/// What is said where the peer is not there.
const NO_PEER: &str = "No peer: Debian packages liquidsoap and icecast2 are needed.";

/// Measures channels nobody hears.
///
/// # Errors
/// When a program does not start.
pub(super) fn idle(plan: Plan) -> anyhow::Result<Report> {
    let time = Duration::from_secs(u64::from(plan.seconds_or(60)));
    let method = format!(
        "{CHANNELS} channels nobody hears in one process, each with {} tracks of {} s, over {time:?}; the peer is one \
         Liquidsoap with the same tracks, MP3 at 128 kbit/s to an Icecast, measured and then multiplied by {CHANNELS}",
        TRACKS.0, TRACKS.1
    );
    let mut report = Report::new("idle", method);
    let server = Server::start(&[])?;
    let music = music(server.scratch())?;
    let empty_mb = usage::rss_mb(server.pid())?;
    tell(&format!("idle: making {CHANNELS} channels"));
    for number in 0..CHANNELS {
        let slug = format!("idle-{number}");
        server.channel(&slug)?;
        server.awaz(&["import", &music.to_string_lossy(), "--channel", &slug])?;
    }
    std::thread::sleep(SETTLE);
    let ours = usage::over(server.pid(), time)?;
    tell("idle: one Liquidsoap");
    let peer = liquidsoap(server.scratch(), &music, time)?;
    let many = f64::from(CHANNELS);
    let of = |value: fn(Used) -> f64, times: f64| peer.map(|used| value(used) * times).into_iter().collect::<Vec<_>>();
    let percent = |used: Used| used.cores() * 100.0;
    report.row(
        "% of a core per channel",
        &[percent(ours) / many],
        &of(percent, 1.0),
        Some("≤ 0.2"),
    );
    report.row("% of a core for 200", &[percent(ours)], &of(percent, many), None);
    let each_mb = (ours.rss_mb - empty_mb) / many;
    report.row(
        "memory per channel, MB",
        &[each_mb],
        &of(|used| used.rss_mb, 1.0),
        Some("≤ 4"),
    );
    report.row("memory of 200, MB", &[ours.rss_mb], &of(|used| used.rss_mb, many), None);
    report.notes.extend(peer.is_none().then(|| NO_PEER.to_owned()));
    Ok(report)
}

/// Measures one channel that plays its library to one listener.
///
/// # Errors
/// When a program does not start.
pub(super) fn autodj(plan: Plan) -> anyhow::Result<Report> {
    let time = Duration::from_secs(u64::from(plan.seconds_or(60)));
    let method = format!(
        "one channel, {} tracks of {} s, one MP3 listener at 128 kbit/s, over {time:?}; median of {}; the peer is \
         Liquidsoap with the same tracks, MP3 at 128 kbit/s to an Icecast (not counted)",
        TRACKS.0, TRACKS.1, plan.runs
    );
    let mut report = Report::new("autodj", method);
    let server = Server::start(&[])?;
    let music = music(server.scratch())?;
    server.channel("bench")?;
    server.awaz(&["import", &music.to_string_lossy(), "--channel", "bench"])?;
    let quiet_mb = usage::rss_mb(server.pid())?;
    let (mut ours, mut more_mb, mut theirs, mut their_mb) = (vec![], vec![], vec![], vec![]);
    listen(&server, "bench")?;
    std::thread::sleep(SETTLE);
    for _ in 0..plan.runs {
        tell("autodj: ours, then Liquidsoap");
        let used = usage::over(server.pid(), time)?;
        ours.push(used.cores() * 100.0);
        more_mb.push(used.rss_mb - quiet_mb);
        if let Some(used) = liquidsoap(server.scratch(), &music, time)? {
            theirs.push(used.cores() * 100.0);
            their_mb.push(used.rss_mb);
        }
    }
    report.row("% of a core, the whole server", &ours, &theirs, Some("≤ 2.0"));
    report.row(
        "memory of the first channel with its engine, MB",
        &more_mb,
        &their_mb,
        None,
    );
    report.row(
        "memory of each further channel, MB",
        &[further(&server, &music)?],
        &[],
        Some("≤ 15"),
    );
    report.notes.extend(theirs.is_empty().then(|| NO_PEER.to_owned()));
    Ok(report)
}

/// Channels beyond the first.
const FURTHER: u32 = 4;

/// Memory that each of some more channels adds once somebody listens to it, MB.
fn further(server: &Server, music: &Path) -> anyhow::Result<f64> {
    let before_mb = usage::rss_mb(server.pid())?;
    for number in 0..FURTHER {
        let slug = format!("further-{number}");
        server.channel(&slug)?;
        server.awaz(&["import", &music.to_string_lossy(), "--channel", &slug])?;
        listen(server, &slug)?;
    }
    std::thread::sleep(SETTLE);
    Ok((usage::rss_mb(server.pid())? - before_mb) / f64::from(FURTHER))
}

/// Listens to a channel as long as this process lives.
fn listen(server: &Server, slug: &str) -> anyhow::Result<()> {
    let listener = Connection::open(server.icecast)?.stream(&format!("/{slug}/mp3-128"))?;
    std::thread::spawn(move || std::io::copy(&mut listener.take(u64::MAX), &mut std::io::sink()));
    Ok(())
}

/// Makes a folder of tracks: tones under noise.
fn music(folder: &Path) -> anyhow::Result<PathBuf> {
    let music = folder.join("music");
    std::fs::create_dir_all(&music)?;
    let (tracks, seconds) = TRACKS;
    for index in 0..tracks {
        let hz = 300 + 100 * index;
        let sound = format!(
            "sine=frequency={hz}:sample_rate=44100:duration={seconds}[a];\
             anoisesrc=color=pink:amplitude=0.2:sample_rate=44100:duration={seconds}[b];[a][b]amix,aformat=channel_layouts=stereo"
        );
        let mut command = ffmpeg();
        command.args([
            "-filter_complex",
            &sound,
            "-b:a",
            "192k",
            "-metadata",
            &format!("title=Track {index}"),
        ]);
        run(command.arg(music.join(format!("{index}.mp3"))))?;
    }
    Ok(music)
}

/// A Liquidsoap that plays the tracks to an Icecast nobody listens to; `None` where it is missing.
fn liquidsoap(folder: &Path, music: &Path, time: Duration) -> anyhow::Result<Option<Used>> {
    if !is_installed("liquidsoap") || !is_installed("icecast2") {
        return Ok(None);
    }
    let icecast = Icecast::start()?;
    let script = folder.join("station.liq");
    let text = format!(
        "set(\"init.allow_root\", true)\noutput.icecast(%mp3(bitrate=128), host=\"127.0.0.1\", port={}, \
         password=\"bench\", mount=\"bench\", fallible=true, playlist(\"{}\"))\n",
        icecast.address.port(),
        music.display()
    );
    std::fs::write(&script, text)?;
    let mut command = Command::new("liquidsoap");
    let mut running = Running::start(command.arg(&script), &folder.join("liquidsoap.log"))?;
    running.wait_until(|| is_on_air(&icecast))?;
    std::thread::sleep(SETTLE);
    usage::over(running.pid(), time).map(Some)
}

fn is_on_air(icecast: &Icecast) -> bool {
    Connection::open(icecast.address)
        .and_then(|connection| connection.stream("/bench"))
        .is_ok()
}
