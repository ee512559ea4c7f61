//! Streaming's tables: channels and who may send to them, what was played, relays and numbers.
//!
//! The engine never waits for it: what a channel has to say comes as [`crate::engine::Note`]s and
//! is written by the task in `notes.rs`.

mod credentials;
pub(crate) mod entity;
mod log;
pub(crate) mod migrations;
mod numbers;
mod password;
mod profiles;
mod programme;
mod relays;
mod schedule;
#[cfg(test)]
mod tests;

pub(crate) use credentials::{CredentialChange, CredentialView};
pub(crate) use log::{LogFilter, LogPlace, LogRow, Way};
pub(crate) use numbers::{AlertRow, HistoryRow, STEP_MS};
pub(crate) use relays::{Direction, Mode, NewRelay, RelayProtocol, RelayRow};

use awaz_core::SharedClock;
use awaz_http::service::Ports;
use awaz_store::Db;
use password::Passwords;

/// Name a channel's own key signs in with.
pub(crate) const STATION_USER: &str = "source";

/// Streaming's tables, as a handle that clones cheaply.
#[derive(Clone)]
pub struct Store {
    pub(crate) db: Db,
    clock: SharedClock,
    ports: Ports,
    passwords: Passwords,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Store {
    /// The tables in `db`; API keys are asked for through `ports`.
    #[must_use]
    pub fn new(db: Db, clock: SharedClock, ports: Ports) -> Self {
        Self {
            db,
            clock,
            ports,
            passwords: Passwords::default(),
        }
    }

    fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }
}
