//! The load generator against a fan-out behind the simplest possible door.

use crate::support::{frame, push, quick, ring, spec};
use awaz_fanout::{Fanout, FanoutConfig, Load, LoadSpec, Ring};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Accepts, reads the request, and serves `ring` or answers 503; runs until the test ends.
fn open_door(fanout: Arc<Fanout>, ring: Arc<Ring>) -> SocketAddr {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
    socket.bind(&any.into()).unwrap();
    socket.listen(4096).unwrap();
    let door = TcpListener::from(socket);
    let addr = door.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in door.incoming() {
            answer(stream.unwrap(), &fanout, &ring);
        }
    });
    addr
}

fn answer(mut stream: TcpStream, fanout: &Fanout, ring: &Arc<Ring>) {
    let mut request = Vec::new();
    let mut buffer = [0; 512];
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(count) if count > 0 => request.extend_from_slice(&buffer[..count]),
            _ => return,
        }
    }
    if let Err(mut refusal) = fanout.add(stream, ring, &spec()) {
        let busy = b"HTTP/1.0 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n";
        refusal.stream.write_all(busy).unwrap();
    }
}

/// Plays in real time, some frames at a time, while `work` runs.
fn on_air<T>(ring: &Ring, work: impl FnOnce() -> T) -> T {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 200;
            while !done.load(Ordering::Relaxed) {
                push(ring, number..number + 4);
                number += 4;
                std::thread::sleep(Duration::from_millis(96));
            }
        });
        let result = work();
        done.store(true, Ordering::Relaxed);
        result
    })
}

fn run(config: FanoutConfig, listeners: u32) -> awaz_fanout::LoadReport {
    let ring = ring("load");
    push(&ring, 0..200);
    let addr = open_door(Arc::new(Fanout::start(config).unwrap()), Arc::clone(&ring));
    let load = LoadSpec {
        ramp: Duration::ZERO,
        duration: Duration::from_secs(3),
        gap: Duration::from_secs(2),
        pid: Some(std::process::id()),
        ..LoadSpec::new(addr, "/radio", listeners)
    };
    on_air(&ring, || Load::run(&load).unwrap())
}

#[test]
fn five_hundred_at_once_all_hear_sound() {
    let report = run(quick().0, 500);
    assert_eq!(
        (report.connected, report.refused, report.failed, report.lost),
        (500, 0, 0, 0)
    );
    let burst = 64 * 1024 - frame(0).len() as u64;
    assert!(report.bytes > 500 * burst, "{report:?}");
    assert!(
        report.min_kbps > 0.0 && report.median_kbps >= report.min_kbps,
        "{report:?}"
    );
    assert!(report.first_byte_p99_ms >= report.first_byte_median_ms, "{report:?}");
    assert!(report.cpu_s.is_some_and(|seconds| seconds >= 0.0));
}

#[test]
fn those_beyond_the_wall_are_refused_and_counted() {
    let config = FanoutConfig {
        max_listeners: Some(10),
        ..quick().0
    };
    let report = run(config, 30);
    assert_eq!((report.connected, report.refused, report.failed), (10, 20, 0));
}

#[test]
fn a_server_that_is_not_there_fails_everyone() {
    let addr = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let load = LoadSpec {
        duration: Duration::from_millis(300),
        ramp: Duration::from_millis(50),
        ..LoadSpec::new(addr, "/", 5)
    };
    let report = Load::run(&load).unwrap();
    assert_eq!((report.connected, report.failed, report.bytes), (0, 5, 0));
}
