//! What a low-latency playlist owes as well.

use super::Findings;
use super::parse::{Control, Media, Segment};

/// Rounding of durations, s.
const ROUNDING_S: f64 = 0.001;
/// Least length of a part that is not its segment's last, of the target (RFC 8216bis §4.4.4.9).
const LEAST_PART: f64 = 0.85;

/// Checks parts, hold-backs and hints.
pub(super) fn check(media: &Media<'_>, findings: &mut Findings) {
    if let Some(control) = &media.control {
        check_control(media, control, findings);
    }
    let has_parts = media.has_open_parts() || media.segments.iter().any(|segment| !segment.parts.is_empty());
    if has_parts {
        findings.demand(media.part_target_s.is_some(), 0, "EXT-X-PART without EXT-X-PART-INF");
    }
    if media.part_target_s.is_some() {
        let hold_back = media.control.and_then(|control| control.part_hold_back_s);
        findings.demand(hold_back.is_some(), 0, "EXT-X-PART-INF without PART-HOLD-BACK");
        let can_block = media.control.is_some_and(|control| control.can_block);
        findings.demand(can_block, 0, "EXT-X-PART-INF without CAN-BLOCK-RELOAD");
    }
    for segment in &media.segments {
        check_parts(media, segment, findings);
    }
    check_lengths(media, &media.open, findings);
    check_age(media, findings);
    let has_spare_hint = media.hints.len() > 1 || (media.has_end && !media.hints.is_empty());
    findings.demand(!has_spare_hint, 0, "more than one hint, or one after the end");
}

fn check_control(media: &Media<'_>, control: &Control, findings: &mut Findings) {
    let target_s = media.target_s.unwrap_or_default();
    if let Some(skip_s) = control.skip_until_s {
        let is_long = skip_s >= 6.0 * target_s - ROUNDING_S;
        findings.demand(is_long, control.line, "CAN-SKIP-UNTIL is under six target durations");
    }
    if let Some(hold_s) = control.hold_back_s {
        let is_long = hold_s >= 3.0 * target_s - ROUNDING_S;
        findings.demand(is_long, control.line, "HOLD-BACK is under three target durations");
    }
    if let Some((hold_s, part_s)) = control.part_hold_back_s.zip(media.part_target_s) {
        let is_long = hold_s >= 3.0 * part_s - ROUNDING_S;
        findings.demand(is_long, control.line, "PART-HOLD-BACK is under three part targets");
    }
    findings.demand(
        media.skipped == 0 || control.skip_until_s.is_some(),
        control.line,
        "EXT-X-SKIP without CAN-SKIP-UNTIL",
    );
}

fn check_parts(media: &Media<'_>, segment: &Segment<'_>, findings: &mut Findings) {
    if segment.parts.is_empty() {
        return;
    }
    check_lengths(media, segment, findings);
    let sum_s: f64 = segment.parts.iter().map(|part| part.duration_s).sum();
    let duration_s = segment.duration_s.unwrap_or_default();
    findings.demand(
        (sum_s - duration_s).abs() <= ROUNDING_S * segment.parts.len() as f64,
        segment.line,
        format!("parts of {sum_s:.3} s in a segment of {duration_s} s"),
    );
}

fn check_lengths(media: &Media<'_>, segment: &Segment<'_>, findings: &mut Findings) {
    let target_s = media.part_target_s.unwrap_or(f64::INFINITY);
    for (index, part) in segment.parts.iter().enumerate() {
        let is_within = part.duration_s > 0.0 && part.duration_s <= target_s + ROUNDING_S;
        findings.demand(is_within, part.line, "a part over the part target, or of no duration");
        let is_last = index + 1 == segment.parts.len();
        let is_whole = part.duration_s >= LEAST_PART * target_s || target_s.is_infinite();
        findings.demand(
            is_whole || is_last || part.is_gap,
            part.line,
            "a part under 85 % of the target that is not its segment's last",
        );
    }
}

/// Parts are listed near the end only, and there without a segment left out.
fn check_age(media: &Media<'_>, findings: &mut Findings) {
    let target_s = media.target_s.unwrap_or(f64::INFINITY);
    let mut after_s: f64 = media.open.parts.iter().map(|part| part.duration_s).sum();
    for segment in media.segments.iter().rev() {
        let is_old = after_s > 3.0 * target_s + ROUNDING_S;
        let first = segment.parts.first().map_or(segment.line, |part| part.line);
        findings.demand(
            !is_old || segment.parts.is_empty(),
            first,
            "parts farther from the end than three target durations",
        );
        after_s += segment.duration_s.unwrap_or_default();
    }
}
