//! A raw connection, as an encoder or a player has it.

use super::PATIENCE;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection.
pub(crate) struct Wire {
    pub(crate) stream: TcpStream,
    read: Vec<u8>,
}

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Value of a header; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        header(&self.head, name)
    }

    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{} {}", self.head, self.text());
        self
    }
}

/// The value of `Authorization` for a name and a password.
pub(crate) fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

/// Value of a header; empty where there is none.
pub(crate) fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let lines = head.lines().filter_map(|line| line.split_once(':'));
    let mut values = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name));
    values.next().map_or("", |(_, value)| value.trim())
}

impl Wire {
    pub(crate) async fn to(address: SocketAddr) -> Self {
        let connected = tokio::time::timeout(PATIENCE, TcpStream::connect(address)).await;
        let stream = connected.expect("it answers").expect("it takes connections");
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            read: Vec::new(),
        }
    }

    /// Sends bytes; the other side may be gone.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let sent = tokio::time::timeout(PATIENCE, self.stream.write_all(bytes.as_ref())).await;
        let _may_be_gone = sent.expect("it takes bytes");
    }

    /// Says that nothing more comes.
    pub(crate) async fn end(&mut self) {
        let _may_be_gone = self.stream.shutdown().await;
    }

    /// Reads until there is something more; false at the end.
    async fn more(&mut self) -> bool {
        let read = tokio::time::timeout(PATIENCE, self.stream.read_buf(&mut self.read)).await;
        matches!(read.expect("bytes come"), Ok(1..))
    }

    /// Reads a head up to its blank line; what there is where the connection ends before.
    pub(crate) async fn head(&mut self) -> String {
        loop {
            if let Some(end) = self.read.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                let rest = self.read.split_off(end + 4);
                let head = std::mem::replace(&mut self.read, rest);
                return String::from_utf8_lossy(&head).into_owned();
            }
            if !self.more().await {
                return String::from_utf8_lossy(&std::mem::take(&mut self.read)).into_owned();
            }
        }
    }

    /// Reads so many bytes.
    pub(crate) async fn take(&mut self, count: usize) -> Vec<u8> {
        while self.read.len() < count {
            assert!(
                self.more().await,
                "the connection ended after {} bytes",
                self.read.len()
            );
        }
        let rest = self.read.split_off(count);
        std::mem::replace(&mut self.read, rest)
    }

    /// Reads to the end.
    pub(crate) async fn rest(&mut self) -> Vec<u8> {
        while self.more().await {}
        std::mem::take(&mut self.read)
    }

    /// Reads an answer with its body.
    pub(crate) async fn answer(&mut self) -> Answer {
        let head = self.head().await;
        let status = head.split(' ').nth(1).and_then(|status| status.get(..3));
        let status = status.and_then(|status| status.parse().ok());
        let status = status.unwrap_or_else(|| panic!("no answer: {head:?}"));
        let length: usize = header(&head, "content-length").parse().unwrap_or(0);
        Answer {
            status,
            body: self.take(length).await,
            head,
        }
    }
}
