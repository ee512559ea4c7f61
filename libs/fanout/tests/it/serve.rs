//! Arrival, limits, slow players, kicks and ends.

use crate::support::{
    FRAME, HEAD, PATIENCE, SAMPLES, frames, join, pair, push, quick, read, read_to_end, ring, spec, until,
};
use awaz_fanout::{Chunk, Ended, Fanout, FanoutConfig, LagPolicy, Limits, ListenerSpec, Refused, Ring, Slow, Span};
use bytes::Bytes;
use std::net::TcpStream;
use std::time::{Duration, Instant};

fn number_of_first(sound: &[u8]) -> u64 {
    u64::from_be_bytes(sound[..8].try_into().unwrap())
}

/// The frames of a stream, told apart where it starts anew after a jump.
fn runs(sound: &[u8]) -> Vec<std::ops::Range<u64>> {
    let mut runs: Vec<std::ops::Range<u64>> = Vec::new();
    for bytes in sound.chunks(FRAME) {
        let number = number_of_first(bytes);
        assert!(bytes == crate::support::frame(number), "frame {number} is whole");
        match runs.last_mut() {
            Some(run) if run.end == number => run.end += 1,
            _ => runs.push(number..number + 1),
        }
    }
    runs
}

#[test]
fn a_burst_starts_on_a_frame_and_holds_what_was_asked() {
    let ring = ring("burst");
    push(&ring, 0..1000);
    ring.close_after(|ring| {
        let fanout = Fanout::start(quick().0).unwrap();
        for (burst, most) in [
            (Span::Bytes(64 * 1024), 64 * 1024 / FRAME as u64),
            (Span::Bytes(1), 1),
            (Span::Millis(1000), 48_000 / SAMPLES),
        ] {
            let mut player = join(&fanout, ring, &ListenerSpec { burst, ..spec() });
            let first = 1000 - most;
            let sound = read(&mut player, HEAD.len() + most as usize * FRAME);
            assert!(sound[HEAD.len()..] == frames(first..1000), "{burst:?}");
        }
    });
}

/// Closes the ring once the work is done, so that nobody waits for more.
trait CloseAfter {
    fn close_after(&self, work: impl FnOnce(&Self));
}

impl CloseAfter for std::sync::Arc<Ring> {
    fn close_after(&self, work: impl FnOnce(&Self)) {
        work(self);
        self.close();
    }
}

#[test]
fn headers_come_first_for_those_who_join_late() {
    let ring = ring("ogg");
    let chunk = Chunk {
        bytes: crate::support::frame(0).into(),
        start: 0,
        samples: SAMPLES as u32,
        headers: Some(Bytes::from_static(b"pages")),
    };
    ring.push(chunk).unwrap();
    push(&ring, 1..400);
    let fanout = Fanout::start(quick().0).unwrap();
    let burst = Span::Bytes(10 * FRAME as u32);
    let mut player = join(&fanout, &ring, &ListenerSpec { burst, ..spec() });
    ring.close();
    let expected = [HEAD, b"pages", &frames(390..400)].concat();
    assert_eq!(read_to_end(&mut player), expected);
}

#[test]
fn everyone_gets_the_same_bytes_and_a_clean_end() {
    let (config, departures) = quick();
    let ring = ring("close");
    push(&ring, 0..50);
    let fanout = Fanout::start(config).unwrap();
    let mut players: Vec<TcpStream> = (0..50).map(|_| join(&fanout, &ring, &spec())).collect();
    for step in 5..20 {
        push(&ring, step * 10..(step + 1) * 10);
    }
    ring.close();
    for player in &mut players {
        let stream = read_to_end(player);
        assert!(stream[HEAD.len()..] == frames(0..200));
    }
    for _ in 0..50 {
        let departure = departures.recv_timeout(PATIENCE).unwrap();
        assert_eq!(departure.why, Ended::RingClosed);
        assert_eq!(departure.bytes, (HEAD.len() + 200 * FRAME) as u64);
    }
    until("all places are free", || fanout.stats().listeners == 0);
    let (_player, server) = pair();
    assert_eq!(fanout.add(server, &ring, &spec()).unwrap_err().why, Refused::Closed);
    assert_eq!(fanout.stats().listeners, 0);
}

