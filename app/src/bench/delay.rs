//! How long after it was made a sound arrives: clicks of known time, found again in what a listener
//! received.

use super::Plan;
use super::child::is_installed;
use super::ear;
use super::http::Connection;
use super::icecast::Icecast;
use super::report::{Report, tell};
use super::server::Server;
use super::source::Source;
use std::io::Read;
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

/// Samples between two clicks: 10 s, more than any delay, so that it is known which one is heard.
const EVERY: u64 = 480_000;
/// What a listener gets at first is past.
const BURST: usize = 6 * ear::RATE;
/// Length of a click, samples.
const CLICK: u64 = 480;
/// Bytes of an MP3 frame at 128 kbit/s, and its samples.
const MP3_FRAME: (f64, f64) = (384.0, 1152.0);
/// Samples of a part of low-latency HLS.
const PART: f64 = 15_360.0;

/// What arrived, and when: the time of each piece with where it begins, in units of its own.
struct Received {
    samples: Vec<f32>,
    /// Sample at which a piece begins, and when it had arrived.
    pieces: Vec<(f64, Instant)>,
}

fn clicks(at: u64) -> f32 {
    let inside = at % EVERY;
    if inside < CLICK {
        0.5 * ((inside as f32) * 0.13).sin()
    } else {
        0.0
    }
}

/// Runs it.
///
/// # Errors
/// When a program does not start or no click is heard.
pub(super) fn run(plan: Plan) -> anyhow::Result<Report> {
    let seconds = plan.seconds_or(60);
    let mut report = Report::new(
        "delay",
        format!(
            "a click every 10 s from a source that is in step with the clock, MP3 in; {seconds} s; seconds from a click's making to its arrival"
        ),
    );
    let server = Server::start(&[])?;
    let key = server.channel("bench")?;
    let source = Source::start(server.icecast, ("source", &key), "/bench", clicks)?;
    std::thread::sleep(Duration::from_secs(8));
    tell("delay: low-latency HLS");
    let hls = low_latency(server.http, "/live/bench/aac-128", seconds, server.scratch())?;
    let hls = delays(&hls, &source);
    tell("delay: progressive");
    let mount = progressive(server.icecast, "/bench", seconds, server.scratch())?;
    let mount = delays(&mount, &source);
    let mut theirs = Vec::new();
    if is_installed("icecast2") {
        tell("delay: Icecast");
        let peer = Icecast::start()?;
        let source = Source::start(peer.address, ("source", "bench"), "/bench", clicks)?;
        std::thread::sleep(Duration::from_secs(8));
        theirs = delays(
            &progressive(peer.address, "/bench", seconds, server.scratch())?,
            &source,
        );
    }
    let beyond: Vec<f64> = hls.iter().map(|delay| delay - 2.0).collect();
    report.row("low-latency HLS, parts, all of the way", &hls, &[], None);
    report.row(
        "low-latency HLS beyond the source's buffer of 2 s",
        &beyond,
        &[],
        Some("≤ 2"),
    );
    report.row("progressive after its burst, all of the way", &mount, &theirs, None);
    report.notes.push("Icecast passes bytes on as they come; ours are decoded, mixed and encoded behind a buffer of 2 s that bridges a stalled network.".to_owned());
    anyhow::ensure!(!report.rows.is_empty(), "no click was heard");
    Ok(report)
}

/// Delays of the clicks that were heard, seconds.
fn delays(received: &Received, source: &Source) -> Vec<f64> {
    let period = EVERY as f64 / ear::RATE as f64;
    let arrival = |onset: usize| {
        let index = received.pieces.partition_point(|(start, _)| *start <= onset as f64);
        let (_, arrived) = received.pieces.get(index.checked_sub(1)?)?;
        Some(arrived.duration_since(source.started).as_secs_f64())
    };
    let onsets = ear::onsets(&received.samples)
        .into_iter()
        .filter(|onset| *onset > BURST);
    onsets
        .filter_map(arrival)
        .map(|arrived| arrived.rem_euclid(period))
        .collect()
}

fn progressive(address: SocketAddr, path: &str, seconds: u32, folder: &Path) -> anyhow::Result<Received> {
    let mut stream = Connection::open(address)?.stream(path)?;
    let (mut bytes, mut pieces) = (Vec::new(), Vec::new());
    let until = Instant::now() + Duration::from_secs(u64::from(seconds));
    let mut buffer = vec![0; 16 * 1024];
    while Instant::now() < until {
        let count = stream.read(&mut buffer)?;
        anyhow::ensure!(count > 0, "{path} ended");
        pieces.push((bytes.len() as f64 / MP3_FRAME.0 * MP3_FRAME.1, Instant::now()));
        bytes.extend_from_slice(&buffer[..count]);
    }
    let file = folder.join("delay.mp3");
    std::fs::write(&file, &bytes)?;
    Ok(Received {
        samples: ear::decode(&file)?,
        pieces,
    })
}

fn low_latency(address: SocketAddr, folder_url: &str, seconds: u32, folder: &Path) -> anyhow::Result<Received> {
    let mut connection = Connection::open(address)?;
    let mut text = |query: &str| -> anyhow::Result<String> {
        let answer = connection.get(&format!("{folder_url}/{query}"))?;
        anyhow::ensure!(answer.status == 200, "{query}: {}", answer.status);
        Ok(String::from_utf8_lossy(&answer.body).into_owned())
    };
    let first = text("index.m3u8")?;
    let (mut msn, mut part) = next_of(&first)?;
    let init = first
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix("#EXT-X-MAP:URI=\"")?.split('"').next())
        .unwrap_or_default();
    let mut parts = Connection::open(address)?;
    let mut bytes = parts.get(&format!("{folder_url}/{init}"))?.body;
    let (mut pieces, mut count) = (Vec::new(), 0_u32);
    let until = Instant::now() + Duration::from_secs(u64::from(seconds));
    while Instant::now() < until {
        let list = text(&format!("index.m3u8?_HLS_msn={msn}&_HLS_part={part}"))?;
        let got = parts.get(&format!("{folder_url}/{msn}.{part}.m4s"))?;
        anyhow::ensure!(got.status == 200, "{msn}.{part}.m4s: {}", got.status);
        bytes.extend_from_slice(&got.body);
        pieces.push((f64::from(count) * PART, Instant::now()));
        count += 1;
        (msn, part) = after(&list, (msn, part))?;
    }
    let file = folder.join("delay.mp4");
    std::fs::write(&file, &bytes)?;
    Ok(Received {
        samples: ear::decode(&file)?,
        pieces,
    })
}

/// The part that is announced.
fn next_of(list: &str) -> anyhow::Result<(u64, u64)> {
    let hint = list
        .lines()
        .find_map(|line| line.strip_prefix("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\""));
    let name = hint
        .and_then(|hint| hint.split(".m4s").next())
        .and_then(|name| name.split_once('.'));
    let (msn, part) = name.ok_or_else(|| anyhow::anyhow!("no hint in the playlist"))?;
    Ok((msn.parse()?, part.parse()?))
}

/// The part after one: eighteen make a segment.
fn after(list: &str, (msn, part): (u64, u64)) -> anyhow::Result<(u64, u64)> {
    let is_last = part == 17;
    let next = if is_last { (msn + 1, 0) } else { (msn, part + 1) };
    let hint = next_of(list)?;
    anyhow::ensure!(hint >= next, "the playlist is behind: {hint:?}, not {next:?}");
    Ok(next)
}
