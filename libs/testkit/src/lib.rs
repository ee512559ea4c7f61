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
pub mod fault;
mod keeper;
pub mod opensearch;
pub mod people;
pub mod postgres;
pub mod s3;

pub use bench::{Bench, Engine};
pub use client::{Answer, Call, Client};
pub use people::Somebody;

/// Runs stories of the calling crate on SQLite and on PostgreSQL; each is given its
/// `world::World::new(Engine)`.
#[macro_export]
#[expect(clippy::crate_in_macro_def, reason = "the world is the calling crate's")]
macro_rules! on_both {
    ($($story:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $story() {
                super::$story(crate::world::World::new($crate::Engine::Sqlite).await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test]
            async fn $story() {
                super::$story(crate::world::World::new($crate::Engine::Postgres).await).await;
            })*
        }
    };
}
