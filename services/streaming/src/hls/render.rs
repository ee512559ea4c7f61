//! Playlists of a window, as text.

use super::edge::{PARTS, TARGET_S};
use super::name::Name;
use super::page::PageKey;
use super::track::TrackConfig;
use super::window::{Part, Segment, Sound, Window};
use awaz_audio::{PART, SEGMENT};
use awaz_core::Rendition;
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt::{Display, Write};

/// Segments at the end that are never left out of a delta update: more than the skip boundary of
/// six target durations.
const NEVER_SKIPPED: usize = 8;
/// How far from the end parts are listed, samples: three target durations.
const WITH_PARTS: u64 = 3 * TARGET_S * 48_000;
/// Segments a short list holds: a minute.
const SHORT: usize = 11;

/// The media playlist of a track.
pub(crate) fn media(config: &TrackConfig, window: &Window, key: PageKey) -> String {
    let all = window.segments.len();
    let first = if key.is_short { all.saturating_sub(SHORT) } else { 0 };
    let listed: Vec<&Segment> = window.segments.range(first..).collect();
    let skipped = if key.skips {
        listed.len().saturating_sub(NEVER_SKIPPED)
    } else {
        0
    };
    let mut text = Text(String::with_capacity(1500 + (listed.len() - skipped) * 90));
    text.head(&listed, window, key);
    text.titles(
        config,
        window,
        listed.first().map_or(0, |segment| segment.msn * SEGMENT),
    );
    if skipped > 0 {
        text.line(format_args!("#EXT-X-SKIP:SKIPPED-SEGMENTS={skipped}"));
    }
    let mut generation = (skipped > 0).then(|| listed[skipped - 1].generation);
    let (msn, part) = window.open_parts();
    let end = msn * SEGMENT + part * PART;
    for segment in &listed[skipped..] {
        text.generation(&mut generation, segment.generation);
        let has_parts = !key.is_short && end - segment.end() <= WITH_PARTS;
        text.segment(config, segment, has_parts);
    }
    if !key.is_short {
        text.edge(config, window, &mut generation);
    }
    text.0
}

/// The multivariant playlist of `variants`: the one that slow networks carry in front, because
/// many players begin with the first, then the others, best first. The query of the request is handed on, so
/// that tokens and sessions reach every request that follows.
pub(crate) fn master(variants: &[Rendition], query: &str) -> String {
    let mut text = Text("#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n".to_owned());
    let query = handed_on(query);
    let first = variants
        .iter()
        .min_by_key(|rendition| rendition.kbps.abs_diff(BEGINNING));
    let others = variants.iter().filter(|rendition| Some(*rendition) != first);
    for rendition in first.into_iter().chain(others) {
        let average = u32::from(rendition.kbps) * 1000 + OVERHEAD;
        let codec = rendition.codec.rfc6381();
        // The peak of a segment: rates vary by less than a tenth.
        let peak = average + average / 10;
        text.line(format_args!(
            "#EXT-X-STREAM-INF:BANDWIDTH={peak},AVERAGE-BANDWIDTH={average},CODECS=\"{codec}\""
        ));
        text.line(format_args!("{rendition}/index.m3u8{query}"));
    }
    text.0
}

/// Rate that players begin with, kbit/s: 3G carries it, and it sounds like radio.
const BEGINNING: u16 = 64;

/// Bit/s that fragments add: about 250 bytes a part.
const OVERHEAD: u32 = 250 * 8 * 48_000 / PART as u32;

/// A query that may stand in a playlist, with its `?`; what is over its bound or not of URLs is
/// left out.
fn handed_on(query: &str) -> String {
    let is_good =
        !query.is_empty() && query.len() <= 1024 && query.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"');
    if is_good { format!("?{query}") } else { String::new() }
}

struct Text(String);

impl Text {
    fn line(&mut self, line: impl Display) {
        writeln!(self.0, "{line}").expect("writing to a String cannot fail");
    }

    fn head(&mut self, listed: &[&Segment], window: &Window, key: PageKey) {
        let open = window.open.as_ref();
        let first = listed.first().map(|segment| (segment.msn, segment.generation));
        let (msn, generation) = first
            .or(open.map(|open| (open.msn, open.generation)))
            .unwrap_or_default();
        self.0.push_str("#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:6\n");
        self.0.push_str(if key.is_short {
            "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES\n"
        } else {
            "#EXT-X-PART-INF:PART-TARGET=0.32\n\
             #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=36.0,HOLD-BACK=18.0,PART-HOLD-BACK=0.96\n"
        });
        self.line(format_args!("#EXT-X-MEDIA-SEQUENCE:{msn}"));
        self.line(format_args!("#EXT-X-DISCONTINUITY-SEQUENCE:{generation}"));
        self.0.push_str("#EXT-X-INDEPENDENT-SEGMENTS\n");
    }

