//! The handshake of a Shoutcast v1 source: a password line, then headers, then sound.

use crate::auth::MAX_SECRET_BYTES;
use crate::head::{HeadError, Headers, Lines, MAX_HEAD_BYTES};
use crate::ice::IceHeaders;
use crate::text;
use bytes::{Bytes, BytesMut};

/// Most bytes of a password line.
pub const MAX_PASSWORD_LINE: usize = 2 * MAX_SECRET_BYTES;

/// Says the password was right.
pub const ACCEPTED: &[u8] = b"OK2\r\nicy-caps:11\r\n\r\n";
/// Says it was not.
pub const REFUSED: &[u8] = b"invalid password\r\n";

/// One meaning of a password line.
#[derive(Clone, PartialEq, Eq)]
pub struct Meaning {
    /// Channel, where the line names one.
    pub channel: Option<String>,
    /// Name, where the line has one; else it is `source`.
    pub user: String,
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for Meaning {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Meaning")
            .field("channel", &self.channel)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// Reads a password line in every way it can be meant, the likeliest first:
/// `channel:KEY`, `user:password`, `channel:user:password`, `KEY` alone.
#[must_use]
pub fn meanings(line: &str) -> Vec<Meaning> {
    let meaning = |channel: Option<&str>, user: &str, password: &str| Meaning {
        channel: channel.map(|name| name.trim_start_matches('/').to_owned()),
        user: user.to_owned(),
        password: password.to_owned(),
    };
    let mut found = Vec::new();
    if let Some((first, rest)) = line.split_once(':') {
        found.push(meaning(Some(first), "source", rest));
        found.push(meaning(None, first, rest));
        if let Some((user, password)) = rest.split_once(':') {
            found.push(meaning(Some(first), user, password));
        }
    }
    found.push(meaning(None, "source", line));
    found.retain(|meaning| !meaning.password.is_empty() && !meaning.user.is_empty());
    found
}

/// What the handshake wants next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// More bytes.
    More,
    /// The connection speaks HTTP: hand these bytes to the HTTP side.
    Http(Bytes),
    /// Look the line up, then call [`Handshake::accept`] and send [`ACCEPTED`], or send
    /// [`REFUSED`] and close.
    Password(String),
    /// Sound follows.
    Ready(Box<Ready>),
}

/// A source whose handshake is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// What the source says about itself.
    pub ice: IceHeaders,
    /// `Content-Type`; MP3 where it says none.
    pub content_type: Option<String>,
    /// `User-Agent`, where it says one.
    pub agent: String,
    /// First bytes of sound.
    pub rest: Bytes,
}

/// The handshake as a state machine: bytes in, [`Event`]s out.
#[derive(Debug, Default)]
pub struct Handshake {
    buffer: BytesMut,
    state: State,
    headers: Headers,
    head_bytes: usize,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Password,
    Checking,
    Headers,
    Done,
}

impl Handshake {
    /// Takes bytes as they arrived. While a password is being looked up it only keeps them.
    ///
    /// # Errors
    /// The sender's fault: an endless line, a broken header, a TLS hello. Close.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Event, HeadError> {
        self.buffer.extend_from_slice(bytes);
        match self.state {
            State::Password => self.password(),
            State::Headers => self.headers(),
            State::Checking | State::Done if self.buffer.len() > 16 * MAX_HEAD_BYTES => Err(HeadError::TooLarge),
            State::Checking | State::Done => Ok(Event::More),
        }
    }

    /// Goes on to the headers after the password was right.
    ///
    /// # Errors
    /// As [`Handshake::push`], for what came meanwhile.
    pub fn accept(&mut self) -> Result<Event, HeadError> {
        self.state = State::Headers;
        self.headers()
    }

    fn password(&mut self) -> Result<Event, HeadError> {
        if self.buffer.first().is_some_and(|byte| *byte == 0x16 || *byte == 0x80) {
            return Err(HeadError::Tls);
        }
        let mut lines = Lines::new(&self.buffer);
        let Some(line) = lines.next() else {
            let bound = if looks_like_http(&self.buffer) {
                MAX_HEAD_BYTES
            } else {
                MAX_PASSWORD_LINE
            };
            return if self.buffer.len() > bound {
                Err(HeadError::TooLarge)
            } else {
                Ok(Event::More)
            };
        };
        if looks_like_http(line) {
            self.state = State::Done;
            return Ok(Event::Http(self.buffer.split().freeze()));
        }
        if line.len() > MAX_PASSWORD_LINE {
            return Err(HeadError::TooLarge);
        }
        let password = text::clean(&text::decode(line, None));
        let used = lines.used;
        let _line = self.buffer.split_to(used);
        self.state = State::Checking;
        Ok(Event::Password(password))
    }

    fn headers(&mut self) -> Result<Event, HeadError> {
        loop {
            let mut lines = Lines::new(&self.buffer);
            let Some(line) = lines.next() else {
                let total = self.head_bytes + self.buffer.len();
                return if total > MAX_HEAD_BYTES {
                    Err(HeadError::TooLarge)
                } else {
                    Ok(Event::More)
                };
            };
            let used = lines.used;
            self.head_bytes += used;
            if self.head_bytes > MAX_HEAD_BYTES {
                return Err(HeadError::TooLarge);
            }
            let is_last = line.is_empty();
            if !is_last {
                self.headers.push_line(line)?;
            }
            let _line = self.buffer.split_to(used);
            if is_last {
                return Ok(self.ready());
            }
        }
    }

    fn ready(&mut self) -> Event {
        self.state = State::Done;
        Event::Ready(Box::new(Ready {
            ice: IceHeaders::read(&self.headers),
            content_type: self.headers.get("content-type").map(str::to_ascii_lowercase),
            agent: text::clean(self.headers.get("user-agent").unwrap_or_default()),
            rest: self.buffer.split().freeze(),
        }))
    }
}

