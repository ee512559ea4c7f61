//! Being told to end.

use awaz_core::{Code, Error, Result};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals that end the server.
pub(super) struct Signals {
    term: Signal,
    interrupt: Signal,
}

/// Begins to listen; from now on they do not kill.
///
/// # Errors
/// When the system gives us no signals.
pub(super) fn listen() -> Result<Signals> {
    let of = |kind| signal(kind).map_err(|error| Error::new(Code::Unavailable, error.to_string()));
    Ok(Signals {
        term: of(SignalKind::terminate())?,
        interrupt: of(SignalKind::interrupt())?,
    })
}

impl Signals {
    /// Waits for one and names it.
    pub(super) async fn next(mut self) -> &'static str {
        tokio::select! {
            _ = self.term.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}
