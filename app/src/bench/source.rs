//! A source whose every sample has a known time: it is made, encoded and sent in this process, in
//! step with the clock.

use anyhow::{bail, ensure};
use awaz_audio::encode::{Encoder, Packet};
use awaz_core::Rendition;
use awaz_wire::auth::Credentials;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Samples of an MP3 frame.
const FRAME: u64 = 1152;

/// Amplitude of the sound at a sample, of both channels.
pub(super) type Signal = fn(u64) -> f32;

/// A source on air; it leaves when it is dropped.
pub(super) struct Source {
    /// When sample 0 was due.
    pub(super) started: Instant,
    is_frozen: Arc<AtomicBool>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Source {
    /// Puts `signal` on air at `mount` in MP3 at 128 kbit/s.
    ///
    /// # Errors
    /// When the server refuses it.
    pub(super) fn start(address: SocketAddr, login: (&str, &str), mount: &str, signal: Signal) -> anyhow::Result<Self> {
        let mut socket = TcpStream::connect(address)?;
        socket.set_nodelay(true)?;
        let Some(credentials) = Credentials::new(login.0, login.1) else {
            bail!("no password")
        };
        let login = credentials.to_basic();
        write!(
            socket,
            "PUT {mount} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {login}\r\nContent-Type: audio/mpeg\r\nExpect: 100-continue\r\n\r\n"
        )?;
        let mut answer = [0; 12];
        socket.read_exact(&mut answer)?;
        let said = String::from_utf8_lossy(&answer).into_owned();
        ensure!(said.ends_with("100") || said.ends_with("200"), "{mount}: {said}");
        let (is_frozen, is_over) = (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default());
        let started = Instant::now();
        let flags = (is_frozen.clone(), is_over.clone());
        let thread = std::thread::spawn(move || send(&socket, signal, started, &flags));
        Ok(Self {
            started,
            is_frozen,
            is_over,
            thread: Some(thread),
        })
    }

    /// Holds what it would send, as a network that freezes; then sends all of it.
    pub(super) fn freeze(&self, is_frozen: bool) {
        self.is_frozen.store(is_frozen, Ordering::Release);
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            let _panicked = thread.join();
        }
    }
}

fn send(mut socket: &TcpStream, signal: Signal, started: Instant, (frozen, over): &(Arc<AtomicBool>, Arc<AtomicBool>)) {
    let Some(mut encoder) = Rendition::parse("mp3-128").and_then(|rendition| Encoder::new(rendition, 0).ok()) else {
        return;
    };
    let mut packets: Vec<Packet> = Vec::new();
    for frame in 0_u64.. {
        let due = started + Duration::from_secs_f64((frame + 1) as f64 * FRAME as f64 / 48_000.0);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        while frozen.load(Ordering::Acquire) && !over.load(Ordering::Acquire) {
            std::thread::sleep(Duration::from_millis(5));
        }
        if over.load(Ordering::Acquire) {
            return;
        }
        let sound: Vec<f32> = (frame * FRAME..(frame + 1) * FRAME)
            .flat_map(|at| [signal(at); 2])
            .collect();
        packets.clear();
        let sent = encoder.encode(&sound, &mut packets).is_ok()
            && packets.iter().all(|packet| socket.write_all(&packet.data).is_ok());
        if !sent {
            return;
        }
    }
}
