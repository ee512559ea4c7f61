//! A load generator: many listeners on few threads, for measurements of this and other servers.

mod player;

use crate::sys::{self, Poll, Ready};
use player::{Player, Progress};
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Readiness reports taken at a time.
const BATCH: usize = 512;

/// Longest sleep of a thread that waits for nothing but the end.
const NAP: Duration = Duration::from_millis(200);

/// What to measure.
#[derive(Debug, Clone)]
pub struct LoadSpec {
    /// Where the server listens.
    pub addr: SocketAddr,
    /// Path of the stream, as in `/radio`.
    pub path: String,
    /// Listeners. Above about 28,000 the local ports run out.
    pub listeners: u32,
    /// Time over which they arrive, evenly; zero is all at once.
    pub ramp: Duration,
    /// Time from the first arrival to the end, ramp included.
    pub duration: Duration,
    /// Asks for ICY metadata, which is received and counted like sound.
    pub metadata: bool,
    /// A listener who gets nothing for longer than this, after the first byte, has a gap.
    pub gap: Duration,
    /// Threads; 0 is one per core.
    pub threads: usize,
    /// Process whose processor time is reported, as a rule the server's.
    pub pid: Option<u32>,
}

impl LoadSpec {
    /// `listeners` of `path` at `addr` who arrive within a second and stay for ten, without metadata.
    #[must_use]
    pub fn new(addr: SocketAddr, path: &str, listeners: u32) -> Self {
        Self {
            addr,
            path: path.to_owned(),
            listeners,
            ramp: Duration::from_secs(1),
            duration: Duration::from_secs(10),
            metadata: false,
            gap: Duration::from_secs(2),
            threads: 0,
            pid: None,
        }
    }
}

/// What the listeners heard.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LoadReport {
    /// Listeners who were answered 200.
    pub connected: u32,
    /// Listeners who were answered otherwise, as with 503.
    pub refused: u32,
    /// Listeners who were not answered: connections that failed, broke off, or waited to the end.
    pub failed: u32,
    /// Listeners who heard something and were cut off before the end.
    pub lost: u32,
    /// Stream bytes received by all, without response heads.
    pub bytes: u64,
    /// Gaps of all listeners together.
    pub gaps: u32,
    /// Listeners with at least one gap.
    pub starved: u32,
    /// Slowest listener, kb/s from its first byte to the end; the burst counts.
    pub min_kbps: f64,
    /// Median listener, kb/s, likewise.
    pub median_kbps: f64,
    /// Median time from the call to the first stream byte, milliseconds.
    pub first_byte_median_ms: u32,
    /// 99th percentile of that time, milliseconds.
    pub first_byte_p99_ms: u32,
    /// Processor time of [`LoadSpec::pid`] during the run, seconds; `None` if it cannot be read.
    pub cpu_s: Option<f64>,
}

/// Runs load.
#[derive(Debug, Clone, Copy)]
pub struct Load;

impl Load {
    /// Connects the listeners, receives until the end, and reports. Blocks for
    /// [`LoadSpec::duration`]. Raises the limit of open descriptors if it can; listeners beyond
    /// the limit count as failed.
    ///
    /// # Errors
    /// When the system has no threads or descriptors left for the run itself.
    pub fn run(spec: &LoadSpec) -> io::Result<LoadReport> {
        // Without it fewer listeners fit, which the report shows.
        let _ = sys::raise_descriptor_limit();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = if spec.threads == 0 { cores } else { spec.threads };
        let cpu_before = spec.pid.and_then(cpu_seconds);
        let began = Instant::now();
        let crowds: Vec<Crowd> = (0..threads)
            .map(|index| Crowd::new(spec, (index, threads), began))
            .collect::<io::Result<_>>()?;
        let players = std::thread::scope(|scope| {
            let running: Vec<_> = crowds
                .into_iter()
                .map(|crowd| scope.spawn(move || crowd.run()))
                .collect();
            let joined = running.into_iter().map(std::thread::ScopedJoinHandle::join);
            joined.collect::<Result<Vec<_>, _>>()
        });
        let players = players.map_err(|_| io::Error::other("a thread of the load generator panicked"))?;
        let players: Vec<Progress> = players.into_iter().collect::<io::Result<Vec<_>>>()?.concat();
        let mut report = report(&players, spec, began + spec.duration);
        let cpu_after = spec.pid.and_then(cpu_seconds);
        report.cpu_s = cpu_after.zip(cpu_before).map(|(after, before)| after - before);
        Ok(report)
    }
}

