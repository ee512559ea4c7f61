//! What can go wrong with storage, and what the caller of the API is told about it.

use awaz_core::Code;
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// Result of storage.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A storage error; becomes an [`awaz_core::Error`] at the border, where its cause is logged.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused or did not answer. Unique and foreign key violations are the
    /// caller's doing ([`Error::is_unique_violation`]); the rest is ours, and a lost connection
    /// heals by itself.
    #[error("database: {0}")]
    Db(#[from] DbErr),
    /// The object store failed; a full disk is the operator's to heal.
    #[error("object store: {0}")]
    Objects(#[from] object_store::Error),
    /// Objects are on a server that does not answer, or not as it should; trying later helps.
    #[error("objects: {0}")]
    ObjectsAway(String),
    /// Reading or writing a file failed.
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
    /// A stored value is not what was written: a version of ours that does not fit the data.
    #[error("stored value: {0}")]
    Json(#[from] serde_json::Error),
    /// The search index failed; it can be made anew from the database.
    #[error("search index: {0}")]
    Index(String),
    /// The search index is on a server that does not answer.
    #[error("search index: {0}")]
    IndexAway(String),
    /// An object key has a shape that is never stored.
    #[error("\"{0}\" is not an object key")]
    Key(String),
    /// The configuration names something that cannot be opened; the sentence says what to do.
    #[error("{0}")]
    Config(String),
    /// The engine is not in this build.
    #[error("{0}")]
    Unsupported(String),
    /// The caller's own error, brought through a transaction.
    #[error(transparent)]
    Core(#[from] awaz_core::Error),
}

impl Error {
    /// Whether a unique constraint was violated: somebody has the name already.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Db(cause) if matches!(cause.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))))
    }

    /// Kind of the error for those who asked.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Db(cause) => db_code(cause),
            Self::Objects(object_store::Error::NotFound { .. }) => Code::NotFound,
            Self::Objects(object_store::Error::AlreadyExists { .. }) => Code::Conflict,
            Self::Io(cause) if cause.kind() == std::io::ErrorKind::StorageFull => Code::Full,
            Self::Objects(_) | Self::Json(_) | Self::Io(_) | Self::Index(_) => Code::Internal,
            Self::IndexAway(_) | Self::ObjectsAway(_) => Code::Unavailable,
            Self::Key(_) | Self::Config(_) => Code::Invalid,
            Self::Unsupported(_) => Code::Unsupported,
            Self::Core(error) => error.code,
        }
    }
}

fn db_code(cause: &DbErr) -> Code {
    match cause {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Code::Unavailable,
        DbErr::RecordNotFound(_) => Code::NotFound,
        DbErr::Exec(RuntimeErr::SqlxError(_)) | DbErr::Query(RuntimeErr::SqlxError(_)) => match cause.sql_err() {
            Some(_) => Code::Conflict,
            None if is_full(cause) => Code::Full,
            None => Code::Internal,
        },
        _ => Code::Internal,
    }
}

/// `SQLITE_FULL` and PostgreSQL's 53100, by their texts: the codes are hidden behind the pool's
/// error type.
fn is_full(cause: &DbErr) -> bool {
    let text = cause.to_string();
    text.contains("disk is full") || text.contains("No space left on device")
}

impl From<Error> for awaz_core::Error {
    fn from(error: Error) -> Self {
        let code = error.code();
        match (code, error) {
            (_, Error::Core(inner)) => inner,
            (Code::Conflict, cause) => {
                tracing::debug!(%cause, "write collided");
                Self::conflict("It collides with something that is there already; load it again and look.")
            }
            (Code::NotFound, cause) => {
                tracing::debug!(%cause, "row or object missing");
                Self::new(Code::NotFound, "There is no such thing here (any more).")
            }
            (Code::Unavailable, Error::IndexAway(cause)) => {
                tracing::error!(cause, "the search index does not answer");
                Self::new(code, "Search does not answer right now; try again in a few seconds.").retry_after(5)
            }
            (Code::Unavailable, Error::ObjectsAway(cause)) => {
                tracing::error!(cause, "the object store does not answer");
                Self::new(
                    code,
                    "Sound and pictures cannot be reached right now; try again in a few seconds.",
                )
                .retry_after(5)
            }
            (Code::Unavailable, cause) => {
                tracing::error!(%cause, "storage does not answer");
                Self::new(
                    code,
                    "The database does not answer right now; try again in a few seconds.",
                )
                .retry_after(5)
            }
            (Code::Full, cause) => {
                tracing::error!(%cause, "storage is full");
                Self::new(code, "The server's disk is full; the operator has to make room.")
            }
            (Code::Invalid | Code::Unsupported, cause) => Self::new(code, cause.to_string()),
            (_, cause) => {
                tracing::error!(%cause, "storage failed");
                Self::internal()
            }
        }
    }
}
