//! Media playlists, read without judging more than their syntax.

use super::Findings;
use super::attributes::{Attributes, decimal};
use super::date;
use super::lines::{Line, Numbered};

/// A media playlist.
#[derive(Debug, Default)]
pub(super) struct Media<'a> {
    pub(super) version: Option<u64>,
    pub(super) target_s: Option<f64>,
    pub(super) first_number: u64,
    pub(super) discontinuities_before: u64,
    pub(super) part_target_s: Option<f64>,
    pub(super) control: Option<Control>,
    pub(super) skipped: u64,
    pub(super) segments: Vec<Segment<'a>>,
    /// What stands after the last segment: parts of the next.
    pub(super) open: Segment<'a>,
    pub(super) hints: Vec<(usize, &'a str)>,
    pub(super) has_end: bool,
    once: Vec<&'a str>,
}

/// A segment, or the parts of one that is not complete.
#[derive(Debug, Default, Clone)]
pub(super) struct Segment<'a> {
    pub(super) line: usize,
    pub(super) uri: &'a str,
    pub(super) duration_s: Option<f64>,
    pub(super) date_ms: Option<i64>,
    pub(super) is_discontinuous: bool,
    pub(super) is_gap: bool,
    /// The init segment in force.
    pub(super) map: Option<&'a str>,
    pub(super) parts: Vec<Part<'a>>,
}

/// A part.
#[derive(Debug, Clone)]
pub(super) struct Part<'a> {
    pub(super) line: usize,
    pub(super) uri: &'a str,
    pub(super) duration_s: f64,
    pub(super) is_gap: bool,
}

/// `EXT-X-SERVER-CONTROL`.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Control {
    pub(super) line: usize,
    pub(super) can_block: bool,
    pub(super) part_hold_back_s: Option<f64>,
    pub(super) hold_back_s: Option<f64>,
    pub(super) skip_until_s: Option<f64>,
}

/// Tags that stand at most once.
const ONCE: [&str; 9] = [
    "EXT-X-VERSION",
    "EXT-X-TARGETDURATION",
    "EXT-X-MEDIA-SEQUENCE",
    "EXT-X-DISCONTINUITY-SEQUENCE",
    "EXT-X-PART-INF",
    "EXT-X-SERVER-CONTROL",
    "EXT-X-SKIP",
    "EXT-X-ENDLIST",
    "EXT-X-INDEPENDENT-SEGMENTS",
];

/// Reads a media playlist.
pub(super) fn read<'a>(lines: &[Numbered<'a>], findings: &mut Findings) -> Media<'a> {
    let mut media = Media::default();
    for &(line, content) in lines {
        match content {
            Line::Uri(uri) => media.close_segment(line, uri, findings),
            Line::Tag { name, value } => {
                if ONCE.contains(&name) {
                    findings.demand(!media.once.contains(&name), line, format!("{name} stands twice"));
                    media.once.push(name);
                }
                media.tag(line, (name, value), findings);
            }
        }
    }
    media
}

impl<'a> Media<'a> {
    fn close_segment(&mut self, line: usize, uri: &'a str, findings: &mut Findings) {
        findings.demand(self.open.duration_s.is_some(), line, "an address without EXTINF");
        let map = self.open.map;
        let next = Segment {
            map,
            ..Segment::default()
        };
        let segment = std::mem::replace(&mut self.open, next);
        self.segments.push(Segment { line, uri, ..segment });
    }

    /// Whether nothing of the list of segments has come yet.
    fn is_head(&self) -> bool {
        self.segments.is_empty() && self.open.parts.is_empty() && self.open.duration_s.is_none() && self.skipped == 0
    }

    fn tag(&mut self, line: usize, (name, value): (&'a str, &'a str), findings: &mut Findings) {
        match name {
            "EXT-X-VERSION" => self.version = whole(line, value, findings),
            "EXT-X-TARGETDURATION" => self.target_s = whole(line, value, findings).map(|seconds| seconds as f64),
            "EXT-X-MEDIA-SEQUENCE" => {
                findings.demand(self.is_head(), line, "EXT-X-MEDIA-SEQUENCE after a segment");
                self.first_number = whole(line, value, findings).unwrap_or_default();
            }
            "EXT-X-DISCONTINUITY-SEQUENCE" => {
                findings.demand(self.is_head(), line, "EXT-X-DISCONTINUITY-SEQUENCE after a segment");
                self.discontinuities_before = whole(line, value, findings).unwrap_or_default();
            }
            "EXT-X-DISCONTINUITY" => self.open.is_discontinuous = true,
            "EXT-X-GAP" => self.open.is_gap = true,
            "EXT-X-ENDLIST" => self.has_end = true,
            "EXT-X-PROGRAM-DATE-TIME" => {
                self.open.date_ms = date::parse(value);
                findings.demand(self.open.date_ms.is_some(), line, "EXT-X-PROGRAM-DATE-TIME is no date");
            }
            "EXTINF" => {
                let duration = value.split_once(',').map_or(value, |(duration, _)| duration);
                self.open.duration_s = decimal(duration);
                findings.demand(value.contains(','), line, "EXTINF without a comma");
                findings.demand(self.open.duration_s.is_some(), line, "EXTINF is no number");
            }
            _ => self.listed(name, &Attributes::read(line, value, findings), line, findings),
        }
    }

