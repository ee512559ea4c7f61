//! Who people are: accounts, sessions, API keys, and the first owner of a server.
//!
//! It answers the [`awaz_core::ports::Directory`] port. It is *not* where permissions of channels
//! are: each service asks whether the caller owns what they touch.
//!
//! **Secrets are never stored as they are**: passwords as Argon2id with a pepper that lives beside
//! the database, tokens as SHA-256 (they are 256 random bits, so a fast hash is enough).
//!
//! Access tokens are signed (RS256) and checked without the database; the keys are stored sealed with
//! a key that is made of the pepper. Whoever is signed out is out everywhere within five seconds
//! (module `trust`).

mod accounts;
mod common;
mod config;
mod hash;
mod mail;
mod model;
mod name;
mod post;
mod quota;
mod routes;
mod seal;
mod setup;
mod store;
mod throttle;
mod token;
mod totp;
mod trust;

pub use accounts::{Accounts, Applicant, FactorState, NewFactor, NewUser, Next, SignedIn, Tokens};
pub use config::{Config, SignUp};
pub use mail::Config as MailConfig;
pub use model::{ApiKey, SignIn, User};
pub use post::handlers as jobs;
pub use routes::{service, session_cookie};
pub use setup::Setup;
pub use store::migrations::all as migrations;
