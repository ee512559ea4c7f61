//! The body of a source's request: raw until it ends, of a known length, or chunked.

use crate::head::{Request, Version};

/// Most bytes of one chunk's size line, extensions included.
pub const MAX_SIZE_LINE: usize = 256;
/// Most bytes of all trailer lines together.
pub const MAX_TRAILERS: usize = 4096;

/// Why a body cannot be read. The sender's fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// A transfer coding other than `chunked`.
    #[error("only the transfer coding \"chunked\" is spoken here")]
    Coding,
    /// `Content-Length` is no number, or contradicts `Transfer-Encoding`.
    #[error("the body's length is not a number or contradicts its transfer coding")]
    Length,
    /// A chunk's frame is broken.
    #[error("the body's chunks are broken")]
    Chunk,
}

impl BodyError {
    /// HTTP status that tells the sender.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Coding => 501,
            Self::Length | Self::Chunk => 400,
        }
    }
}

/// How a body is framed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Until the connection ends.
    UntilClose,
    /// So many bytes.
    Length(u64),
    /// RFC 9112 §7.1.
    Chunked,
}

impl Framing {
    /// Reads how a request's body is framed; sources without a word about it send until the end.
    ///
    /// # Errors
    /// The sender's fault: an unknown coding, or lengths that contradict.
    pub fn of(request: &Request) -> Result<Self, BodyError> {
        let coding = request
            .headers
            .get("transfer-encoding")
            .filter(|coding| !coding.eq_ignore_ascii_case("identity"));
        let mut lengths = request
            .headers
            .iter()
            .filter(|(name, _)| *name == "content-length")
            .map(|(_, value)| value);
        match (coding, lengths.next()) {
            (Some(_), Some(_)) => Err(BodyError::Length),
            (Some(coding), None) if coding.eq_ignore_ascii_case("chunked") && request.version == Version::Http11 => {
                Ok(Self::Chunked)
            }
            (Some(_), None) => Err(BodyError::Coding),
            (None, None) => Ok(Self::UntilClose),
            (None, Some(first)) => {
                let is_number = (1..=19).contains(&first.len()) && first.bytes().all(|digit| digit.is_ascii_digit());
                if !is_number || lengths.any(|other| other != first) {
                    return Err(BodyError::Length);
                }
                first.parse().map(Self::Length).map_err(|_| BodyError::Length)
            }
        }
    }
}

/// Takes a body out of its frame, piece by piece.
#[derive(Debug)]
pub struct BodyDecoder {
    state: State,
}

#[derive(Debug)]
enum State {
    Raw,
    Counted(u64),
    Size { line: Vec<u8> },
    Data(u64),
    DataEnd { seen_cr: bool },
    Trailer { line_len: usize, total: usize },
    Done,
}

impl BodyDecoder {
    /// Starts with a body of `framing`.
    #[must_use]
    pub const fn new(framing: Framing) -> Self {
        let state = match framing {
            Framing::UntilClose => State::Raw,
            Framing::Length(0) => State::Done,
            Framing::Length(length) => State::Counted(length),
            Framing::Chunked => State::Size { line: Vec::new() },
        };
        Self { state }
    }

    /// Whether the body is over; what is pushed from then on is ignored.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        matches!(self.state, State::Done)
    }

    /// Takes bytes as they arrived and appends the body's to `out`; says how many were used, which
    /// is all of them unless the body ended before.
    ///
    /// # Errors
    /// The sender's fault: broken chunks. The decoder is of no use afterwards.
    pub fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<usize, BodyError> {
        let mut rest = input;
        while !rest.is_empty() && !self.is_done() {
            rest = self.step(rest, out)?;
        }
        Ok(input.len() - rest.len())
    }

    fn step<'a>(&mut self, input: &'a [u8], out: &mut Vec<u8>) -> Result<&'a [u8], BodyError> {
        match &mut self.state {
            State::Raw => {
                out.extend_from_slice(input);
                Ok(&[])
            }
            State::Counted(left) => {
                let rest = take(left, input, out);
                if *left == 0 {
                    self.state = State::Done;
                }
                Ok(rest)
            }
            State::Data(left) => {
                let rest = take(left, input, out);
                if *left == 0 {
                    self.state = State::DataEnd { seen_cr: false };
                }
                Ok(rest)
            }
            _ => {
                self.frame_byte(input[0])?;
                Ok(&input[1..])
            }
        }
    }

    fn frame_byte(&mut self, byte: u8) -> Result<(), BodyError> {
        match (&mut self.state, byte) {
            (State::Size { line }, b'\n') => {
                self.state = match parse_size(line)? {
                    0 => State::Trailer { line_len: 0, total: 0 },
                    size => State::Data(size),
                };
            }
            (State::Size { line }, _) if line.len() < MAX_SIZE_LINE => line.push(byte),
            (
                State::DataEnd {
                    seen_cr: seen_cr @ false,
                },
                b'\r',
            ) => *seen_cr = true,
            (State::DataEnd { .. }, b'\n') => self.state = State::Size { line: Vec::new() },
            (State::Trailer { line_len: 0, .. }, b'\n') => self.state = State::Done,
            (State::Trailer { line_len, .. }, b'\n') => *line_len = 0,
            (State::Trailer { .. }, b'\r') => {}
            (State::Trailer { line_len, total }, _) if *total < MAX_TRAILERS => {
                *line_len += 1;
                *total += 1;
            }
            _ => return Err(BodyError::Chunk),
        }
        Ok(())
    }
}

