//! What data-saver costs a listener: every byte on the wire.

use super::Plan;
use super::http::Connection;
use super::report::{Report, tell};
use super::server::Server;
use std::io::Read;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// The rendition that data-saver plays.
const RENDITION: &str = "opus-24";
/// Bytes of sound in a packet of mobile networks, and of its IPv4 and TCP heads.
const PACKET: (u64, u64) = (1400, 52);
/// What a browser sends with every request.
const HEADERS: &str = "User-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Mobile Safari/537.36\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: ur-PK,ur;q=0.9\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\nReferer: http://radio.example.pk/stations/bench\r\n";
/// Length of a segment.
const SEGMENT: Duration = Duration::from_millis(5760);

/// Runs it.
///
/// # Errors
/// When the server does not start or a stream ends.
pub(super) fn run(plan: Plan) -> anyhow::Result<Report> {
    let seconds = plan.seconds_or(96);
    let method = format!(
        "{RENDITION} for {seconds} s; bytes of HTTP both ways, and {} bytes of IPv4 and TCP for every packet of up to \
         {} bytes and for its acknowledgement",
        PACKET.1, PACKET.0
    );
    let mut report = Report::new("saver", method);
    let server = Server::start(&[])?;
    server.channel("bench")?;
    tell("saver: progressive, then HLS");
    let time = Duration::from_secs(u64::from(seconds));
    let stream = progressive(server.icecast, time)?;
    let hls = hls(server.http, time)?;
    report.row("progressive, MB an hour", &[stream], &[], Some("≤ 11.5"));
    report.row("HLS without parts, MB an hour", &[hls], &[], Some("≤ 13"));
    Ok(report)
}

/// Bytes on the wire for some that were sent at once.
fn wire(bytes: u64) -> u64 {
    bytes + bytes.div_ceil(PACKET.0) * PACKET.1 * 2
}

fn an_hour(bytes: u64, time: Duration) -> f64 {
    bytes as f64 / 1e6 * 3600.0 / time.as_secs_f64()
}

/// A stream after its burst, MB an hour.
fn progressive(address: SocketAddr, time: Duration) -> anyhow::Result<f64> {
    let mut stream = Connection::open(address)?.stream(&format!("/bench/{RENDITION}"))?;
    let mut buffer = vec![0; 64 * 1024];
    let mut read_for = |time: Duration| -> anyhow::Result<u64> {
        let (began, mut bytes) = (Instant::now(), 0);
        while began.elapsed() < time {
            let count = stream.read(&mut buffer)?;
            anyhow::ensure!(count > 0, "the stream ended");
            bytes += wire(count as u64);
        }
        Ok(bytes)
    };
    read_for(Duration::from_secs(10))?;
    Ok(an_hour(read_for(time)?, time))
}

/// A player that reads the playlist and one segment each 5.76 s, MB an hour.
fn hls(address: SocketAddr, time: Duration) -> anyhow::Result<f64> {
    let folder = format!("/live/bench/{RENDITION}");
    let list = format!("{folder}/index.m3u8?window=live");
    // Somebody has to ask before there is something to hear.
    Connection::open(address)?.get(&list)?;
    std::thread::sleep(SEGMENT * 4);
    let (mut plain, mut connection) = (Connection::open(address)?, Connection::open(address)?);
    connection.headers = HEADERS;
    let mut counted = |path: &str| -> anyhow::Result<u64> {
        let answer = connection.get(path)?;
        anyhow::ensure!(answer.status == 200, "{path}: {}", answer.status);
        Ok(wire(answer.bytes.0) + wire(answer.bytes.1))
    };
    let rounds = (time.as_secs_f64() / SEGMENT.as_secs_f64()).ceil().max(1.0) as u32;
    let mut bytes = 0;
    for _ in 0..rounds {
        let text = String::from_utf8_lossy(&plain.get(&list)?.body).into_owned();
        let mut names = text.lines().filter_map(|line| line.strip_suffix(".m4s"));
        let segment = names.rfind(|name| !name.starts_with('#'));
        let segment = segment.ok_or_else(|| anyhow::anyhow!("no segment in {list}"))?;
        bytes += counted(&list)? + counted(&format!("{folder}/{segment}.m4s"))?;
        std::thread::sleep(SEGMENT);
    }
    Ok(an_hour(bytes, SEGMENT * rounds))
}
