//! A small HTTP client whose cost is known: one connection, one request at a time.

use anyhow::{Context, bail, ensure};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longest wait for an answer.
const WAIT: Duration = Duration::from_secs(20);
/// Longest body that is read.
const MAX_BODY: u64 = 64 << 20;

/// A connection that is kept open between requests.
#[derive(Debug)]
pub(super) struct Connection {
    host: SocketAddr,
    stream: BufReader<TcpStream>,
    /// More lines of the head, each with its end.
    pub(super) headers: &'static str,
    /// Bytes of the heads that came.
    heads: u64,
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    /// Status.
    pub(super) status: u16,
    /// Body.
    pub(super) body: Vec<u8>,
    /// Bytes that were sent, and that came, with their heads.
    pub(super) bytes: (u64, u64),
}

#[derive(Debug, Default)]
struct Head {
    status: u16,
    length: Option<u64>,
    is_chunked: bool,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub(super) fn open(host: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(host)?;
        stream.set_read_timeout(Some(WAIT))?;
        stream.set_nodelay(true)?;
        let stream = BufReader::new(stream);
        Ok(Self {
            host,
            stream,
            headers: "",
            heads: 0,
        })
    }

    /// Asks for `path` and reads the whole answer.
    ///
    /// # Errors
    /// When the connection breaks or what comes is no HTTP.
    pub(super) fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        self.send("GET", path, ("", ""))
    }

    /// Sends a request with a body and, where it is not empty, an `Authorization`.
    ///
    /// # Errors
    /// As [`Connection::get`].
    pub(super) fn send(
        &mut self,
        method: &str,
        path: &str,
        (authorization, body): (&str, &str),
    ) -> anyhow::Result<Answer> {
        let host = self.host;
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{}", self.headers);
        if !authorization.is_empty() {
            request.extend(["Authorization: ", authorization, "\r\n"]);
        }
        if !body.is_empty() {
            request.push_str("Content-Type: application/json\r\n");
            request.extend(["Content-Length: ", &body.len().to_string(), "\r\n"]);
        }
        request.extend(["\r\n", body]);
        self.stream.get_mut().write_all(request.as_bytes())?;
        self.heads = 0;
        let head = self.head()?;
        let body = self.body(&head)?;
        let status = head.status;
        let bytes = (request.len() as u64, self.heads + body.len() as u64);
        Ok(Answer { status, body, bytes })
    }

    /// Asks for a stream without end, and leaves its body on the connection.
    ///
    /// # Errors
    /// As [`Connection::get`], and when the status is not 200.
    pub(super) fn stream(mut self, path: &str) -> anyhow::Result<BufReader<TcpStream>> {
        let host = self.host;
        let request = format!("GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n");
        self.stream.get_mut().write_all(request.as_bytes())?;
        let status = self.head()?.status;
        ensure!(status == 200, "{path}: {status}");
        Ok(self.stream)
    }

    fn head(&mut self) -> anyhow::Result<Head> {
        let mut head = Head::default();
        let line = self.line()?;
        let status = line.split_whitespace().nth(1).and_then(|status| status.parse().ok());
        head.status = status.with_context(|| format!("not HTTP: {line:?}"))?;
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else {
                return Ok(head);
            };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => head.length = Some(value.trim().parse()?),
                "transfer-encoding" => head.is_chunked = true,
                _ => {}
            }
        }
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        if self.stream.by_ref().take(16 * 1024).read_line(&mut line)? == 0 {
            bail!("the connection was closed");
        }
        self.heads += line.len() as u64;
        Ok(line.trim_end().to_owned())
    }

    fn body(&mut self, head: &Head) -> anyhow::Result<Vec<u8>> {
        let mut body = Vec::new();
        if !head.is_chunked {
            let length = head.length.unwrap_or(0).min(MAX_BODY);
            self.stream.by_ref().take(length).read_to_end(&mut body)?;
            ensure!(body.len() as u64 == length, "the answer was cut off");
            return Ok(body);
        }
        loop {
            let size = u64::from_str_radix(self.line()?.trim(), 16)?.min(MAX_BODY);
            self.stream.by_ref().take(size).read_to_end(&mut body)?;
            self.line()?;
            if size == 0 {
                return Ok(body);
            }
        }
    }
}

/// Asks for `path` on a connection of its own.
///
/// # Errors
/// As [`Connection::get`], and when the status is not 200.
pub(super) fn get(host: SocketAddr, path: &str) -> anyhow::Result<Vec<u8>> {
    let answer = Connection::open(host)?.get(path)?;
    let said = String::from_utf8_lossy(&answer.body);
    ensure!(answer.status == 200, "{path}: {}: {said}", answer.status);
    Ok(answer.body)
}
