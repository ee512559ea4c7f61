//! Listening, and saying what was heard.

use anyhow::{Context, bail, ensure};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Sample rate everything is decoded to, Hz.
pub const RATE: usize = 48_000;

/// Asks for `url` and returns the status.
///
/// # Errors
/// When nobody answers.
pub fn http_status(url: &str) -> anyhow::Result<u16> {
    Ok(Stream::open("GET", url, &[])?.status)
}

/// Gets `url` and returns its body as text.
///
/// # Errors
/// When nobody answers or the status is not 200.
pub fn get(url: &str) -> anyhow::Result<String> {
    get_with(url, &[])
}

/// As [`get`], with headers.
///
/// # Errors
/// As [`get`].
pub fn get_with(url: &str, headers: &[(&str, &str)]) -> anyhow::Result<String> {
    Ok(String::from_utf8_lossy(&download(url, headers)?).into_owned())
}

/// Gets `url` and returns its body.
///
/// # Errors
/// As [`get`].
pub fn download(url: &str, headers: &[(&str, &str)]) -> anyhow::Result<Vec<u8>> {
    let headers = [headers, &[("Connection", "close")]].concat();
    let mut stream = Stream::open("GET", url, &headers)?;
    let mut body = Vec::new();
    stream.body.read_to_end(&mut body)?;
    let body = stream.dechunked(body)?;
    ensure!(
        stream.status == 200,
        "{url}: {}: {}",
        stream.status,
        String::from_utf8_lossy(&body)
    );
    Ok(body)
}

/// An HTTP answer whose body is still being read.
#[derive(Debug)]
pub struct Stream {
    /// Status.
    pub status: u16,
    /// Header lines, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The rest of the connection.
    pub body: BufReader<TcpStream>,
}

impl Stream {
    /// Sends a request and reads the head of the answer.
    ///
    /// # Errors
    /// When nobody answers within 10 s or the answer is not HTTP.
    pub fn open(method: &str, url: &str, headers: &[(&str, &str)]) -> anyhow::Result<Self> {
        let rest = url.strip_prefix("http://").context("plain http only")?;
        let (host, path) = rest
            .split_once('/')
            .map_or((rest, String::from("/")), |(host, path)| (host, format!("/{path}")));
        let mut socket = TcpStream::connect(host)?;
        socket.set_read_timeout(Some(Duration::from_secs(10)))?;
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n");
        for (name, value) in headers {
            request.extend([name, ": ", value, "\r\n"]);
        }
        request.push_str("\r\n");
        socket.write_all(request.as_bytes())?;
        let mut body = BufReader::new(socket);
        let mut line = String::new();
        body.read_line(&mut line)?;
        let status = line.split_whitespace().nth(1).and_then(|status| status.parse().ok());
        let status = status.with_context(|| format!("{url}: not HTTP: {line:?}"))?;
        let mut read = Vec::new();
        loop {
            let mut line = String::new();
            if body.read_line(&mut line)? == 0 || line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':') {
                read.push((name.trim().to_lowercase(), value.trim().to_owned()));
            }
        }
        Ok(Self {
            status,
            headers: read,
            body,
        })
    }

    /// Value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    fn dechunked(&self, body: Vec<u8>) -> anyhow::Result<Vec<u8>> {
        if self.header("transfer-encoding") != Some("chunked") {
            return Ok(body);
        }
        let mut rest = body.as_slice();
        let mut whole = Vec::new();
        loop {
            let end = rest
                .windows(2)
                .position(|pair| pair == b"\r\n")
                .context("a chunk has a size")?;
            let size = usize::from_str_radix(std::str::from_utf8(&rest[..end])?.trim(), 16)?;
            if size == 0 {
                return Ok(whole);
            }
            whole.extend(rest.get(end + 2..end + 2 + size).context("the chunk is whole")?);
            rest = &rest[end + 2 + size + 2..];
        }
    }

    /// Reads the body for `time`, as a player would, and returns its bytes.
    ///
    /// # Errors
    /// When the stream ends before.
    pub fn listen(&mut self, time: Duration) -> anyhow::Result<Vec<u8>> {
        let started = Instant::now();
        let mut heard = Vec::new();
        let mut buffer = [0; 16 * 1024];
        while started.elapsed() < time {
            match self.body.read(&mut buffer)? {
                0 => bail!(
                    "the stream ended after {:?} and {} bytes",
                    started.elapsed(),
                    heard.len()
                ),
                read => heard.extend_from_slice(&buffer[..read]),
            }
        }
        Ok(heard)
    }
}

/// Splits an ICY stream into sound and titles.
///
/// # Errors
/// When a metadata block is not what its length byte says.
pub fn split_icy(stream: &[u8], metaint: usize) -> anyhow::Result<(Vec<u8>, Vec<String>)> {
    let mut sound = Vec::new();
    let mut titles = Vec::new();
    let mut rest = stream;
    while rest.len() > metaint {
        sound.extend_from_slice(&rest[..metaint]);
        let length = usize::from(rest[metaint]) * 16;
        let Some(block) = rest.get(metaint + 1..metaint + 1 + length) else {
            break;
        };
        if length > 0 {
            let text = std::str::from_utf8(block)
                .context("titles are UTF-8")?
                .trim_end_matches('\0');
            ensure!(text.starts_with("StreamTitle='"), "not a title: {text:?}");
            titles.push(text.to_owned());
        }
        rest = &rest[metaint + 1 + length..];
    }
    Ok((sound, titles))
}

