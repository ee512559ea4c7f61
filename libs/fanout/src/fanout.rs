//! The serving threads and the door to them.

use crate::listener::{Departure, Ended, ListenerSpec, Refused};
use crate::mailbox::{Command, Mailbox};
use crate::ring::{ListenerStats, Member, Ring};
use crate::seat::{LagPolicy, Seat};
use crate::sys;
use crate::worker::{Listener, Worker};
use awaz_core::id::ConnectionId;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Descriptors left for everything that is not a listener: database, logs, sources, the API.
const RESERVED_DESCRIPTORS: u64 = 512;

/// How long a serving thread may take to give up its listeners.
const EXPORT_PATIENCE: Duration = Duration::from_secs(10);

/// Called on the serving thread when a listener left; must not block.
#[derive(Clone)]
pub struct OnDeparture(pub Arc<dyn Fn(&Departure) + Send + Sync>);

impl fmt::Debug for OnDeparture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OnDeparture")
    }
}

/// How listeners are served.
#[derive(Debug, Clone)]
pub struct FanoutConfig {
    /// Serving threads; 0 is one per core. Default 0.
    pub threads: usize,
    /// Longest time between two writes to a listener who has their burst, ms, 20..=1000. Default
    /// 1000: a quarter of the writes of 250 ms and half the processor time.
    pub tick_ms: u32,
    /// Bound of falling behind.
    pub lag: LagPolicy,
    /// Time after which a listener who takes nothing at all is closed. Default 60 s.
    pub stall_timeout: Duration,
    /// Time without acknowledgement after which a connection is dead (`TCP_USER_TIMEOUT`). Default 30 s.
    pub dead_timeout: Duration,
    /// Kernel send buffer of a listener, bytes; the kernel doubles it for its own book-keeping, so
    /// that one burst fits. Bounds kernel memory; a listener behind a slow link is held in the ring
    /// instead. Default 64 KiB, 0 leaves it to the kernel (up to 4 MiB each).
    pub send_buffer_bytes: u32,
    /// Most listeners of the process; `None` is the descriptor limit less 512.
    pub max_listeners: Option<u32>,
    /// Told of everyone who leaves.
    pub on_departure: Option<OnDeparture>,
}

impl Default for FanoutConfig {
    fn default() -> Self {
        Self {
            threads: 0,
            tick_ms: 1000,
            lag: LagPolicy::default(),
            stall_timeout: Duration::from_secs(60),
            dead_timeout: Duration::from_secs(30),
            send_buffer_bytes: 64 * 1024,
            max_listeners: None,
            on_departure: None,
        }
    }
}

/// A listener who was not let in, with their socket, so that it can be answered.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub struct Refusal {
    /// The reason.
    pub why: Refused,
    /// The socket as it was given.
    pub stream: TcpStream,
}

/// Totals since the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FanoutStats {
    /// Listeners now.
    pub listeners: u32,
    /// Most listeners there may be.
    pub max_listeners: u32,
    /// Listeners ever let in.
    pub admitted: u64,
    /// Listeners ever refused.
    pub refused: u64,
    /// Bytes handed to sockets.
    pub bytes_sent: u64,
}

/// What the serving threads and the door have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    config: FanoutConfig,
    max_listeners: u32,
    listeners: AtomicU32,
    admitted: AtomicU64,
    refused: AtomicU64,
    bytes_sent: AtomicU64,
    draining: AtomicBool,
    members: Mutex<HashMap<ConnectionId, Arc<Member>>>,
    empty: watch::Sender<bool>,
}

impl Shared {
    pub(crate) const fn config(&self) -> &FanoutConfig {
        &self.config
    }

    pub(crate) fn tick(&self) -> Duration {
        Duration::from_millis(u64::from(self.config.tick_ms.clamp(20, 1000)))
    }

    pub(crate) fn reason_of_deadline(&self) -> Ended {
        if self.draining.load(Ordering::Relaxed) {
            return Ended::Drained;
        }
        Ended::MaxDuration
    }

    pub(crate) fn count_sent(&self, bytes: u64) {
        if bytes > 0 {
            self.bytes_sent.fetch_add(bytes, Ordering::Relaxed);
            metrics::counter!("awaz_fanout_sent_bytes_total").increment(bytes);
        }
    }

