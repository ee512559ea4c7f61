//! The one error that crosses service borders: a code that decides the HTTP status, and a
//! sentence for the person who gets it.

use serde::{Deserialize, Serialize};

/// What went wrong, in the few kinds that a caller can act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request is wrong; repeating it unchanged does not help.
    Invalid,
    /// Nobody is signed in, or the credential is wrong.
    Unauthenticated,
    /// The caller is known and may not do this.
    Forbidden,
    /// There is no such thing, or the caller may not know of it.
    NotFound,
    /// It collides with what is there: a taken name, a mount in use, a stale version.
    Conflict,
    /// A precondition (`If-Match`) did not hold.
    PreconditionFailed,
    /// The body, header or value is over its bound.
    TooLarge,
    /// The type of the data is not one we take.
    UnsupportedType,
    /// Too many requests; waiting helps.
    TooMany,
    /// The disk or a quota is full.
    Full,
    /// Something we depend on does not answer; repeating later helps.
    Unavailable,
    /// Compiled out, or of a role without code.
    Unsupported,
    /// Our fault.
    Internal,
}

impl Code {
    /// HTTP status of the code (RFC 9110).
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Invalid => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::PreconditionFailed => 412,
            Self::TooLarge => 413,
            Self::UnsupportedType => 415,
            Self::TooMany => 429,
            Self::Unsupported => 501,
            Self::Unavailable => 503,
            Self::Full => 507,
            Self::Internal => 500,
        }
    }
}

/// One field of a request that was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldError {
    /// JSON pointer or parameter name, as in `/slug`.
    pub field: String,
    /// What is wrong with it and what would be right.
    pub message: String,
}

/// An error that a caller of another service, or of the API, can act on.
///
/// `message` is a full sentence for people: what happened and what to do. Causes are logged
/// where they occur and never travel.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{message}")]
pub struct Error {
    /// The kind.
    pub code: Code,
    /// What happened and what to do.
    pub message: String,
    /// Wrong fields, where the request had fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
    /// Seconds after which repeating may help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u32>,
}

/// Result of anything that crosses a service border.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Makes an error of `code` with a sentence for people.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            fields: Vec::new(),
            retry_after_s: None,
        }
    }

    /// Adds a wrong field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>, message: impl Into<String>) -> Self {
        self.fields.push(FieldError {
            field: field.into(),
            message: message.into(),
        });
        self
    }

    /// Says after how many seconds repeating may help.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// `Code::Invalid`.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Code::Invalid, message)
    }

    /// `Code::NotFound`, for `what` named `name`.
    pub fn not_found(what: &str, name: impl std::fmt::Display) -> Self {
        Self::new(Code::NotFound, format!("There is no {what} {name}."))
    }

    /// `Code::Conflict`.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(Code::Conflict, message)
    }

    /// `Code::Internal` with the sentence every internal error shows; log the cause first.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            Code::Internal,
            "Something went wrong here. It has been logged; try again.",
        )
    }
}
