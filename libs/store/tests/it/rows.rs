//! Rows through SeaORM: what must come out alike on every engine.

use crate::bench;
use crate::db::{count, write};
use awaz_store::sea_orm::ActiveValue::Set;
use awaz_store::sea_orm::entity::prelude::*;
use awaz_store::sea_orm::sea_query::{ExprTrait, ForeignKey};
use awaz_store::sea_orm::{Condition, QueryOrder, QuerySelect};
use awaz_store::sea_orm_migration::prelude::{MigrationName, MigrationTrait, SchemaManager, Table};
use awaz_store::sea_orm_migration::schema::{big_integer, boolean, json_binary, string_null, uuid};
use awaz_store::{Db, Error};
use awaz_testkit::Engine;
use serde_json::json;

/// The tables of these tests.
pub(crate) struct Things;

impl MigrationName for Things {
    fn name(&self) -> &'static str {
        "m20261125_000003_things"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Things {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let things = Table::create()
            .table("things")
            .col(uuid("id").primary_key())
            .col(big_integer("at_ms"))
            .col(json_binary("body"))
            .col(string_null("note"))
            .col(boolean("is_new"))
            .to_owned();
        manager.create_table(things).await?;
        let parts = Table::create()
            .table("parts")
            .col(uuid("id").primary_key())
            .col(uuid("thing_id"))
            .foreign_key(ForeignKey::create().from("parts", "thing_id").to("things", "id"))
            .to_owned();
        manager.create_table(parts).await
    }
}

mod thing {
    use awaz_store::sea_orm;
    use awaz_store::sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "things")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) at_ms: i64,
        pub(crate) body: Json,
        pub(crate) note: Option<String>,
        pub(crate) is_new: bool,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod part {
    use awaz_store::sea_orm;
    use awaz_store::sea_orm::entity::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "parts")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) thing_id: Uuid,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A thing whose id sorts as `number` does.
fn thing(number: u128, at_ms: i64) -> thing::Model {
    thing::Model {
        id: Uuid::from_u128(number),
        at_ms,
        body: json!({}),
        note: None,
        is_new: true,
    }
}

async fn keep(db: &Db, thing: thing::Model) {
    let row = thing::ActiveModel::from(thing).reset_all();
    thing::Entity::insert(row)
        .exec_without_returning(db.rw())
        .await
        .unwrap();
}

#[tokio::test]
async fn values_come_back_as_they_were() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let db = &bench.ctx.db;
        let rich = thing::Model {
            id: Uuid::from_u128(u128::MAX),
            at_ms: i64::MAX,
            body: json!({
                "title": "سلام دنیا 🎙 \"quoted\" \\ ' -- $1",
                "empty": {}, "none": null, "list": [1, -2.5, true, ["deep", {"er": []}]],
                "big": 9_007_199_254_740_993_i64, "": "no name"
            }),
            note: Some("ÄÖ ' ; DROP TABLE things".to_owned()),
            is_new: false,
        };
        let plain = thing(0, i64::MIN);
        for expected in [rich, plain] {
            keep(db, expected.clone()).await;
            let found = thing::Entity::find_by_id(expected.id).one(db.ro()).await.unwrap();
            assert_eq!(found, Some(expected), "{engine:?}");
        }
    }
}

/// The page after `(at_ms, id)`, newest first.
async fn page(db: &Db, after: Option<(i64, Uuid)>, limit: u64) -> Vec<thing::Model> {
    let mut query = thing::Entity::find()
        .order_by_desc(thing::Column::AtMs)
        .order_by_desc(thing::Column::Id)
        .limit(limit);
    if let Some((at_ms, id)) = after {
        let tie = Condition::all()
            .add(thing::Column::AtMs.eq(at_ms))
            .add(thing::Column::Id.lt(id));
        query = query.filter(Condition::any().add(thing::Column::AtMs.lt(at_ms)).add(tie));
    }
    query.all(db.ro()).await.unwrap()
}

#[tokio::test]
async fn paging_shows_each_row_once_while_rows_come_and_go() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let db = &bench.ctx.db;
        for number in 1..=25_u128 {
            // Five rows share each time, so that a page ends between equals.
            keep(db, thing(number, i64::try_from((number - 1) / 5).unwrap())).await;
        }
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let items = page(db, after, 7).await;
            let Some(last) = items.last() else { break };
            after = Some((last.at_ms, last.id));
            seen.extend(items.iter().map(|item| item.id.as_u128()));
            keep(db, thing(1000 + seen.len() as u128, 100)).await;
            thing::Entity::delete_by_id(items[0].id).exec(db.rw()).await.unwrap();
        }
        assert_eq!(seen, (1..=25).rev().collect::<Vec<_>>(), "{engine:?}");
    }
}

#[tokio::test]
async fn of_many_who_want_a_name_one_gets_it() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let tries = (0..16).map(|_| {
            let db = bench.ctx.db.clone();
            tokio::spawn(async move {
                let tx = db.begin().await?;
                write(&tx, "wanted").await?;
                tx.commit().await
            })
        });
        let mut won = 0;
        for attempt in tries.collect::<Vec<_>>() {
            match attempt.await.unwrap() {
                Ok(()) => won += 1,
                Err(error) => assert!(error.is_unique_violation(), "{engine:?}: {error}"),
            }
        }
        assert_eq!((won, count(bench.ctx.db.rw()).await), (1, 1), "{engine:?}");
    }
}

#[tokio::test]
async fn changes_at_the_same_time_are_not_lost() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        keep(&bench.ctx.db, thing(1, 0)).await;
        let adders = (0..16).map(|_| {
            let db = bench.ctx.db.clone();
            tokio::spawn(async move {
                let tx = db.begin().await.unwrap();
                thing::Entity::update_many()
                    .col_expr(thing::Column::AtMs, Expr::col(thing::Column::AtMs).add(1))
                    .filter(thing::Column::Id.eq(Uuid::from_u128(1)))
                    .exec(&tx)
                    .await
                    .unwrap();
                tokio::task::yield_now().await;
                tx.commit().await.unwrap();
            })
        });
        for adder in adders.collect::<Vec<_>>() {
            adder.await.unwrap();
        }
        let found = thing::Entity::find_by_id(Uuid::from_u128(1))
            .one(bench.ctx.db.rw())
            .await;
        assert_eq!(found.unwrap().unwrap().at_ms, 16, "{engine:?}");
    }
}

#[tokio::test]
async fn a_part_of_nothing_is_refused_and_the_transaction_can_be_undone() {
    for engine in Engine::ALL {
        let bench = bench(engine).await;
        let db = &bench.ctx.db;
        let orphan = part::ActiveModel {
            id: Set(Uuid::from_u128(1)),
            thing_id: Set(Uuid::from_u128(404)),
        };
        let tx = db.begin().await.unwrap();
        let refused = part::Entity::insert(orphan.clone()).exec_without_returning(&tx).await;
        let error = Error::from(refused.unwrap_err());
        assert!(!error.is_unique_violation(), "{engine:?}: {error}");
        tx.rollback().await.unwrap();
        keep(db, thing(404, 0)).await;
        let inserted = part::Entity::insert(orphan).exec_without_returning(db.rw()).await;
        assert!(inserted.is_ok(), "{engine:?}");
        let held = thing::Entity::delete_by_id(Uuid::from_u128(404)).exec(db.rw()).await;
        assert!(held.is_err(), "{engine:?}: its part would hang in the air");
    }
}
