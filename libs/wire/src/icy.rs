//! ICY as a client hears it: the response head, and titles woven into the sound.

use crate::head::{HeadError, Headers, Lines, MAX_HEAD_BYTES};
use crate::ice::IceHeaders;
use crate::metadata::SongTitle;
use crate::text;

/// A server's response head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseHead {
    /// Status.
    pub status: u16,
    /// Header lines.
    pub headers: Headers,
}

impl ResponseHead {
    /// What the stream says about itself.
    #[must_use]
    pub fn ice(&self) -> IceHeaders {
        IceHeaders::read(&self.headers)
    }

    /// Bytes of sound between two metadata blocks; `None` where there are none.
    #[must_use]
    pub fn metaint(&self) -> Option<u32> {
        self.headers
            .get("icy-metaint")?
            .trim()
            .parse()
            .ok()
            .filter(|bytes| *bytes > 0)
    }
}

/// Parses a response head, `HTTP/1.x 200 OK` or `ICY 200 OK`: it and its length, or `None` while
/// it is not complete.
///
/// # Errors
/// The server's fault: too large, or not such a head.
pub fn parse_response(bytes: &[u8]) -> Result<Option<(ResponseHead, usize)>, HeadError> {
    let mut lines = Lines::new(bytes);
    let incomplete = || {
        if bytes.len() >= MAX_HEAD_BYTES {
            Err(HeadError::TooLarge)
        } else {
            Ok(None)
        }
    };
    let Some(first) = lines.next() else { return incomplete() };
    let status = parse_status_line(first)?;
    let mut headers = Headers::default();
    loop {
        let Some(line) = lines.next() else { return incomplete() };
        if lines.used > MAX_HEAD_BYTES {
            return Err(HeadError::TooLarge);
        }
        if line.is_empty() {
            return Ok(Some((ResponseHead { status, headers }, lines.used)));
        }
        headers.push_line(line)?;
    }
}

fn parse_status_line(line: &[u8]) -> Result<u16, HeadError> {
    let line = String::from_utf8_lossy(line);
    let mut words = line.split_ascii_whitespace();
    let protocol = words.next().unwrap_or_default();
    if protocol != "ICY" && !protocol.starts_with("HTTP/1.") && protocol != "HTTP/1" {
        return Err(HeadError::RequestLine);
    }
    let status = words
        .next()
        .filter(|status| status.len() == 3)
        .and_then(|status| status.parse().ok());
    status.ok_or(HeadError::RequestLine)
}

/// Takes titles out of a stream that holds a metadata block after every `metaint` bytes.
#[derive(Debug)]
pub struct Deinterleaver {
    metaint: u32,
    state: State,
    last: Option<SongTitle>,
}

#[derive(Debug)]
enum State {
    Sound { left: u32 },
    Length,
    Block { left: usize, text: Vec<u8> },
}

impl Deinterleaver {
    /// Starts at the first byte after the response head; `None` passes all through.
    #[must_use]
    pub fn new(metaint: Option<u32>) -> Self {
        let metaint = metaint.unwrap_or(0);
        Self {
            metaint,
            state: State::Sound { left: metaint },
            last: None,
        }
    }

    /// Takes bytes as they arrived, appends the sound to `out`, and gives the last title that came
    /// with them where it differs from the one before.
    pub fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Option<SongTitle> {
        if self.metaint == 0 {
            out.extend_from_slice(input);
            return None;
        }
        let mut rest = input;
        let mut found = None;
        while let [first, tail @ ..] = rest {
            match &mut self.state {
                State::Sound { left } => {
                    let count = rest.len().min(*left as usize);
                    out.extend_from_slice(&rest[..count]);
                    rest = &rest[count..];
                    *left -= count as u32;
                    if *left == 0 {
                        self.state = State::Length;
                    }
                }
                State::Length => {
                    rest = tail;
                    self.state = match usize::from(*first) * 16 {
                        0 => State::Sound { left: self.metaint },
                        left => State::Block {
                            left,
                            text: Vec::with_capacity(left),
                        },
                    };
                }
                State::Block { left, text } => {
                    let count = rest.len().min(*left);
                    text.extend_from_slice(&rest[..count]);
                    rest = &rest[count..];
                    *left -= count;
                    if *left == 0 {
                        found = parse_block(text).or(found);
                        self.state = State::Sound { left: self.metaint };
                    }
                }
            }
        }
        let changed = found.filter(|title| self.last.as_ref() != Some(title))?;
        self.last = Some(changed.clone());
        Some(changed)
    }
}

