//! What can go wrong with a sound that comes in, and whose fault it is.

/// A reason why bytes could not be turned into sound.
///
/// Every variant but [`Io`](Self::Io) and [`Engine`](Self::Engine) is the sender's fault: the same
/// bytes fail the same way again, so a retry does not help.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// Nothing known was found in the first bytes. Send MP3, AAC (ADTS), Ogg, FLAC, WebM or MP4.
    #[error(
        "no audio was recognised in the first {after_bytes} bytes; send MP3, AAC, Ogg (Opus, Vorbis, FLAC), FLAC, WebM or MP4"
    )]
    NotRecognised {
        /// Bytes that were looked at.
        after_bytes: u64,
    },
    /// The container is known, but what it holds is not played. Convert it first.
    #[error("{what} is not supported")]
    NotSupported {
        /// What was met.
        what: String,
    },
    /// A value lies outside of [`Limits`](super::Limits). Convert it first.
    #[error("{what} is {value}, more than the limit of {limit}")]
    OverLimit {
        /// The quantity, with its unit.
        what: &'static str,
        /// The value that was met.
        value: u64,
        /// The largest value that is accepted.
        limit: u64,
    },
    /// A value lies below what can be played. Convert it first.
    #[error("{what} is {value}, less than the minimum of {limit}")]
    UnderLimit {
        /// The quantity, with its unit.
        what: &'static str,
        /// The value that was met.
        value: u64,
        /// The smallest value that is accepted.
        limit: u64,
    },
    /// The data contradict their own format. The file or the encoder is broken.
    #[error("damaged data: {what}")]
    Malformed {
        /// What is wrong.
        what: &'static str,
    },
    /// Reading failed; not the sender's fault, and a retry may help.
    #[error("reading failed")]
    Io(#[from] std::io::Error),
    /// A decoder could not be started; ours or the machine's fault (memory).
    #[error("decoder failed: {what}")]
    Engine {
        /// What the decoder said.
        what: &'static str,
    },
}

impl InputError {
    pub(crate) fn unsupported(what: impl Into<String>) -> Self {
        Self::NotSupported { what: what.into() }
    }

    pub(crate) fn malformed(what: &'static str) -> Self {
        Self::Malformed { what }
    }
}

pub(crate) type Result<T> = std::result::Result<T, InputError>;
