//! Reads of the API at a steady rate: how long each takes.

use super::Plan;
use super::http::Connection;
use super::report::{Report, at, tell};
use super::server::Server;
use super::usage;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Requests a second, and the connections they are spread over.
const RATE: (u32, u32) = (2000, 8);
/// What is read: pages that every listener's app asks for.
const PATHS: [&str; 3] = ["/api/v1/stations", "/api/v1/stations/bench", "/api/nowplaying/bench"];

/// Runs it.
///
/// # Errors
/// When the server does not start or answers wrongly.
pub(super) fn run(plan: Plan) -> anyhow::Result<Report> {
    let seconds = plan.seconds_or(10);
    let method = format!(
        "{} requests a second over {} connections for {seconds} s, sent by the clock whether or not earlier ones were \
         slow; median of {}",
        RATE.0, RATE.1, plan.runs
    );
    let mut report = Report::new("api", method);
    let server = Server::start(&[])?;
    server.channel("bench")?;
    for path in PATHS {
        let (mut half, mut most, mut cost) = (vec![], vec![], vec![]);
        for _ in 0..plan.runs {
            tell(&format!("api: {path}"));
            let before = usage::cpu_s(server.pid())?;
            let times = load(server.http, path, seconds)?;
            cost.push((usage::cpu_s(server.pid())? - before) * 1e6 / times.len().max(1) as f64);
            half.push(at(&times, 0.5));
            most.push(at(&times, 0.99));
        }
        report.row(format!("{path}: median, ms"), &half, &[], None);
        report.row(format!("{path}: 99th percentile, ms"), &most, &[], Some("≤ 5"));
        report.row(format!("{path}: CPU-µs a request"), &cost, &[], None);
    }
    Ok(report)
}

/// Times of all requests, milliseconds, sorted.
fn load(address: SocketAddr, path: &str, seconds: u32) -> anyhow::Result<Vec<f64>> {
    let (rate, connections) = RATE;
    let each = Duration::from_secs_f64(f64::from(connections) / f64::from(rate));
    let count = rate / connections * seconds;
    let began = Instant::now();
    let found = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..connections)
            .map(|index| {
                let first = began + each.mul_f64(f64::from(index) / f64::from(connections));
                scope.spawn(move || ask(address, path, first, (each, count)))
            })
            .collect();
        let ended = threads.into_iter().map(std::thread::ScopedJoinHandle::join);
        ended.collect::<Vec<_>>()
    });
    let mut times = Vec::new();
    for part in found {
        times.extend(part.map_err(|_| anyhow::anyhow!("a client fell over"))??);
    }
    times.sort_by(f64::total_cmp);
    Ok(times)
}

/// Asks `count` times by the clock; a request that is late counts from when it was due.
fn ask(address: SocketAddr, path: &str, first: Instant, (each, count): (Duration, u32)) -> anyhow::Result<Vec<f64>> {
    let mut connection = Connection::open(address)?;
    let mut times = Vec::with_capacity(count as usize);
    for number in 0..count {
        let due = first + each * number;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let asked = Instant::now().max(due);
        let answer = connection.get(path)?;
        anyhow::ensure!(answer.status == 200, "{path}: {}", answer.status);
        // A sleep that overshoots is the client's; a request that waited for the one before is not.
        let late = if number > 0 && asked > due + each {
            asked - due
        } else {
            Duration::ZERO
        };
        times.push((asked.elapsed() + late).as_secs_f64() * 1e3);
    }
    Ok(times)
}
