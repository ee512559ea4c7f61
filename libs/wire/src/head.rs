//! The head of a request: HTTP/1.x, and what Icecast sources make of it.
//!
//! Lines may end with LF alone. NUL bytes in header values are dropped; in the request line they
//! are an error, except at its end. Other control characters in values become spaces.

use crate::text;
use bytes::{Bytes, BytesMut};

/// Most bytes a head may have, blank line included.
pub const MAX_HEAD_BYTES: usize = 8192;
/// Most header lines a head may have.
pub const MAX_HEADERS: usize = 64;

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A listener, or a page.
    Get,
    /// As `GET` without a body.
    Head,
    /// Metadata updates by some clients.
    Post,
    /// A source of Icecast 2.4 and later.
    Put,
    /// A source of old.
    Source,
    /// Preflight and libshout's probe.
    Options,
    /// Anything else that has the shape of a method.
    Other,
}

impl Method {
    fn parse(word: &str) -> Option<Self> {
        let is_token = (1..=20).contains(&word.len()) && word.bytes().all(|letter| letter.is_ascii_alphabetic());
        is_token.then_some(match word {
            "GET" => Self::Get,
            "HEAD" => Self::Head,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            "SOURCE" => Self::Source,
            "OPTIONS" => Self::Options,
            _ => Self::Other,
        })
    }
}

/// Protocol of the request line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// `HTTP/1.0`.
    Http10,
    /// `HTTP/1.1` and later minors.
    Http11,
    /// `ICE/1.0`, only of sources.
    Ice10,
}

impl Version {
    fn parse(word: &str) -> Result<Self, HeadError> {
        match word {
            "HTTP/1.0" => Ok(Self::Http10),
            "ICE/1.0" => Ok(Self::Ice10),
            _ if word.starts_with("HTTP/1.") && word.len() == 8 && word.as_bytes()[7].is_ascii_digit() => {
                Ok(Self::Http11)
            }
            _ if word.starts_with("HTTP/") => Err(HeadError::Version),
            _ => Err(HeadError::RequestLine),
        }
    }

    /// How a response to it starts; ICE clients are answered in HTTP/1.0.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http11 => "HTTP/1.1",
            Self::Http10 | Self::Ice10 => "HTTP/1.0",
        }
    }
}

/// Why bytes are not a head we take. The sender's fault; repeating does not help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeadError {
    /// Over [`MAX_HEAD_BYTES`] or [`MAX_HEADERS`].
    #[error("the request's head is over 8 KiB or 64 lines")]
    TooLarge,
    /// The first line is not `METHOD target VERSION`.
    #[error("the request's first line is not a method, a path and a version")]
    RequestLine,
    /// A TLS client on a plain port.
    #[error("this port speaks plain HTTP, not TLS")]
    Tls,
    /// The target is not a path, holds control characters or a broken address.
    #[error("the request's path does not start with / or holds characters it must not")]
    Target,
    /// An HTTP version we do not speak here.
    #[error("this port speaks HTTP/1.0 and HTTP/1.1")]
    Version,
    /// A header line is not `name: value`.
    #[error("a header line is not a name, a colon and a value")]
    Header,
}

impl HeadError {
    /// HTTP status that tells the sender.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::TooLarge => 431,
            Self::Version => 505,
            Self::RequestLine | Self::Tls | Self::Target | Self::Header => 400,
        }
    }
}

/// Header lines in the order they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// First value of a header; `name` in lower case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a comma-separated header holds `token`, in any case.
    #[must_use]
    pub fn has_token(&self, name: &str, token: &str) -> bool {
        let values = self.0.iter().filter(|(key, _)| key == name);
        values
            .flat_map(|(_, value)| value.split(','))
            .any(|word| word.trim().eq_ignore_ascii_case(token))
    }

    /// All of them: lower-case names and clean values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Parses one `name: value` line and keeps it.
    ///
    /// # Errors
    /// The sender's fault: not a header line, or one too many.
    pub(crate) fn push_line(&mut self, line: &[u8]) -> Result<(), HeadError> {
        if self.0.len() == MAX_HEADERS {
            return Err(HeadError::TooLarge);
        }
        let colon = line.iter().position(|byte| *byte == b':').ok_or(HeadError::Header)?;
        let name = &line[..colon];
        if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
            return Err(HeadError::Header);
        }
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        let value = text::decode(&line[colon + 1..], None);
        let spaced: String = value
            .chars()
            .filter(|letter| *letter != '\0')
            .map(|letter| if letter.is_control() { ' ' } else { letter })
            .collect();
        self.0.push((name, spaced.trim().to_owned()));
        Ok(())
    }
}

/// A request's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Method.
    pub method: Method,
    /// Path, unescaped, without the query: starts with `/`, or is `*`. No control characters.
    pub path: String,
    /// Query string, still escaped; empty where there is none.
    pub query: String,
    /// Protocol.
    pub version: Version,
    /// Header lines.
    pub headers: Headers,
}

