//! `Range` requests (RFC 9110 §14): one range of bytes.

use std::ops::Range;

/// What to send of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All of it.
    Whole,
    /// These bytes, with 206.
    Bytes(Range<u64>),
    /// Nothing: 416.
    Unsatisfiable,
}

/// Reads a `Range` header for a body of `length` bytes. What we do not understand, or several
/// ranges at once, is answered with the whole body, as the RFC allows.
pub(crate) fn wanted(header: Option<&str>, length: u64) -> Wanted {
    let Some((first, last)) = header.and_then(|text| text.strip_prefix("bytes=")?.split_once('-')) else {
        return Wanted::Whole;
    };
    match (first.trim(), last.trim()) {
        ("", suffix) => match suffix.parse::<u64>() {
            Ok(0) => Wanted::Unsatisfiable,
            Ok(count) => bounded(length.saturating_sub(count)..length, length),
            Err(_) => Wanted::Whole,
        },
        (first, "") => first
            .parse()
            .map_or(Wanted::Whole, |first| bounded(first..length, length)),
        (first, last) => match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(first), Ok(last)) if first <= last => bounded(first..last.saturating_add(1).min(length), length),
            _ => Wanted::Whole,
        },
    }
}

fn bounded(range: Range<u64>, length: u64) -> Wanted {
    if range.start < length {
        Wanted::Bytes(range)
    } else {
        Wanted::Unsatisfiable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        for (header, wanted_range) in [
            ("bytes=0-", 0..10),
            ("bytes=0-1", 0..2),
            ("bytes=9-9", 9..10),
            ("bytes=4-99", 4..10),
            ("bytes=-3", 7..10),
            ("bytes=-99", 0..10),
            ("bytes=0-18446744073709551615", 0..10),
        ] {
            assert_eq!(wanted(Some(header), 10), Wanted::Bytes(wanted_range), "{header}");
        }
        for whole in [
            "bytes=a-b",
            "bytes=5-4",
            "bytes=0-1,3-4",
            "items=0-1",
            "bytes=",
            "bytes=-",
            "bytes=--1",
        ] {
            assert_eq!(wanted(Some(whole), 10), Wanted::Whole, "{whole}");
        }
        for beyond in ["bytes=10-", "bytes=10-11", "bytes=-0"] {
            assert_eq!(wanted(Some(beyond), 10), Wanted::Unsatisfiable, "{beyond}");
        }
        assert_eq!(wanted(None, 10), Wanted::Whole);
        assert_eq!(wanted(Some("bytes=0-"), 0), Wanted::Unsatisfiable);
    }
}
