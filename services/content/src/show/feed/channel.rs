//! What a feed says of its show.

use super::xml::Xml;
use super::{Source, address, date};
use crate::show::{EpisodeKind, Medium, Person, ShowKind, ShowState};

pub(super) fn channel(xml: &mut Xml, source: &Source<'_>) {
    let (show, base) = (source.show, source.base);
    let page = page(source);
    let own = address(base, &show.feed_url);
    let cover = address(base, &show.cover_url);
    xml.text("title", &show.title);
    xml.text("link", &page);
    xml.text("language", &show.details.language);
    // A feed without a description is refused by the directories.
    let description = [&show.description, &show.title]
        .into_iter()
        .find(|text| !text.is_empty());
    xml.text("description", description.map_or("", String::as_str));
    xml.text("copyright", &show.details.copyright);
    xml.text("generator", concat!("Awaz Pulse ", env!("CARGO_PKG_VERSION")));
    xml.text("lastBuildDate", &date(show.updated_at));
    let self_link = [("href", own.as_str()), ("rel", "self"), ("type", "application/rss+xml")];
    xml.empty("atom:link", &self_link);
    xml.open("image", &[]);
    xml.text("url", &cover);
    xml.text("title", &show.title);
    xml.text("link", &page);
    xml.close("image");
    itunes(xml, source, &cover);
    podcast(xml, source, &cover);
}

/// The show's own page, or the one here.
fn page(source: &Source<'_>) -> String {
    let own = &source.show.details.link;
    if own.is_empty() {
        address(source.base, &format!("/shows/{}", source.show.slug))
    } else {
        own.clone()
    }
}

fn itunes(xml: &mut Xml, source: &Source<'_>, cover: &str) {
    let (show, details) = (source.show, &source.show.details);
    let author = if details.author.is_empty() {
        &show.title
    } else {
        &details.author
    };
    xml.text("itunes:author", author);
    if !details.owner_email.is_empty() {
        xml.open("itunes:owner", &[]);
        xml.text("itunes:name", author);
        xml.text("itunes:email", &details.owner_email);
        xml.close("itunes:owner");
    }
    xml.empty("itunes:image", &[("href", cover)]);
    let category = [("text", details.category.as_str())];
    if details.subcategory.is_empty() {
        xml.empty("itunes:category", &category);
    } else {
        xml.open("itunes:category", &category);
        xml.empty("itunes:category", &[("text", &details.subcategory)]);
        xml.close("itunes:category");
    }
    xml.text("itunes:explicit", if details.explicit { "true" } else { "false" });
    let kind = match details.kind {
        ShowKind::Episodic => "episodic",
        ShowKind::Serial => "serial",
    };
    xml.text("itunes:type", kind);
    if show.state == ShowState::Archived {
        xml.text("itunes:complete", "Yes");
    }
    if details.block {
        xml.text("itunes:block", "Yes");
    }
}

fn podcast(xml: &mut Xml, source: &Source<'_>, cover: &str) {
    let (show, details) = (source.show, &source.show.details);
    xml.text("podcast:guid", &show.guid);
    let locked = if details.locked { "yes" } else { "no" };
    xml.full("podcast:locked", &[("owner", &details.owner_email)], locked);
    xml.text("podcast:medium", medium(details.medium));
    if details.block {
        xml.text("podcast:block", "yes");
    }
    for funding in &details.funding {
        let text = if funding.text.is_empty() {
            &show.title
        } else {
            &funding.text
        };
        xml.full("podcast:funding", &[("url", &funding.url)], text);
    }
    persons(xml, &details.persons);
    xml.text("podcast:location", &details.location);
    xml.text("podcast:license", &details.license);
    xml.text("podcast:updateFrequency", &details.frequency);
    xml.full("podcast:txt", &[("purpose", "verify")], &details.verification);
    xml.empty(
        "podcast:image",
        &[("href", cover), ("aspect-ratio", "1/1"), ("width", "1400")],
    );
    trailers(xml, source);
}

/// Who makes it.
pub(super) fn persons(xml: &mut Xml, persons: &[Person]) {
    for person in persons {
        let attributes = [
            ("role", person.role.as_str()),
            ("href", &person.url),
            ("img", &person.image),
        ];
        xml.full("podcast:person", &attributes, &person.name);
    }
}

fn trailers(xml: &mut Xml, source: &Source<'_>) {
    let is_trailer = |kind| kind == EpisodeKind::Trailer;
    for episode in source
        .episodes
        .iter()
        .filter(|episode| is_trailer(episode.details.kind))
    {
        let (Some(audio), Some(at)) = (&episode.audio_url, episode.published_at) else {
            continue;
        };
        let season = episode
            .details
            .season
            .map(|season| season.to_string())
            .unwrap_or_default();
        let length = episode.audio_bytes.unwrap_or_default().to_string();
        let attributes = [
            ("pubdate", date(at)),
            ("url", address(source.base, audio)),
            ("length", length),
            ("type", episode.audio_type.clone().unwrap_or_default()),
            ("season", season),
        ];
        let attributes: Vec<(&str, &str)> = attributes.iter().map(|(key, value)| (*key, value.as_str())).collect();
        xml.full("podcast:trailer", &attributes, &episode.title);
    }
}

const fn medium(medium: Medium) -> &'static str {
    match medium {
        Medium::Podcast => "podcast",
        Medium::Music => "music",
        Medium::Audiobook => "audiobook",
        Medium::Course => "course",
    }
}
