//! A connection whose heads are read here: bounded in bytes and in time, closed without losing
//! the last answer.

use awaz_wire::head::{HeadError, HeadReader, Request};
use bytes::{Bytes, BytesMut};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long an answer may take to be sent, and a closing peer to be quiet.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
const LINGER: Duration = Duration::from_secs(1);
const LINGER_BYTES: usize = 256 * 1024;

/// Why there is no next request.
#[derive(Debug)]
pub(crate) enum NoRequest {
    /// The peer closed, or the network lost it.
    Gone,
    /// It took too long.
    TooSlow,
    /// What it sent is not a head.
    Bad(HeadError),
}

/// A connection.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    pub(crate) peer: SocketAddr,
    pub(crate) local: SocketAddr,
    reader: HeadReader,
    waiting: Option<Bytes>,
}

impl Connection {
    /// Takes a connection over, with bytes that were read from it already.
    pub(crate) fn new(stream: TcpStream, peer: SocketAddr, read_already: Bytes) -> Self {
        let local = stream.local_addr().unwrap_or(peer);
        Self {
            stream,
            peer,
            local,
            reader: HeadReader::default(),
            waiting: Some(read_already),
        }
    }

    /// Reads the next request's head.
    pub(crate) async fn next_request(&mut self, timeout: Duration) -> Result<Request, NoRequest> {
        tokio::time::timeout(timeout, self.read_request())
            .await
            .unwrap_or_else(|_| {
                let reason = if self.reader.is_empty() {
                    NoRequest::Gone
                } else {
                    NoRequest::TooSlow
                };
                Err(reason)
            })
    }

    async fn read_request(&mut self) -> Result<Request, NoRequest> {
        let mut bytes = self.waiting.take().unwrap_or_default();
        let mut buffer = [0; 2048];
        loop {
            if let Some(request) = self.reader.push(&bytes).map_err(NoRequest::Bad)? {
                return Ok(request);
            }
            match self.stream.read(&mut buffer).await {
                Ok(0) | Err(_) => return Err(NoRequest::Gone),
                Ok(count) => bytes = Bytes::copy_from_slice(&buffer[..count]),
            }
        }
    }

    /// Bytes that came after the head.
    pub(crate) fn take_rest(&mut self) -> Bytes {
        self.reader.take_rest()
    }

    /// Reads a body of at most `most` bytes; `None` where it is longer or does not come.
    pub(crate) async fn read_body(&mut self, length: usize, most: usize) -> Option<Vec<u8>> {
        if length > most {
            return None;
        }
        let mut body = BytesMut::from(self.take_rest());
        let read = async {
            while body.len() < length {
                if self.stream.read_buf(&mut body).await.ok()? == 0 {
                    return None;
                }
            }
            Some(())
        };
        tokio::time::timeout(WRITE_TIMEOUT, read).await.ok()??;
        let after = body.split_off(length);
        self.waiting = Some(after.freeze());
        Some(body.to_vec())
    }

    /// Sends an answer; `false` where the peer is gone or takes nothing.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> bool {
        Self::write(&mut self.stream, bytes).await
    }

    /// As [`Connection::send`], for a stream that is not a connection yet.
    pub(crate) async fn write(stream: &mut TcpStream, bytes: &[u8]) -> bool {
        let sent = tokio::time::timeout(WRITE_TIMEOUT, stream.write_all(bytes)).await;
        matches!(sent, Ok(Ok(())))
    }

    /// Closes so that the last answer arrives: bytes the peer still sends would otherwise make
    /// the kernel reset the connection and throw the answer away.
    pub(crate) async fn close(mut self) {
        let _ = self.stream.shutdown().await;
        let drain = async {
            let mut buffer = [0; 4096];
            let mut left = LINGER_BYTES;
            while let Ok(count @ 1..) = self.stream.read(&mut buffer).await {
                left = left.saturating_sub(count);
                if left == 0 {
                    break;
                }
            }
        };
        let _ = tokio::time::timeout(LINGER, drain).await;
    }
}