/// Decodes anything ffmpeg can read (a URL, a file) to mono samples at 48 kHz.
///
/// # Errors
/// When ffmpeg reports any error: a broken frame is an error here.
pub fn decode(input: &str, seconds: Option<u32>) -> anyhow::Result<Vec<f32>> {
    let mut command = crate::tools::ffmpeg();
    command.args(["-i", input]);
    if let Some(seconds) = seconds {
        command.args(["-t", &seconds.to_string()]);
    }
    let raw = crate::tools::run(command.args(["-ac", "1", "-ar", "48000", "-f", "f32le", "-"]))?;
    Ok(raw
        .as_chunks::<4>()
        .0
        .iter()
        .map(|bytes| f32::from_le_bytes(*bytes))
        .collect())
}

/// Power of `hz` in `samples`, as the amplitude of the sine that would give it (Goertzel).
#[must_use]
pub fn amplitude(samples: &[f32], hz: f32) -> f32 {
    let step = std::f64::consts::TAU * f64::from(hz) / RATE as f64;
    let (mut sine, mut cosine) = (0.0_f64, 0.0_f64);
    for (index, sample) in samples.iter().enumerate() {
        let angle = step * index as f64;
        sine += f64::from(*sample) * angle.sin();
        cosine += f64::from(*sample) * angle.cos();
    }
    (2.0 * (sine.hypot(cosine)) / samples.len().max(1) as f64) as f32
}

/// Which of `candidates` (Hz) is loudest in each tenth of a second; `None` where it is silent.
#[must_use]
pub fn tones(samples: &[f32], candidates: &[f32]) -> Vec<Option<f32>> {
    let tenth = RATE / 10;
    samples
        .chunks_exact(tenth)
        .map(|window| loudest(window, candidates))
        .collect()
}

fn loudest(window: &[f32], candidates: &[f32]) -> Option<f32> {
    let measured = candidates.iter().map(|hz| (*hz, amplitude(window, *hz)));
    let (hz, level) = measured.max_by(|left, right| left.1.total_cmp(&right.1))?;
    (level > 0.01).then_some(hz)
}

/// Longest run of samples whose level stays under −60 dBFS, in seconds.
#[must_use]
pub fn longest_silence(samples: &[f32]) -> f32 {
    let mut longest = 0_usize;
    let mut run = 0_usize;
    for sample in samples {
        run = if sample.abs() < 0.001 { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest as f32 / RATE as f32
}

/// Where samples stay under −60 dBFS for longer than `longer_s`: start and length, seconds.
#[must_use]
pub fn silences(samples: &[f32], longer_s: f32) -> Vec<(f32, f32)> {
    let seconds = |count: usize| count as f32 / RATE as f32;
    let mut found = Vec::new();
    let mut run = 0_usize;
    for (index, sample) in samples.iter().chain(&[1.0]).enumerate() {
        if sample.abs() < 0.001 {
            run += 1;
        } else {
            if seconds(run) > longer_s {
                found.push((seconds(index - run), seconds(run)));
            }
            run = 0;
        }
    }
    found
}

/// Loudest click, dBFS: the largest jump that a smooth curve through the two samples on either
/// side does not explain. Sines under 2 kHz at −12 dBFS stay below −60.
#[must_use]
pub fn loudest_click_dbfs(samples: &[f32]) -> f32 {
    let jump = |window: &[f32]| {
        let [a, b, c, d, e] = [window[0], window[1], window[2], window[3], window[4]];
        (a - 4.0 * b + 6.0 * c - 4.0 * d + e).abs() / 6.0
    };
    let worst = samples.windows(5).map(jump).fold(0.0_f32, f32::max);
    20.0 * worst.max(1e-9).log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(hz: f32, seconds: f32) -> Vec<f32> {
        let count = (seconds * RATE as f32) as usize;
        (0..count)
            .map(|index| 0.25 * (std::f32::consts::TAU * hz * index as f32 / RATE as f32).sin())
            .collect()
    }

    #[test]
    fn the_ear_tells_tones_silence_and_clicks() {
        let mut heard = sine(500.0, 1.0);
        assert!(
            tones(&heard, &[300.0, 500.0, 900.0])
                .iter()
                .all(|tone| *tone == Some(500.0))
        );
        assert!(loudest_click_dbfs(&heard) < -60.0);
        assert!(longest_silence(&heard) < 0.001);
        heard.extend(vec![0.0; RATE / 2]);
        heard.extend(sine(900.0, 1.0).iter().skip(13));
        assert!((longest_silence(&heard) - 0.5).abs() < 0.01);
        assert!(loudest_click_dbfs(&heard) > -40.0);
        assert_eq!(tones(&vec![0.0; 4800], &[500.0]), [None]);
    }
}
