//! The rules of search.

use awaz_store::Result;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::Store;
use super::entity::rules;
use crate::model::SearchRules;

/// Id of the only row.
const ROW: i32 = 1;

impl Store {
    /// The rules; empty ones of version 0 where none were ever kept.
    pub(crate) async fn rules(&self) -> Result<SearchRules> {
        let Some(row) = rules::Entity::find_by_id(ROW).one(self.db.rw()).await? else {
            return Ok(SearchRules::default());
        };
        let mut rules: SearchRules = serde_json::from_str(&row.rules)?;
        rules.version = row.version;
        Ok(rules)
    }

    /// Version of the rules; 0 where none were ever kept.
    pub(crate) async fn rules_version(&self) -> Result<i64> {
        let query = rules::Entity::find_by_id(ROW)
            .select_only()
            .column(rules::Column::Version);
        let version: Option<i64> = query.into_tuple().one(self.db.ro()).await?;
        Ok(version.unwrap_or(0))
    }

    /// Keeps rules in place of those of their version, as the next version; `None` where that is
    /// not the present one.
    pub(crate) async fn keep_rules(&self, mut rules: SearchRules) -> Result<Option<SearchRules>> {
        let before = rules.version;
        rules.version = before + 1;
        let text = serde_json::to_string(&rules)?;
        let written = if before == 0 {
            let row = rules::ActiveModel {
                id: Set(ROW),
                version: Set(1),
                rules: Set(text),
            };
            let nothing = OnConflict::column(rules::Column::Id).do_nothing().to_owned();
            let insert = rules::Entity::insert(row).on_conflict(nothing);
            insert.exec_without_returning(self.db.rw()).await?
        } else {
            let update = rules::Entity::update_many()
                .col_expr(rules::Column::Version, Expr::value(rules.version))
                .col_expr(rules::Column::Rules, Expr::value(text))
                .filter(rules::Column::Version.eq(before));
            update.exec(self.db.rw()).await?.rows_affected
        };
        Ok((written > 0).then_some(rules))
    }
}