/// Plays far more than a player who takes nothing may be behind, while another follows along.
fn with_a_slow_player(slow: Slow) -> (Vec<u8>, Vec<u8>, Fanout) {
    let ring = ring("slow");
    push(&ring, 0..100);
    let (mut config, _departures) = quick();
    config.send_buffer_bytes = 4096;
    config.lag = LagPolicy {
        queue_bytes: 128 * 1024,
        slow,
    };
    let fanout = Fanout::start(config).unwrap();
    let (mut sleeper, server) = pair();
    socket2::SockRef::from(&sleeper)
        .set_recv_buffer_size(32 * 1024)
        .unwrap();
    fanout.add(server, &ring, &spec()).unwrap();
    let mut follower = join(&fanout, &ring, &spec());
    let mut heard = read(&mut follower, HEAD.len() + 100 * FRAME);
    for step in 1..50 {
        push(&ring, step * 100..(step + 1) * 100);
        heard.extend(read(&mut follower, 100 * FRAME));
    }
    if slow == Slow::Close {
        until("the slow player is gone", || fanout.stats().listeners == 1);
    }
    ring.close();
    let mut stream = Vec::new();
    // A close with sound that was never taken may look like a reset to the player.
    let _ = std::io::Read::read_to_end(&mut sleeper, &mut stream);
    (heard, stream, fanout)
}

#[test]
fn a_slow_player_jumps_to_what_is_live_and_holds_nobody() {
    let (heard, slept, _fanout) = with_a_slow_player(Slow::Jump);
    assert!(heard[HEAD.len()..] == frames(0..5000));
    let runs = runs(&slept[HEAD.len()..]);
    assert!(runs.len() >= 2, "jumped: {runs:?}");
    assert_eq!((runs[0].start, runs[runs.len() - 1].end), (0, 5000));
}

#[test]
fn a_slow_player_is_closed_where_the_policy_says_so() {
    let (heard, slept, _fanout) = with_a_slow_player(Slow::Close);
    assert!(heard[HEAD.len()..] == frames(0..5000));
    assert!(slept.len() < 5000 * FRAME);
}

#[test]
fn a_player_who_takes_nothing_is_closed_in_the_end() {
    let (mut config, departures) = quick();
    config.send_buffer_bytes = 4096;
    config.stall_timeout = Duration::from_millis(100);
    let ring = ring("stall");
    push(&ring, 0..1200);
    let fanout = Fanout::start(config).unwrap();
    let burst = Span::Bytes(500 * 1024);
    let (player, server) = pair();
    socket2::SockRef::from(&player).set_recv_buffer_size(32 * 1024).unwrap();
    fanout.add(server, &ring, &ListenerSpec { burst, ..spec() }).unwrap();
    assert_eq!(departures.recv_timeout(PATIENCE).unwrap().why, Ended::Slow);
}

#[test]
fn beyond_the_wall_nobody_is_let_in_until_a_place_is_free() {
    let (config, departures) = quick();
    let ring = ring("wall");
    push(&ring, 0..10);
    let max_listeners = Some(3);
    let fanout = Fanout::start(FanoutConfig {
        max_listeners,
        ..config
    })
    .unwrap();
    let mut inside: Vec<TcpStream> = (0..3).map(|_| join(&fanout, &ring, &spec())).collect();
    for _ in 0..100 {
        let (_player, server) = pair();
        let refusal = fanout.add(server, &ring, &spec()).unwrap_err();
        assert_eq!(refusal.why, Refused::ServerFull);
    }
    let stats = fanout.stats();
    assert_eq!((stats.listeners, stats.admitted, stats.refused), (3, 3, 100));
    drop(inside.pop());
    assert_eq!(departures.recv_timeout(PATIENCE).unwrap().why, Ended::Gone);
    until("the place is free", || fanout.stats().listeners == 2);
    inside.push(join(&fanout, &ring, &spec()));
    let stream = read(&mut inside[2], HEAD.len() + 10 * FRAME);
    assert_eq!(stream[HEAD.len()..], frames(0..10));
}

#[test]
fn the_wall_leaves_descriptors_for_everything_else() {
    let fanout = Fanout::start(quick().0).unwrap();
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let open_files = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let soft = open_files.split_whitespace().nth(3).unwrap();
    // The load tests of this binary may raise the limit meanwhile, never lower it.
    let soft: u64 = soft.parse().unwrap();
    assert!(u64::from(fanout.stats().max_listeners) < soft);
    assert!(fanout.stats().max_listeners > 0);
}

