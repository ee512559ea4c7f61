//! `WebVTT` and `SubRip` (blocks with `-->`), and LRC (lines with `[mm:ss.xx]`).

use super::{Cue, MAX_CUES};

/// Most times before one line of LRC.
const MAX_TIMES: usize = 20;
/// Most characters of a name before a colon.
const MAX_SPEAKER: usize = 40;

/// Reads blocks; what is none is passed over.
pub(super) fn blocks(text: &str) -> Vec<Cue> {
    let is_vtt = text.trim_start().starts_with("WEBVTT");
    let mut cues = Vec::new();
    for block in text.split("\n\n") {
        let mut lines = block.lines().skip_while(|line| !line.contains("-->"));
        let Some((start_ms, end_ms)) = lines.next().and_then(span) else {
            continue;
        };
        let said: Vec<&str> = lines.map(str::trim).collect();
        let (speaker, text) = spoken(&said.join(" "), is_vtt);
        cues.push(Cue {
            start_ms,
            end_ms,
            speaker,
            text,
        });
        if cues.len() >= MAX_CUES {
            break;
        }
    }
    cues
}

/// Reads lines of LRC; what has no time is passed over.
pub(super) fn lines(text: &str) -> Vec<Cue> {
    let mut cues = Vec::new();
    for line in text.lines() {
        let mut rest = line.trim();
        let mut starts = Vec::new();
        while starts.len() < MAX_TIMES {
            let Some((inside, after)) = rest.strip_prefix('[').and_then(|inside| inside.split_once(']')) else {
                break;
            };
            let Some(start) = time(inside) else {
                break;
            };
            starts.push(start);
            rest = after;
        }
        for start_ms in starts {
            cues.push(Cue {
                start_ms,
                end_ms: 0,
                speaker: String::new(),
                text: rest.to_owned(),
            });
        }
        if cues.len() >= MAX_CUES {
            break;
        }
    }
    cues
}

fn span(line: &str) -> Option<(u64, u64)> {
    let (start, rest) = line.split_once("-->")?;
    Some((time(start.trim())?, time(rest.split_whitespace().next()?)?))
}

/// `[hh:]mm:ss[.,]fff`, in milliseconds.
fn time(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let mut parts = whole.split(':').rev();
    let number = |part: &str| {
        (!part.is_empty() && part.len() <= 5)
            .then(|| part.parse::<u64>().ok())
            .flatten()
    };
    let seconds = number(parts.next()?)?;
    let minutes = number(parts.next()?)?;
    let hours = parts.next().map_or(Some(0), number)?;
    if parts.next().is_some() || fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths: u64 = format!("{fraction:0<3}")[..3].parse().ok()?;
    Some((hours * 3600 + minutes * 60 + seconds) * 1000 + thousandths)
}

/// Who speaks, and what is said.
fn spoken(text: &str, is_vtt: bool) -> (String, String) {
    if is_vtt {
        let voice = text.strip_prefix("<v").and_then(|rest| rest.split_once('>'));
        let (speaker, said) = voice.map_or(("", text), |(name, said)| {
            (name.trim_start_matches(|letter: char| letter != ' ').trim(), said)
        });
        return (unescaped(speaker), unescaped(&untagged(said)));
    }
    let said = untagged(text);
    let named = said.split_once(": ").filter(|(name, rest)| {
        let letters = name.chars().count();
        (1..=MAX_SPEAKER).contains(&letters) && !rest.is_empty() && !name.contains(['.', '?', '!', '۔', '؟'])
    });
    named.map_or_else(
        || (String::new(), said.clone()),
        |(name, rest)| (name.to_owned(), rest.to_owned()),
    )
}

/// Takes away marks such as `<i>` and `</c.yellow>`; a `<` that begins none stays.
fn untagged(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let inside = &rest[at + 1..];
        let is_mark = inside.starts_with(|letter: char| letter == '/' || letter.is_ascii_alphanumeric());
        if let Some(end) = inside.find('>').filter(|_| is_mark) {
            rest = &inside[end + 1..];
        } else {
            out.push('<');
            rest = inside;
        }
    }
    out.push_str(rest);
    out
}

fn unescaped(text: &str) -> String {
    let marks = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&lrm;", ""),
        ("&rlm;", ""),
    ];
    let text = marks
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    text.replace("&amp;", "&")
}