    pub(crate) fn left(&self, departure: &Departure) {
        self.members.lock().remove(&departure.id);
        let before = self.listeners.fetch_sub(1, Ordering::AcqRel);
        metrics::gauge!("awaz_fanout_listeners").set(f64::from(before - 1));
        metrics::counter!("awaz_fanout_ended_total", "reason" => departure.why.name()).increment(1);
        if let Some(OnDeparture(callback)) = &self.config.on_departure {
            callback(departure);
        }
        if before == 1 {
            self.empty.send_replace(true);
        }
    }

    /// Takes one of the places; the caller gives it back through [`Self::left`] or [`Self::unreserve`].
    fn reserve(&self) -> Result<(), Refused> {
        if self.draining.load(Ordering::Acquire) {
            return Err(Refused::Draining);
        }
        let one_more = |count: u32| (count < self.max_listeners).then_some(count + 1);
        self.listeners
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, one_more)
            .map_err(|_| Refused::ServerFull)?;
        self.empty.send_replace(false);
        Ok(())
    }

    fn unreserve(&self) {
        if self.listeners.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.empty.send_replace(true);
        }
    }
}

#[derive(Debug)]
struct Thread {
    mailbox: Arc<Mailbox>,
    handle: Option<JoinHandle<()>>,
}

/// Sends rings to listeners' sockets. Dropping it cuts everyone off; see [`Self::drain`].
#[derive(Debug)]
pub struct Fanout {
    shared: Arc<Shared>,
    threads: Vec<Thread>,
    next: AtomicU32,
}

impl Fanout {
    /// Starts the serving threads.
    ///
    /// # Errors
    /// When the system has no threads or descriptors left.
    pub fn start(config: FanoutConfig) -> io::Result<Self> {
        let (descriptors, _) = sys::descriptor_limit()?;
        let wall = descriptors.saturating_sub(RESERVED_DESCRIPTORS).max(descriptors / 4);
        let wall = u32::try_from(wall).unwrap_or(u32::MAX);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let count = if config.threads == 0 { cores } else { config.threads };
        let shared = Arc::new(Shared {
            max_listeners: config.max_listeners.map_or(wall, |most| most.min(wall)),
            listeners: AtomicU32::new(0),
            admitted: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            bytes_sent: AtomicU64::new(0),
            draining: AtomicBool::new(false),
            members: Mutex::new(HashMap::new()),
            empty: watch::Sender::new(true),
            config,
        });
        let mut fanout = Self {
            shared,
            threads: Vec::with_capacity(count),
            next: AtomicU32::new(0),
        };
        for index in 0..count {
            let thread = fanout.start_thread(index)?;
            fanout.threads.push(thread);
        }
        Ok(fanout)
    }

    fn start_thread(&self, index: usize) -> io::Result<Thread> {
        let mailbox = Arc::new(Mailbox::new()?);
        let worker = Worker::new(Arc::clone(&self.shared), Arc::clone(&mailbox))?;
        let handle = std::thread::Builder::new()
            .name(format!("fanout-{index}"))
            .spawn(move || worker.run())?;
        Ok(Thread {
            mailbox,
            handle: Some(handle),
        })
    }

    /// Serves `ring` on `stream` until the player, the ring or a limit ends it. Returns at once.
    ///
    /// # Errors
    /// [`Refusal`] with the socket; answer it with 503 and `Retry-After`.
    pub fn add(&self, stream: TcpStream, ring: &Arc<Ring>, spec: &ListenerSpec) -> Result<(), Refusal> {
        match self.admit(&stream, ring, spec) {
            Ok(seat) => {
                let now = Instant::now();
                let mut listener = Listener::new(stream, seat, now);
                listener.deadline = spec.max_duration.and_then(|limit| now.checked_add(limit));
                self.hand_to_thread(listener);
                Ok(())
            }
            Err(why) => {
                self.shared.refused.fetch_add(1, Ordering::Relaxed);
                metrics::counter!("awaz_fanout_refused_total", "reason" => why.name()).increment(1);
                Err(Refusal { why, stream })
            }
        }
    }

    fn admit(&self, stream: &TcpStream, ring: &Arc<Ring>, spec: &ListenerSpec) -> Result<Seat, Refused> {
        self.shared.reserve()?;
        let member = Member::new(spec.identity(ring.config().clock.now_ms()));
        if let Err(why) = ring.enter(&member) {
            self.shared.unreserve();
            return Err(why);
        }
        self.prepare(stream);
        Ok(Seat::new(Arc::clone(ring), member, spec))
    }

