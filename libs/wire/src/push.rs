//! Sending a stream on: the client's half of the Icecast and Shoutcast handshakes.

use crate::auth::Credentials;
use crate::metadata::SongTitle;
use crate::text::{clean, percent_encode};
use std::fmt::Write as _;

/// What is sent on, and to where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// `host:port` for the `Host` header.
    pub host: String,
    /// Mount on the other server, with its `/`; Shoutcast has none.
    pub mount: String,
    /// Name and password there.
    pub credentials: Credentials,
    /// `Content-Type` of the stream.
    pub content_type: String,
    /// Bit rate, kbit/s.
    pub bitrate_kbps: u32,
    /// Station's name.
    pub name: String,
    /// Genre.
    pub genre: String,
    /// Web page.
    pub url: String,
}

/// What a server answered to a handshake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// More has to come.
    Wait,
    /// Send sound.
    Accepted,
    /// Try `SOURCE`: the server is too old for `PUT`.
    TryOld,
    /// It said no; waiting long helps, or somebody has to change something.
    Refused(String),
}

impl Target {
    /// The request to an Icecast server that puts the stream on air. Sound follows after the
    /// server said 100 or 200, unframed until the end.
    #[must_use]
    pub fn icecast(&self, method: PushMethod) -> Vec<u8> {
        let (word, version) = match method {
            PushMethod::Put => ("PUT", "HTTP/1.1"),
            PushMethod::Source => ("SOURCE", "HTTP/1.0"),
        };
        let mut out = format!(
            "{word} {} {version}\r\nHost: {}\r\n",
            path(&self.mount),
            clean(&self.host)
        );
        let _ = write!(
            out,
            "Authorization: {}\r\nUser-Agent: Awaz Pulse\r\n",
            self.credentials.to_basic()
        );
        let _ = write!(out, "Content-Type: {}\r\n", clean(&self.content_type));
        let info = format!("ice-samplerate=48000;ice-bitrate={};ice-channels=2", self.bitrate_kbps);
        let fields = [
            ("ice-name", clean(&self.name)),
            ("ice-genre", clean(&self.genre)),
            ("ice-url", clean(&self.url)),
            ("ice-bitrate", self.bitrate_kbps.to_string()),
            ("ice-audio-info", info),
            ("ice-public", "0".to_owned()),
        ];
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            let _ = write!(out, "{name}: {value}\r\n");
        }
        if method == PushMethod::Put {
            out.push_str("Expect: 100-continue\r\n");
        }
        out.push_str("\r\n");
        out.into_bytes()
    }

    /// The password line of a Shoutcast v1 server; [`Target::shoutcast_headers`] follow its `OK2`.
    #[must_use]
    pub fn shoutcast_password(&self) -> Vec<u8> {
        let user = Some(self.credentials.user.as_str()).filter(|user| *user != "source");
        let prefix = user.map(|user| format!("{}:", clean(user))).unwrap_or_default();
        format!("{prefix}{}\r\n", clean(&self.credentials.password)).into_bytes()
    }

    /// The headers of a Shoutcast v1 source.
    #[must_use]
    pub fn shoutcast_headers(&self) -> Vec<u8> {
        format!(
            "content-type:{}\r\nicy-name:{}\r\nicy-genre:{}\r\nicy-url:{}\r\nicy-pub:0\r\nicy-br:{}\r\n\r\n",
            clean(&self.content_type),
            clean(&self.name),
            clean(&self.genre),
            clean(&self.url),
            self.bitrate_kbps,
        )
        .into_bytes()
    }

    /// The request that tells an Icecast server what plays.
    #[must_use]
    pub fn icecast_title(&self, song: &SongTitle) -> Vec<u8> {
        format!(
            "GET /admin/metadata?mode=updinfo&charset=UTF-8&mount={}&song={} HTTP/1.0\r\nHost: {}\r\nAuthorization: {}\r\nUser-Agent: Awaz Pulse\r\n\r\n",
            percent_encode(&self.mount), percent_encode(&song.to_string()), clean(&self.host), self.credentials.to_basic(),
        )
        .into_bytes()
    }

    /// The request that tells a Shoutcast v1 server what plays.
    #[must_use]
    pub fn shoutcast_title(&self, song: &SongTitle) -> Vec<u8> {
        format!(
            "GET /admin.cgi?mode=updinfo&pass={}&song={} HTTP/1.0\r\nHost: {}\r\nUser-Agent: Awaz Pulse (Mozilla compatible)\r\n\r\n",
            percent_encode(&self.credentials.password), percent_encode(&song.to_string()), clean(&self.host),
        )
        .into_bytes()
    }
}

