//! How an Icecast source gets on air: one request becomes a question (may this one use that
//! mount?), and the answer becomes bytes.
//!
//! ```text
//! request ─ Negotiation::new ─┬─ Step::Answer (401, 415, 426 …)            → bytes, keep or close
//!                             └─ Step::Check(mount, credentials) ─┬─ granted() → bytes, framing, end
//!                                                                 └─ refused() → bytes, keep or close
//! ```

use crate::auth::Credentials;
use crate::body::Framing;
use crate::head::{Method, Request, Version};
use crate::ice::IceHeaders;
use crate::respond::{After, Response};

/// Methods a mount takes, said in `Allow`; libshout falls back to `SOURCE` where `PUT` is missing.
pub const ALLOW: &str = "GET, HEAD, PUT, OPTIONS, SOURCE";

/// Why a source may not go on air.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Wrong name or password.
    Unauthenticated,
    /// Known, but not for this mount or not now.
    Forbidden,
    /// Another source is on the mount.
    InUse,
    /// There is no such channel.
    NoSuchMount,
    /// The kind of sound is not one we take.
    UnsupportedType,
    /// Too many wrong passwords from there.
    TooMany,
    /// As many sources as there can be.
    Full,
}

/// What has to happen next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Ask whether the credentials are right for the mount.
    Check,
    /// Send this; nothing to ask.
    Answer(Vec<u8>, After),
}

/// One source request under negotiation.
#[derive(Debug, Clone)]
pub struct Negotiation {
    /// Mount as asked for, with its `/`.
    pub mount: String,
    /// Name and password, where it brought some.
    pub credentials: Option<Credentials>,
    /// `Content-Type` without parameters, lower case; old clients without one mean MP3.
    pub content_type: Option<String>,
    /// What it says about itself.
    pub ice: IceHeaders,
    /// `User-Agent`.
    pub agent: String,
    /// How the body is framed.
    pub framing: Framing,
    method: Method,
    version: Version,
    keeps_alive: bool,
    expects_continue: bool,
}

/// Bytes to send before the body, and after it ended well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// Now.
    pub now: Vec<u8>,
    /// After the body ended; empty where all was said.
    pub at_end: Vec<u8>,
    /// Whether there is sound to come; a probe of length 0 has none.
    pub has_body: bool,
}

impl Negotiation {
    /// Begins with a `SOURCE` or `PUT` request.
    #[must_use]
    pub fn new(request: &Request) -> (Self, Step) {
        let framing = Framing::of(request);
        let content_type = request
            .headers
            .get("content-type")
            .map(|value| value.split(';').next().unwrap_or(value).trim().to_ascii_lowercase());
        let this = Self {
            mount: request.path.clone(),
            credentials: Credentials::from_request(request),
            content_type: content_type.filter(|value| !value.is_empty()),
            ice: IceHeaders::read(&request.headers),
            agent: crate::text::clean(request.headers.get("user-agent").unwrap_or_default()),
            framing: framing.unwrap_or(Framing::UntilClose),
            method: request.method,
            version: request.version,
            keeps_alive: request.keeps_alive(),
            expects_continue: request.headers.has_token("expect", "100-continue"),
        };
        let step = match framing {
            Err(error) => this.answer(&Response::text(error.status(), &format!("{error}."))),
            Ok(_) if wants_tls(request) => Step::Answer(tls_upgrade(request), After::KeepAlive),
            Ok(_) if this.credentials.is_none() => {
                this.refused(Refusal::Unauthenticated, "Sign in with your source's name and key.")
            }
            Ok(_) if this.content_type.as_deref().is_some_and(|kind| !is_sound(kind)) => this.refused(
                Refusal::UnsupportedType,
                "This server takes MP3, AAC, Ogg, FLAC, WebM and fragmented MP4.",
            ),
            Ok(_) => Step::Check,
        };
        (this, step)
    }

    /// Makes the answer to a source that may go on air.
    #[must_use]
    pub fn granted(&self) -> Granted {
        if self.framing == Framing::Length(0) {
            let now = Response::text(200, "OK").render(self.version, self.after_answer(), false);
            return Granted {
                now,
                at_end: Vec::new(),
                has_body: false,
            };
        }
        let ok = format!("{} 200 OK\r\n\r\n", self.version.as_str()).into_bytes();
        match (self.method, self.expects_continue) {
            (Method::Put, true) => {
                let at_end = Response::text(200, "OK").render(self.version, After::Close, false);
                Granted {
                    now: b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(),
                    at_end,
                    has_body: true,
                }
            }
            _ => Granted {
                now: ok,
                at_end: Vec::new(),
                has_body: true,
            },
        }
    }

    /// Makes the answer to a source that may not, with a sentence for the person behind it.
    ///
    /// A mount in use is 409 for `PUT` and 403 for `SOURCE`, whose clients know no other.
    #[must_use]
    pub fn refused(&self, refusal: Refusal, message: &str) -> Step {
        let status = match refusal {
            Refusal::Unauthenticated => 401,
            Refusal::InUse if self.method == Method::Put => 409,
            Refusal::Forbidden | Refusal::InUse => 403,
            Refusal::NoSuchMount => 404,
            Refusal::UnsupportedType => 415,
            Refusal::TooMany => 429,
            Refusal::Full => 503,
        };
        let response = Response::text(status, message);
        self.answer(&match refusal {
            Refusal::Unauthenticated => response
                .header("WWW-Authenticate", "Basic realm=\"Icecast2 Server\", charset=\"UTF-8\"")
                .header("Allow", ALLOW),
            Refusal::TooMany | Refusal::Full => response.header("Retry-After", "10"),
            _ => response,
        })
    }

