//! One listener's state as bytes.

use super::HandoffError;
use crate::ring::{Audience, Identity, Span};
use crate::seat::{Awaited, Resume};
use crate::title::{MAX_PAYLOAD, Title};
use crate::weave::{Icy, Weave};
use crate::worker::Listener;
use bytes::{BufMut, Bytes};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// Stands for "no end".
const NEVER: u64 = u64::MAX;

/// What is known about a listener besides their socket.
#[derive(Debug)]
pub(super) struct State {
    pub(super) ring: String,
    pub(super) identity: Identity,
    /// Bytes handed to the socket so far.
    pub(super) bytes: u64,
    /// Time until the longest duration has passed.
    pub(super) time_left: Option<Duration>,
    pub(super) resume: Resume,
}

/// Writes a listener down; they continue with the frame after the one they are in.
pub(super) fn pack(listener: &mut Listener, now: Instant) -> Vec<u8> {
    let awaited = listener.seat.suspend();
    let seat = &listener.seat;
    let member = &seat.member;
    let mut out = Vec::with_capacity(512);
    put(&mut out, seat.ring.config().name.as_bytes());
    put(&mut out, member.id.to_string().as_bytes());
    out.put_u8(u8::from(member.audience == Audience::Internal));
    put(
        &mut out,
        member.peer.map(|peer| peer.to_string()).unwrap_or_default().as_bytes(),
    );
    put(&mut out, member.agent.as_bytes());
    out.put_i64(member.since_ms);
    out.put_u64(member.bytes.load(Ordering::Relaxed));
    let left = listener
        .deadline
        .map(|deadline| deadline.saturating_duration_since(now));
    out.put_u64(left.map_or(NEVER, |left| left.as_millis() as u64));
    pack_weave(&mut out, &seat.weave);
    out.put_u64(awaited.sample);
    out.put_u8(u8::from(awaited.headers.is_some()));
    put(&mut out, &awaited.headers.unwrap_or_default());
    let (is_millis, burst) = match seat.burst {
        Span::Bytes(most) => (0, most),
        Span::Millis(most) => (1, most),
    };
    out.put_u8(is_millis);
    out.put_u32(burst);
    out.put_u32(seat.lead_ms);
    out
}

fn pack_weave(out: &mut Vec<u8>, weave: &Weave) {
    put(out, &weave.head);
    let length: usize = weave.prefix.iter().map(Bytes::len).sum();
    out.put_u32(length as u32);
    for piece in &weave.prefix {
        out.put_slice(piece);
    }
    // An interval is never 0, which therefore stands for "no metadata".
    let Some(icy) = &weave.icy else {
        out.put_u32(0);
        return;
    };
    out.put_u32(icy.interval);
    out.put_u32(icy.left);
    put(out, &icy.pending);
    put(out, icy.shown.as_ref().map_or(&[], |title| &title.block));
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    out.put_u32(bytes.len() as u32);
    out.put_slice(bytes);
}

/// Reads what [`pack`] wrote.
pub(super) fn unpack(body: &[u8]) -> Result<State, HandoffError> {
    let mut fields = Fields(body);
    let state = State {
        ring: fields.text()?,
        identity: identity(&mut fields)?,
        bytes: fields.u64()?,
        time_left: match fields.u64()? {
            NEVER => None,
            left => Some(Duration::from_millis(left)),
        },
        resume: Resume {
            weave: weave(&mut fields)?,
            awaited: awaited(&mut fields)?,
            burst: burst(&mut fields)?,
            lead_ms: fields.u32()?,
        },
    };
    if fields.0.is_empty() {
        return Ok(state);
    }
    Err(HandoffError::Malformed("a state has bytes after its end"))
}

fn identity(fields: &mut Fields<'_>) -> Result<Identity, HandoffError> {
    let malformed = HandoffError::Malformed;
    let id = fields.text()?.parse();
    let audience = if fields.flag()? {
        Audience::Internal
    } else {
        Audience::Listener
    };
    let peer = match fields.text()?.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| malformed("an address cannot be read"))?),
    };
    Ok(Identity {
        id: id.map_err(|_| malformed("a connection id cannot be read"))?,
        audience,
        peer,
        agent: fields.text()?,
        since_ms: fields.u64()? as i64,
    })
}

fn weave(fields: &mut Fields<'_>) -> Result<Weave, HandoffError> {
    let head = fields.bytes()?;
    let prefix = Some(fields.bytes()?).filter(|piece| !piece.is_empty());
    let interval = fields.u32()?;
    Ok(Weave {
        head,
        prefix: prefix.into_iter().collect(),
        icy: if interval == 0 {
            None
        } else {
            Some(icy(fields, interval)?)
        },
        cursor: 0,
    })
}

fn icy(fields: &mut Fields<'_>, interval: u32) -> Result<Icy, HandoffError> {
    let left = fields.u32()?;
    let pending = fields.bytes()?;
    let block = fields.bytes()?;
    let announced = block.first().map_or(0, |sixteens| 1 + usize::from(*sixteens) * 16);
    if left > interval || pending.len() > MAX_PAYLOAD || announced != block.len() {
        return Err(HandoffError::Malformed("the metadata position is impossible"));
    }
    let title = Title {
        text: String::new(),
        block,
    };
    Ok(Icy {
        interval,
        left,
        pending,
        shown: Some(Arc::new(title)).filter(|shown| !shown.block.is_empty()),
    })
}