fn looks_like_http(line: &[u8]) -> bool {
    let methods: [&[u8]; 6] = [b"SOURCE ", b"GET ", b"HEAD ", b"PUT ", b"POST ", b"OPTIONS "];
    methods
        .iter()
        .any(|method| line.starts_with(method) && line.get(method.len()).is_some_and(|byte| b"/*h".contains(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEADERS: &[u8] = b"icy-name:Mehfil\r\nicy-br:128\r\ncontent-type:audio/mpeg\r\n\r\n\xff\xfb";

    #[test]
    fn line_ends_of_all_kinds() {
        for end in ["\n", "\r\n", "\r\r\n"] {
            let mut handshake = Handshake::default();
            let event = handshake.push(format!("mehfil:KEY{end}").as_bytes());
            assert_eq!(event, Ok(Event::Password("mehfil:KEY".to_owned())));
            assert_eq!(handshake.push(HEADERS), Ok(Event::More));
            let Ok(Event::Ready(ready)) = handshake.accept() else {
                panic!("is ready")
            };
            assert_eq!((ready.ice.bitrate_kbps, &ready.rest[..]), (Some(128), &b"\xff\xfb"[..]));
        }
    }

    #[test]
    fn forms_of_the_password_line() {
        let shown = |line| {
            let all = meanings(line).into_iter();
            all.map(|meaning| {
                format!(
                    "{}|{}|{}",
                    meaning.channel.unwrap_or_default(),
                    meaning.user,
                    meaning.password
                )
            })
            .collect::<Vec<_>>()
        };
        assert_eq!(shown("KEY"), ["|source|KEY"]);
        assert_eq!(shown("/fm:KEY"), ["fm|source|KEY", "|/fm|KEY", "|source|/fm:KEY"]);
        assert_eq!(
            shown("fm:dj:pw"),
            ["fm|source|dj:pw", "|fm|dj:pw", "fm|dj|pw", "|source|fm:dj:pw"]
        );
        assert_eq!(shown(""), Vec::<String>::new());
    }

    #[test]
    fn http_and_garbage() {
        let request = b"SOURCE /m HTTP/1.0\r\n";
        assert_eq!(
            Handshake::default().push(request),
            Ok(Event::Http(Bytes::from_static(request)))
        );
        assert_eq!(Handshake::default().push(b"\x16\x03\x01"), Err(HeadError::Tls));
        assert_eq!(Handshake::default().push(&[b'x'; 1025]), Err(HeadError::TooLarge));
    }

    proptest! {
        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let mut handshake = Handshake::default();
            if let Ok(Event::Password(line)) = handshake.push(&bytes) {
                let _ = meanings(&line);
                let _ = handshake.accept();
            }
        }

        #[test]
        fn splitting_changes_nothing(cut in 1usize..40) {
            let mut handshake = Handshake::default();
            let mut wire = b"KEY\r\n".to_vec();
            wire.extend_from_slice(HEADERS);
            let mut event = Event::More;
            let mut later = Vec::new();
            for part in wire.chunks(cut) {
                if let Event::Ready(_) = event { later.extend_from_slice(part); continue; }
                event = handshake.push(part).expect("is well formed");
                if let Event::Password(line) = &event {
                    prop_assert_eq!(line, "KEY");
                    event = handshake.accept().expect("is well formed");
                }
            }
            let Event::Ready(ready) = event else { panic!("is ready") };
            prop_assert_eq!(ready.ice.name.as_deref(), Some("Mehfil"));
            prop_assert_eq!([&ready.rest[..], &later[..]].concat(), b"\xff\xfb");
        }
    }
}