/// Reads a metadata block: `StreamTitle='A - B';StreamUrl='…';`. The end of a value is `';`
/// before another key or the end, so that a title may hold `';` itself.
#[must_use]
pub fn parse_block(block: &[u8]) -> Option<SongTitle> {
    let end = block.iter().position(|byte| *byte == 0).unwrap_or(block.len());
    let text = text::decode(&block[..end], None);
    let title = value(&text, "StreamTitle='")?;
    let url = value(&text, "StreamUrl='")
        .map(text::clean)
        .filter(|url| url.starts_with("http"));
    Some(SongTitle {
        url,
        ..SongTitle::from_song(title)
    })
}

fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let start = text.find(key)? + key.len();
    let rest = &text[start..];
    let end = rest.match_indices("';").map(|(at, _)| at).find(|at| {
        let after = rest[at + 2..].trim_start();
        after.is_empty()
            || after
                .split_once("='")
                .is_some_and(|(name, _)| name.bytes().all(|letter| letter.is_ascii_alphanumeric()))
    });
    Some(rest[..end.unwrap_or(rest.len())].trim_end_matches('\''))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn block(text: &str) -> Vec<u8> {
        let blocks = text.len().div_ceil(16);
        let mut out = vec![blocks as u8];
        out.extend(text.as_bytes());
        out.resize(1 + blocks * 16, 0);
        out
    }

    #[test]
    fn heads_of_both_kinds() {
        let (head, used) = parse_response(b"ICY 200 OK\r\nicy-metaint:8192\r\nicy-name: x\r\n\r\n\xff")
            .expect("parses")
            .expect("complete");
        assert_eq!(
            (head.status, head.metaint(), head.ice().name.as_deref()),
            (200, Some(8192), Some("x"))
        );
        assert_eq!(used, 45);
        assert_eq!(
            parse_response(b"HTTP/1.1 404 Not Found\n\n")
                .expect("parses")
                .map(|(head, _)| head.status),
            Some(404)
        );
        assert_eq!(parse_response(b"ICY 200 OK\r\n"), Ok(None));
        assert_eq!(parse_response(b"SSH-2.0-x\r\n\r\n"), Err(HeadError::RequestLine));
    }

    #[test]
    fn titles_with_quotes_and_terminators() {
        let title = |text: &str| parse_block(text.as_bytes()).map(|title| title.to_string());
        assert_eq!(
            title("StreamTitle='A - It's';StreamUrl='http://x/';"),
            Some("A - It's".to_owned())
        );
        assert_eq!(title("StreamTitle='a';b';StreamUrl='';"), Some("a';b".to_owned()));
        assert_eq!(title("StreamTitle='cut"), Some("cut".to_owned()));
        assert_eq!(title("StreamTitle='';"), Some(String::new()));
        assert_eq!(title("nothing"), None);
    }

    proptest! {
        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300), metaint in 1u32..40) {
            let _ = parse_response(&bytes);
            let _ = Deinterleaver::new(Some(metaint)).push(&bytes, &mut Vec::new());
        }

        #[test]
        fn splitting_changes_nothing(cut in 1usize..60, metaint in 1u32..30) {
            let sound: Vec<u8> = (0..metaint as usize * 4).map(|byte| byte as u8).collect();
            let mut wire = Vec::new();
            for (index, piece) in sound.chunks(metaint as usize).enumerate() {
                wire.extend(piece);
                wire.extend(if index == 1 { block("StreamTitle='A - B';") } else { vec![0] });
            }
            let mut deinterleaver = Deinterleaver::new(Some(metaint));
            let mut out = Vec::new();
            let titles: Vec<_> = wire.chunks(cut).filter_map(|part| deinterleaver.push(part, &mut out)).collect();
            prop_assert_eq!(out, sound);
            prop_assert_eq!(titles.len(), 1);
        }
    }
}
