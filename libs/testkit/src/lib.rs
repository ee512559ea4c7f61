//! What tests of services are told with: a context with a real database, a clock that stands
//! still, a directory of made-up people, and a client onto a router.
//!
//! ```text
//! let bench = Bench::new(Engine::Sqlite, &migrations).await;
//! let client = bench.client(service.router);
//! client.get("/api/v1/me").by(Somebody::Owner).send().await.problem(Code::Unauthenticated);
//! ```

pub mod bench;
pub mod client;
pub mod opensearch;
pub mod people;
pub mod postgres;

pub use bench::{Bench, Engine};
pub use client::{Answer, Call, Client};
pub use people::Somebody;