fn take<'a>(left: &mut u64, input: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
    let count = usize::try_from(*left).unwrap_or(usize::MAX).min(input.len());
    out.extend_from_slice(&input[..count]);
    *left -= count as u64;
    &input[count..]
}

fn parse_size(line: &[u8]) -> Result<u64, BodyError> {
    let line = std::str::from_utf8(line).map_err(|_| BodyError::Chunk)?;
    let digits = line.split(';').next().unwrap_or(line).trim();
    let is_hex = (1..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    if !is_hex {
        return Err(BodyError::Chunk);
    }
    u64::from_str_radix(digits, 16).map_err(|_| BodyError::Chunk)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::head;
    use proptest::prelude::*;

    fn framing(headers: &str) -> Result<Framing, BodyError> {
        let text = format!("PUT /m HTTP/1.1\r\n{headers}\r\n");
        Framing::of(&head::parse(text.as_bytes()).expect("parses").expect("complete").0)
    }

    #[test]
    fn framings() {
        assert_eq!(framing(""), Ok(Framing::UntilClose));
        assert_eq!(framing("Content-Length: 0\r\n"), Ok(Framing::Length(0)));
        assert_eq!(framing("Transfer-Encoding: Chunked\r\n"), Ok(Framing::Chunked));
        assert_eq!(framing("Transfer-Encoding: gzip, chunked\r\n"), Err(BodyError::Coding));
        assert_eq!(
            framing("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"),
            Err(BodyError::Length)
        );
        assert_eq!(
            framing("Content-Length: 3\r\nContent-Length: 4\r\n"),
            Err(BodyError::Length)
        );
        assert_eq!(framing("Content-Length: -3\r\n"), Err(BodyError::Length));
    }

    #[test]
    fn chunks_with_extensions_and_trailers() {
        let mut out = Vec::new();
        let mut decoder = BodyDecoder::new(Framing::Chunked);
        let text = b"5;x=y\r\nhello\r\n1\n!\n0\r\nTrailer: v\r\n\r\nNEXT";
        let used = decoder.push(text, &mut out).expect("decodes");
        assert_eq!(
            (&out[..], &text[used..], decoder.is_done()),
            (&b"hello!"[..], &b"NEXT"[..], true)
        );
    }

    #[test]
    fn broken_chunks_are_refused() {
        for text in [
            "x\r\n",
            "\r\n",
            "5\r\nhelloX",
            "ffffffffffffffff\r\n",
            "-1\r\n",
            &"1".repeat(300),
        ] {
            let mut decoder = BodyDecoder::new(Framing::Chunked);
            assert_eq!(
                decoder.push(text.as_bytes(), &mut Vec::new()),
                Err(BodyError::Chunk),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = BodyDecoder::new(Framing::Chunked).push(&bytes, &mut Vec::new());
        }

        #[test]
        fn splitting_changes_nothing(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..40), 0..8), cut in 1usize..9) {
            let mut wire = Vec::new();
            for piece in &pieces {
                wire.extend(format!("{:x}\r\n", piece.len()).bytes());
                wire.extend(piece);
                wire.extend(b"\r\n");
            }
            wire.extend(b"0\r\n\r\n");
            let mut decoder = BodyDecoder::new(Framing::Chunked);
            let mut out = Vec::new();
            for part in wire.chunks(cut) {
                prop_assert_eq!(decoder.push(part, &mut out), Ok(part.len()));
            }
            prop_assert!(decoder.is_done());
            prop_assert_eq!(out, pieces.concat());
        }
    }
}