    /// Tags whose value is a list of attributes.
    fn listed(&mut self, name: &str, list: &Attributes<'a>, line: usize, findings: &mut Findings) {
        match name {
            "EXT-X-MAP" => {
                self.open.map = list.quoted("URI", findings);
                findings.demand(self.open.map.is_some(), line, "EXT-X-MAP without URI");
            }
            "EXT-X-PART-INF" => {
                self.part_target_s = list.number("PART-TARGET", findings);
                findings.demand(self.part_target_s.is_some(), line, "EXT-X-PART-INF without PART-TARGET");
            }
            "EXT-X-PART" => self.part(list, line, findings),
            "EXT-X-SERVER-CONTROL" => {
                self.control = Some(Control {
                    line,
                    can_block: list.is_yes("CAN-BLOCK-RELOAD", findings),
                    part_hold_back_s: list.number("PART-HOLD-BACK", findings),
                    hold_back_s: list.number("HOLD-BACK", findings),
                    skip_until_s: list.number("CAN-SKIP-UNTIL", findings),
                });
            }
            "EXT-X-SKIP" => {
                findings.demand(self.is_head(), line, "EXT-X-SKIP after a segment");
                self.skipped = list.whole("SKIPPED-SEGMENTS", findings).unwrap_or_default();
                findings.demand(self.skipped > 0, line, "EXT-X-SKIP skips nothing");
            }
            "EXT-X-PRELOAD-HINT" => {
                let (kind, uri) = (list.word("TYPE", findings), list.quoted("URI", findings));
                let is_whole = matches!(kind, Some("PART" | "MAP")) && uri.is_some();
                findings.demand(is_whole, line, "EXT-X-PRELOAD-HINT needs TYPE and URI");
                if kind == Some("PART") {
                    self.hints.extend(uri.map(|uri| (line, uri)));
                }
            }
            "EXT-X-RENDITION-REPORT" => check_report(list, line, findings),
            "EXT-X-DATERANGE" => check_range(list, line, findings),
            _ => {}
        }
    }

    fn part(&mut self, list: &Attributes<'a>, line: usize, findings: &mut Findings) {
        let (uri, duration_s) = (list.quoted("URI", findings), list.number("DURATION", findings));
        let is_gap = list.is_yes("GAP", findings);
        list.is_yes("INDEPENDENT", findings);
        let (Some(uri), Some(duration_s)) = (uri, duration_s) else {
            findings.add(line, "EXT-X-PART needs URI and DURATION");
            return;
        };
        self.open.parts.push(Part {
            line,
            uri,
            duration_s,
            is_gap,
        });
    }
}

fn whole(line: usize, value: &str, findings: &mut Findings) -> Option<u64> {
    let number = value.parse().ok();
    findings.demand(number.is_some(), line, format!("no whole number: \"{value}\""));
    number
}

fn check_report(list: &Attributes<'_>, line: usize, findings: &mut Findings) {
    let uri = list.quoted("URI", findings);
    let is_relative = uri.is_some_and(|uri| !uri.contains("://"));
    findings.demand(is_relative, line, "EXT-X-RENDITION-REPORT needs a relative URI");
    let last = list.whole("LAST-MSN", findings);
    findings.demand(last.is_some(), line, "EXT-X-RENDITION-REPORT without LAST-MSN");
    list.whole("LAST-PART", findings);
}

fn check_range(list: &Attributes<'_>, line: usize, findings: &mut Findings) {
    let id = list.quoted("ID", findings);
    findings.demand(id.is_some(), line, "EXT-X-DATERANGE without ID");
    let start = list.quoted("START-DATE", findings).and_then(date::parse);
    findings.demand(start.is_some(), line, "EXT-X-DATERANGE without a START-DATE");
    let end = list.quoted("END-DATE", findings).map(date::parse);
    let is_ordered = end.is_none_or(|end| end.is_some() && end >= start);
    findings.demand(is_ordered, line, "END-DATE is before START-DATE or no date");
    let duration = list.number("DURATION", findings);
    if list.is_yes("END-ON-NEXT", findings) {
        let has_class = list.quoted("CLASS", findings).is_some();
        findings.demand(has_class, line, "END-ON-NEXT without CLASS");
        let is_open = end.is_none() && duration.is_none();
        findings.demand(is_open, line, "END-ON-NEXT with another end");
    }
}
