//! Who people are: accounts, sessions, API keys, and the first owner of a server.
//!
//! It answers the [`awaz_core::ports::Directory`] port. It is *not* where permissions of channels
//! are: each service asks whether the caller owns what they touch.
//!
//! **Secrets are never stored as they are**: passwords as Argon2id with a pepper that lives beside
//! the database, tokens as SHA-256 (they are 256 random bits, so a fast hash is enough).
//!
//! Access and refresh tokens of native clients are opaque here and looked up at each request;
//! signed tokens come with the work on accounts.

mod accounts;
mod config;
mod hash;
mod model;
mod routes;
mod setup;
mod store;
mod throttle;
mod token;

pub use accounts::{Accounts, NewUser, SignedIn, Tokens};
pub use config::Config;
pub use model::{ApiKey, User};
pub use routes::{service, session_cookie};
pub use setup::Setup;
pub use store::migrations::all as migrations;
