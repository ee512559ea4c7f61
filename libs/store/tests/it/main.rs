//! One suite over every engine: what storage promises, on SQLite and on a real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod db;
mod jobs;
mod objects;
mod outbox;
mod rows;

use awaz_store::db::Migrations;
use awaz_testkit::{Bench, Engine};

async fn bench(engine: Engine) -> Bench {
    Bench::bare(engine, &Migrations::new().with(db::migrations)).await
}
