//! A serving thread: an epoll, a timer wheel and its share of the listeners.

use crate::fanout::Shared;
use crate::listener::{Departure, Ended};
use crate::mailbox::{Command, Mailbox};
use crate::seat::Seat;
use crate::sys::{Interest, Poll, Ready};
use crate::wheel::Wheel;
use std::io::{self, ErrorKind, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::{Duration, Instant};

/// Most bytes given to one listener before the others have their turn.
const FAIR: usize = 256 * 1024;

/// Token of the mailbox's waker; listeners' tokens have a slot below.
const WAKER: u64 = u64::MAX;

/// Readiness reports taken at a time.
const BATCH: usize = 512;

/// A socket and a place.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) stream: TcpStream,
    pub(crate) seat: Seat,
    pub(crate) deadline: Option<Instant>,
    /// When the socket last took something.
    pub(crate) progress: Instant,
    /// The socket is full; the kernel tells when it is not.
    blocked: bool,
    /// Slot of the wheel that counts.
    due: u64,
}

impl Listener {
    pub(crate) const fn new(stream: TcpStream, seat: Seat, now: Instant) -> Self {
        Self {
            stream,
            seat,
            deadline: None,
            progress: now,
            blocked: false,
            due: 0,
        }
    }
}

struct Slot {
    generation: u32,
    listener: Option<Listener>,
}

/// What to do with a listener after a turn.
enum Turn {
    /// Look again after this time.
    Later(Duration),
    Over(Ended),
}

/// The state of one serving thread.
pub(crate) struct Worker {
    shared: Arc<Shared>,
    mailbox: Arc<Mailbox>,
    poll: Poll,
    wheel: Wheel,
    slots: Vec<Slot>,
    free: Vec<u32>,
    sent: u64,
    running: bool,
}

impl Worker {
    pub(crate) fn new(shared: Arc<Shared>, mailbox: Arc<Mailbox>) -> io::Result<Self> {
        let poll = Poll::new(BATCH)?;
        poll.add(mailbox.waker(), WAKER, Interest::Reader)?;
        Ok(Self {
            wheel: Wheel::new(shared.tick(), Instant::now()),
            shared,
            mailbox,
            poll,
            slots: Vec::new(),
            free: Vec::new(),
            sent: 0,
            running: true,
        })
    }

    /// Serves until it is told to stop.
    pub(crate) fn run(mut self) {
        let mut ready = Vec::with_capacity(BATCH);
        while self.running {
            let timeout = self.wheel.timeout(Instant::now());
            if let Err(error) = self.poll.wait(timeout, &mut ready) {
                tracing::error!(%error, "waiting for listeners failed");
                std::thread::sleep(Duration::from_millis(100));
            }
            for event in ready.drain(..) {
                self.handle(event);
            }
            // Commands are looked at between slots too, so that a newcomer does not wait for a full round.
            while let Some((slot, tokens)) = self.wheel.take_due(Instant::now()) {
                self.serve_due(slot, &tokens);
                self.obey();
            }
            self.shared.count_sent(std::mem::take(&mut self.sent));
        }
    }

    fn handle(&mut self, event: Ready) {
        if event.token == WAKER {
            self.obey();
        } else if event.gone {
            self.end(event.token, Ended::Gone);
        } else if event.writable
            && let Some(listener) = self.listener(event.token)
        {
            // The first report after registration says only that the socket has room.
            if std::mem::take(&mut listener.blocked) {
                self.serve(event.token);
            }
        }
    }

    fn obey(&mut self) {
        for command in self.mailbox.take() {
            match command {
                Command::Add(listener) => self.add(*listener),
                Command::Serve(token) => self.serve(token),
                Command::Drain(spread) => self.drain(spread),
                Command::Export(reply) => self.export(&reply),
                Command::Stop => self.running = false,
            }
        }
    }

