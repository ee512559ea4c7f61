//! Response heads for those who listen: ICY headers, CORS, caching.

use crate::head::{Request, Version};
use crate::respond::{After, Response, SERVER};
use crate::text;
use std::fmt::Write as _;

/// Bytes of sound between two metadata blocks, as Icecast's default.
pub const METAINT: u32 = 16_000;

/// What a stream says of itself in its response head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StreamHead {
    /// `Content-Type`.
    pub content_type: String,
    /// Station's name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Genre.
    pub genre: String,
    /// Web page.
    pub url: String,
    /// Bit rate, kbit/s.
    pub bitrate_kbps: u32,
    /// Channels and sample rate of the stream, Hz.
    pub sound: (u8, u32),
    /// Bytes between metadata blocks, where the client asked for them.
    pub metaint: Option<u32>,
}

impl StreamHead {
    /// Its header lines; empty ones are left out.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let (channels, rate_hz) = self.sound;
        let kbps = self.bitrate_kbps;
        let info = format!("ice-channels={channels};ice-samplerate={rate_hz};ice-bitrate={kbps}");
        let metaint = self.metaint.map(|metaint| metaint.to_string()).unwrap_or_default();
        let fields = [
            ("content-type", self.content_type.clone()),
            ("cache-control", "no-cache, no-store".to_owned()),
            ("expires", "Mon, 26 Jul 1997 05:00:00 GMT".to_owned()),
            ("pragma", "no-cache".to_owned()),
            ("access-control-allow-origin", "*".to_owned()),
            (
                "access-control-allow-headers",
                "Origin, Accept, Icy-MetaData, Range".to_owned(),
            ),
            ("access-control-expose-headers", EXPOSED.to_owned()),
            ("icy-name", text::clean(&self.name)),
            ("icy-description", text::clean(&self.description)),
            ("icy-genre", text::clean(&self.genre)),
            ("icy-url", text::clean(&self.url)),
            ("icy-pub", "1".to_owned()),
            ("icy-br", kbps.to_string()),
            ("ice-audio-info", info),
            ("icy-metaint", metaint),
        ];
        fields.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// Writes the head. Never chunked, never kept alive: players of old read until the end.
    #[must_use]
    pub fn render(&self, version: Version) -> Vec<u8> {
        let mut out = format!(
            "{} 200 OK\r\nServer: {SERVER}\r\nConnection: Close\r\n",
            version.as_str()
        );
        for (name, value) in self.fields() {
            let name = conventional(name);
            let _ = write!(out, "{name}: {value}\r\n");
        }
        out.push_str("\r\n");
        out.into_bytes()
    }
}

/// A header's name as players of old expect it: standard ones in capitals, icy ones in none.
fn conventional(name: &str) -> String {
    if name.starts_with("ic") {
        return name.to_owned();
    }
    let words = name
        .split('-')
        .map(|word| format!("{}{}", word[..1].to_ascii_uppercase(), &word[1..]));
    words.collect::<Vec<_>>().join("-")
}

/// Headers that scripts of other origins may read.
pub const EXPOSED: &str = "icy-br, icy-description, icy-genre, icy-metaint, icy-name, icy-pub, icy-url, content-range";

/// Whether a listener asks for titles in the stream.
#[must_use]
pub fn wants_metadata(request: &Request) -> bool {
    request
        .headers
        .get("icy-metadata")
        .is_some_and(|value| value.trim() == "1")
}

/// Answers a preflight, or `OPTIONS *`.
#[must_use]
pub fn preflight(request: &Request) -> Vec<u8> {
    let after = if request.keeps_alive() {
        After::KeepAlive
    } else {
        After::Close
    };
    let response = Response::text(204, "")
        .header("Allow", crate::source::ALLOW)
        .header("Access-Control-Allow-Origin", "*")
        .header("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
        .header(
            "Access-Control-Allow-Headers",
            "Origin, Accept, X-Requested-With, Content-Type, Icy-MetaData, Range",
        )
        .header("Access-Control-Max-Age", "86400");
    response.render(request.version, after, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::head;

    #[test]
    fn head_is_complete_and_holds_no_injection() {
        let head = StreamHead {
            content_type: "audio/mpeg".to_owned(),
            name: "ریڈیو\r\nX-Evil: 1".to_owned(),
            bitrate_kbps: 128,
            sound: (2, 48_000),
            metaint: Some(METAINT),
            ..StreamHead::default()
        };
        let text = String::from_utf8(head.render(Version::Http11)).expect("is text");
        assert!(
            text.starts_with("HTTP/1.1 200 OK\r\n") && text.ends_with("icy-metaint: 16000\r\n\r\n"),
            "{text}"
        );
        assert!(
            text.contains("icy-name: ریڈیو  X-Evil: 1\r\n") && !text.contains("chunked"),
            "{text}"
        );
        assert!(!text.contains("icy-genre:"), "{text}");
    }

    #[test]
    fn preflight_names_what_players_send() {
        let (request, _) = head::parse(b"OPTIONS /m HTTP/1.1\r\nOrigin: https://a\r\n\r\n")
            .expect("parses")
            .expect("complete");
        let text = String::from_utf8(preflight(&request)).expect("is text");
        assert!(
            text.starts_with("HTTP/1.1 204 ") && text.contains("Icy-MetaData, Range") && text.contains("SOURCE"),
            "{text}"
        );
    }
}
