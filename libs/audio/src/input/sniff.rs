//! Finds the container from the bytes; what a header claims does not count.

use super::framed::Framing;
use super::id3;
use super::types::ContentType;

/// Frames that must follow each other before MP3 or ADTS is believed.
const FRAMES: usize = 3;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The container, and the offset at which it begins.
    Found(ContentType, usize),
    NeedMore,
    Nothing,
}

/// Looks at growing data without going over the same bytes twice.
#[derive(Debug, Default)]
pub(crate) struct Sniffer {
    rejected: usize,
}

impl Sniffer {
    /// Takes all bytes since the start. With `is_all`, no more will come.
    pub(crate) fn sniff(&mut self, bytes: &[u8], is_all: bool) -> Verdict {
        while self.rejected < bytes.len() {
            match at(&bytes[self.rejected..], is_all) {
                Verdict::Nothing => self.rejected += 1,
                Verdict::Found(content_type, _) => {
                    return Verdict::Found(content_type, self.rejected);
                }
                Verdict::NeedMore => return Verdict::NeedMore,
            }
        }
        undecided(is_all)
    }
}

impl Verdict {
    pub(crate) fn content_type(self) -> Option<ContentType> {
        match self {
            Self::Found(content_type, _) => Some(content_type),
            _ => None,
        }
    }
}

/// Looks at every offset in turn; the first container wins, so that the answer does not depend on
/// how many bytes happen to be there. With `is_all`, no more bytes will come.
pub(crate) fn sniff(bytes: &[u8], is_all: bool) -> Verdict {
    Sniffer::default().sniff(bytes, is_all)
}

fn at(bytes: &[u8], is_all: bool) -> Verdict {
    const MAGIC: [(&[u8], ContentType); 3] = [
        (b"OggS\0", ContentType::Ogg),
        (b"fLaC\0\0\0\x22", ContentType::Flac),
        (&[0x1a, 0x45, 0xdf, 0xa3], ContentType::Webm),
    ];
    for (magic, content_type) in MAGIC {
        match prefix(bytes, magic, is_all) {
            Verdict::Nothing => {}
            Verdict::Found(..) => return Verdict::Found(content_type, 0),
            Verdict::NeedMore => return Verdict::NeedMore,
        }
    }
    match bytes[0] {
        0xff => frames(bytes, is_all),
        b'I' => match id3::length(bytes) {
            id3::Length::NotATag => Verdict::Nothing,
            id3::Length::NeedMore => undecided(is_all),
            id3::Length::Of(length) => behind_tag(bytes, length, is_all),
        },
        0 => mp4(bytes, is_all),
        _ => Verdict::Nothing,
    }
}

/// MP3, AAC and FLAC may follow an ID3 tag; a tag that is longer than the bytes at hand is MP3's.
fn behind_tag(bytes: &[u8], length: u64, is_all: bool) -> Verdict {
    let rest = usize::try_from(length).ok().and_then(|at| bytes.get(at..));
    match rest {
        Some(rest @ [_, ..]) => match at(rest, is_all) {
            Verdict::Nothing => Verdict::Found(ContentType::Mpeg, 0),
            verdict => verdict,
        },
        _ if bytes.len() >= 32 << 10 => Verdict::Found(ContentType::Mpeg, 0),
        _ => undecided(is_all),
    }
}

fn prefix(bytes: &[u8], magic: &[u8], is_all: bool) -> Verdict {
    let length = bytes.len().min(magic.len());
    if bytes[..length] != magic[..length] {
        Verdict::Nothing
    } else if length < magic.len() {
        undecided(is_all)
    } else {
        Verdict::Found(ContentType::Ogg, 0)
    }
}

fn undecided(is_all: bool) -> Verdict {
    if is_all { Verdict::Nothing } else { Verdict::NeedMore }
}

fn mp4(bytes: &[u8], is_all: bool) -> Verdict {
    if bytes.len() < 8 {
        return undecided(is_all);
    }
    match &bytes[4..8] {
        b"ftyp" | b"styp" | b"moov" => Verdict::Found(ContentType::Mp4, 0),
        _ => Verdict::Nothing,
    }
}

fn frames(bytes: &[u8], is_all: bool) -> Verdict {
    let mut verdict = Verdict::Nothing;
    for (framing, content_type) in [(Framing::Mpeg, ContentType::Mpeg), (Framing::Adts, ContentType::Aac)] {
        match chain(framing, bytes, is_all) {
            Verdict::Found(..) => return Verdict::Found(content_type, 0),
            Verdict::NeedMore => verdict = Verdict::NeedMore,
            Verdict::Nothing => {}
        }
    }
    verdict
}

/// Follows a few frames; a shorter chain will do when it ends with the bytes.
fn chain(framing: Framing, bytes: &[u8], is_all: bool) -> Verdict {
    let mut rest = bytes;
    let mut key = None;
    for index in 0..FRAMES {
        if rest.len() < framing.header_length() {
            if !is_all {
                let could_be = rest.iter().zip([0xff, 0xe0]).all(|(a, b)| a & b == b);
                return if could_be { Verdict::NeedMore } else { Verdict::Nothing };
            }
            let is_whole = index > 0 && rest.is_empty();
            return if is_whole {
                Verdict::Found(ContentType::Mpeg, 0)
            } else {
                Verdict::Nothing
            };
        }
        let Some(header) = framing.parse(rest) else {
            return Verdict::Nothing;
        };
        if key.is_some_and(|key| key != header.key) {
            return Verdict::Nothing;
        }
        key = Some(header.key);
        match rest.get(header.length..) {
            Some(next) => rest = next,
            // Cut off in the second frame or later: enough for a short file.
            None if is_all && index > 0 => return Verdict::Found(ContentType::Mpeg, 0),
            None => return undecided(is_all),
        }
    }
    Verdict::Found(ContentType::Mpeg, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magic_is_found_behind_garbage() {
        let found = |bytes: &[u8]| sniff(bytes, true);
        assert_eq!(found(b"xxOggS\0"), Verdict::Found(ContentType::Ogg, 2));
        assert_eq!(found(b"fLaC\0\0\0\x22"), Verdict::Found(ContentType::Flac, 0));
        assert_eq!(found(b"\0\0\0\x18ftypM4A "), Verdict::Found(ContentType::Mp4, 0));
        assert_eq!(found(b"<html>not audio</html>"), Verdict::Nothing);
        assert_eq!(found(b""), Verdict::Nothing);
        assert_eq!(sniff(b"Og", false), Verdict::NeedMore);
        assert_eq!(sniff(b"<html>", false), Verdict::NeedMore);
    }

    #[test]
    fn caf_is_nobodys() {
        let mut file = b"caff\0\x01\0\0desc\0\0\0\0\0\0\0\x20".to_vec();
        file.extend([0x41; 32]);
        assert_eq!(sniff(&file, true), Verdict::Nothing);
    }

    #[test]
    fn the_answer_does_not_depend_on_the_number_of_bytes() {
        let mut frame = vec![0xff, 0xfb, 0x90, 0x00];
        frame.resize(417, 0);
        let stream = [b"abc".to_vec(), frame.repeat(4), b"OggS\0".to_vec()].concat();
        let mut answers = Vec::new();
        for length in 1..stream.len() {
            if let Verdict::Found(found, at) = sniff(&stream[..length], false) {
                answers.push((found, at));
            }
        }
        assert!(!answers.is_empty());
        assert!(answers.iter().all(|answer| *answer == (ContentType::Mpeg, 3)));
    }
}
