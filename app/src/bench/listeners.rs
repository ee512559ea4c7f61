//! Progressive listeners: what each costs and how soon each hears something, beside Icecast with
//! the same stream.

use super::Plan;
use super::child::{Running, ffmpeg, is_installed};
use super::icecast::Icecast;
use super::report::{Report, tell};
use super::server::Server;
use super::usage;
use anyhow::Context;
use awaz_fanout::{Load, LoadReport, LoadSpec};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

/// How many listeners; more than 10,000 do not fit the descriptors of common machines.
const COUNTS: [u32; 3] = [1000, 3000, 10_000];
/// Listeners of the storm.
const STORM: u32 = 5000;
/// Time for which a source is given to be heard, and listeners to have had their bursts.
const SETTLE: Duration = Duration::from_secs(6);
/// What is said where the peer is not there.
const NO_PEER: &str = "No peer: Debian package icecast2 is needed.";

/// Both servers with the same MP3 on air.
struct Stage {
    ours: Mount,
    peer: Option<Mount>,
    // Dropped in this order: sources, then servers.
    _sources: Vec<Running>,
    _icecast: Option<Icecast>,
    _server: Server,
}

/// A server with a mount on air.
struct Mount {
    name: &'static str,
    addr: SocketAddr,
    pid: u32,
}

/// What was found in one run.
#[derive(Default)]
struct Found {
    cpu_ms: Vec<f64>,
    unwell: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
}

impl Stage {
    fn start() -> anyhow::Result<Self> {
        let server = Server::start(&[])?;
        let key = server.channel("bench")?;
        let log = server.scratch().join("source.log");
        let mut sources = vec![source(server.icecast, &format!("source:{key}"), &log)?];
        let icecast = is_installed("icecast2").then(Icecast::start).transpose()?;
        if let Some(icecast) = &icecast {
            sources.push(source(icecast.address, "source:bench", &log)?);
        }
        std::thread::sleep(SETTLE);
        Ok(Self {
            ours: Mount {
                name: "ours",
                addr: server.icecast,
                pid: server.pid(),
            },
            peer: icecast.as_ref().map(|icecast| Mount {
                name: "Icecast",
                addr: icecast.address,
                pid: icecast.pid(),
            }),
            _sources: sources,
            _icecast: icecast,
            _server: server,
        })
    }

    fn mounts(&self) -> impl Iterator<Item = &Mount> {
        std::iter::once(&self.ours).chain(&self.peer)
    }
}

/// An ffmpeg that sends a tone under noise, MP3 at 128 kbit/s, in real time.
fn source(address: SocketAddr, login: &str, log: &Path) -> anyhow::Result<Running> {
    let mut command = ffmpeg();
    let sound =
        "sine=440:r=44100[a];anoisesrc=c=pink:a=0.1:r=44100[b];[a][b]amix,aformat=channel_layouts=stereo,arealtime";
    command.args(["-filter_complex", sound, "-c:a", "libmp3lame", "-b:a", "128k"]);
    command.args([
        "-content_type",
        "audio/mpeg",
        "-f",
        "mp3",
        &format!("icecast://{login}@{address}/bench"),
    ]);
    Running::start(&command, log)
}

impl Mount {
    /// Lets listeners come over `ramp` and returns what they heard and the processor seconds of
    /// `window`, which begins when all have had their bursts.
    fn load(&self, listeners: u32, (ramp, window): (Duration, Duration)) -> anyhow::Result<(f64, LoadReport)> {
        let spec = LoadSpec {
            ramp,
            duration: ramp + SETTLE + window + Duration::from_secs(1),
            // The other core is for the server.
            threads: 1,
            ..LoadSpec::new(self.addr, "/bench", listeners)
        };
        std::thread::scope(|scope| {
            let load = scope.spawn(|| Load::run(&spec));
            std::thread::sleep(ramp + SETTLE);
            let used = usage::over(self.pid, window)?;
            let heard = load.join().ok().context("the load generator fell over")??;
            Ok((used.cpu_s, heard))
        })
    }
}

