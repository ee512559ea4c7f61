//! `/status-json.xsl`: what directories and panels read about mounts.

use crate::text::xml_escape;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// The server as its status pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Name of the host as the client called it, with the port.
    pub host: String,
    /// `http` or `https`.
    pub scheme: &'static str,
    /// Where it is, as its owner says.
    pub location: String,
    /// Address of its owner.
    pub admin: String,
    /// When it started.
    pub started_at: DateTime<Utc>,
}

/// A mount as status pages show it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mount {
    /// Path, as in `/radio-mehfil`.
    pub path: String,
    /// Station's name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Genre.
    pub genre: String,
    /// Web page.
    pub url: String,
    /// `Content-Type`.
    pub content_type: String,
    /// Bit rate, kbit/s.
    pub bitrate_kbps: u32,
    /// Artist of what plays.
    pub artist: String,
    /// Title of what plays.
    pub title: String,
    /// `artist - title` of what plays.
    pub playing: String,
    /// Who listens now.
    pub listeners: u32,
    /// Most at once since the start.
    pub listener_peak: u32,
    /// Since when it is on air.
    pub started_at: Option<DateTime<Utc>>,
}

impl Mount {
    pub(crate) fn fields(&self, server: &Server) -> Vec<(&'static str, Value)> {
        let started = self.started_at.unwrap_or(server.started_at);
        let info = format!("bitrate={};channels=2;samplerate=48000", self.bitrate_kbps);
        let mut fields = vec![
            ("audio_info", json!(info)),
            ("bitrate", json!(self.bitrate_kbps)),
            ("genre", json!(or(&self.genre, "various"))),
            ("listener_peak", json!(self.listener_peak)),
            ("listeners", json!(self.listeners)),
            (
                "listenurl",
                json!(format!("{}://{}{}", server.scheme, server.host, self.path)),
            ),
            (
                "server_description",
                json!(or(&self.description, "Unspecified description")),
            ),
            ("server_name", json!(or(&self.name, "Unspecified name"))),
            ("server_type", json!(self.content_type)),
            ("server_url", json!(self.url)),
            ("stream_start", json!(started.to_rfc2822())),
            ("stream_start_iso8601", json!(iso(started))),
        ];
        if !self.artist.is_empty() {
            fields.push(("artist", json!(self.artist)));
        }
        fields.push(("title", json!(self.title)));
        fields.push(("yp_currently_playing", json!(self.playing)));
        fields
    }
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}

fn iso(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Writes the document. `source` is an object for one mount, an array for several and absent for
/// none: readers depend on it.
#[must_use]
pub fn json(server: &Server, mounts: &[Mount]) -> String {
    let object = |mount: &Mount| {
        let fields = mount
            .fields(server)
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Value::Object(fields.collect::<Map<_, _>>())
    };
    let mut stats = json!({
        "admin": server.admin,
        "host": server.host.rsplit_once(':').map_or(server.host.as_str(), |(host, _)| host),
        "location": server.location,
        "server_id": crate::respond::SERVER,
        "server_start": server.started_at.to_rfc2822(),
        "server_start_iso8601": iso(server.started_at),
    });
    match mounts {
        [] => {}
        [only] => stats["source"] = object(only),
        many => stats["source"] = many.iter().map(object).collect(),
    }
    json!({ "icestats": stats }).to_string()
}

/// Writes the status page for people who open the port in a browser.
#[must_use]
pub fn html(server: &Server, mounts: &[Mount]) -> String {
    let mut rows = String::new();
    for mount in mounts {
        let address = xml_escape(&format!("{}://{}{}", server.scheme, server.host, mount.path));
        let _ = write!(
            rows,
            "<li dir=auto><a href=\"{address}\">{}</a> · {} · {} listening · <a href=\"{address}.m3u\">m3u</a> <a href=\"{address}.pls\">pls</a></li>",
            xml_escape(&mount.name),
            xml_escape(&mount.playing),
            mount.listeners,
        );
    }
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>Stations on air</title><h1>Stations on air</h1><ul>{rows}</ul></html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn server() -> Server {
        Server {
            host: "radio.example:8000".to_owned(),
            scheme: "http",
            location: "Lahore".to_owned(),
            admin: "owner@radio.example".to_owned(),
            started_at: DateTime::UNIX_EPOCH,
        }
    }

    fn mount(path: &str) -> Mount {
        Mount {
            path: path.to_owned(),
            name: "محفل \"1\"".to_owned(),
            title: "لاہور".to_owned(),
            ..Mount::default()
        }
    }

    #[test]
    fn object_array_or_absent() {
        let source = |mounts: &[Mount]| {
            let document: Value = serde_json::from_str(&json(&server(), mounts)).expect("is JSON");
            document["icestats"].get("source").cloned()
        };
        assert_eq!(source(&[]), None);
        let one = source(&[mount("/a")]).expect("is there");
        assert_eq!(one["listenurl"], "http://radio.example:8000/a");
        assert_eq!(
            (&one["title"], &one["server_name"]),
            (&json!("لاہور"), &json!("محفل \"1\""))
        );
        assert_eq!(
            source(&[mount("/a"), mount("/b")])
                .expect("is there")
                .as_array()
                .map(Vec::len),
            Some(2)
        );
    }

    #[test]
    fn page_is_escaped() {
        let page = html(
            &server(),
            &[Mount {
                name: "<script>".to_owned(),
                ..mount("/a")
            }],
        );
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>"), "{page}");
    }
}