    fn titles(&mut self, config: &TrackConfig, window: &Window, from: u64) {
        let (msn, parts) = window.open_parts();
        let end = msn * SEGMENT + parts * PART;
        let heard_first = window.titles.at(from).map_or(0, |title| title.at);
        for title in window.titles.until(end).filter(|title| title.at >= heard_first) {
            let (at, date) = (title.at, time(config, title.at));
            let (name, artist) = (quoted(&title.title), quoted(&title.artist));
            self.line(format_args!(
                "#EXT-X-DATERANGE:ID=\"title-{at}\",CLASS=\"audio.awaz.title\",START-DATE=\"{date}\",\
                 END-ON-NEXT=YES,X-TITLE=\"{name}\",X-ARTIST=\"{artist}\"",
            ));
        }
    }

    fn generation(&mut self, current: &mut Option<u32>, generation: u32) {
        if *current == Some(generation) {
            return;
        }
        if current.is_some() {
            self.0.push_str("#EXT-X-DISCONTINUITY\n");
        }
        self.line(format_args!("#EXT-X-MAP:URI=\"{}\"", Name::Init(generation)));
        *current = Some(generation);
    }

    fn segment(&mut self, config: &TrackConfig, segment: &Segment, has_parts: bool) {
        self.date(config, segment.msn * SEGMENT);
        if matches!(segment.sound, Sound::Lost) {
            self.0.push_str("#EXT-X-GAP\n");
        }
        if has_parts {
            self.parts(segment.msn, &segment.parts);
        }
        self.line(format_args!("#EXTINF:{},", seconds(segment.samples)));
        self.line(Name::Segment(segment.msn));
    }

    fn parts(&mut self, msn: u64, parts: &[Part]) {
        for (index, part) in parts.iter().enumerate() {
            let (duration, uri) = (seconds(part.samples), Name::Part(msn, index as u32));
            self.line(format_args!(
                "#EXT-X-PART:DURATION={duration},URI=\"{uri}\",INDEPENDENT=YES"
            ));
        }
    }

    /// The segment being filled, the part to ask for next, and where the other renditions are.
    fn edge(&mut self, config: &TrackConfig, window: &Window, generation: &mut Option<u32>) {
        let (msn, part) = window.open_parts();
        if let Some(open) = &window.open {
            self.generation(generation, open.generation);
            self.date(config, open.msn * SEGMENT);
            self.parts(open.msn, &open.parts);
        }
        if (window.open.is_some() || !window.segments.is_empty()) && part < PARTS {
            self.line(format_args!(
                "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"{}\"",
                Name::Part(msn, part as u32)
            ));
        }
        for (sibling, (msn, part)) in config
            .family
            .siblings(config.rendition, window.last_part().unwrap_or_default())
        {
            let uri = format_args!("../{sibling}/index.m3u8");
            self.line(format_args!(
                "#EXT-X-RENDITION-REPORT:URI=\"{uri}\",LAST-MSN={msn},LAST-PART={part}"
            ));
        }
    }

    fn date(&mut self, config: &TrackConfig, sample: u64) {
        self.line(format_args!("#EXT-X-PROGRAM-DATE-TIME:{}", time(config, sample)));
    }
}

/// Seconds of a grid's samples: multiples of 20 ms or of an AAC frame.
fn seconds(samples: u32) -> f64 {
    f64::from(samples) / 48_000.0
}

fn time(config: &TrackConfig, sample: u64) -> impl Display {
    let epoch: DateTime<Utc> = DateTime::from_timestamp_millis(config.epoch_ms).unwrap_or_default();
    let date = epoch + TimeDelta::microseconds((sample * 1000 / 48) as i64);
    date.format("%Y-%m-%dT%H:%M:%S%.3fZ")
}

/// A text between quotes, where neither quotes nor line ends may be.
fn quoted(text: &str) -> String {
    let letters = text
        .chars()
        .map(|letter| if letter == '"' { '\u{201d}' } else { letter });
    letters
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_handed_on_and_cannot_break_lines() {
        let text = master(&[Rendition::DEFAULT], "token=a%20b&session=1");
        assert!(text.ends_with("\nmp3-128/index.m3u8?token=a%20b&session=1\n"), "{text}");
        for bad in ["", "a b", "a\nb", "a\"b", &"a".repeat(2000)] {
            assert!(master(&[Rendition::DEFAULT], bad).ends_with("/index.m3u8\n"), "{bad}");
        }
    }

    #[test]
    fn texts_cannot_leave_their_quotes() {
        assert_eq!(quoted("a\"\r\nb"), "a\u{201d}  b");
    }
}