/// Processor time of a process and its threads so far, seconds, from `/proc`.
fn cpu_seconds(pid: u32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in brackets may hold anything; user and system ticks are the 12th and 13th field after it.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_whitespace().skip(11).map(str::parse::<u64>);
    let ticks = times.next()?.ok()? + times.next()?.ok()?;
    Some(ticks as f64 / sys::ticks_per_second() as f64)
}

/// One thread's listeners.
struct Crowd {
    poll: Poll,
    players: Vec<Player>,
    /// How many of them have been started.
    started: usize,
    addr: SocketAddr,
    request: Vec<u8>,
    gap: Duration,
    end: Instant,
}

impl Crowd {
    fn new(spec: &LoadSpec, (index, threads): (usize, usize), began: Instant) -> io::Result<Self> {
        let arrival = |place: u32| began + spec.ramp * place / spec.listeners.max(1);
        let metadata = if spec.metadata { "Icy-MetaData: 1\r\n" } else { "" };
        let (path, addr) = (&spec.path, spec.addr);
        Ok(Self {
            poll: Poll::new(BATCH)?,
            players: (0..spec.listeners)
                .skip(index)
                .step_by(threads)
                .map(|place| Player::due(arrival(place)))
                .collect(),
            started: 0,
            addr,
            request: format!("GET {path} HTTP/1.0\r\nHost: {addr}\r\nUser-Agent: awaz-bench\r\n{metadata}\r\n").into(),
            gap: spec.gap,
            end: began + spec.duration,
        })
    }

    fn run(mut self) -> io::Result<Vec<Progress>> {
        let mut ready: Vec<Ready> = Vec::with_capacity(BATCH);
        loop {
            let now = Instant::now();
            if now >= self.end {
                break;
            }
            self.start_due(now);
            let next = self.players.get(self.started).map_or(self.end, Player::arrival);
            let wait = next.min(self.end).saturating_duration_since(now).min(NAP);
            self.poll.wait(Some(wait), &mut ready)?;
            let now = Instant::now();
            for event in ready.drain(..) {
                if let Some(player) = self.players.get_mut(event.token as usize) {
                    player.handle(event, &self.request, self.gap, now);
                }
            }
        }
        let (end, gap) = (self.end, self.gap);
        let finished = self.players.into_iter().map(|player| player.finish(end, gap));
        Ok(finished.collect())
    }

    /// Starts those who are due, a batch at a time so that those inside are served meanwhile.
    fn start_due(&mut self, now: Instant) {
        for _ in 0..BATCH {
            let token = self.started as u64;
            match self.players.get_mut(self.started) {
                Some(player) if player.arrival() <= now => player.start(&self.poll, self.addr, token),
                _ => break,
            }
            self.started += 1;
        }
    }
}

fn report(players: &[Progress], spec: &LoadSpec, end: Instant) -> LoadReport {
    let count = |is: fn(&Progress) -> bool| players.iter().filter(|player| is(player)).count() as u32;
    let connected = count(|player| player.status == Some(200));
    let refused = count(|player| player.status.is_some_and(|status| status != 200));
    let mut rates: Vec<f64> = players.iter().filter_map(|player| player.kbps(end)).collect();
    rates.sort_by(f64::total_cmp);
    let mut delays: Vec<u32> = players.iter().filter_map(Progress::first_byte_ms).collect();
    delays.sort_unstable();
    LoadReport {
        connected,
        refused,
        failed: spec.listeners - connected - refused,
        lost: count(|player| player.status == Some(200) && player.ended.is_some()),
        bytes: players.iter().map(|player| player.bytes).sum(),
        gaps: players.iter().map(|player| player.gaps).sum(),
        starved: count(|player| player.gaps > 0),
        min_kbps: rates.first().copied().unwrap_or_default(),
        median_kbps: percentile(&rates, 50),
        first_byte_median_ms: percentile(&delays, 50),
        first_byte_p99_ms: percentile(&delays, 99),
        cpu_s: None,
    }
}

/// The value that `percent` of the sorted values do not exceed; the default of none.
fn percentile<T: Copy + Default>(sorted: &[T], percent: usize) -> T {
    let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(rank).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let values: Vec<u32> = (1..=200).collect();
        assert_eq!(percentile(&values, 50), 100);
        assert_eq!(percentile(&values, 99), 198);
        assert_eq!(percentile(&[7], 99), 7);
        assert_eq!(percentile::<u32>(&[], 50), 0);
    }

    #[test]
    fn processor_time_of_this_process_is_read() {
        assert!(cpu_seconds(std::process::id()).is_some());
        assert_eq!(cpu_seconds(u32::MAX), None);
    }
}
