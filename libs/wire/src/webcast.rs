//! Messages of the `webcast` WebSocket sub-protocol, by which a browser is a source.
//!
//! The browser sends `hello`, then sound as binary messages and titles as `metadata`. We answer
//! `hello` with an `ack`, or an `error` before closing.

use crate::auth::Credentials;
use crate::metadata::SongTitle;
use crate::text;
use serde::{Deserialize, Serialize};

/// Name of the sub-protocol.
pub const PROTOCOL: &str = "webcast";
/// Most bytes of a text message.
pub const MAX_TEXT: usize = 16 * 1024;
/// Most bytes of a binary message.
pub const MAX_BINARY: usize = 1024 * 1024;
/// Close code for a bad `hello`.
pub const CLOSE_PROTOCOL: u16 = 1002;
/// Close code for wrong credentials or a channel that cannot be used.
pub const CLOSE_REFUSED: u16 = 1011;

/// What a browser says in text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// The first message: who it is and what sound it will send.
    Hello {
        /// Type of the sound, as in `audio/webm;codecs=opus`.
        mime: String,
        /// Name and password; `None` where there were none.
        credentials: Option<Credentials>,
    },
    /// What plays.
    Metadata(SongTitle),
    /// A message of a kind we pass over.
    Other,
}

/// A text that is no message of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message must be JSON with a type and data, of at most 16 KiB")]
pub struct BadMessage;

#[derive(Deserialize)]
struct Wire {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    data: serde_json::Value,
}

impl Message {
    /// Reads a text message.
    ///
    /// # Errors
    /// The sender's fault: too long, no JSON, or no `type`.
    pub fn parse(message: &str) -> Result<Self, BadMessage> {
        if message.len() > MAX_TEXT {
            return Err(BadMessage);
        }
        let wire: Wire = serde_json::from_str(message).map_err(|_| BadMessage)?;
        let field = |name: &str| {
            wire.data
                .get(name)
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default()
        };
        match wire.kind.as_str() {
            "hello" => {
                let mime = text::clean(field("mime"));
                let credentials = Credentials::new(field("user"), field("password"));
                if mime.is_empty() {
                    Err(BadMessage)
                } else {
                    Ok(Self::Hello { mime, credentials })
                }
            }
            "metadata" => Ok(Self::Metadata(song(field("artist"), field("title"), field("song")))),
            _ => Ok(Self::Other),
        }
    }
}

fn song(artist: &str, title: &str, song: &str) -> SongTitle {
    if artist.is_empty() && title.is_empty() {
        return SongTitle::from_song(song);
    }
    SongTitle {
        artist: text::clean(artist),
        title: text::clean(title),
        url: None,
    }
}

/// What we say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum Reply {
    /// On air: the browser may send sound.
    Ack {
        /// Channel.
        channel: String,
        /// Name of the DJ as the station knows it.
        who: String,
    },
    /// Not, or no longer; the connection closes.
    Error {
        /// Machine-readable kind, as in `unauthenticated`.
        code: String,
        /// A sentence for the person.
        message: String,
    },
}

impl Reply {
    /// Writes it as JSON.
    ///
    /// # Panics
    /// Never: its fields are texts.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts can be written as JSON")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hello_and_metadata() {
        let hello =
            Message::parse(r#"{"type":"hello","data":{"mime":"audio/webm;codecs=opus","user":"dj","password":"p"}}"#);
        let credentials = Credentials::new("dj", "p");
        assert_eq!(
            hello,
            Ok(Message::Hello {
                mime: "audio/webm;codecs=opus".to_owned(),
                credentials
            })
        );
        let metadata = Message::parse(r#"{"type":"metadata","data":{"title":"لاہور\n","artist":"A"}}"#);
        let Ok(Message::Metadata(song)) = metadata else {
            panic!("metadata")
        };
        assert_eq!(song.to_string(), "A - لاہور");
    }

    #[test]
    fn bad_messages() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"type":1}"#,
            r#"{"type":"hello"}"#,
            &"x".repeat(MAX_TEXT + 1),
        ] {
            assert_eq!(Message::parse(text), Err(BadMessage), "{text}");
        }
        assert_eq!(Message::parse(r#"{"type":"ping","data":null}"#), Ok(Message::Other));
    }

    #[test]
    fn replies() {
        let ack = Reply::Ack {
            channel: "fm".to_owned(),
            who: "Asma".to_owned(),
        };
        assert_eq!(ack.to_json(), r#"{"type":"ack","data":{"channel":"fm","who":"Asma"}}"#);
    }
}
