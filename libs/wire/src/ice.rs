//! What a source says about its station and its sound: `ice-*` and `icy-*` headers.

use crate::head::Headers;
use crate::text;
use serde::{Deserialize, Serialize};

/// Description of a stream by its source. Everything may be missing; text is clean and bounded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IceHeaders {
    /// Station's name.
    pub name: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Genre.
    pub genre: Option<String>,
    /// Station's web page.
    pub url: Option<String>,
    /// Whether directories may list it.
    pub public: Option<bool>,
    /// Bit rate, kbit/s.
    pub bitrate_kbps: Option<u32>,
    /// `ice-audio-info`.
    pub audio_info: AudioInfo,
}

/// `ice-audio-info`: what the encoder says of its sound.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioInfo {
    /// Sample rate, Hz.
    pub rate_hz: Option<u32>,
    /// Bit rate, kbit/s.
    pub bitrate_kbps: Option<u32>,
    /// Channels.
    pub channels: Option<u8>,
    /// Quality of a VBR encoder, as it was said.
    pub quality: Option<String>,
}

impl AudioInfo {
    /// Parses `ice-samplerate=44100;ice-bitrate=128;ice-channels=2`, with or without `ice-`,
    /// escaped or not; what it does not know is passed over.
    #[must_use]
    pub fn parse(value: &str) -> Self {
        let mut info = Self::default();
        for field in value.split([';', '&']).take(16) {
            let Some((name, value)) = field.split_once('=') else {
                continue;
            };
            let value = text::decode(&text::percent_decode(value.trim()), None);
            let name = name.trim().to_ascii_lowercase();
            match name.strip_prefix("ice-").unwrap_or(&name) {
                "samplerate" => info.rate_hz = leading_number(&value),
                "bitrate" => info.bitrate_kbps = leading_number(&value),
                "channels" => info.channels = leading_number(&value).and_then(|count| u8::try_from(count).ok()),
                "quality" => info.quality = Some(text::clean(&value)),
                _ => {}
            }
        }
        info
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl std::fmt::Display for AudioInfo {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut fields = Vec::new();
        fields.extend(self.channels.map(|channels| format!("channels={channels}")));
        fields.extend(self.rate_hz.map(|rate| format!("samplerate={rate}")));
        fields.extend(self.bitrate_kbps.map(|kbps| format!("bitrate={kbps}")));
        fields.extend(
            self.quality
                .as_ref()
                .map(|quality| format!("quality={}", text::percent_encode(quality))),
        );
        formatter.write_str(&fields.join(";"))
    }
}

impl IceHeaders {
    /// Reads `ice-*` headers, else their `icy-*` aliases.
    #[must_use]
    pub fn read(headers: &Headers) -> Self {
        let first = |names: [&str; 2]| names.into_iter().find_map(|name| headers.get(name));
        let line = |names| first(names).map(text::clean).filter(|value| !value.is_empty());
        let audio_info = first(["ice-audio-info", "icy-audio-info"])
            .map(AudioInfo::parse)
            .unwrap_or_default();
        let bitrate = first(["ice-bitrate", "icy-br"]).and_then(leading_number);
        Self {
            name: line(["ice-name", "icy-name"]),
            description: line(["ice-description", "icy-description"]),
            genre: line(["ice-genre", "icy-genre"]),
            url: line(["ice-url", "icy-url"]),
            public: first(["ice-public", "icy-pub"]).map(|value| matches!(value, "1" | "yes" | "true")),
            bitrate_kbps: bitrate.or(audio_info.bitrate_kbps),
            audio_info,
        }
    }
}

/// The number a text starts with: `128 kbps`, `128,128` and `Quality 5` (none) all occur.
fn leading_number(value: &str) -> Option<u32> {
    let digits: String = value.trim().chars().take_while(char::is_ascii_digit).take(9).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[&str]) -> Headers {
        let mut headers = Headers::default();
        for line in lines {
            headers.push_line(line.as_bytes()).expect("is a header line");
        }
        headers
    }

    #[test]
    fn ice_and_icy_names() {
        let ice = IceHeaders::read(&headers(&["Ice-Name: محفل", "ice-bitrate: 128", "ice-public: 1"]));
        let icy = IceHeaders::read(&headers(&["icy-name:محفل", "icy-br:128", "icy-pub:1"]));
        assert_eq!(ice, icy);
        assert_eq!(ice.name.as_deref(), Some("محفل"));
    }

    #[test]
    fn audio_info_of_both_spellings() {
        let long = AudioInfo::parse("ice-samplerate=22050;ice-bitrate=64;ice-channels=1");
        let short = AudioInfo::parse("samplerate=22050;bitrate=64;channels=1;");
        assert_eq!(long, short);
        assert_eq!(long.to_string(), "channels=1;samplerate=22050;bitrate=64");
        assert_eq!(AudioInfo::parse("quality=4%2e99").quality.as_deref(), Some("4.99"));
        assert_eq!(AudioInfo::parse("channels=999;samplerate=x;=;;").to_string(), "");
    }
}
