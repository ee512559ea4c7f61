//! Pages of a Shoutcast server that directories and players still ask for.

use crate::status::Mount;
use crate::text::xml_escape;
use chrono::{DateTime, Utc};
use serde_json::json;
use std::fmt::Write as _;

/// `/7.html`: listeners, status, peak, bound, unique, bit rate, title, with commas.
#[must_use]
pub fn seven(mount: &Mount, max_listeners: u32) -> String {
    format!(
        "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head><body>{},1,{},{max_listeners},{},{},{}</body></html>",
        mount.listeners,
        mount.listener_peak,
        mount.listeners,
        mount.bitrate_kbps,
        xml_escape(&mount.playing),
    )
}

/// `/stats?sid=1&json=1`.
#[must_use]
pub fn stats_json(mount: &Mount, max_listeners: u32) -> String {
    json!({
        "currentlisteners": mount.listeners,
        "peaklisteners": mount.listener_peak,
        "maxlisteners": max_listeners,
        "uniquelisteners": mount.listeners,
        "averagetime": 0,
        "servergenre": mount.genre,
        "serverurl": mount.url,
        "servertitle": mount.name,
        "songtitle": mount.playing,
        "streamstatus": 1,
        "streampath": mount.path,
        "bitrate": mount.bitrate_kbps.to_string(),
        "content": mount.content_type,
    })
    .to_string()
}

/// `/stats?sid=1`.
#[must_use]
pub fn stats_xml(mount: &Mount, max_listeners: u32) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><SHOUTCASTSERVER>".to_owned();
    let fields = [
        ("CURRENTLISTENERS", mount.listeners.to_string()),
        ("PEAKLISTENERS", mount.listener_peak.to_string()),
        ("MAXLISTENERS", max_listeners.to_string()),
        ("UNIQUELISTENERS", mount.listeners.to_string()),
        ("SERVERGENRE", mount.genre.clone()),
        ("SERVERURL", mount.url.clone()),
        ("SERVERTITLE", mount.name.clone()),
        ("SONGTITLE", mount.playing.clone()),
        ("STREAMSTATUS", "1".to_owned()),
        ("BITRATE", mount.bitrate_kbps.to_string()),
        ("CONTENT", mount.content_type.clone()),
    ];
    for (name, value) in fields {
        let _ = write!(out, "<{name}>{}</{name}>", xml_escape(&value));
    }
    out.push_str("</SHOUTCASTSERVER>");
    out
}

/// `/played`: what was heard, newest first.
#[must_use]
pub fn played_html(songs: &[(DateTime<Utc>, String)]) -> String {
    let mut rows = String::new();
    for (at, song) in songs {
        let _ = write!(
            rows,
            "<tr><td>{}</td><td>{}</td></tr>",
            at.format("%H:%M:%S"),
            xml_escape(song)
        );
    }
    format!(
        "<!doctype html><html><meta charset=utf-8><title>Played</title><table><tr><th>Played @</th><th>Song Title</th></tr>{rows}</table></html>\n"
    )
}

/// `/played?type=json`.
#[must_use]
pub fn played_json(songs: &[(DateTime<Utc>, String)]) -> String {
    let items = songs
        .iter()
        .map(|(at, song)| json!({ "playedat": at.timestamp(), "title": song }));
    items.collect::<serde_json::Value>().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_fields() {
        let mount = Mount {
            listeners: 2,
            listener_peak: 5,
            bitrate_kbps: 128,
            playing: "A, B <c>".to_owned(),
            ..Mount::default()
        };
        let page = seven(&mount, 100);
        assert!(page.contains("<body>2,1,5,100,2,128,A, B &lt;c&gt;</body>"), "{page}");
        assert!(stats_xml(&mount, 1).contains("<SONGTITLE>A, B &lt;c&gt;</SONGTITLE>"));
        assert!(stats_json(&mount, 1).contains("\"songtitle\":\"A, B <c>\""));
    }

    #[test]
    fn played_songs() {
        let songs = [(DateTime::UNIX_EPOCH, "لاہور".to_owned())];
        assert_eq!(played_json(&songs), "[{\"playedat\":0,\"title\":\"لاہور\"}]");
        assert!(played_html(&songs).contains("<td>00:00:00</td><td>لاہور</td>"));
    }
}
