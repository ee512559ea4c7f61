//! What a media playlist owes every player.

use super::Findings;
use super::parse::{Media, Segment};

/// How far dates may lie from the sum of durations, ms: both are rounded.
const DATE_TOLERANCE_MS: f64 = 2.0;

/// Checks durations, dates, init segments, version and window.
pub(super) fn check(media: &Media<'_>, findings: &mut Findings) {
    check_head(media, findings);
    check_addresses(media, findings);
    for segment in &media.segments {
        check_segment(media, segment, findings);
    }
    let dated = media
        .segments
        .iter()
        .chain(media.has_open_parts().then_some(&media.open));
    let mut previous: Option<&Segment<'_>> = None;
    for segment in dated {
        check_step(previous, segment, findings);
        previous = Some(segment);
    }
}

impl Media<'_> {
    /// Whether parts of a segment that is not complete are listed.
    pub(super) fn has_open_parts(&self) -> bool {
        !self.open.parts.is_empty()
    }

    /// Seconds of everything listed or skipped; what is skipped lasts a target duration each.
    fn listed_s(&self) -> f64 {
        let segments: f64 = self.segments.iter().filter_map(|segment| segment.duration_s).sum();
        let parts: f64 = self.open.parts.iter().map(|part| part.duration_s).sum();
        segments + parts + self.skipped as f64 * self.target_s.unwrap_or_default()
    }
}

fn check_head(media: &Media<'_>, findings: &mut Findings) {
    findings.demand(media.target_s.is_some(), 0, "EXT-X-TARGETDURATION is missing");
    let version = media.version.unwrap_or(1);
    let has_map = media.segments.iter().any(|segment| segment.map.is_some());
    findings.demand(!has_map || version >= 6, 0, "EXT-X-MAP needs EXT-X-VERSION 6");
    findings.demand(
        media.skipped == 0 || version >= 9,
        0,
        "EXT-X-SKIP needs EXT-X-VERSION 9",
    );
    findings.demand(version >= 3, 0, "durations with a point need EXT-X-VERSION 3");
    let is_dangling = media.open.duration_s.is_some() || media.open.is_gap;
    findings.demand(!is_dangling, 0, "the last EXTINF is followed by no address");
    findings.demand(
        !(media.has_end && media.has_open_parts()),
        0,
        "parts of an incomplete segment in a list that has ended",
    );
    let window_s = 3.0 * media.target_s.unwrap_or_default();
    findings.demand(
        media.has_end || media.listed_s() > window_s - 1.0,
        0,
        "a live window of less than three target durations",
    );
}

fn check_addresses(media: &Media<'_>, findings: &mut Findings) {
    let segments = media.segments.iter().map(|segment| (segment.line, segment.uri));
    let open = media.has_open_parts().then_some(&media.open);
    let parts = media.segments.iter().chain(open).flat_map(|segment| &segment.parts);
    let parts = parts.map(|part| (part.line, part.uri));
    let mut seen = std::collections::BTreeSet::new();
    for (line, uri) in segments.chain(parts).chain(media.hints.iter().copied()) {
        findings.demand(!uri.is_empty(), line, "an empty address");
        findings.demand(seen.insert(uri), line, format!("\"{uri}\" stands twice"));
    }
}

fn check_segment(media: &Media<'_>, segment: &Segment<'_>, findings: &mut Findings) {
    let target_s = media.target_s.unwrap_or(f64::INFINITY);
    let duration_s = segment.duration_s.unwrap_or_default();
    findings.demand(
        duration_s.round() <= target_s,
        segment.line,
        format!("a segment of {duration_s} s, over the target duration"),
    );
    findings.demand(duration_s > 0.0, segment.line, "a segment of no duration");
    // A delta update may leave the init segment to the part that is skipped.
    let is_fragment = segment.uri.split('?').next().is_some_and(|path| {
        std::path::Path::new(path)
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("m4s"))
    });
    findings.demand(
        !is_fragment || segment.map.is_some() || media.skipped > 0,
        segment.line,
        "a fragment without EXT-X-MAP",
    );
}

fn check_step(previous: Option<&Segment<'_>>, segment: &Segment<'_>, findings: &mut Findings) {
    let line = segment.parts.first().map_or(segment.line, |part| part.line);
    let Some(date_ms) = segment.date_ms else {
        findings.add(line, "a segment without EXT-X-PROGRAM-DATE-TIME");
        return;
    };
    let Some((before_ms, duration_s)) = previous.and_then(|before| before.date_ms.zip(before.duration_s)) else {
        return;
    };
    let expected_ms = before_ms as f64 + duration_s * 1000.0;
    let off_by_ms = date_ms as f64 - expected_ms;
    findings.demand(
        off_by_ms.abs() <= DATE_TOLERANCE_MS || (segment.is_discontinuous && off_by_ms > 0.0),
        line,
        format!("dated {off_by_ms:.0} ms off the end of the segment before"),
    );
}
