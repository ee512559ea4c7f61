//! Reading the as-run log, by pages that stay where they are while lines are added.

use super::Store;
use super::entity::as_run;
use super::programme::kind_name;
use crate::model::Kind;
use awaz_core::Result;
use awaz_core::id::ChannelId;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, LikeExpr, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Words of a search that count.
const MAX_WORDS: usize = 8;
/// Most characters of such a word.
const MAX_LETTERS: usize = 100;
/// Letters of one sound that keyboards write differently.
const SAME: &str = "یيىېئکكڪہهةۃھاأإآٱ";

/// A line of the log, and when the one after it began.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub(crate) struct LogRow {
    /// The line.
    #[sea_orm(nested)]
    pub line: as_run::Model,
    /// Start of the following line, Unix ms; `None` for the last.
    pub next_ms: Option<i64>,
}

/// Which lines are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LogFilter {
    /// Those that began at this time or later, Unix ms.
    pub from_ms: i64,
    /// Those that began before this time, Unix ms.
    pub until_ms: i64,
    /// Words that a title, artist, album, playlist or presenter has.
    pub query: String,
    /// Of this kind.
    pub kind: Option<Kind>,
}

/// Where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LogPlace {
    started_at_ms: i64,
    id: Uuid,
}

/// Which way a log is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// The last line first.
    Newest,
    /// The first line first.
    Oldest,
}

impl Store {
    /// Lines of a channel's log beyond `place`, at most `limit`.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub(crate) async fn log(
        &self,
        channel: ChannelId,
        filter: &LogFilter,
        (way, place): (Way, Option<LogPlace>),
        limit: u64,
    ) -> Result<Vec<LogRow>> {
        use as_run::Column;
        let mut select = as_run::Entity::find()
            .expr_as(Expr::SubQuery(None, Box::new(next_start().into())), "next_ms")
            .filter(Column::ChannelId.eq(channel.0))
            .filter(Column::StartedAtMs.gte(filter.from_ms))
            .filter(Column::StartedAtMs.lt(filter.until_ms));
        if let Some(kind) = filter.kind {
            select = select.filter(Column::Kind.eq(kind_name(kind)));
        }
        for word in filter.query.split_whitespace().take(MAX_WORDS) {
            select = select.filter(has(word));
        }
        if let Some(place) = place {
            select = select.filter(place.beyond(way));
        }
        let order = way.order();
        let rows = select
            .order_by(Column::StartedAtMs, order.clone())
            .order_by(Column::Id, order)
            .limit(limit)
            .into_model::<LogRow>()
            .all(self.db.ro())
            .await;
        Ok(rows.map_err(awaz_store::Error::from)?)
    }
}

impl Way {
    const fn order(self) -> Order {
        match self {
            Self::Newest => Order::Desc,
            Self::Oldest => Order::Asc,
        }
    }
}

impl LogPlace {
    /// The place of a line.
    pub(crate) const fn of(row: &LogRow) -> Self {
        Self {
            started_at_ms: row.line.started_at_ms,
            id: row.line.id,
        }
    }

    /// Reads a cursor of ours.
    pub(crate) fn parse(cursor: &str) -> Option<Self> {
        let (started_at_ms, id) = cursor.split_once('_')?;
        Some(Self {
            started_at_ms: started_at_ms.parse().ok()?,
            id: id.parse().ok()?,
        })
    }

    /// The first condition alone bounds what the index is read for.
    fn beyond(self, way: Way) -> Condition {
        use as_run::Column;
        let (at, id) = (self.started_at_ms, self.id);
        let (no_nearer, further, after) = match way {
            Way::Newest => (
                Column::StartedAtMs.lte(at),
                Column::StartedAtMs.lt(at),
                Column::Id.lt(id),
            ),
            Way::Oldest => (
                Column::StartedAtMs.gte(at),
                Column::StartedAtMs.gt(at),
                Column::Id.gt(id),
            ),
        };
        Condition::all()
            .add(no_nearer)
            .add(Condition::any().add(further).add(after))
    }
}

impl std::fmt::Display for LogPlace {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{}_{}", self.started_at_ms, self.id.simple())
    }
}

/// When the line after one began: of all lines, not only of those that are wanted.
fn next_start() -> SelectStatement {
    use as_run::Column;
    let after = Alias::new("after");
    let theirs = |column: Column| Expr::col((after.clone(), column));
    let ours = |column: Column| Expr::col((as_run::Entity, column));
    let later = theirs(Column::StartedAtMs).gt(ours(Column::StartedAtMs));
    Query::select()
        .expr(theirs(Column::StartedAtMs))
        .from_as(as_run::Entity, after.clone())
        .and_where(theirs(Column::ChannelId).eq(ours(Column::ChannelId)))
        .and_where(theirs(Column::StartedAtMs).gte(ours(Column::StartedAtMs)))
        .and_where(later.or(theirs(Column::Id).gt(ours(Column::Id))))
        .order_by((after.clone(), Column::StartedAtMs), Order::Asc)
        .limit(1)
        .take()
}

/// Whether a line has a word somewhere.
fn has(word: &str) -> Condition {
    use as_run::Column;
    let pattern = pattern(word);
    let columns = [
        Column::Title,
        Column::Artist,
        Column::Album,
        Column::Playlist,
        Column::Who,
    ];
    columns.into_iter().fold(Condition::any(), |any, column| {
        let small = Expr::expr(Func::lower(Expr::col((as_run::Entity, column))));
        any.add(small.like(LikeExpr::new(pattern.clone()).escape('\\')))
    })
}

/// A word as `LIKE` looks for it: any letter stands for those that keyboards or SQLite's `lower`
/// tell apart, unless nothing else would be left of it.
fn pattern(word: &str) -> String {
    let letters = || word.chars().take(MAX_LETTERS).flat_map(char::to_lowercase);
    let is_open = |letter: char| SAME.contains(letter) || (!letter.is_ascii() && has_capital(letter));
    let keep_all = letters().all(is_open);
    let mut pattern = String::from("%");
    for letter in letters() {
        match letter {
            '%' | '_' | '\\' => pattern.extend(['\\', letter]),
            letter if is_open(letter) && !keep_all => pattern.push('_'),
            letter => pattern.push(letter),
        }
    }
    pattern.push('%');
    pattern
}

/// Whether a letter has a capital that is another one.
fn has_capital(letter: char) -> bool {
    letter.to_uppercase().next() != Some(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_looked_for_as_any_keyboard_writes_them() {
        for (word, expected) in [
            ("Noor", "%noor%"),
            ("50%_\\", "%50\\%\\_\\\\%"),
            ("زندگي", "%زندگ_%"),
            ("Café", "%caf_%"),
            ("آ", "%آ%"),
        ] {
            assert_eq!(pattern(word), expected, "{word}");
        }
        assert!(pattern(&"x".repeat(500)).len() <= MAX_LETTERS + 2);
    }

    #[test]
    fn places_are_read_as_they_are_written() {
        let place = LogPlace {
            started_at_ms: 1_800_000_000_123,
            id: Uuid::now_v7(),
        };
        assert_eq!(LogPlace::parse(&place.to_string()), Some(place));
        for wrong in ["", "_", "12", "x_0", "12_zz"] {
            assert_eq!(LogPlace::parse(wrong), None, "{wrong}");
        }
    }
}
