//! Two answers for one media playlist (RFC 8216bis §6.2.1, §6.2.2).

use super::parse::{self, Media, Segment};
use super::{Findings, Violation, lines};
use std::collections::BTreeMap;

/// What changed between two answers for the same live media playlist that must not: numbers only
/// grow, what both list is the same, discontinuities that left are counted, and nothing comes after
/// an end. Neither playlist is judged by itself; for that there is [`super::validate`].
#[must_use]
pub fn validate_update(before: &str, after: &str) -> Vec<Violation> {
    let mut syntax = Findings::default();
    let old_lines = lines::split(before, &mut syntax);
    let new_lines = lines::split(after, &mut syntax);
    let (old, new) = (
        parse::read(&old_lines, &mut syntax),
        parse::read(&new_lines, &mut syntax),
    );
    let mut findings = Findings::default();
    findings.demand(old.target_s == new.target_s, 0, "the target duration changed");
    findings.demand(
        new.first_number >= old.first_number,
        0,
        "EXT-X-MEDIA-SEQUENCE went back",
    );
    findings.demand(
        new.next_number() >= old.next_number(),
        0,
        "segments at the end are gone",
    );
    let has_ended = !old.has_end || (new.has_end && new.next_number() == old.next_number());
    findings.demand(has_ended, 0, "the list went on after its end");
    check_common(&old, &new, &mut findings);
    check_discontinuities(&old, &new, &mut findings);
    check_parts(&old, &new, &mut findings);
    findings.0
}

impl<'a> Media<'a> {
    fn numbered(&self) -> impl Iterator<Item = (u64, &Segment<'a>)> {
        (self.first_number + self.skipped..).zip(&self.segments)
    }

    /// Number of the segment after the last.
    fn next_number(&self) -> u64 {
        self.first_number + self.skipped + self.segments.len() as u64
    }
}

fn check_common(old: &Media<'_>, new: &Media<'_>, findings: &mut Findings) {
    let known: BTreeMap<u64, &Segment<'_>> = old.numbered().collect();
    for (number, segment) in new.numbered() {
        let Some(before) = known.get(&number) else { continue };
        let facts = |segment: &Segment<'_>| {
            (
                segment.uri.to_owned(),
                segment.duration_s.map(f64::to_bits),
                segment.date_ms,
                segment.is_discontinuous,
            )
        };
        // The first of a list needs no discontinuity in front: the sequence tells it.
        let is_first = number == new.first_number || number == old.first_number;
        let (was, is) = (facts(before), facts(segment));
        let is_same = (&was.0, was.1, was.2) == (&is.0, is.1, is.2) && (is_first || was.3 == is.3);
        findings.demand(is_same, segment.line, format!("segment {number} changed"));
    }
}

/// The discontinuity sequence grows by the discontinuities in front of what the list now begins
/// with.
fn check_discontinuities(old: &Media<'_>, new: &Media<'_>, findings: &mut Findings) {
    if new.first_number > old.next_number() || old.skipped > 0 {
        let is_grown = new.discontinuities_before >= old.discontinuities_before;
        findings.demand(is_grown, 0, "EXT-X-DISCONTINUITY-SEQUENCE went back");
        return;
    }
    let count = |until: u64| {
        let gone = old.numbered().filter(|(number, _)| *number < until);
        gone.filter(|(_, segment)| segment.is_discontinuous).count() as u64
    };
    // A discontinuity in front of the first may be counted or still be listed.
    let first_is_listed = new.segments.first().is_some_and(|segment| segment.is_discontinuous);
    let until = new.first_number + u64::from(!first_is_listed && new.skipped == 0);
    let expected = [new.first_number, until].map(|until| old.discontinuities_before + count(until));
    findings.demand(
        expected.contains(&new.discontinuities_before),
        0,
        format!(
            "EXT-X-DISCONTINUITY-SEQUENCE is {}, not {}",
            new.discontinuities_before, expected[1]
        ),
    );
}

/// Parts of the segment that was open stay what they were.
fn check_parts(old: &Media<'_>, new: &Media<'_>, findings: &mut Findings) {
    let number = old.next_number();
    let complete = new.numbered().find(|(known, _)| *known == number);
    let now = match complete {
        Some((_, segment)) if segment.parts.is_empty() => return,
        Some((_, segment)) => segment,
        None if new.next_number() == number => &new.open,
        None => return,
    };
    for (index, part) in old.open.parts.iter().enumerate() {
        let is_kept = now.parts.get(index).is_some_and(|kept| kept.uri == part.uri);
        findings.demand(is_kept, part.line, format!("part \"{}\" is gone", part.uri));
    }
}
