//! Handing listeners to a successor process over a Unix socket, so that an upgrade drops nobody.
//!
//! The predecessor sends a greeting (magic, version), one frame per listener (length, body; the
//! socket rides on the length), and an empty frame. The successor answers with one byte per
//! listener, 1 for those it takes, and serves them only from then on: until the answer arrives
//! the predecessor can take everyone back, and at no moment do both write to one socket.

mod state;

use crate::Fanout;
use crate::listener::Ended;
use crate::ring::{Member, Ring};
use crate::seat::Seat;
use crate::sys;
use crate::worker::{Listener, depart};
use state::State;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

const MAGIC: &[u8; 4] = b"AWZF";

/// Raised when a frame changes its meaning; both sides must agree.
const VERSION: u16 = 1;

/// Largest state of one listener: half of a large ring's frame, Ogg headers and a title.
const MAX_STATE: usize = 1024 * 1024;

/// Bound of all states together, which the successor holds until it has answered.
const MAX_TOTAL: usize = 256 * 1024 * 1024;

/// How long one side waits for the other's next byte.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a hand-off did not happen. The predecessor serves its listeners on in every case.
#[derive(Debug, thiserror::Error)]
pub enum HandoffError {
    /// The other process went away, took too long, or the system refused; trying again may help.
    #[error("the hand-off socket failed")]
    Io(#[from] io::Error),
    /// The other end is no Awaz process; check the path of the socket.
    #[error("the other end does not speak the hand-off protocol")]
    NotHandoff,
    /// The processes are of releases too far apart; drain the old one instead.
    #[error("the other process speaks version {theirs} of the hand-off, this one {VERSION}")]
    Version {
        /// What the other process speaks.
        theirs: u16,
    },
    /// A frame does not hold what it should: a fault of the other process.
    #[error("the hand-off is malformed: {0}")]
    Malformed(&'static str),
}

/// A listener who arrived and can be served.
struct Arrival {
    stream: TcpStream,
    ring: Arc<Ring>,
    state: State,
}

impl Fanout {
    /// Hands every listener to the successor at the other end of `channel`, which calls
    /// [`Self::adopt_from`], and lets nobody in any more. Blocks until the successor has answered,
    /// at most some seconds. Returns how many it took; those it did not (it has no such ring) are
    /// served on here.
    ///
    /// # Errors
    /// [`HandoffError`]; everyone is served on here, and newcomers are let in again.
    pub fn drain_to(&self, channel: &UnixStream) -> Result<usize, HandoffError> {
        let mut listeners = self.export();
        let answer = offer(channel, &mut listeners);
        if answer.is_err() {
            // A successor that is late with its answer must not begin to serve.
            let _ = channel.shutdown(Shutdown::Both);
            self.readmit();
        }
        let taken = answer.as_deref().unwrap_or_default();
        let mut left = Vec::new();
        for (index, listener) in listeners.into_iter().enumerate() {
            if taken.get(index).is_some_and(|flag| *flag) {
                let departure = depart(&listener, Ended::HandedOff);
                drop(listener);
                self.gone(&departure);
            } else {
                left.push(listener);
            }
        }
        self.take_back(left);
        answer.map(|flags| flags.iter().filter(|flag| **flag).count())
    }

    /// Takes the listeners that a predecessor hands over with [`Self::drain_to`]. `rings` finds the
    /// ring of a name ([`crate::RingConfig::name`]); listeners of a ring that is not here stay with
    /// the predecessor. Each goes on at the sample after the frame they were in, as soon as the
    /// ring has it. Limits do not apply: they were let in before. Returns how many were taken.
    ///
    /// # Errors
    /// [`HandoffError`]; nobody was taken.
    pub fn adopt_from<F>(&self, channel: &UnixStream, mut rings: F) -> Result<usize, HandoffError>
    where
        F: FnMut(&str) -> Option<Arc<Ring>>,
    {
        be_patient(channel)?;
        receive_greeting(channel)?;
        let mut arrivals = Vec::new();
        let mut total = 0;
        while let Some((socket, body)) = receive_frame(channel)? {
            total += body.len();
            if total > MAX_TOTAL {
                return Err(HandoffError::Malformed("the states are larger than allowed"));
            }
            arrivals.push(arrive(socket, &body, &mut rings)?);
        }
        let answer: Vec<u8> = arrivals.iter().map(|arrival| u8::from(arrival.is_some())).collect();
        let mut writer = channel;
        writer.write_all(&(answer.len() as u32).to_be_bytes())?;
        writer.write_all(&answer)?;
        let mut taken = 0;
        for arrival in arrivals.into_iter().flatten() {
            self.adopt(arrival);
            taken += 1;
        }
        Ok(taken)
    }

    fn adopt(&self, arrival: Arrival) {
        let Arrival { stream, ring, state } = arrival;
        let member = Member::new(state.identity);
        member.bytes.store(state.bytes, Ordering::Relaxed);
        self.reserve_anyway();
        self.prepare(&stream);
        let now = Instant::now();
        let mut listener = Listener::new(stream, Seat::resumed(ring, member, state.resume), now);
        listener.deadline = state.time_left.and_then(|left| now.checked_add(left));
        self.hand_to_thread(listener);
    }
}

/// Sends what fits and returns, in the order of `listeners`, who was taken.
fn offer(channel: &UnixStream, listeners: &mut [Listener]) -> Result<Vec<bool>, HandoffError> {
    be_patient(channel)?;
    let mut writer = channel;
    let mut greeting = [0; 8];
    greeting[..4].copy_from_slice(MAGIC);
    greeting[4..6].copy_from_slice(&VERSION.to_be_bytes());
    writer.write_all(&greeting)?;
    let now = Instant::now();
    let mut offered = Vec::with_capacity(listeners.len());
    let mut total = 0;
    for listener in listeners.iter_mut() {
        let body = state::pack(listener, now);
        let fits = body.len() <= MAX_STATE && total + body.len() <= MAX_TOTAL;
        offered.push(fits);
        if fits {
            total += body.len();
            let length = (body.len() as u32).to_be_bytes();
            sys::send_descriptor(channel, &length, Some(listener.stream.as_fd()))?;
            writer.write_all(&body)?;
        }
    }
    writer.write_all(&0_u32.to_be_bytes())?;
    receive_answer(channel, offered)
}

fn receive_answer(mut channel: &UnixStream, mut offered: Vec<bool>) -> Result<Vec<bool>, HandoffError> {
    let mut count = [0; 4];
    channel.read_exact(&mut count)?;
    let sent = offered.iter().filter(|fits| **fits).count();
    if u32::from_be_bytes(count) as usize != sent {
        return Err(HandoffError::Malformed("the answer is for another number of listeners"));
    }
    let mut answer = vec![0; sent];
    channel.read_exact(&mut answer)?;
    let places = offered.iter_mut().filter(|fits| **fits);
    for (place, flag) in places.zip(answer) {
        *place = flag == 1;
    }
    Ok(offered)
}

fn be_patient(channel: &UnixStream) -> io::Result<()> {
    channel.set_nonblocking(false)?;
    channel.set_read_timeout(Some(PATIENCE))?;
    channel.set_write_timeout(Some(PATIENCE))
}

fn receive_greeting(mut channel: &UnixStream) -> Result<(), HandoffError> {
    let mut greeting = [0; 8];
    channel.read_exact(&mut greeting)?;
    if greeting[..4] != *MAGIC {
        return Err(HandoffError::NotHandoff);
    }
    let theirs = u16::from_be_bytes([greeting[4], greeting[5]]);
    if theirs == VERSION {
        return Ok(());
    }
    Err(HandoffError::Version { theirs })
}

/// Descriptors and state of one listener as received.
type Frame = (Vec<OwnedFd>, Vec<u8>);

/// The next listener's sockets and state; `None` at the end.
fn receive_frame(mut channel: &UnixStream) -> Result<Option<Frame>, HandoffError> {
    let mut length = [0; 4];
    let sockets = sys::receive_descriptors(channel, &mut length)?;
    let length = u32::from_be_bytes(length) as usize;
    if length == 0 {
        return Ok(None);
    }
    if length > MAX_STATE {
        return Err(HandoffError::Malformed("a state is larger than allowed"));
    }
    let mut body = vec![0; length];
    channel.read_exact(&mut body)?;
    Ok(Some((sockets, body)))
}

/// Makes sense of one frame; `None` if the listener cannot be served here.
fn arrive<F>(mut sockets: Vec<OwnedFd>, body: &[u8], rings: &mut F) -> Result<Option<Arrival>, HandoffError>
where
    F: FnMut(&str) -> Option<Arc<Ring>>,
{
    let state = state::unpack(body)?;
    if sockets.len() > 1 {
        return Err(HandoffError::Malformed("a listener has more than one socket"));
    }
    // A socket is missing when this process has no descriptors left; the predecessor keeps it.
    let Some(socket) = sockets.pop() else { return Ok(None) };
    let stream = TcpStream::from(socket);
    if !is_tcp(&stream) {
        return Err(HandoffError::Malformed("a listener's descriptor is no TCP socket"));
    }
    let arrival = rings(&state.ring).map(|ring| Arrival { stream, ring, state });
    Ok(arrival)
}

fn is_tcp(stream: &TcpStream) -> bool {
    let socket = socket2::SockRef::from(stream);
    let is_stream = socket.r#type().is_ok_and(|kind| kind == socket2::Type::STREAM);
    let domains = [socket2::Domain::IPV4, socket2::Domain::IPV6];
    is_stream && socket.domain().is_ok_and(|domain| domains.contains(&domain))
}
