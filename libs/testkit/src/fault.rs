//! A way to a server that can be spoilt: by refusing, answering with errors, silence, cuts and
//! wrong bytes.

use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// What the way does to connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// Closes them at once.
    Refuse,
    /// Answers so many of them with 503, then none.
    Unavailable(usize),
    /// Takes them, and says nothing.
    Silent,
    /// Closes so many of them after so many bytes of an answer, then none.
    Cut(usize, usize),
    /// Changes what is sent: every `from` becomes `to`.
    Spoil(u8, u8),
}

/// The way; gone when dropped.
#[derive(Debug)]
pub struct Way {
    /// Port on loopback.
    pub port: u16,
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    to: u16,
    fault: Mutex<(Fault, CancellationToken)>,
    connections: AtomicUsize,
    is_over: CancellationToken,
}

impl Way {
    /// Opens a way to a port on loopback.
    ///
    /// # Panics
    /// If there is no free port.
    pub async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let state = Arc::new(State {
            to: port,
            fault: Mutex::new((Fault::None, CancellationToken::new())),
            connections: AtomicUsize::new(0),
            is_over: CancellationToken::new(),
        });
        let way = Self {
            port: listener.local_addr().expect("it is bound").port(),
            state: state.clone(),
        };
        tokio::spawn(async move {
            let serve = async {
                while let Ok((client, _)) = listener.accept().await {
                    tokio::spawn(lead(client, state.clone()));
                }
            };
            tokio::select! { () = serve => (), () = state.is_over.cancelled() => () }
        });
        way
    }

    /// Sets the fault; connections that are there are closed.
    pub fn set(&self, fault: Fault) {
        let mut state = self.state.fault.lock();
        state.1.cancel();
        *state = (fault, CancellationToken::new());
    }

    /// Connections taken so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::Relaxed)
    }
}

impl Drop for Way {
    fn drop(&mut self) {
        self.set(Fault::Refuse);
        self.state.is_over.cancel();
    }
}

impl State {
    /// What to do with the next connection, and what ends it early.
    fn next(&self) -> (Fault, CancellationToken) {
        self.connections.fetch_add(1, Ordering::Relaxed);
        let mut state = self.fault.lock();
        let now = state.clone();
        state.0 = match now.0 {
            Fault::Unavailable(0..=1) | Fault::Cut(0..=1, _) => Fault::None,
            Fault::Unavailable(count) => Fault::Unavailable(count - 1),
            Fault::Cut(count, bytes) => Fault::Cut(count - 1, bytes),
            other => other,
        };
        now
    }
}

async fn lead(client: TcpStream, state: Arc<State>) {
    let (fault, ended) = state.next();
    let work = async {
        match fault {
            Fault::Refuse => (),
            Fault::Unavailable(_) => unavailable(client).await,
            Fault::Silent => ended.cancelled().await,
            Fault::None => pass(client, state.to, usize::MAX, None).await,
            Fault::Cut(_, bytes) => pass(client, state.to, bytes, None).await,
            Fault::Spoil(from, to) => pass(client, state.to, usize::MAX, Some((from, to))).await,
        }
    };
    tokio::select! { () = work => (), () = ended.cancelled() => (), () = state.is_over.cancelled() => () }
}

/// Answers 503, after what was sent at once was read: else the answer may be lost with it.
async fn unavailable(mut client: TcpStream) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(Ok(1..)) = tokio::time::timeout(Duration::from_millis(300), client.read(&mut buffer)).await {}
    let answer = b"HTTP/1.1 503 Slow Down\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let _sent = client.write_all(answer).await;
}

async fn pass(client: TcpStream, to: u16, most: usize, spoil: Option<(u8, u8)>) {
    let Ok(server) = TcpStream::connect(("127.0.0.1", to)).await else {
        return;
    };
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let there = async {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from_client.read(&mut buffer).await {
            if let Some((from, to)) = spoil {
                let wrong = buffer[..length].iter_mut().filter(|byte| **byte == from);
                wrong.for_each(|byte| *byte = to);
            }
            if to_server.write_all(&buffer[..length]).await.is_err() {
                break;
            }
        }
    };
    let back = async {
        let (mut buffer, mut left) = (vec![0; 16 * 1024], most);
        while let Ok(length @ 1..) = from_server.read(&mut buffer).await {
            let length = length.min(left);
            left -= length;
            if to_client.write_all(&buffer[..length]).await.is_err() || left == 0 {
                break;
            }
        }
    };
    tokio::select! { () = there => (), () = back => () }
}
