//! The HTTP kit: what every service's routes are made of, and how they are served.
//!
//! | module | what |
//! |---|---|
//! | [`service`] | what a service is ([`Service`]), and what it is given ([`Ctx`]) |
//! | [`problem`] | errors as RFC 9457 problems |
//! | [`extract`] | bounded JSON, query and path, with problems that say which field |
//! | [`caller`] | who makes a request |
//! | [`guard`] | security headers, CSRF, host check, client addresses |
//! | [`request`] | request ids, the request log, HTTP metrics |
//! | [`sse`] | server-sent events that replay what was missed |
//! | [`serve`] and [`tls`] | listening, with and without TLS |
//! | [`layers`] | all layers of the product, in their order |
//! | [`client`](mod@client) | requests to other servers |
//! | [`outbound`] | the same to addresses that owners choose |
//! | [`log`] | logs in the specification's shape |
//!
//! It is *not* a framework: routes are axum's, and the OpenAPI document grows with them.

pub mod caller;
pub mod client;
pub mod etag;
pub mod extract;
pub mod guard;
pub mod health;
pub mod layers;
pub mod limit;
pub mod log;
pub mod metrics;
pub mod outbound;
pub mod problem;
pub mod request;
pub mod serve;
pub mod service;
pub mod sse;
pub mod tls;

pub use caller::{Caller, MaybeCaller, SESSION_COOKIE, SESSION_COOKIE_TLS};
pub use client::client;
pub use extract::{Json, Path, Query, Raw};
pub use problem::{ApiError, Problem};
pub use service::{Ctx, Ports, Service, Task};