#[test]
fn limits_of_a_ring_hold_for_that_ring_only() {
    let (small, other) = (ring("small"), ring("other"));
    push(&small, 0..10);
    push(&other, 0..10);
    let fanout = Fanout::start(quick().0).unwrap();
    small.set_limits(Limits {
        listeners: Some(2),
        bandwidth_kbps: None,
    });
    let _inside: Vec<TcpStream> = (0..2).map(|_| join(&fanout, &small, &spec())).collect();
    let refused = |expected: Refused| {
        let (_player, server) = pair();
        assert_eq!(fanout.add(server, &small, &spec()).unwrap_err().why, expected);
    };
    refused(Refused::ListenerLimit);
    small.set_limits(Limits {
        listeners: None,
        bandwidth_kbps: Some(300),
    });
    refused(Refused::BandwidthLimit);
    let _elsewhere = join(&fanout, &other, &spec());
    let audience = awaz_fanout::Audience::Internal;
    let _relay = join(&fanout, &small, &ListenerSpec { audience, ..spec() });
    let stats = small.stats();
    assert_eq!((stats.listeners, stats.readers), (2, 3));
}

#[test]
fn a_kick_ends_one_listener_at_once() {
    let (mut config, departures) = quick();
    config.tick_ms = 1000;
    let ring = ring("kick");
    push(&ring, 0..200);
    let fanout = Fanout::start(config).unwrap();
    let unlucky = spec();
    let mut kicked = join(&fanout, &ring, &unlucky);
    let mut stays = join(&fanout, &ring, &spec());
    assert_eq!(fanout.listeners(&ring).len(), 2);
    read(&mut kicked, HEAD.len() + FRAME);
    assert!(fanout.kick(unlucky.id));
    let departure = departures.recv_timeout(PATIENCE).unwrap();
    assert_eq!((departure.id, departure.why), (unlucky.id, Ended::Kicked));
    assert_eq!(runs(&read_to_end(&mut kicked)).len(), 1);
    until("the place is free", || !fanout.kick(unlucky.id));
    ring.close();
    let stream = read_to_end(&mut stays);
    assert_eq!(runs(&stream[HEAD.len()..]), vec![44..200]);
}

#[test]
fn a_listener_stays_no_longer_than_allowed() {
    let (config, departures) = quick();
    let ring = ring("time");
    push(&ring, 0..10);
    let fanout = Fanout::start(config).unwrap();
    let max_duration = Some(Duration::from_millis(60));
    let began = Instant::now();
    let _player = join(&fanout, &ring, &ListenerSpec { max_duration, ..spec() });
    assert_eq!(departures.recv_timeout(PATIENCE).unwrap().why, Ended::MaxDuration);
    assert!(began.elapsed() >= Duration::from_millis(60));
}

#[test]
fn listeners_move_to_another_ring_at_the_same_sample() {
    let (first, second) = (ring("live"), ring("fallback"));
    push(&first, 0..100);
    push(&second, 0..120);
    let fanout = Fanout::start(quick().0).unwrap();
    let mut player = join(&fanout, &first, &spec());
    let mut stream = read(&mut player, HEAD.len() + 100 * FRAME);
    assert_eq!(first.move_to(&second), Ok(1));
    until("the listener moved", || second.stats().listeners == 1);
    second.close();
    stream.extend(read_to_end(&mut player));
    assert!(stream[HEAD.len()..] == frames(0..120));
}

#[tokio::test]
async fn draining_ends_everyone_and_lets_nobody_in() {
    let (config, departures) = quick();
    let ring = ring("drain");
    push(&ring, 0..10);
    let fanout = Fanout::start(config).unwrap();
    let _players: Vec<TcpStream> = (0..20).map(|_| join(&fanout, &ring, &spec())).collect();
    fanout.drain(Duration::from_millis(100)).await;
    assert_eq!(fanout.stats().listeners, 0);
    assert_eq!(
        departures.try_iter().filter(|left| left.why == Ended::Drained).count(),
        20
    );
    let (_player, server) = pair();
    assert_eq!(fanout.add(server, &ring, &spec()).unwrap_err().why, Refused::Draining);
}