fn awaited(fields: &mut Fields<'_>) -> Result<Awaited, HandoffError> {
    let sample = fields.u64()?;
    let has_headers = fields.flag()?;
    let headers = Some(fields.bytes()?).filter(|_| has_headers);
    Ok(Awaited { sample, headers })
}

fn burst(fields: &mut Fields<'_>) -> Result<Span, HandoffError> {
    let is_millis = fields.flag()?;
    let most = fields.u32()?;
    Ok(if is_millis {
        Span::Millis(most)
    } else {
        Span::Bytes(most)
    })
}

/// What is left to read of a state.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], HandoffError> {
        let split = self.0.split_at_checked(count);
        let (taken, rest) = split.ok_or(HandoffError::Malformed("a state is cut short"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], HandoffError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn u32(&mut self) -> Result<u32, HandoffError> {
        self.array().map(u32::from_be_bytes)
    }

    fn u64(&mut self) -> Result<u64, HandoffError> {
        self.array().map(u64::from_be_bytes)
    }

    fn flag(&mut self) -> Result<bool, HandoffError> {
        match self.array()? {
            [0] => Ok(false),
            [1] => Ok(true),
            [_] => Err(HandoffError::Malformed("a flag is neither set nor clear")),
        }
    }

    fn bytes(&mut self) -> Result<Bytes, HandoffError> {
        let length = self.u32()? as usize;
        self.take(length).map(Bytes::copy_from_slice)
    }

    fn text(&mut self) -> Result<String, HandoffError> {
        let length = self.u32()? as usize;
        let bytes = self.take(length)?.to_vec();
        String::from_utf8(bytes).map_err(|_| HandoffError::Malformed("a text is not UTF-8"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ring::{Chunk, Member, Ring, RingConfig};
    use crate::seat::Seat;
    use crate::{LagPolicy, ListenerSpec};
    use std::net::{TcpListener, TcpStream};

    fn listener() -> Listener {
        let ring = Ring::new(RingConfig {
            name: "radio/mp3-128".to_owned(),
            ..RingConfig::default()
        });
        for index in 0..40 {
            let chunk = Chunk {
                bytes: vec![index as u8; 400].into(),
                start: index * 1152,
                samples: 1152,
                headers: None,
            };
            ring.push(chunk).unwrap();
        }
        ring.set_title(0, "Artist - Title");
        let spec = ListenerSpec {
            head: Bytes::from_static(b"HTTP/1.0 200 OK\r\n\r\n"),
            metaint: Some(1000),
            agent: "player/1".to_owned(),
            peer: Some("[2001:db8::1]:4000".parse().unwrap()),
            ..ListenerSpec::default()
        };
        let member = Member::new(spec.identity(17));
        ring.enter(&member).unwrap();
        let door = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(door.local_addr().unwrap()).unwrap();
        let mut seat = Seat::new(ring, member, &spec);
        let view = seat.settle(LagPolicy::default()).unwrap();
        let plan = seat.weave.plan(&view, 2500);
        let (length, parts) = (plan.length, plan.into_parts());
        seat.weave.consume(length, &parts, &view);
        seat.sent(length);
        Listener::new(stream, seat, Instant::now())
    }

    #[test]
    fn a_state_is_read_as_it_was_written() {
        let mut listener = listener();
        let now = Instant::now();
        listener.deadline = Some(now + Duration::from_secs(7));
        let body = pack(&mut listener, now);
        let state = unpack(&body).unwrap();
        let seat = &listener.seat;
        assert_eq!(state.ring, "radio/mp3-128");
        assert_eq!(state.identity.id, seat.member.id);
        assert_eq!(state.identity.peer, seat.member.peer);
        assert_eq!(state.identity.agent, "player/1");
        assert_eq!(state.identity.since_ms, 17);
        assert_eq!(state.bytes, 2500);
        assert_eq!(state.time_left, Some(Duration::from_secs(7)));
        let (was, is) = (seat.weave.icy.as_ref().unwrap(), state.resume.weave.icy.unwrap());
        assert_eq!((is.interval, is.left, &is.pending), (1000, was.left, &was.pending));
        assert_eq!(is.shown.unwrap().block, was.shown.as_ref().unwrap().block);
        let rest: usize = state.resume.weave.prefix.iter().map(Bytes::len).sum();
        assert!(rest > 0 && rest < 400, "the rest of one frame, not {rest} bytes");
        assert_eq!(state.resume.awaited.sample % 1152, 0);
    }

    #[test]
    fn a_state_that_was_cut_anywhere_is_an_error() {
        let body = pack(&mut listener(), Instant::now());
        for length in 0..body.len() {
            let error = unpack(&body[..length]).expect_err("a cut state is no state");
            assert!(matches!(error, HandoffError::Malformed(_)), "{error}");
        }
        let longer = [body.as_slice(), &[0]].concat();
        assert!(matches!(unpack(&longer), Err(HandoffError::Malformed(_))));
    }

    #[test]
    fn changed_bytes_never_panic() {
        let body = pack(&mut listener(), Instant::now());
        for index in 0..body.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut changed = body.clone();
                changed[index] = value;
                // Some changes are other valid states; what matters is that each is looked at.
                if let Ok(state) = unpack(&changed) {
                    assert!(state.resume.weave.icy.is_none_or(|icy| icy.left <= icy.interval));
                }
            }
        }
    }
}
