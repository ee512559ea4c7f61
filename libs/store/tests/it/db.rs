//! Tables, transactions, migrations.

use crate::bench;
use awaz_core::Code;
use awaz_store::db::{Config, Migrations};
use awaz_store::sea_orm::{ConnectionTrait, Statement};
use awaz_store::sea_orm_migration::prelude::*;
use awaz_store::{Db, Dialect, Error, Tx};
use awaz_testkit::{Engine, postgres};

/// The table these tests write to.
pub(crate) fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Words), Box::new(crate::rows::Things)]
}

struct Words;

impl MigrationName for Words {
    fn name(&self) -> &'static str {
        "m20261125_000001_words"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Words {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = "CREATE TABLE words (word VARCHAR(40) PRIMARY KEY, seen BIGINT NOT NULL)";
        manager.get_connection().execute_unprepared(sql).await?;
        Ok(())
    }
}

fn broken() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Broken)]
}

struct Broken;

impl MigrationName for Broken {
    fn name(&self) -> &'static str {
        "m20261125_000002_broken"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Broken {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection
            .execute_unprepared("CREATE TABLE half (x BIGINT NOT NULL)")
            .await?;
        connection.execute_unprepared("CREATE NONSENSE").await?;
        Ok(())
    }
}

/// Writes a word.
pub(crate) async fn write(connection: &impl ConnectionTrait, word: &str) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let sql = "INSERT INTO words (word, seen) VALUES ($1, 1)";
    let statement = Statement::from_sql_and_values(backend, sql, [word.into()]);
    connection.execute_raw(statement).await.map(|_| ())
}

/// How many words there are.
pub(crate) async fn count(connection: &impl ConnectionTrait) -> i64 {
    let statement = Statement::from_string(connection.get_database_backend(), "SELECT COUNT(*) AS n FROM words");
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

#[tokio::test]
async fn a_transaction_is_all_or_nothing() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let db = &bench.ctx.db;
        let tx = db.begin().await.unwrap();
        write(&tx, "dropped").await.unwrap();
        drop(tx);
        let tx = db.begin().await.unwrap();
        write(&tx, "undone").await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(count(db.rw()).await, 0, "{engine:?}");
        let tx = db.begin().await.unwrap();
        write(&tx, "سلام").await.unwrap();
        assert_eq!((count(&tx).await, count(db.ro()).await), (1, 0), "{engine:?}");
        tx.commit().await.unwrap();
        assert_eq!(count(db.ro()).await, 1, "{engine:?}");
    }
}

#[tokio::test]
async fn a_taken_name_is_a_conflict_and_not_our_fault() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let db = &bench.ctx.db;
        write(db.rw(), "a").await.unwrap();
        let error = Error::from(write(db.rw(), "a").await.unwrap_err());
        assert!(error.is_unique_violation(), "{engine:?}: {error}");
        assert_eq!(awaz_core::Error::from(error).code, Code::Conflict, "{engine:?}");
    }
}

#[tokio::test]
async fn writers_wait_for_each_other() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let writers = (0..20).map(|number| {
            let db = bench.ctx.db.clone();
            tokio::spawn(async move {
                let tx: Tx = db.begin().await.unwrap();
                write(&tx, &format!("word {number}")).await.unwrap();
                tokio::task::yield_now().await;
                tx.commit().await.unwrap();
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        assert_eq!(count(bench.ctx.db.rw()).await, 20, "{engine:?}");
    }
}

#[tokio::test]
async fn migrations_run_once_and_a_broken_one_leaves_nothing() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let db = &bench.ctx.db;
        let known = Migrations::new().with(migrations);
        assert_eq!(db.pending(&known).await.unwrap(), Vec::<String>::new(), "{engine:?}");
        assert_eq!(db.migrate(&known).await.unwrap(), Vec::<String>::new(), "{engine:?}");
        let with_broken = known.with(broken);
        assert_eq!(db.pending(&with_broken).await.unwrap(), ["m20261125_000002_broken"]);
        assert!(db.migrate(&with_broken).await.is_err(), "{engine:?}");
        let half = db.rw().execute_unprepared("SELECT x FROM half").await;
        assert!(half.is_err(), "{engine:?}: half a migration stayed");
        assert_eq!(db.pending(&with_broken).await.unwrap(), ["m20261125_000002_broken"]);
    }
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused_with_what_to_do() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let error = bench.ctx.db.migrate(&Migrations::new()).await.unwrap_err();
        assert!(
            matches!(&error, Error::Config(text) if text.contains("newer")),
            "{engine:?}: {error}"
        );
    }
}

#[tokio::test]
async fn two_processes_may_migrate_at_the_same_time() {
    let config = Config {
        url: tokio::task::spawn_blocking(postgres::database).await.unwrap(),
        ..Config::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let migrations = Migrations::new().with(migrations);
    let (one, other) = (
        Db::open(&config, folder.path()).await.unwrap(),
        Db::open(&config, folder.path()).await.unwrap(),
    );
    let (first, second) = tokio::join!(one.migrate(&migrations), other.migrate(&migrations));
    let mut counts = [first.unwrap().len(), second.unwrap().len()];
    counts.sort_unstable();
    assert_eq!(counts, [0, 4]);
    assert_eq!(one.dialect(), Dialect::Postgres);
}

#[tokio::test]
async fn readers_of_sqlite_cannot_write_and_what_was_written_is_there_after_a_restart() {
    let bench = bench(Engine::Sqlite).await;
    let db = &bench.ctx.db;
    assert!(write(db.ro(), "a").await.is_err());
    write(db.rw(), "a").await.unwrap();
    db.close().await.unwrap();
    let again = Db::open(&Config::default(), bench.folder()).await.unwrap();
    assert_eq!(count(again.ro()).await, 1);
}

#[tokio::test]
async fn what_cannot_be_opened_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let open = async |url: &str| {
        let config = Config {
            url: url.to_owned(),
            ..Config::default()
        };
        Db::open(&config, folder.path()).await.map(|_| ()).unwrap_err()
    };
    assert!(matches!(open("mysql://x").await, Error::Config(_)));
    let refused = open("postgres://postgres@127.0.0.1:1/x").await;
    assert_eq!(refused.code(), Code::Unavailable, "{refused}");
}
