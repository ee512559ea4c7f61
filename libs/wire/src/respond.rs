//! Short responses: a status, a few headers, a body that says what happened.

use crate::head::{HeadError, Version};
use std::fmt::Write as _;

/// `Server` header of the Icecast port. Encoders look for the word Icecast to choose a dialect.
pub const SERVER: &str = "Icecast 2.4.4 (Awaz Pulse)";

/// Reason phrase of a status.
#[must_use]
pub const fn reason(status: u16) -> &'static str {
    match status {
        100 => "Continue",
        101 => "Switching Protocols",
        200 => "OK",
        204 => "No Content",
        302 => "Found",
        400 => "Bad Request",
        401 => "Authentication Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        415 => "Unsupported Media Type",
        426 => "Upgrade Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        505 => "HTTP Version Not Supported",
        _ => "Status",
    }
}

/// What happens to the connection after a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// The next request may come.
    KeepAlive,
    /// It is closed.
    Close,
}

/// A response with a body of known length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// Further headers. Values must be free of line ends; [`Response::header`] sees to it.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: String,
}

impl Response {
    /// Makes a response of plain text that ends with a line end.
    #[must_use]
    pub fn text(status: u16, body: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", format!("{body}\n"))
    }

    /// Makes a response.
    #[must_use]
    pub const fn new(status: u16, content_type: &'static str, body: String) -> Self {
        Self {
            status,
            content_type,
            headers: Vec::new(),
            body,
        }
    }

    /// Makes the response to a head that could not be parsed.
    #[must_use]
    pub fn bad_head(error: HeadError) -> Self {
        Self::text(error.status(), &format!("{error}."))
    }

    /// Adds a header; control characters of the value are dropped.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let mut value: String = value.into();
        value.retain(|letter| !letter.is_control());
        self.headers.push((name, value));
        self
    }

    /// Lets pages of any origin read it.
    #[must_use]
    pub fn cors(self) -> Self {
        self.header("Access-Control-Allow-Origin", "*")
    }

    /// Writes it as bytes; without the body for `HEAD`.
    #[must_use]
    pub fn render(&self, version: Version, after: After, is_head: bool) -> Vec<u8> {
        let mut out = format!("{} {} {}\r\n", version.as_str(), self.status, reason(self.status));
        let _ = write!(out, "Server: {SERVER}\r\n");
        if self.status != 204 {
            let _ = write!(
                out,
                "Content-Type: {}\r\nContent-Length: {}\r\n",
                self.content_type,
                self.body.len()
            );
        }
        let connection = match after {
            After::KeepAlive => "Keep-Alive",
            After::Close => "Close",
        };
        let _ = write!(out, "Connection: {connection}\r\nCache-Control: no-cache, no-store\r\n");
        for (name, value) in &self.headers {
            let _ = write!(out, "{name}: {value}\r\n");
        }
        out.push_str("\r\n");
        if !is_head && self.status != 204 {
            out.push_str(&self.body);
        }
        out.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rendered_with_length_and_without_injection() {
        let response = Response::text(503, "Full.").header("Retry-After", "5\r\nX: y");
        let text = String::from_utf8(response.render(Version::Http11, After::Close, false)).expect("is text");
        assert!(text.starts_with("HTTP/1.1 503 Service Unavailable\r\n"), "{text}");
        assert!(text.contains("\r\nRetry-After: 5X: y\r\n"), "{text}");
        assert!(text.ends_with("Content-Length: 6\r\nConnection: Close\r\nCache-Control: no-cache, no-store\r\nRetry-After: 5X: y\r\n\r\nFull.\n"), "{text}");
        let head = response.render(Version::Ice10, After::KeepAlive, true);
        assert!(head.starts_with(b"HTTP/1.0 503") && head.ends_with(b"\r\n\r\n"));
    }
}