    fn answer(&self, response: &Response) -> Step {
        let after = self.after_answer();
        Step::Answer(response.render(self.version, after, false), after)
    }

    /// A refused request whose body may already be on its way cannot be followed by another.
    fn after_answer(&self) -> After {
        let has_no_body = self.framing == Framing::Length(0);
        let body_waits = self.expects_continue && self.method == Method::Put;
        if self.keeps_alive && (has_no_body || body_waits) {
            After::KeepAlive
        } else {
            After::Close
        }
    }
}

/// Whether a content type can hold sound we take; the decoder looks at the data itself.
#[must_use]
pub fn is_sound(content_type: &str) -> bool {
    matches!(
        content_type,
        "audio/mpeg"
            | "audio/mp3"
            | "audio/x-mp3"
            | "audio/x-mpeg"
            | "audio/mpeg3"
            | "audio/aac"
            | "audio/aacp"
            | "audio/x-aac"
            | "audio/mp4a-latm"
            | "audio/ogg"
            | "application/ogg"
            | "application/x-ogg"
            | "video/ogg"
            | "audio/vorbis"
            | "audio/opus"
            | "audio/flac"
            | "audio/x-flac"
            | "audio/webm"
            | "video/webm"
            | "audio/mp4"
            | "video/mp4"
            | "audio/x-matroska"
            | "video/x-matroska"
            | "application/octet-stream"
    )
}

/// Whether a request asks to go on in TLS (RFC 2817), as libshout's probe does.
#[must_use]
pub fn wants_tls(request: &Request) -> bool {
    request
        .headers
        .get("upgrade")
        .is_some_and(|value| value.to_ascii_uppercase().contains("TLS/"))
}

/// Answers a wish for TLS: it is not had here, and the connection goes on as it is. libshout's
/// probe (`OPTIONS *`) takes 426 for "asks for TLS" and asks without end; 200 means plain.
#[must_use]
pub fn tls_upgrade(request: &Request) -> Vec<u8> {
    if request.method == Method::Options {
        let response = Response::text(200, "").header("Allow", ALLOW);
        return response.render(request.version, After::KeepAlive, false);
    }
    let response = Response::text(426, "This port speaks plain HTTP.")
        .header("Allow", ALLOW)
        .header("Upgrade", "HTTP/1.1");
    response.render(request.version, After::KeepAlive, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::head;

    fn negotiate(text: &str) -> (Negotiation, Step) {
        Negotiation::new(&head::parse(text.as_bytes()).expect("parses").expect("complete").0)
    }

    fn status(step: &Step) -> (String, After) {
        let Step::Answer(bytes, after) = step else {
            panic!("an answer, not {step:?}")
        };
        (String::from_utf8_lossy(bytes).into_owned(), *after)
    }

    const AUTH: &str = "Authorization: Basic c291cmNlOmtleQ==\r\n";

    #[test]
    fn source_of_old_gets_200_at_once() {
        let (negotiation, step) = negotiate(&format!("SOURCE /m ICE/1.0\r\n{AUTH}content-type: audio/mpeg\r\n\r\n"));
        assert_eq!(step, Step::Check);
        let granted = negotiation.granted();
        assert_eq!(granted.now, b"HTTP/1.0 200 OK\r\n\r\n");
        assert!(granted.has_body && granted.at_end.is_empty());
    }

    #[test]
    fn put_with_expect_gets_100_and_200_at_the_end() {
        let (negotiation, step) = negotiate(&format!(
            "PUT /m HTTP/1.1\r\n{AUTH}Expect: 100-continue\r\nTransfer-Encoding: chunked\r\nContent-Type: application/ogg\r\n\r\n"
        ));
        assert_eq!((step, negotiation.framing), (Step::Check, Framing::Chunked));
        let granted = negotiation.granted();
        assert_eq!(granted.now, b"HTTP/1.1 100 Continue\r\n\r\n");
        assert!(granted.at_end.starts_with(b"HTTP/1.1 200 OK\r\n"));
    }

    #[test]
    fn libshouts_probe_keeps_the_connection() {
        let (_, step) = negotiate("PUT /m HTTP/1.1\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n");
        let (text, after) = status(&step);
        assert_eq!(after, After::KeepAlive);
        assert!(
            text.starts_with("HTTP/1.1 401 ") && text.contains("PUT") && text.contains("SOURCE"),
            "{text}"
        );
        assert!(
            text.contains("WWW-Authenticate: Basic ") && text.contains("Connection: Keep-Alive"),
            "{text}"
        );
    }

    #[test]
    fn refusals() {
        let (put, _) = negotiate(&format!("PUT /m HTTP/1.1\r\n{AUTH}\r\n"));
        let (source, _) = negotiate(&format!("SOURCE /m HTTP/1.0\r\n{AUTH}\r\n"));
        assert!(status(&put.refused(Refusal::InUse, "x")).0.starts_with("HTTP/1.1 409 "));
        assert!(
            status(&source.refused(Refusal::InUse, "x"))
                .0
                .starts_with("HTTP/1.0 403 ")
        );
        let (_, step) = negotiate(&format!("PUT /m HTTP/1.1\r\n{AUTH}Content-Type: text/plain\r\n\r\n"));
        assert!(status(&step).0.starts_with("HTTP/1.1 415 "));
        let (_, step) = negotiate(&format!(
            "PUT /m HTTP/1.1\r\n{AUTH}Upgrade: TLS/1.0\r\nConnection: upgrade\r\n\r\n"
        ));
        assert!(status(&step).0.starts_with("HTTP/1.1 426 "));
        let (_, step) = negotiate(&format!("PUT /m HTTP/1.1\r\n{AUTH}Transfer-Encoding: gzip\r\n\r\n"));
        assert!(status(&step).0.starts_with("HTTP/1.1 501 "));
    }
}