impl Request {
    /// Whether the client can send another request on this connection.
    #[must_use]
    pub fn keeps_alive(&self) -> bool {
        match self.version {
            Version::Http11 => !self.headers.has_token("connection", "close"),
            Version::Http10 | Version::Ice10 => self.headers.has_token("connection", "keep-alive"),
        }
    }

    /// Parameter of the query string, decoded.
    #[must_use]
    pub fn query_value(&self, name: &str) -> Option<String> {
        text::query_value(&self.query, name)
    }

    /// Host the client called us by, where it said one of sane shape.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        let host = self.headers.get("host")?;
        let is_sane = |letter: u8| letter.is_ascii_alphanumeric() || b".-:[]_".contains(&letter);
        (!host.is_empty() && host.len() <= 255 && host.bytes().all(is_sane)).then_some(host)
    }
}

/// Parses a head from the start of `bytes`: the request and how many bytes it took, or `None`
/// while it is not complete.
///
/// # Errors
/// The sender's fault; answer [`HeadError::status`] and close.
pub fn parse(bytes: &[u8]) -> Result<Option<(Request, usize)>, HeadError> {
    let skipped = bytes
        .iter()
        .take(4)
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .count();
    let mut lines = Lines {
        rest: &bytes[skipped..],
        used: skipped,
    };
    if lines.rest.first().is_some_and(|byte| *byte == 0x16 || *byte == 0x80) {
        return Err(HeadError::Tls);
    }
    let Some(first) = lines.next() else {
        check_start(lines.rest)?;
        return over_bound(bytes.len());
    };
    let mut request = parse_request_line(first)?;
    loop {
        let Some(line) = lines.next() else {
            return over_bound(bytes.len());
        };
        if lines.used > MAX_HEAD_BYTES {
            return Err(HeadError::TooLarge);
        }
        if line.iter().all(|byte| *byte == 0) {
            return Ok(Some((request, lines.used)));
        }
        request.headers.push_line(line)?;
    }
}

fn over_bound<T>(length: usize) -> Result<Option<T>, HeadError> {
    if length >= MAX_HEAD_BYTES {
        Err(HeadError::TooLarge)
    } else {
        Ok(None)
    }
}

/// Refuses what can become no request line before it is complete: binary garbage is answered at
/// once instead of after a time-out.
fn check_start(line: &[u8]) -> Result<(), HeadError> {
    let method = line.iter().take(21).take_while(|byte| **byte != b' ');
    if method.clone().count() > 20 || !method.clone().all(u8::is_ascii_alphabetic) {
        return Err(HeadError::RequestLine);
    }
    Ok(())
}

fn parse_request_line(line: &[u8]) -> Result<Request, HeadError> {
    check_start(line)?;
    let end = line
        .iter()
        .rposition(|byte| !matches!(byte, 0 | b' '))
        .map_or(0, |last| last + 1);
    let text = text::decode(&line[..end], None);
    let (method, rest) = text.split_once(' ').ok_or(HeadError::RequestLine)?;
    let (target, version) = rest.trim_start().rsplit_once(' ').ok_or(HeadError::RequestLine)?;
    let method = Method::parse(method).ok_or(HeadError::RequestLine)?;
    let version = Version::parse(version)?;
    let (path, query) = parse_target(target.trim_end(), method)?;
    Ok(Request {
        method,
        path,
        query,
        version,
        headers: Headers::default(),
    })
}

fn parse_target(target: &str, method: Method) -> Result<(String, String), HeadError> {
    if target == "*" && method == Method::Options {
        return Ok(("*".to_owned(), String::new()));
    }
    let absolute = target
        .strip_prefix("http://")
        .or_else(|| target.strip_prefix("https://"));
    let local = match absolute {
        Some(rest) => rest.find(['/', '?']).map_or("/", |start| &rest[start..]),
        None => target,
    };
    let local = local.split('#').next().unwrap_or(local);
    let (path, query) = local.split_once('?').unwrap_or((local, ""));
    let path = if path.is_empty() && absolute.is_some() {
        "/"
    } else {
        path
    };
    let path = text::decode(&text::percent_decode(path), None);
    let is_clean = |letter: char| !letter.is_control();
    if path.starts_with('/') && path.chars().all(is_clean) && query.chars().all(is_clean) {
        Ok((path, query.to_owned()))
    } else {
        Err(HeadError::Target)
    }
}

/// Complete lines of a buffer, without their ends.
pub(crate) struct Lines<'a> {
    rest: &'a [u8],
    pub(crate) used: usize,
}

impl<'a> Lines<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, used: 0 }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let end = self.rest.iter().position(|byte| *byte == b'\n')?;
        let mut line = &self.rest[..end];
        while let [before @ .., b'\r'] = line {
            line = before;
        }
        self.rest = &self.rest[end + 1..];
        self.used += end + 1;
        Some(line)
    }
}

/// Collects bytes until a head is complete; what follows it is not lost.
#[derive(Debug, Default)]
pub struct HeadReader {
    buffer: BytesMut,
}

