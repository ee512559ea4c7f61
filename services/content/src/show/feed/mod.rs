//! A show as podcast players read it: RSS 2.0 with the elements of iTunes and of Podcasting 2.0.
//!
//! A feed is written once for each change of its show and then only handed out.

mod channel;
mod item;
mod served;
#[cfg(test)]
mod tests;
mod xml;

pub(crate) use served::Feeds;

use crate::show::{Episode, Show};
use channel::channel;
use xml::Xml;

/// Most episodes that stand in a feed, the newest ones.
pub(crate) const MAX_ITEMS: u64 = 2_000;

/// What a feed is written from.
pub(crate) struct Source<'a> {
    /// The show.
    pub show: &'a Show,
    /// Its published episodes, the newest first.
    pub episodes: &'a [Episode],
    /// Where the server is reached, without a slash at the end.
    pub base: &'a str,
}

const NAMESPACES: [(&str, &str); 5] = [
    ("version", "2.0"),
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ("xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("xmlns:podcast", "https://podcastindex.org/namespace/1.0"),
];

/// Writes a feed.
pub(crate) fn write(source: &Source<'_>) -> String {
    let mut xml = Xml::begin();
    xml.open("rss", &NAMESPACES);
    xml.open("channel", &[]);
    channel(&mut xml, source);
    for episode in source.episodes {
        item::item(&mut xml, source, episode);
    }
    xml.close("channel");
    xml.close("rss");
    xml.finish()
}

/// An address of ours, whole.
fn address(base: &str, path: &str) -> String {
    format!("{base}{path}")
}

/// A time as RSS writes it (RFC 2822).
fn date(time: chrono::DateTime<chrono::Utc>) -> String {
    time.format("%a, %d %b %Y %H:%M:%S +0000").to_string()
}
