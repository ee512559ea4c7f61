//! Playlist files that lead to a stream: written for players, read for relays.

use crate::text::{clean, xml_escape};
use url::Url;

/// Most bytes of a playlist file that are read.
pub const MAX_BYTES: usize = 64 * 1024;
/// Most addresses that are taken from one.
pub const MAX_ENTRIES: usize = 32;

/// A kind of playlist file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Winamp's list of lines.
    M3u,
    /// Shoutcast's INI.
    Pls,
    /// XML.
    Xspf,
    /// Vorbis comments.
    Vclt,
}

impl Kind {
    /// Splits a path that ends in a playlist's extension into the mount and the kind.
    #[must_use]
    pub fn split(path: &str) -> Option<(&str, Self)> {
        let (mount, extension) = path.rsplit_once('.')?;
        let kind = match extension {
            "m3u" => Self::M3u,
            "pls" => Self::Pls,
            "xspf" => Self::Xspf,
            "vclt" => Self::Vclt,
            _ => return None,
        };
        (mount.len() > 1).then_some((mount, kind))
    }

    /// `Content-Type`.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::M3u => "audio/x-mpegurl",
            Self::Pls => "audio/x-scpls",
            Self::Xspf => "application/xspf+xml",
            Self::Vclt => "application/x-vclt",
        }
    }

    /// Writes a file with one stream at the absolute `address`.
    #[must_use]
    pub fn write(self, address: &str, title: &str) -> String {
        let title = clean(title);
        match self {
            Self::M3u => format!("#EXTM3U\r\n#EXTINF:-1,{title}\r\n{address}\r\n"),
            Self::Pls => format!(
                "[playlist]\r\nNumberOfEntries=1\r\nFile1={address}\r\nTitle1={title}\r\nLength1=-1\r\nVersion=2\r\n"
            ),
            Self::Xspf => format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<playlist xmlns=\"http://xspf.org/ns/0/\" version=\"1\">\n\
                 <title>{title}</title>\n<trackList><track><location>{address}</location><title>{title}</title></track></trackList>\n\
                 </playlist>\n",
                title = xml_escape(&title),
                address = xml_escape(address),
            ),
            Self::Vclt => format!("LOCATION={address}\r\nTITLE={title}\r\n"),
        }
    }
}

/// Whether a response is a playlist to follow rather than sound: by its type, else by how it
/// begins.
#[must_use]
pub fn is_playlist(content_type: &str, start: &[u8]) -> bool {
    let kind = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let by_type = matches!(
        kind.as_str(),
        "audio/x-mpegurl"
            | "audio/mpegurl"
            | "audio/x-scpls"
            | "application/pls+xml"
            | "application/xspf+xml"
            | "application/x-vclt"
    );
    let text = start.trim_ascii_start();
    by_type
        || [&b"#EXTM3U"[..], b"[playlist]", b"<?xml", b"http://", b"https://"]
            .iter()
            .any(|mark| text.starts_with(mark))
}

/// Reads the addresses of a playlist of any kind, in order; relative ones are resolved against
/// where the file came from. Only `http` and `https` count.
#[must_use]
pub fn addresses(file: &[u8], base: &Url) -> Vec<Url> {
    let text = String::from_utf8_lossy(&file[..file.len().min(MAX_BYTES)]);
    let text = text.trim_start_matches('\u{feff}');
    let found: Vec<String> = if text.trim_start().starts_with('<') {
        text.split("<location>")
            .skip(1)
            .filter_map(|rest| rest.split_once("</location>"))
            .map(|(inner, _)| xml_unescape(inner.trim()))
            .collect()
    } else if text.trim_start().to_ascii_lowercase().starts_with("[playlist]") {
        let entries = text.lines().filter_map(|line| line.trim().split_once('='));
        entries
            .filter(|(key, _)| key.to_ascii_lowercase().starts_with("file"))
            .map(|(_, value)| value.trim().to_owned())
            .collect()
    } else {
        let lines = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines
            .map(|line| line.strip_prefix("LOCATION=").unwrap_or(line).to_owned())
            .collect()
    };
    let resolved = found.iter().filter_map(|address| base.join(address).ok());
    resolved
        .filter(|url| matches!(url.scheme(), "http" | "https"))
        .take(MAX_ENTRIES)
        .collect()
}

fn xml_unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_written_can_be_read() {
        let base = Url::parse("http://radio.example/x.m3u").expect("is an address");
        for kind in [Kind::M3u, Kind::Pls, Kind::Xspf, Kind::Vclt] {
            let file = kind.write("http://radio.example:8000/fm?a=1&b=2", "محفل <1>\r\nX");
            let found = addresses(file.as_bytes(), &base);
            let shown: Vec<_> = found
                .iter()
                .map(Url::as_str)
                .filter(|url| url.contains(":8000"))
                .collect();
            assert_eq!(shown, ["http://radio.example:8000/fm?a=1&b=2"], "{kind:?}: {file}");
        }
    }

    #[test]
    fn mounts_and_kinds() {
        assert_eq!(Kind::split("/fm.m3u"), Some(("/fm", Kind::M3u)));
        assert_eq!(Kind::split("/fm/mp3-128.xspf"), Some(("/fm/mp3-128", Kind::Xspf)));
        for path in ["/fm", "/.m3u", "/fm.m3u ", "/fm.m3u8", "/fm.m3u/"] {
            assert_eq!(Kind::split(path), None, "{path}");
        }
    }

    #[test]
    fn only_the_web_is_followed() {
        let base = Url::parse("https://radio.example/lists/x.pls").expect("is an address");
        let file = b"[Playlist]\nFile1=file:///etc/passwd\nFile2=../live\nTitle2=x\n";
        let shown: Vec<_> = addresses(file, &base).into_iter().map(String::from).collect();
        assert_eq!(shown, ["https://radio.example/live"]);
        assert!(is_playlist("audio/x-scpls; charset=x", b"") && is_playlist("", b"\n[playlist]"));
        assert!(!is_playlist("audio/mpeg", b"ID3"));
    }

    proptest! {
        #[test]
        fn never_panics(file in prop::collection::vec(any::<u8>(), 0..200)) {
            let base = Url::parse("http://a/").expect("is an address");
            let _ = addresses(&file, &base);
        }
    }
}