/// Measures listeners who stay.
///
/// # Errors
/// When a program does not start.
pub(super) fn steady(plan: Plan) -> anyhow::Result<Report> {
    let seconds = plan.seconds_or(20);
    let method = format!(
        "MP3 at 128 kbit/s over loopback, both servers up, one loaded at a time; processor time of {seconds} s after \
         the bursts, less the same with one listener; median of {}",
        plan.runs
    );
    let mut report = Report::new("listeners", method);
    let stage = Stage::start()?;
    let window = Duration::from_secs(u64::from(seconds));
    let alone = stage
        .mounts()
        .map(|mount| mount.load(1, (Duration::ZERO, window)).map(|(cpu, _)| cpu));
    let alone: Vec<f64> = alone.collect::<anyhow::Result<_>>()?;
    for count in COUNTS {
        let mut found = [Found::default(), Found::default()];
        let ramp = Duration::from_millis(u64::from(count));
        for _ in 0..plan.runs {
            for ((mount, found), alone) in stage.mounts().zip(&mut found).zip(&alone) {
                tell(&format!("listeners: {count}, {}", mount.name));
                let (cpu, heard) = mount.load(count, (ramp, window))?;
                let a_minute = (cpu - alone) * 60.0 / f64::from(seconds);
                found.cpu_ms.push(a_minute * 1000.0 / f64::from(count));
                found
                    .unwell
                    .push(f64::from(heard.starved + heard.refused + heard.failed + heard.lost));
            }
        }
        add(&mut report, count, &found);
    }
    let peak = |mount: &Mount| usage::peak_mb(mount.pid);
    let peer = stage.peer.as_ref().map(peak).transpose()?;
    report.row(
        "peak memory after all of it, MB",
        &[peak(&stage.ours)?],
        peer.as_slice(),
        Some("≤ 150"),
    );
    report.row(
        "engine and one listener, CPU-s a minute",
        &scaled(&alone[..1], 60.0 / f64::from(seconds)),
        &[],
        None,
    );
    report.notes.extend(stage.peer.is_none().then(|| NO_PEER.to_owned()));
    Ok(report)
}

fn add(report: &mut Report, count: u32, [ours, peer]: &[Found; 2]) {
    let many = f64::from(count);
    let goal = if count > 3000 { None } else { Some("ratio ≤ 0.25") };
    report.row(
        format!("{count}: CPU-ms per listener-minute"),
        &ours.cpu_ms,
        &peer.cpu_ms,
        goal,
    );
    let cores = |found: &Found| scaled(&found.cpu_ms, many / 60_000.0);
    let goal = if count > 3000 { Some("≤ 0.20") } else { None };
    report.row(format!("{count}: cores"), &cores(ours), &cores(peer), goal);
    report.row(
        format!("{count}: starved, refused or lost"),
        &ours.unwell,
        &peer.unwell,
        Some("0"),
    );
}

fn scaled(values: &[f64], factor: f64) -> Vec<f64> {
    values.iter().map(|value| value * factor).collect()
}

/// Measures listeners who all come at once.
///
/// # Errors
/// When a program does not start.
pub(super) fn storm(plan: Plan) -> anyhow::Result<Report> {
    let seconds = plan.seconds_or(15);
    let method = format!(
        "{STORM} listeners arrive within 2 s and stay for {seconds} s; median of {}",
        plan.runs
    );
    let mut report = Report::new("storm", method);
    let stage = Stage::start()?;
    let mut found = [Found::default(), Found::default()];
    for _ in 0..plan.runs {
        for (mount, found) in stage.mounts().zip(&mut found) {
            tell(&format!("storm: {}", mount.name));
            let window = Duration::from_secs(u64::from(seconds)).saturating_sub(SETTLE);
            let (_, heard) = mount.load(STORM, (Duration::from_secs(2), window))?;
            found.p50.push(f64::from(heard.first_byte_median_ms));
            found.p99.push(f64::from(heard.first_byte_p99_ms));
            found.unwell.push(f64::from(heard.refused + heard.failed + heard.lost));
        }
    }
    let [ours, peer] = &found;
    report.row("first sound, median, ms", &ours.p50, &peer.p50, None);
    report.row("first sound, 99th percentile, ms", &ours.p99, &peer.p99, Some("< 1000"));
    report.row(
        "listeners refused, unheard or lost",
        &ours.unwell,
        &peer.unwell,
        Some("0"),
    );
    report.notes.extend(stage.peer.is_none().then(|| NO_PEER.to_owned()));
    Ok(report)
}
