//! Listeners go from one process' fan-out to another's; here both are in one process.

use crate::support::{FRAME, HEAD, PATIENCE, frames, join, pair, push, quick, read, read_to_end, ring, spec, unweave};
use awaz_fanout::{Ended, Fanout, HandoffError, ListenerSpec, Refused, Ring};
use std::io::Write;
use std::net::{Shutdown, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::Arc;

const METAINT: u32 = 1000;

/// Hands over from `old` to `new`, which has the rings of `rings`.
fn hand_over(old: &Fanout, new: &Fanout, rings: &[Arc<Ring>]) -> (usize, usize) {
    let (here, there) = UnixStream::pair().unwrap();
    std::thread::scope(|scope| {
        let adopting = scope.spawn(|| {
            let find = |name: &str| rings.iter().find(|ring| ring.config().name == name).cloned();
            new.adopt_from(&there, find).unwrap()
        });
        (old.drain_to(&here).unwrap(), adopting.join().unwrap())
    })
}

/// Reads what the serving threads have given so far: the head and `numbers`' bytes.
fn read_sound(player: &mut TcpStream, count: usize) -> Vec<u8> {
    let bytes = read(player, HEAD.len() + count);
    bytes.strip_prefix(HEAD).expect("the head comes first").to_vec()
}

#[test]
fn streams_go_on_without_a_lost_or_doubled_byte() {
    let (config, departures) = quick();
    let old_ring = ring("radio/mp3-128");
    let old = Fanout::start(config).unwrap();
    old_ring.set_title(0, "One");
    push(&old_ring, 0..10);
    let icy = || ListenerSpec {
        metaint: Some(METAINT),
        ..spec()
    };
    let mut plain: Vec<TcpStream> = (0..20).map(|_| join(&old, &old_ring, &spec())).collect();
    let mut woven: Vec<TcpStream> = (0..20).map(|_| join(&old, &old_ring, &icy())).collect();
    let before: Vec<Vec<u8>> = plain.iter_mut().map(|player| read_sound(player, 10 * FRAME)).collect();

    // The successor's ring was started later and holds other offsets, but the same samples.
    let new_ring = ring("radio/mp3-128");
    new_ring.set_title(0, "One");
    push(&new_ring, 5..12);
    let new = Fanout::start(quick().0).unwrap();
    assert_eq!(hand_over(&old, &new, std::slice::from_ref(&new_ring)), (40, 40));
    assert_eq!((old.stats().listeners, new.stats().listeners), (0, 40));
    assert_eq!((old_ring.stats().listeners, new_ring.stats().listeners), (0, 40));
    assert!((0..40).all(|_| departures.recv_timeout(PATIENCE).unwrap().why == Ended::HandedOff));

    push(&new_ring, 12..60);
    new_ring.close();
    for (player, mut sound) in plain.iter_mut().zip(before) {
        sound.extend(read_to_end(player));
        assert_eq!(sound, frames(0..60));
    }
    for player in &mut woven {
        let stream = read_to_end(player);
        let (sound, blocks) = unweave(&stream[HEAD.len()..], METAINT as usize);
        assert_eq!(sound, frames(0..60));
        let told = blocks.iter().filter(|(_, block)| !block.is_empty());
        assert_eq!(told.count(), 1, "the title is not told again");
    }
}

#[test]
fn a_listener_in_the_middle_of_a_frame_gets_its_rest_first() {
    let old_ring = ring("slow");
    push(&old_ring, 0..1200);
    let (mut config, _departures) = quick();
    config.send_buffer_bytes = 4096;
    let old = Fanout::start(config).unwrap();
    let burst = awaz_fanout::Span::Bytes(500 * 1024);
    // A player who takes nothing fills the socket wherever that happens to be in a frame.
    let small = ListenerSpec {
        burst,
        metaint: Some(METAINT),
        ..spec()
    };
    let (mut player, server) = pair();
    socket2::SockRef::from(&player).set_recv_buffer_size(32 * 1024).unwrap();
    old.add(server, &old_ring, &small).unwrap();
    crate::support::until("the burst began", || old.stats().bytes_sent > 0);

    let new_ring = ring("slow");
    push(&new_ring, 0..1210);
    let new = Fanout::start(quick().0).unwrap();
    assert_eq!(hand_over(&old, &new, std::slice::from_ref(&new_ring)), (1, 1));
    new_ring.close();
    let stream = read_to_end(&mut player);
    let (sound, _) = unweave(&stream[HEAD.len()..], METAINT as usize);
    let first = u64::from_be_bytes(sound[..8].try_into().unwrap());
    assert!(
        sound == frames(first..1210),
        "the stream is whole from frame {first} on"
    );
}

#[test]
fn listeners_of_an_unknown_ring_stay_and_can_be_kicked() {
    let (config, departures) = quick();
    let (known, unknown) = (ring("known"), ring("unknown"));
    let old = Fanout::start(config).unwrap();
    push(&known, 0..10);
    push(&unknown, 0..10);
    let stays = spec();
    let mut moved = join(&old, &known, &spec());
    let mut kept = join(&old, &unknown, &stays);
    let new_ring = ring("known");
    push(&new_ring, 0..20);
    let new = Fanout::start(quick().0).unwrap();
    assert_eq!(hand_over(&old, &new, std::slice::from_ref(&new_ring)), (1, 1));
    push(&unknown, 10..20);
    assert_eq!(read_sound(&mut kept, 20 * FRAME), frames(0..20));
    assert_eq!(read_sound(&mut moved, 20 * FRAME), frames(0..20));
    let (_player, server) = pair();
    let refusal = old.add(server, &unknown, &spec()).unwrap_err();
    assert_eq!(refusal.why, Refused::Draining);
    assert_eq!(departures.recv_timeout(PATIENCE).unwrap().why, Ended::HandedOff);
    assert!(old.kick(stays.id));
    assert_eq!(departures.recv_timeout(PATIENCE).unwrap().why, Ended::Kicked);
    assert!(read_to_end(&mut kept).is_empty());
}

#[test]
fn a_successor_that_goes_away_costs_nothing() {
    let ring = ring("radio");
    push(&ring, 0..10);
    let fanout = Fanout::start(quick().0).unwrap();
    let mut player = join(&fanout, &ring, &spec());
    let (here, there) = UnixStream::pair().unwrap();
    drop(there);
    assert!(matches!(fanout.drain_to(&here), Err(HandoffError::Io(_))));
    let mut second = join(&fanout, &ring, &spec());
    push(&ring, 10..20);
    ring.close();
    for player in [&mut player, &mut second] {
        let stream = read_to_end(player);
        assert_eq!(stream[HEAD.len()..], frames(0..20));
    }
}

#[test]
fn hostile_data_is_refused_with_the_reason() {
    let fanout = Fanout::start(quick().0).unwrap();
    let adopt = |data: &[u8]| {
        let (mut here, there) = UnixStream::pair().unwrap();
        here.write_all(data).unwrap();
        here.shutdown(Shutdown::Write).unwrap();
        let adopted = fanout.adopt_from(&there, |_| None);
        adopted.map_err(|error| error.to_string())
    };
    let hello = b"AWZF\x00\x01\x00\x00".as_slice();
    assert_eq!(
        adopt(b"GET / HTTP/1.1\r\n\r\n").unwrap_err(),
        HandoffError::NotHandoff.to_string()
    );
    assert_eq!(
        adopt(b"AWZF\x00\x09\x00\x00").unwrap_err(),
        HandoffError::Version { theirs: 9 }.to_string()
    );
    assert!(
        adopt(&[hello, &[0xff; 4]].concat())
            .unwrap_err()
            .contains("larger than allowed")
    );
    assert!(
        adopt(&[hello, &[0, 0, 0, 2, 7, 7]].concat())
            .unwrap_err()
            .contains("cut short")
    );
    assert_eq!(adopt(hello).unwrap_err(), "the hand-off socket failed");
    assert_eq!(adopt(&hello[..5]).unwrap_err(), "the hand-off socket failed");
    assert_eq!(adopt(&[hello, &[0; 4]].concat()), Ok(0));
}
