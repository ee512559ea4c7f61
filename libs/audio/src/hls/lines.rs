//! Lines of a playlist (RFC 8216bis §4.1).

use super::Findings;

/// A line that says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// `#NAME` or `#NAME:value`.
    Tag { name: &'a str, value: &'a str },
    /// An address.
    Uri(&'a str),
}

/// A line and its number.
pub(super) type Numbered<'a> = (usize, Line<'a>);

/// Splits a playlist; comments and empty lines are left out.
pub(super) fn split<'a>(text: &'a str, findings: &mut Findings) -> Vec<Numbered<'a>> {
    findings.demand(!text.starts_with('\u{feff}'), 1, "a byte order mark in front");
    let first = text.lines().next().unwrap_or_default();
    findings.demand(first == "#EXTM3U", 1, "the first line is not #EXTM3U");
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if line.chars().any(char::is_control) {
            findings.add(number, "a control character");
        }
        if let Some(tag) = line.strip_prefix("#EXT") {
            let name = &line[1..];
            let (name, value) = match tag.find(':') {
                Some(colon) => (&name[..colon + 3], &name[colon + 4..]),
                None => (name, ""),
            };
            lines.push((number, Line::Tag { name, value }));
        } else if !line.starts_with('#') && !line.trim().is_empty() {
            findings.demand(line.trim() == line, number, "white space around an address");
            lines.push((number, Line::Uri(line)));
        }
    }
    lines
}

/// Whether a tag stands anywhere.
pub(super) fn has_tag(lines: &[Numbered<'_>], wanted: &str) -> bool {
    let mut lines = lines.iter();
    lines.any(|(_, line)| matches!(line, Line::Tag { name, .. } if *name == wanted))
}
