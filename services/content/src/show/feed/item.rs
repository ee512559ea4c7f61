//! What a feed says of an episode.

use super::channel::persons;
use super::xml::Xml;
use super::{Source, address, date};
use crate::show::{Episode, EpisodeKind};
use std::fmt::Write;

/// Types of transcripts, and how their files end.
const TRANSCRIPTS: [(&str, &str); 3] = [
    ("text/vtt", "vtt"),
    ("application/x-subrip", "srt"),
    ("application/json", "json"),
];

/// An episode; nothing where it has no sound.
pub(super) fn item(xml: &mut Xml, source: &Source<'_>, episode: &Episode) {
    let Some(audio) = &episode.audio_url else {
        return;
    };
    let base = source.base;
    let (audio, cover) = (address(base, audio), address(base, &episode.cover_url));
    let own = address(base, &format!("/shows/{}/{}", episode.show, episode.id));
    let link = if episode.details.link.is_empty() {
        &own
    } else {
        &episode.details.link
    };
    xml.open("item", &[]);
    xml.text("title", &episode.title);
    xml.text("itunes:title", &episode.title);
    xml.full("guid", &[("isPermaLink", "false")], &episode.guid);
    xml.text("link", link);
    xml.text("pubDate", &episode.published_at.map(date).unwrap_or_default());
    xml.text("description", &episode.description);
    xml.text("content:encoded", &paragraphs(&episode.description));
    let bytes = episode.audio_bytes.unwrap_or_default().to_string();
    let kind = episode.audio_type.as_deref().unwrap_or("audio/mpeg");
    xml.empty("enclosure", &[("url", &audio), ("length", &bytes), ("type", kind)]);
    itunes(xml, source, (episode, &cover));
    podcast(xml, source, (episode, &cover));
    alternate(xml, episode, (&audio, &bytes, kind));
    xml.close("item");
}

fn itunes(xml: &mut Xml, source: &Source<'_>, (episode, cover): (&Episode, &str)) {
    let details = &episode.details;
    let seconds = episode.duration_ms.map_or(0, |ms| (ms + 500) / 1000);
    xml.text("itunes:duration", &seconds.to_string());
    let explicit = details.explicit.unwrap_or(source.show.details.explicit);
    xml.text("itunes:explicit", if explicit { "true" } else { "false" });
    let kind = match details.kind {
        EpisodeKind::Full => "full",
        EpisodeKind::Trailer => "trailer",
        EpisodeKind::Bonus => "bonus",
    };
    xml.text("itunes:episodeType", kind);
    for (name, number) in [("season", details.season), ("episode", details.number)] {
        if let Some(number) = number {
            xml.text(&format!("itunes:{name}"), &number.to_string());
            xml.text(&format!("podcast:{name}"), &number.to_string());
        }
    }
    xml.empty("itunes:image", &[("href", cover)]);
}

fn podcast(xml: &mut Xml, source: &Source<'_>, (episode, cover): (&Episode, &str)) {
    if episode.has_cover {
        xml.empty(
            "podcast:image",
            &[("href", cover), ("aspect-ratio", "1/1"), ("width", "1400")],
        );
    }
    persons(xml, &episode.details.persons);
    let media = address(source.base, &format!("/media/{}", episode.id));
    if !episode.details.chapters.is_empty() {
        let url = format!("{media}/chapters.json?v={}", episode.updated_at.timestamp_millis());
        xml.empty(
            "podcast:chapters",
            &[("url", &url), ("type", "application/json+chapters")],
        );
    }
    let Some(version) = episode.transcript_url.as_deref().and_then(|url| url.split_once("?v=")) else {
        return;
    };
    for (kind, extension) in TRANSCRIPTS {
        let url = format!("{media}/transcript.{extension}?v={}", version.1);
        let language = source.show.details.language.as_str();
        xml.empty(
            "podcast:transcript",
            &[("url", &url), ("type", kind), ("language", language)],
        );
    }
}

/// The sound once more, as newer players look for it: with its rate.
fn alternate(xml: &mut Xml, episode: &Episode, (audio, bytes, kind): (&str, &str, &str)) {
    let bits = episode.audio_bytes.unwrap_or_default() * 8;
    let rate = episode
        .duration_ms
        .filter(|ms| *ms > 0)
        .map(|ms| bits * 1000 / ms.unsigned_abs());
    let rate = rate.map(|rate| rate.to_string()).unwrap_or_default();
    let attributes = [
        ("type", kind),
        ("length", bytes),
        ("bitrate", &rate),
        ("default", "true"),
    ];
    xml.open("podcast:alternateEnclosure", &attributes);
    xml.empty("podcast:source", &[("uri", audio)]);
    xml.close("podcast:alternateEnclosure");
}

/// Plain text as HTML: what people wrote is never taken as marks.
fn paragraphs(text: &str) -> String {
    let blocks = text.split("\n\n").map(str::trim).filter(|block| !block.is_empty());
    let mut html = String::new();
    for block in blocks {
        let escaped = awaz_wire::text::xml_escape(block).replace('\n', "<br>");
        let _ = write!(html, "<p>{escaped}</p>");
    }
    html
}
