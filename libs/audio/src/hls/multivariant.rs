//! Multivariant playlists (RFC 8216bis §4.4.6).

use super::Findings;
use super::attributes::Attributes;
use super::lines::{Line, Numbered};

/// Tags that belong into media playlists.
const NOT_HERE: [&str; 5] = [
    "EXTINF",
    "EXT-X-TARGETDURATION",
    "EXT-X-MEDIA-SEQUENCE",
    "EXT-X-PART",
    "EXT-X-ENDLIST",
];

/// Checks that every variant has an address, rates and codecs, and stands once.
pub(super) fn check(lines: &[Numbered<'_>], findings: &mut Findings) {
    let mut waiting: Option<usize> = None;
    let mut seen = std::collections::BTreeSet::new();
    for &(line, content) in lines {
        match content {
            Line::Uri(uri) => {
                let is_due = waiting.take().is_some();
                findings.demand(is_due, line, "an address without EXT-X-STREAM-INF");
                findings.demand(seen.insert(uri), line, format!("\"{uri}\" stands twice"));
            }
            Line::Tag { name, value } => {
                if let Some(before) = waiting.take() {
                    findings.add(before, NO_ADDRESS);
                }
                let is_foreign = NOT_HERE.contains(&name);
                findings.demand(!is_foreign, line, format!("{name} in a multivariant playlist"));
                if name == "EXT-X-STREAM-INF" {
                    check_variant(&Attributes::read(line, value, findings), line, findings);
                    waiting = Some(line);
                }
            }
        }
    }
    if let Some(before) = waiting {
        findings.add(before, NO_ADDRESS);
    }
}

const NO_ADDRESS: &str = "EXT-X-STREAM-INF is followed by no address";

fn check_variant(list: &Attributes<'_>, line: usize, findings: &mut Findings) {
    let peak = list.whole("BANDWIDTH", findings);
    findings.demand(
        peak.is_some_and(|peak| peak > 0),
        line,
        "EXT-X-STREAM-INF without BANDWIDTH",
    );
    if let Some((average, peak)) = list.whole("AVERAGE-BANDWIDTH", findings).zip(peak) {
        findings.demand(average <= peak, line, "AVERAGE-BANDWIDTH is over BANDWIDTH");
    }
    let codecs = list.quoted("CODECS", findings);
    let has_codecs = codecs.is_some_and(|codecs| !codecs.is_empty());
    findings.demand(has_codecs, line, "EXT-X-STREAM-INF without CODECS");
}
