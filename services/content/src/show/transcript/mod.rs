//! What is said, and when: read from `WebVTT`, `SubRip`, LRC and the JSON of Podcasting 2.0, kept as
//! one list, and written as what a player asks for.

mod json;
mod timed;
mod write;

pub(crate) use write::{json, srt, vtt};

use awaz_core::{Code, Error, Result};
use serde::{Deserialize, Serialize};

use crate::text;

/// Largest file that is taken, bytes.
pub(crate) const MAX_BYTES: usize = 4 << 20;
/// Most pieces of a transcript.
const MAX_CUES: usize = 50_000;
/// How long the last line of a file without ends is shown, milliseconds.
const LAST_MS: u64 = 5_000;
/// Longest time of a piece, milliseconds: a day.
const DAY_MS: u64 = 86_400_000;

/// A piece of a transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cue {
    /// Where it begins, milliseconds.
    pub start_ms: u64,
    /// Where it ends, milliseconds; after `start_ms`.
    pub end_ms: u64,
    /// Who speaks; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub speaker: String,
    /// What is said, a line.
    pub text: String,
}

/// Reads a file; what it is is seen by its beginning, not by its name.
///
/// # Errors
/// `Invalid` for what is none of the four, and for a file in which nothing is said; `TooLarge`.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Cue>> {
    if bytes.len() > MAX_BYTES {
        let sentence = format!("The transcript is too large; send at most {} MiB.", MAX_BYTES >> 20);
        return Err(Error::new(Code::TooLarge, sentence));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Error::invalid("The transcript is not written in UTF-8; save it as UTF-8 and send it again."))?;
    let text = text
        .trim_start_matches('\u{feff}')
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let begins = text.trim_start();
    let cues = if begins.starts_with('{') || begins.starts_with("[{") {
        json::read(&text)?
    } else if text.contains("-->") {
        timed::blocks(&text)
    } else {
        timed::lines(&text)
    };
    let cues = tidy(cues);
    if cues.is_empty() {
        return Err(Error::invalid(
            "No lines with times were found in it; a transcript is a WebVTT, SRT, LRC or JSON file.",
        ));
    }
    Ok(cues)
}

/// In order, without what has no text, each with an end.
fn tidy(cues: Vec<Cue>) -> Vec<Cue> {
    let cleaned = cues.into_iter().take(MAX_CUES).map(|cue| Cue {
        start_ms: cue.start_ms.min(DAY_MS),
        end_ms: cue.end_ms.min(DAY_MS + LAST_MS),
        speaker: text::bounded(&cue.speaker),
        text: awaz_wire::text::clean(&cue.text),
    });
    let mut cues: Vec<Cue> = cleaned.filter(|cue| !cue.text.is_empty()).collect();
    cues.sort_by_key(|cue| cue.start_ms);
    let starts: Vec<u64> = cues.iter().skip(1).map(|cue| cue.start_ms).collect();
    for (index, cue) in cues.iter_mut().enumerate() {
        if cue.end_ms <= cue.start_ms {
            let next = starts.get(index).copied().filter(|next| *next > cue.start_ms);
            cue.end_ms = next.unwrap_or(cue.start_ms + LAST_MS);
        }
    }
    cues
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cue(start_ms: u64, end_ms: u64, speaker: &str, text: &str) -> Cue {
        Cue {
            start_ms,
            end_ms,
            speaker: speaker.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn all_four_kinds_say_the_same() {
        let expected = [cue(1_000, 2_500, "Noor", "سلام"), cue(2_500, 4_000, "", "a & b")];
        let vtt = "\u{feff}WEBVTT\r\n\r\nNOTE x\r\n\r\n1\r\n00:01.000 --> 00:02.500 align:start\r\n<v Noor><i>سلام</i>\r\n\r\n00:00:02.500 --> 00:00:04.000\r\na &amp;\r\nb\r\n";
        let srt = "1\n00:00:01,000 --> 00:00:02,500\nNoor: سلام\n\n2\n00:00:02,500 --> 00:00:04,000\na & b\n";
        let json = r#"{"version":"1.0.0","segments":[{"speaker":"Noor","startTime":1,"endTime":2.5,"body":"سلام"},{"startTime":2.5,"endTime":4,"body":"a & b"}]}"#;
        assert_eq!(read(vtt.as_bytes()).unwrap(), expected);
        assert_eq!(read(srt.as_bytes()).unwrap(), expected);
        assert_eq!(read(json.as_bytes()).unwrap(), expected);
        let lrc = read("[ti:x]\n[00:01.00]سلام\n[00:02.50][01:00.5]a & b\n".as_bytes()).unwrap();
        assert_eq!(lrc[0], cue(1_000, 2_500, "", "سلام"));
        assert_eq!(lrc[2], cue(60_500, 65_500, "", "a & b"));
    }

    #[test]
    fn what_is_written_can_be_read_again() {
        let cues = vec![
            cue(0, 1_001, "A > B", "x --> <b>y</b> & z"),
            cue(3_600_000, 3_700_000, "", "1"),
        ];
        assert_eq!(read(&json(&cues)).unwrap(), cues);
        assert_eq!(read(&srt(&[cues[1].clone()])).unwrap(), cues[1..]);
        let back = read(&vtt(&cues)).unwrap();
        assert_eq!((back.len(), back[0].text.as_str()), (2, "x --> <b>y</b> & z"));
    }

    #[test]
    fn nonsense_is_refused_and_floods_are_cut() {
        for nothing in [
            "",
            "WEBVTT",
            "hello\nworld",
            "{}",
            "[{]",
            "00:00 --> 00:01\n\n",
            "{\"segments\":7}",
        ] {
            assert!(read(nothing.as_bytes()).is_err(), "{nothing}");
        }
        assert!(read(&[0xff, 0xfe, 0x41]).is_err());
        assert_eq!(read(&vec![b' '; MAX_BYTES + 1]).unwrap_err().code, Code::TooLarge);
        let flood = "[00:01]x\n".repeat(MAX_CUES + 10);
        assert_eq!(read(flood.as_bytes()).unwrap().len(), MAX_CUES);
        let wild = read(b"99999999999999999999:00 --> 00:01\nx\n\n00:05 --> 00:01\ny\n").unwrap();
        assert_eq!(wild, [cue(5_000, 10_000, "", "y")]);
        let nested = format!("{{\"segments\":{}", "[".repeat(100_000));
        assert!(read(nested.as_bytes()).is_err());
    }
}