impl HeadReader {
    /// Takes bytes as they arrived; a head where one is complete.
    ///
    /// # Errors
    /// As [`parse`]. The reader is of no use afterwards.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Option<Request>, HeadError> {
        self.buffer.extend_from_slice(bytes);
        let Some((request, used)) = parse(&self.buffer)? else {
            return Ok(None);
        };
        let _head = self.buffer.split_to(used);
        Ok(Some(request))
    }

    /// Bytes that came after the head.
    #[must_use]
    pub fn take_rest(&mut self) -> Bytes {
        self.buffer.split().freeze()
    }

    /// Whether nothing has come that is not part of a finished head.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.buffer.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn request(bytes: &[u8]) -> Request {
        parse(bytes).expect("parses").expect("is complete").0
    }

    #[test]
    fn dialects() {
        for version in ["HTTP/1.0", "HTTP/1.1", "ICE/1.0"] {
            for end in ["\r\n", "\n", "\r\r\n"] {
                let text = format!("SOURCE /m {version}{end}ice-name:x{end}{end}");
                let request = request(text.as_bytes());
                assert_eq!((request.method, request.path.as_str()), (Method::Source, "/m"));
                assert_eq!(request.headers.get("ice-name"), Some("x"));
            }
        }
        assert_eq!(request(b"OPTIONS * HTTP/1.1\r\n\r\n").path, "*");
        let absolute = request(b"GET http://radio.example:8000/m?a=1 HTTP/1.1\r\n\r\n");
        assert_eq!((absolute.path.as_str(), absolute.query.as_str()), ("/m", "a=1"));
        assert_eq!(request(b"GET /%D9%84 HTTP/1.0\n\n").path, "/ل");
        assert_eq!(request(b"GET /; HTTP/1.0\n\n").path, "/;");
    }

    #[test]
    fn nul_and_control_characters() {
        let tolerated = request(b"GET /m HTTP/1.0\0\r\nUser-Agent: a\0b\x1b[0m\r\n\0\r\n");
        assert_eq!(tolerated.headers.get("user-agent"), Some("ab [0m"));
        for target in ["/a%00b", "/a%0d%0aX: y", "m", "", "/\x07"] {
            let text = format!("GET {target} HTTP/1.0\r\n\r\n");
            let error = parse(text.as_bytes()).expect_err(target);
            assert_eq!(error.status(), 400, "{target}");
        }
    }

    #[test]
    fn refusals_have_their_status() {
        let many = format!("GET / HTTP/1.0\r\n{}\r\n", "a: b\r\n".repeat(65));
        let long = format!("GET / HTTP/1.0\r\na: {}", "x".repeat(9000));
        for (bytes, status) in [
            (many.as_bytes(), 431),
            (long.as_bytes(), 431),
            (b"GET /\r\n\r\n".as_slice(), 400),
            (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".as_slice(), 505),
            (b"\x16\x03\x01\x02\x00\x01\x00".as_slice(), 400),
            (b"\xff\xfb\x90\x64".as_slice(), 400),
            (b"GET / HTTP/1.0\r\nno colon\r\n\r\n".as_slice(), 400),
            (b"GET / HTTP/1.0\r\nName : v\r\n\r\n".as_slice(), 400),
        ] {
            assert_eq!(parse(bytes).expect_err("is refused").status(), status);
        }
    }

    #[test]
    fn body_bytes_that_came_along_are_kept() {
        let mut reader = HeadReader::default();
        let request = reader.push(b"SOURCE /m HTTP/1.0\r\n\r\nID3").expect("parses");
        assert!(request.is_some());
        assert_eq!(reader.take_rest().as_ref(), b"ID3");
    }

    proptest! {
        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn never_panics_on_near_misses(text in "(GET|SOURCE|PUT) ?[/a-z%0-9?#*:]{0,12} ?(HTTP/1.[019x]|ICE/1.0)?\r?\n([A-Za-z-]{0,5}:? ?[ -~\u{0}é]{0,9}\r?\n){0,4}\r?\n?") {
            let _ = parse(text.as_bytes());
        }

        #[test]
        fn splitting_changes_nothing(
            name in "[a-z-]{1,12}", value in "[ -~]{0,40}", cuts in prop::collection::vec(1usize..30, 1..20)
        ) {
            let text = format!("PUT /m?x=1 HTTP/1.1\r\n{name}: {value}\r\nHost: h\r\n\r\nBODY");
            let whole = parse(text.as_bytes());
            let mut reader = HeadReader::default();
            let mut rest = text.as_bytes();
            let mut found = None;
            for cut in cuts.iter().cycle() {
                let (now, later) = rest.split_at((*cut).min(rest.len()));
                rest = later;
                match found {
                    None => found = reader.push(now).expect("parses"),
                    Some(_) => reader.buffer.extend_from_slice(now),
                }
                if rest.is_empty() { break; }
            }
            prop_assert_eq!(found, whole.expect("parses").map(|(request, _)| request));
            let rest = reader.take_rest();
            prop_assert_eq!(&rest[..], b"BODY");
        }
    }
}
