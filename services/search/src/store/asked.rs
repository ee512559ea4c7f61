//! What was searched for, and how it went.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use awaz_store::Result;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, Order};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::entity::asked;
use super::{ROWS, Store};
use crate::numbers::DAY_MS;

/// Something that was searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) id: Uuid,
    pub(crate) at_ms: i64,
    pub(crate) query: String,
    pub(crate) language: String,
    pub(crate) found: u32,
    /// Names the salt with which `who` was made.
    pub(crate) salt: i64,
    pub(crate) who: i64,
}

/// Which queries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    /// Those that found something.
    Found,
    /// Those that found nothing.
    Nothing,
}

/// A query that several people made.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub(crate) struct Popular {
    pub(crate) query: String,
    /// Different searchers, those of different days counted apart.
    pub(crate) people: i64,
    pub(crate) times: i64,
}

/// Sums of a day.
#[derive(Debug, Clone, PartialEq, FromQueryResult)]
pub(crate) struct Sums {
    /// Days since the Unix epoch.
    pub(crate) day: i64,
    pub(crate) times: i64,
    pub(crate) without_result: i64,
    pub(crate) clicked: i64,
    /// Sum of one over the place of the first click.
    pub(crate) reciprocals: Option<f64>,
}

/// Groups of one query and salt that are read at most.
const GROUPS: u64 = 5_000;

impl Store {
    /// Writes what was searched for.
    pub(crate) async fn note(&self, rows: Vec<Asked>) -> Result<()> {
        for rows in rows.chunks(ROWS) {
            let model = |row: &Asked| asked::ActiveModel {
                id: Set(row.id),
                at_ms: Set(row.at_ms),
                query: Set(row.query.clone()),
                language: Set(row.language.clone()),
                found: Set(i32::try_from(row.found).unwrap_or(i32::MAX)),
                salt: Set(row.salt),
                who: Set(row.who),
                clicked: Set(None),
            };
            let insert = asked::Entity::insert_many(rows.iter().map(model));
            insert.exec_without_returning(self.db.rw()).await?;
        }
        Ok(())
    }

    /// Notes the place of the first thing that was opened; whether there is such a search.
    pub(crate) async fn click(&self, id: Uuid, place: u32) -> Result<bool> {
        let Some(row) = asked::Entity::find_by_id(id).one(self.db.rw()).await? else {
            return Ok(false);
        };
        if row.clicked.is_none() {
            let place = i32::try_from(place).unwrap_or(i32::MAX);
            let change = asked::ActiveModel {
                id: Set(id),
                clicked: Set(Some(place)),
                ..Default::default()
            };
            change.update(self.db.rw()).await?;
        }
        Ok(true)
    }

    /// Forgets what was searched for before `before_ms`.
    pub(crate) async fn forget(&self, before_ms: i64) -> Result<u64> {
        let delete = asked::Entity::delete_many().filter(asked::Column::AtMs.lt(before_ms));
        Ok(delete.exec(self.db.rw()).await?.rows_affected)
    }

    /// What at least `people` searched for under one salt since `since_ms`, most first; by
    /// `language` where one is given.
    pub(crate) async fn popular(&self, of: Of, since_ms: i64, people: i64, language: &str) -> Result<Vec<Popular>> {
        let who = || Expr::expr(Func::count_distinct(Expr::col(asked::Column::Who)));
        let mut query = asked::Entity::find()
            .select_only()
            .column(asked::Column::Query)
            .column_as(who(), "people")
            .column_as(asked::Column::Id.count(), "times")
            .filter(asked::Column::AtMs.gte(since_ms))
            .filter(match of {
                Of::Found => asked::Column::Found.gt(0),
                Of::Nothing => asked::Column::Found.eq(0),
            })
            .group_by(asked::Column::Query)
            .group_by(asked::Column::Salt)
            .having(who().gte(people))
            .order_by(who(), Order::Desc)
            .limit(GROUPS);
        if !language.is_empty() {
            query = query.filter(asked::Column::Language.eq(language));
        }
        Ok(whole(query.into_model().all(self.db.ro()).await?))
    }

    /// Sums of each day since `since_ms`, oldest first.
    pub(crate) async fn days(&self, since_ms: i64) -> Result<Vec<Sums>> {
        let day = || Expr::cust(format!("at_ms / {DAY_MS}"));
        let one = |which: Expr| Func::sum(Expr::case(which, 1).finally(0));
        let count = |which: Expr| Expr::expr(one(which)).cast_as(Alias::new("bigint"));
        let place = Expr::col(asked::Column::Clicked).cast_as(Alias::new("double precision"));
        let query = asked::Entity::find()
            .select_only()
            .column_as(day(), "day")
            .column_as(asked::Column::Id.count(), "times")
            .column_as(count(asked::Column::Found.eq(0)), "without_result")
            .column_as(count(asked::Column::Clicked.is_not_null()), "clicked")
            .column_as(Expr::expr(Func::sum(Expr::val(1.0).div(place))), "reciprocals")
            .filter(asked::Column::AtMs.gte(since_ms))
            .group_by(day())
            .order_by(day(), Order::Asc);
        Ok(query.into_model().all(self.db.ro()).await?)
    }
}

/// The same query of different salts together, most first.
fn whole(groups: Vec<Popular>) -> Vec<Popular> {
    let mut sums: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for group in groups {
        let sum = sums.entry(group.query).or_default();
        *sum = (sum.0 + group.people, sum.1 + group.times);
    }
    let mut all: Vec<Popular> = sums
        .into_iter()
        .map(|(query, (people, times))| Popular { query, people, times })
        .collect();
    all.sort_by_key(|popular| Reverse(popular.people));
    all
}
