//! The story of a day on air, listened to sample by sample: AutoDJ, a DJ joins, the DJ's network
//! freezes, AutoDJ, the DJ returns, the DJ leaves, over and over.

use super::Plan;
use super::child::{ffmpeg, run as run_program};
use super::ear;
use super::http::{Connection, get};
use super::report::{Report, tell};
use super::server::Server;
use super::source::Source;
use anyhow::Context;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

/// What the AutoDJ plays and what the DJ plays, Hz.
const TONES: (f64, f64) = (500.0, 1000.0);
/// Where the server tells who is on air.
const STATION: &str = "/api/v1/stations/story";
/// A round: AutoDJ, live, freeze, live; seconds.
const ROUND: [u64; 4] = [40, 40, 8, 40];

/// Seconds of a source that are buffered before it is heard (`source.buffer_ms`).
const BUFFER: f64 = 2.0;

/// How long changes of who is on air took, seconds.
#[derive(Default)]
struct Moments {
    joined: Vec<f64>,
    left: Vec<f64>,
}

fn dj(at: u64) -> f32 {
    (0.25 * (at as f64 / 48_000.0 * TONES.1 * std::f64::consts::TAU).sin()) as f32
}

/// Runs it for as many rounds as fit into `seconds`, at least one.
///
/// # Errors
/// When the stream breaks off.
pub(super) fn run(plan: Plan) -> anyhow::Result<Report> {
    let seconds = plan.seconds_or(1800);
    let rounds = (u64::from(seconds) / ROUND.iter().sum::<u64>()).max(1);
    let total = Duration::from_secs(rounds * ROUND.iter().sum::<u64>());
    let server = Server::start(&[])?;
    let key = server.channel("story")?;
    let music = server.scratch().join("music");
    make_music(&music)?;
    server.awaz(&["import", &music.to_string_lossy(), "--channel", "story"])?;
    std::thread::sleep(Duration::from_secs(15));
    let file = server.scratch().join("story.mp3");
    let (address, target) = (server.icecast, file.clone());
    // The last change, from the DJ who leaves, is to be heard too.
    let listener = std::thread::spawn(move || listen(address, &target, total + Duration::from_secs(10)));
    let mut moments = Moments::default();
    for round in 1..=rounds {
        tell(&format!("story: round {round} of {rounds}"));
        act(&server, &key, &mut moments)?;
    }
    let listened = listener.join().ok().context("the listener did not fall over")??;
    let mut report = judge(&server, &file, (rounds, listened))?;
    let beyond = |times: &[f64]| times.iter().map(|time| time - BUFFER).collect::<Vec<_>>();
    let joined = beyond(&moments.joined);
    report.row(
        "live heard after its buffer of 2 s is full, s",
        &joined,
        &[],
        Some("≤ 1"),
    );
    report.row("a frozen source is left after, s", &moments.left, &[], Some("≤ 1.5"));
    Ok(report)
}

fn make_music(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir(folder)?;
    for index in 0..4 {
        let mut command = ffmpeg();
        command.args([
            "-f",
            "lavfi",
            "-i",
            &format!("sine={}:r=48000:d=50", TONES.0),
            "-ac",
            "2",
        ]);
        command.args([
            "-metadata",
            &format!("title=Track {index}"),
            "-metadata",
            "artist=AutoDJ",
        ]);
        run_program(command.arg(folder.join(format!("{index}.flac"))))?;
    }
    Ok(())
}

fn act(server: &Server, key: &str, moments: &mut Moments) -> anyhow::Result<()> {
    let [autodj, live, freeze, again] = ROUND.map(Duration::from_secs);
    std::thread::sleep(autodj);
    let source = Source::start(server.icecast, ("source", key), "/story", dj)?;
    moments.joined.extend(until_on_air(server, "live", live)?);
    source.freeze(true);
    moments.left.extend(until_on_air(server, "autodj", freeze)?);
    source.freeze(false);
    std::thread::sleep(again);
    drop(source);
    Ok(())
}

/// Waits for all of `time` and returns after how many seconds `who` was on air.
fn until_on_air(server: &Server, who: &str, time: Duration) -> anyhow::Result<Option<f64>> {
    let began = Instant::now();
    let mut found = None;
    while found.is_none() && began.elapsed() < time {
        let station: serde_json::Value = serde_json::from_slice(&get(server.http, STATION)?)?;
        found = (station["on_air"] == who).then(|| began.elapsed().as_secs_f64());
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(time.saturating_sub(began.elapsed()));
    Ok(found)
}

fn listen(address: std::net::SocketAddr, file: &Path, total: Duration) -> anyhow::Result<Duration> {
    let mut stream = Connection::open(address)?.stream("/story/mp3-320")?;
    let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
    let started = Instant::now();
    let mut buffer = vec![0; 64 * 1024];
    while started.elapsed() < total {
        let count = stream.read(&mut buffer)?;
        anyhow::ensure!(count > 0, "the stream ended after {:?}", started.elapsed());
        std::io::Write::write_all(&mut out, &buffer[..count])?;
    }
    std::io::Write::flush(&mut out)?;
    Ok(started.elapsed())
}

fn judge(server: &Server, file: &Path, (rounds, listened): (u64, Duration)) -> anyhow::Result<Report> {
    let mut report = Report::new(
        "story",
        format!(
            "{rounds} rounds of AutoDJ, DJ, a frozen network for 8 s, DJ again; {:.0} min, MP3 at 320 kbit/s",
            listened.as_secs_f64() / 60.0
        ),
    );
    let samples = ear::decode(file)?;
    let heard = samples.get(ear::RATE / 20..).unwrap_or_default();
    let played = samples.len() as f64 / ear::RATE as f64;
    let tones = ear::tones(heard, TONES);
    let changes = changes(&tones);
    report.row(
        "seconds of sound less seconds listened",
        &[played - listened.as_secs_f64()],
        &[],
        Some("≥ 0"),
    );
    report.row("longest silence, s", &[ear::longest_silence(heard)], &[], Some("0"));
    report.row("loudest click, dBFS", &[ear::loudest_click(heard)], &[], Some("< -40"));
    report.row("changes of who is heard", &[changes as f64], &[], Some("4 a round"));
    report.row("changes there should be", &[(rounds * 4) as f64], &[], None);
    let station: serde_json::Value = serde_json::from_slice(&get(server.http, STATION)?)?;
    report.notes.push(format!("At the end on air: {}.", station["on_air"]));
    Ok(report)
}

/// How often another tone is heard steadily.
fn changes(tones: &[Option<f64>]) -> usize {
    let mut order: Vec<f64> = Vec::new();
    for window in tones.windows(5) {
        if let (Some(hz), true) = (window[0], window.iter().all(|tone| *tone == window[0]))
            && order.last() != Some(&hz)
        {
            order.push(hz);
        }
    }
    order.len().saturating_sub(1)
}