/// How an Icecast server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushMethod {
    /// Icecast 2.4 and later.
    Put,
    /// Before.
    Source,
}

/// Judges what an Icecast server has answered so far.
#[must_use]
pub fn icecast_verdict(bytes: &[u8], method: PushMethod) -> Verdict {
    match crate::icy::parse_response(bytes) {
        Ok(None) => Verdict::Wait,
        Ok(Some((head, _))) => match head.status {
            100 | 200 => Verdict::Accepted,
            400 | 405 | 501 | 505 if method == PushMethod::Put => Verdict::TryOld,
            401 => Verdict::Refused("the other server did not accept the name and password".to_owned()),
            403 | 409 => Verdict::Refused("the mount on the other server is in use or not allowed".to_owned()),
            status => Verdict::Refused(format!("the other server answered {status}")),
        },
        Err(_) => Verdict::Refused("the other server does not speak Icecast".to_owned()),
    }
}

/// Judges what a Shoutcast v1 server has answered so far.
#[must_use]
pub fn shoutcast_verdict(bytes: &[u8]) -> Verdict {
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
        return if bytes.len() > 256 {
            Verdict::Refused("the other server does not speak Shoutcast".to_owned())
        } else {
            Verdict::Wait
        };
    };
    let line = String::from_utf8_lossy(&bytes[..end]).trim().to_owned();
    if line.starts_with("OK") {
        Verdict::Accepted
    } else if line.to_ascii_lowercase().contains("password") {
        Verdict::Refused("the other server did not accept the password".to_owned())
    } else {
        Verdict::Refused(format!("the other server answered \"{}\"", clean(&line)))
    }
}

fn path(mount: &str) -> String {
    let parts: Vec<_> = mount.trim_start_matches('/').split('/').map(percent_encode).collect();
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::head;
    use crate::shoutcast::{Event, Handshake};
    use crate::source::{Negotiation, Step};

    fn target() -> Target {
        Target {
            host: "b.example:8000".to_owned(),
            mount: "/شام".to_owned(),
            credentials: Credentials::new("source", "k").expect("fits"),
            content_type: "audio/mpeg".to_owned(),
            bitrate_kbps: 128,
            name: "Mehfil\r\nX: y".to_owned(),
            genre: String::new(),
            url: String::new(),
        }
    }

    #[test]
    fn our_client_understands_our_server() {
        for method in [PushMethod::Put, PushMethod::Source] {
            let bytes = target().icecast(method);
            let (request, used) = head::parse(&bytes).expect("parses").expect("complete");
            assert_eq!(used, bytes.len());
            let (negotiation, step) = Negotiation::new(&request);
            assert_eq!((step, negotiation.mount.as_str()), (Step::Check, "/شام"));
            assert_eq!(negotiation.ice.bitrate_kbps, Some(128));
            assert_eq!(icecast_verdict(&negotiation.granted().now, method), Verdict::Accepted);
        }
        let mut handshake = Handshake::default();
        assert_eq!(
            handshake.push(&target().shoutcast_password()),
            Ok(Event::Password("k".to_owned()))
        );
        assert_eq!(shoutcast_verdict(crate::shoutcast::ACCEPTED), Verdict::Accepted);
        let _ = handshake.push(&target().shoutcast_headers());
        assert!(matches!(handshake.accept(), Ok(Event::Ready(_))));
    }

    #[test]
    fn verdicts() {
        assert_eq!(
            icecast_verdict(b"HTTP/1.0 405 No\r\n\r\n", PushMethod::Put),
            Verdict::TryOld
        );
        assert!(matches!(
            icecast_verdict(b"HTTP/1.0 403 No\r\n\r\n", PushMethod::Source),
            Verdict::Refused(_)
        ));
        assert_eq!(icecast_verdict(b"HTTP/1.0 200", PushMethod::Put), Verdict::Wait);
        assert!(matches!(
            shoutcast_verdict(crate::shoutcast::REFUSED),
            Verdict::Refused(_)
        ));
    }

    #[test]
    fn title_requests_round_trip() {
        let song = SongTitle::from_song("نصرت - سانسوں & 1");
        let bytes = target().icecast_title(&song);
        let (request, _) = head::parse(&bytes).expect("parses").expect("complete");
        let update = crate::metadata::Update::parse(&request.query);
        assert_eq!(update.action, crate::metadata::Action::Title(song));
        assert_eq!(update.mount.as_deref(), Some("/شام"));
    }
}