    /// Socket options are improvements: a socket that refuses one is served without it.
    pub(crate) fn prepare(&self, stream: &TcpStream) {
        let config = &self.shared.config;
        let socket = socket2::SockRef::from(stream);
        let _ = socket.set_nonblocking(true);
        if config.send_buffer_bytes > 0 {
            let _ = socket.set_send_buffer_size(config.send_buffer_bytes as usize);
        }
        let _ = socket.set_tcp_user_timeout(Some(config.dead_timeout));
        let keepalive = socket2::TcpKeepalive::new().with_time(config.dead_timeout);
        let _ = socket.set_tcp_keepalive(&keepalive);
    }

    pub(crate) fn hand_to_thread(&self, listener: Listener) {
        let member = Arc::clone(&listener.seat.member);
        self.shared.members.lock().insert(member.id, member);
        self.shared.admitted.fetch_add(1, Ordering::Relaxed);
        let listeners = self.shared.listeners.load(Ordering::Relaxed);
        metrics::gauge!("awaz_fanout_listeners").set(f64::from(listeners));
        let turn = self.next.fetch_add(1, Ordering::Relaxed) as usize;
        let thread = &self.threads[turn % self.threads.len()];
        thread.mailbox.send(Command::Add(Box::new(listener)));
    }

    /// Takes a place for a listener who is already connected, above any limit.
    pub(crate) fn reserve_anyway(&self) {
        self.shared.listeners.fetch_add(1, Ordering::AcqRel);
        self.shared.empty.send_replace(false);
    }

    /// Takes every listener away from the serving threads.
    pub(crate) fn export(&self) -> Vec<Listener> {
        self.shared.draining.store(true, Ordering::Release);
        let mut exported = Vec::new();
        for thread in &self.threads {
            let (reply, answer) = std::sync::mpsc::sync_channel(1);
            thread.mailbox.send(Command::Export(reply));
            // A thread that broke down has no listeners left to give.
            exported.extend(answer.recv_timeout(EXPORT_PATIENCE).unwrap_or_default());
        }
        exported
    }

    /// Gives listeners that a successor did not take back to the serving threads.
    pub(crate) fn take_back(&self, listeners: Vec<Listener>) {
        for (index, listener) in listeners.into_iter().enumerate() {
            let thread = &self.threads[index % self.threads.len()];
            thread.mailbox.send(Command::Add(Box::new(listener)));
        }
    }

    /// Lets newcomers in again after a hand-off that failed.
    pub(crate) fn readmit(&self) {
        self.shared.draining.store(false, Ordering::Release);
    }

    pub(crate) fn gone(&self, departure: &Departure) {
        self.shared.left(departure);
    }

    /// Everyone who reads `ring` now, on sockets or asynchronously, in no particular order.
    #[must_use]
    pub fn listeners(&self, ring: &Ring) -> Vec<ListenerStats> {
        ring.listeners()
    }

    /// Totals.
    #[must_use]
    pub fn stats(&self) -> FanoutStats {
        FanoutStats {
            listeners: self.shared.listeners.load(Ordering::Relaxed),
            max_listeners: self.shared.max_listeners,
            admitted: self.shared.admitted.load(Ordering::Relaxed),
            refused: self.shared.refused.load(Ordering::Relaxed),
            bytes_sent: self.shared.bytes_sent.load(Ordering::Relaxed),
        }
    }

    /// Ends one listener; returns whether it was served here.
    pub fn kick(&self, id: ConnectionId) -> bool {
        let member = self.shared.members.lock().get(&id).cloned();
        if let Some(found) = &member {
            found.kick();
        }
        member.is_some()
    }

    /// Lets nobody in any more and ends everyone evenly over `spread`, so that their players do not
    /// all come back at one moment. Returns when the last has left.
    pub async fn drain(&self, spread: Duration) {
        self.shared.draining.store(true, Ordering::Release);
        let mut empty = self.shared.empty.subscribe();
        for thread in &self.threads {
            thread.mailbox.send(Command::Drain(spread));
        }
        // The sender lives in `self`, so waiting ends only by becoming empty.
        let _ = empty.wait_for(|empty| *empty).await;
    }
}

impl Drop for Fanout {
    fn drop(&mut self) {
        for thread in &self.threads {
            thread.mailbox.send(Command::Stop);
        }
        for thread in &mut self.threads {
            if let Some(handle) = thread.handle.take() {
                // A panic of a serving thread was reported when it happened.
                let _ = handle.join();
            }
        }
    }
}

/// Raises the soft limit of open descriptors to the hard one; call it before [`Fanout::start`].
/// Returns the limit in force.
///
/// # Errors
/// When the system refuses, which leaves the limit as it was.
pub fn raise_descriptor_limit() -> io::Result<u64> {
    sys::raise_descriptor_limit()
}
