//! A ring of recognisable frames, sockets, and players who take the stream apart.

use awaz_fanout::{Chunk, Departure, Fanout, FanoutConfig, ListenerSpec, OnDeparture, Ring, RingConfig};
use bytes::Bytes;
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Bytes of a frame; a prime, so that it divides no buffer or interval.
pub(crate) const FRAME: usize = 419;

/// Samples of a frame.
pub(crate) const SAMPLES: u64 = 1152;

/// How long a test waits for what must come.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Frame `number`: its number, then bytes that differ from frame to frame.
pub(crate) fn frame(number: u64) -> Vec<u8> {
    let mut bytes = number.to_be_bytes().to_vec();
    bytes.extend((8..FRAME).map(|index| (number as usize * 31 + index) as u8));
    bytes
}

/// Pushes the frames of `numbers`.
pub(crate) fn push(ring: &Ring, numbers: std::ops::Range<u64>) {
    for number in numbers {
        let chunk = Chunk {
            bytes: frame(number).into(),
            start: number * SAMPLES,
            samples: SAMPLES as u32,
            headers: None,
        };
        ring.push(chunk).expect("the ring is open");
    }
}

pub(crate) fn frames(numbers: std::ops::Range<u64>) -> Vec<u8> {
    numbers.flat_map(frame).collect()
}

pub(crate) fn ring(name: &str) -> Arc<Ring> {
    Ring::new(RingConfig {
        name: name.to_owned(),
        ..RingConfig::default()
    })
}

/// A configuration with a short tick, so that tests need not wait, and the departures it reports.
pub(crate) fn quick() -> (FanoutConfig, Receiver<Departure>) {
    let (sender, departures) = channel();
    let sender = Mutex::new(sender);
    let tell = move |departure: &Departure| {
        // A test that has ended hears no more.
        let _ = sender.lock().expect("nobody panics here").send(departure.clone());
    };
    let config = FanoutConfig {
        threads: 2,
        tick_ms: 20,
        on_departure: Some(OnDeparture(Arc::new(tell))),
        ..FanoutConfig::default()
    };
    (config, departures)
}

/// The two ends of a connection: the player's and the server's.
pub(crate) fn pair() -> (TcpStream, TcpStream) {
    let door = TcpListener::bind("127.0.0.1:0").expect("a port");
    let player = TcpStream::connect(door.local_addr().expect("an address")).expect("a connection");
    let (server, _) = door.accept().expect("the same connection");
    player.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    (player, server)
}

/// Lets a new player in.
pub(crate) fn join(fanout: &Fanout, ring: &Arc<Ring>, spec: &ListenerSpec) -> TcpStream {
    let (player, server) = pair();
    fanout.add(server, ring, spec).expect("let in");
    player
}

pub(crate) fn read(player: &mut TcpStream, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    player.read_exact(&mut bytes).expect("the stream goes on");
    bytes
}

/// Everything until the server closes.
pub(crate) fn read_to_end(player: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    player.read_to_end(&mut bytes).expect("a clean end");
    bytes
}

/// Waits until `is_so`.
pub(crate) fn until(what: &str, is_so: impl Fn() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < end, "not in time: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A stream taken apart: sound, and the metadata blocks with the sound bytes before each.
pub(crate) fn unweave(stream: &[u8], metaint: usize) -> (Vec<u8>, Vec<(usize, Vec<u8>)>) {
    let (mut sound, mut blocks, mut rest) = (Vec::new(), Vec::new(), stream);
    while rest.len() > metaint {
        let (before, after) = rest.split_at(metaint);
        sound.extend_from_slice(before);
        let length = usize::from(after[0]) * 16;
        if after.len() < 1 + length {
            return (sound, blocks);
        }
        blocks.push((sound.len(), after[1..=length].to_vec()));
        rest = &after[1 + length..];
    }
    sound.extend_from_slice(rest);
    (sound, blocks)
}

pub(crate) const HEAD: &[u8] = b"HTTP/1.0 200 OK\r\nContent-Type: audio/mpeg\r\n\r\n";

pub(crate) fn spec() -> ListenerSpec {
    ListenerSpec {
        head: Bytes::from_static(HEAD),
        ..ListenerSpec::default()
    }
}