    fn add(&mut self, listener: Listener) {
        let index = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot {
                generation: 0,
                listener: None,
            });
            self.slots.len() as u32 - 1
        });
        let slot = &mut self.slots[index as usize];
        let token = u64::from(slot.generation) << 32 | u64::from(index);
        listener.seat.member.served_by(&self.mailbox, token);
        let registered = self.poll.add(&listener.stream, token, Interest::Writer);
        slot.listener = Some(listener);
        if registered.is_err() {
            self.end(token, Ended::Gone);
            return;
        }
        self.serve(token);
    }

    fn listener(&mut self, token: u64) -> Option<&mut Listener> {
        let slot = self.slots.get_mut(token as u32 as usize)?;
        let current = slot.generation == (token >> 32) as u32;
        slot.listener.as_mut().filter(|_| current)
    }

    fn serve_due(&mut self, slot: u64, tokens: &[u64]) {
        for token in tokens {
            if self.listener(*token).is_some_and(|listener| listener.due == slot) {
                self.serve(*token);
            }
        }
    }

    fn serve(&mut self, token: u64) {
        let shared = Arc::clone(&self.shared);
        let now = Instant::now();
        let Some(listener) = self.listener(token) else { return };
        let before = listener.seat.member.bytes.load(std::sync::atomic::Ordering::Relaxed);
        let turn = take_turn(listener, &shared, now);
        let after = listener.seat.member.bytes.load(std::sync::atomic::Ordering::Relaxed);
        self.sent += after - before;
        match turn {
            Turn::Over(why) => self.end(token, why),
            Turn::Later(delay) => {
                // A first delay of a random-looking part of the tick spreads those who came together.
                let spread = if before == 0 { scatter(token, delay) } else { delay };
                let due = self.wheel.schedule(token, now, spread);
                if let Some(scheduled) = self.listener(token) {
                    scheduled.due = due;
                }
            }
        }
    }

    fn end(&mut self, token: u64, why: Ended) {
        if let Some(listener) = self.take(token) {
            let departure = depart(&listener, why);
            drop(listener);
            self.shared.left(&departure);
        }
    }

    fn take(&mut self, token: u64) -> Option<Listener> {
        let slot = self.slots.get_mut(token as u32 as usize)?;
        if slot.generation != (token >> 32) as u32 {
            return None;
        }
        let listener = slot.listener.take()?;
        slot.generation = slot.generation.wrapping_add(1);
        self.free.push(token as u32);
        Some(listener)
    }

    fn tokens(&self) -> Vec<u64> {
        let held = |(index, slot): (usize, &Slot)| {
            let token = u64::from(slot.generation) << 32 | index as u64;
            slot.listener.as_ref().map(|_| token)
        };
        self.slots.iter().enumerate().filter_map(held).collect()
    }

    fn drain(&mut self, spread: Duration) {
        let now = Instant::now();
        let tokens = self.tokens();
        let count = tokens.len().max(1) as u32;
        for (place, token) in tokens.into_iter().enumerate() {
            if let Some(listener) = self.listener(token) {
                let end = now + spread * place as u32 / count;
                listener.deadline = Some(listener.deadline.map_or(end, |deadline| deadline.min(end)));
            }
            self.serve(token);
        }
    }

    fn export(&mut self, reply: &SyncSender<Vec<Listener>>) {
        let mut exported = Vec::new();
        for token in self.tokens() {
            if let Some(listener) = self.take(token) {
                // A socket that cannot be unregistered was closed by its peer; the successor finds out.
                let _ = self.poll.remove(&listener.stream);
                exported.push(listener);
            }
        }
        // Nobody waits any more if the hand-off was given up; then these listeners end here.
        let _ = reply.send(exported);
    }
}

fn scatter(token: u64, delay: Duration) -> Duration {
    let part = token.wrapping_mul(0x9e37_79b9) % 1000;
    delay * part as u32 / 1000
}

/// Gives one listener what there is for it.
fn take_turn(listener: &mut Listener, shared: &Shared, now: Instant) -> Turn {
    if listener.deadline.is_some_and(|deadline| deadline <= now) {
        return Turn::Over(shared.reason_of_deadline());
    }
    let view = match listener.seat.settle(shared.config().lag) {
        Ok(view) => view,
        Err(why) => return Turn::Over(why),
    };
    if listener.blocked {
        if now.duration_since(listener.progress) > shared.config().stall_timeout {
            return Turn::Over(Ended::Slow);
        }
        return Turn::Later(shared.tick());
    }
    let mut given = 0;
    while given < FAIR {
        let plan = listener.seat.weave.plan(&view, FAIR - given);
        let wanted = plan.length;
        if wanted == 0 {
            break;
        }
        let written = match (&listener.stream).write_vectored(plan.slices()) {
            Ok(0) => return Turn::Over(Ended::Gone),
            Ok(written) => written,
            Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => return Turn::Over(Ended::Gone),
        };
        let parts = plan.into_parts();
        listener.seat.weave.consume(written, &parts, &view);
        listener.seat.sent(written);
        given += written;
        if written < wanted {
            listener.blocked = true;
            break;
        }
    }
    if given > 0 {
        listener.progress = now;
    }
    if listener.seat.is_over(&view) {
        return Turn::Over(Ended::RingClosed);
    }
    Turn::Later(pause(listener, shared.tick(), given))
}

/// Time until the next turn: the tick, or less for those whose player holds little sound.
fn pause(listener: &Listener, tick: Duration, given: usize) -> Duration {
    if given >= FAIR {
        return Duration::ZERO;
    }
    if listener.blocked {
        return tick;
    }
    let third = Duration::from_millis(u64::from(listener.seat.lead_ms) / 3);
    third.min(tick)
}

/// Writes down a departure.
pub(crate) fn depart(listener: &Listener, why: Ended) -> Departure {
    let member = &listener.seat.member;
    Departure {
        id: member.id,
        ring: listener.seat.ring.config().name.clone(),
        peer: member.peer,
        agent: member.agent.to_string(),
        since_ms: member.since_ms,
        bytes: member.bytes.load(std::sync::atomic::Ordering::Relaxed),
        why,
    }
}
