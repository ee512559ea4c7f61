//! One listener of the load generator.

use crate::sys::{Interest, Poll, Ready, discard};
use socket2::{Domain, Protocol, Socket, Type};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Longest response head that is read, bytes.
const MAX_HEAD: usize = 8 * 1024;

/// Most bytes taken by one call; they are not copied.
const GULP: usize = 1024 * 1024;

/// What one listener has heard.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    /// When it called.
    begun: Instant,
    /// Status of the answer.
    pub(super) status: Option<u16>,
    first_byte: Option<Instant>,
    last_byte: Option<Instant>,
    /// When it was cut off.
    pub(super) ended: Option<Instant>,
    /// Stream bytes.
    pub(super) bytes: u64,
    pub(super) gaps: u32,
}

impl Progress {
    pub(super) fn first_byte_ms(&self) -> Option<u32> {
        let delay = self.first_byte?.saturating_duration_since(self.begun);
        Some(delay.as_millis() as u32)
    }

    /// Rate from the first byte to `end` or the cut; `None` without a byte.
    pub(super) fn kbps(&self, end: Instant) -> Option<f64> {
        let heard = self.ended.unwrap_or(end).saturating_duration_since(self.first_byte?);
        let millis = heard.as_secs_f64().max(0.001) * 1000.0;
        Some(self.bytes as f64 * 8.0 / millis)
    }

    fn heard(&mut self, count: usize, gap: Duration, now: Instant) {
        self.bytes += count as u64;
        self.first_byte.get_or_insert(now);
        self.note_gap(gap, now);
        self.last_byte = Some(now);
    }

    fn note_gap(&mut self, gap: Duration, now: Instant) {
        let silent = |last: Instant| now.saturating_duration_since(last) > gap;
        self.gaps += u32::from(self.last_byte.is_some_and(silent));
    }
}

/// A listener and its connection.
#[derive(Debug)]
pub(super) struct Player {
    stream: Option<TcpStream>,
    asked: bool,
    head: Vec<u8>,
    progress: Progress,
}

impl Player {
    /// A listener who calls at `arrival`.
    pub(super) const fn due(arrival: Instant) -> Self {
        Self {
            stream: None,
            asked: false,
            head: Vec::new(),
            progress: Progress {
                begun: arrival,
                status: None,
                first_byte: None,
                last_byte: None,
                ended: None,
                bytes: 0,
                gaps: 0,
            },
        }
    }

    pub(super) const fn arrival(&self) -> Instant {
        self.progress.begun
    }

    /// Calls; a call that fails at once leaves a listener who was never answered.
    pub(super) fn start(&mut self, poll: &Poll, addr: SocketAddr, token: u64) {
        self.progress.begun = Instant::now();
        let Ok(stream) = call(addr) else { return };
        if poll.add(&stream, token, Interest::Stream).is_ok() {
            self.stream = Some(stream);
        }
    }

    pub(super) fn handle(&mut self, event: Ready, request: &[u8], gap: Duration, now: Instant) {
        if event.writable && !self.asked {
            self.ask(request);
        }
        if event.readable {
            self.receive(gap, now);
        }
        if event.gone {
            self.hang_up(now);
        }
    }

    fn ask(&mut self, request: &[u8]) {
        let Some(mut stream) = self.stream.as_ref() else { return };
        match stream.write(request) {
            // A fresh socket has room for a request of some hundred bytes.
            Ok(length) if length == request.len() => self.asked = true,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            _ => self.stream = None,
        }
    }

    fn receive(&mut self, gap: Duration, now: Instant) {
        loop {
            let Some(stream) = self.stream.as_ref() else { return };
            let received = if self.progress.status.is_some() {
                discard(stream, GULP).inspect(|count| {
                    if *count > 0 {
                        self.progress.heard(*count, gap, now);
                    }
                })
            } else {
                self.receive_head(gap, now)
            };
            match received {
                Ok(0) => return self.hang_up(now),
                // A refusal's text is no stream.
                Ok(_) if self.progress.status.is_some_and(|status| status != 200) => return self.refuse(),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(_) => return self.hang_up(now),
            }
        }
    }

    fn receive_head(&mut self, gap: Duration, now: Instant) -> io::Result<usize> {
        let Some(mut stream) = self.stream.as_ref() else {
            return Ok(0);
        };
        let mut buffer = [0; 2048];
        let count = stream.read(&mut buffer)?;
        self.head.extend_from_slice(&buffer[..count]);
        let end = self.head.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(end) = end {
            self.progress.status = Some(status_of(&self.head).unwrap_or_default());
            let body = self.head.len() - end - 4;
            if body > 0 {
                self.progress.heard(body, gap, now);
            }
            self.head = Vec::new();
        } else if self.head.len() > MAX_HEAD {
            return Ok(0);
        }
        Ok(count)
    }

    fn refuse(&mut self) {
        self.stream = None;
        self.progress.bytes = 0;
        self.progress.first_byte = None;
    }

    fn hang_up(&mut self, now: Instant) {
        if self.stream.take().is_some() {
            self.progress.ended = Some(now);
        }
    }

    /// The result at the end of the run, which ends a gap that is still open.
    pub(super) fn finish(mut self, end: Instant, gap: Duration) -> Progress {
        if self.stream.is_some() {
            self.progress.note_gap(gap, end);
        }
        self.progress
    }
}

fn call(addr: SocketAddr) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    match socket.connect(&addr.into()) {
        Err(error) if error.raw_os_error() != Some(libc::EINPROGRESS) => Err(error),
        _ => Ok(socket.into()),
    }
}

/// The number in `HTTP/1.0 200 OK` or `ICY 200 OK`.
fn status_of(head: &[u8]) -> Option<u16> {
    let line = head.split(|byte| *byte == b'\r').next()?;
    let text = std::str::from_utf8(line).ok()?;
    text.split(' ').nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_lines_of_both_kinds_are_read() {
        assert_eq!(status_of(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n"), Some(200));
        assert_eq!(status_of(b"ICY 200 OK\r\n\r\n"), Some(200));
        assert_eq!(status_of(b"HTTP/1.0 503 Service Unavailable\r\n\r\n"), Some(503));
        assert_eq!(status_of(b"\xff\xfe\r\n\r\n"), None);
    }
}
