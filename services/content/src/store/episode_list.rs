//! Pages of episodes.

use super::Store;
use super::entity::{episode, show};
use super::episode_views::Reader;
use crate::show::{Episode, Show, ShowKind};
use awaz_core::id::{ChannelId, EpisodeId};
use awaz_core::page::Page;
use awaz_store::Result;
use episode::State;
use sea_orm::{ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

/// Which episodes of a show are wanted, by whom.
#[derive(Debug, Clone)]
pub(crate) struct EpisodeFilter {
    /// Who asks.
    pub reader: Reader,
    /// After this one: when it was published (0 for owners), and its id.
    pub after: Option<(i64, EpisodeId)>,
    /// Most of them.
    pub limit: u64,
}

impl Store {
    /// A page of a show's episodes: for the owner all, the newest first; for others those that are
    /// published, in the order in which they are meant to be heard.
    pub(crate) async fn episodes(&self, show: &Show, filter: &EpisodeFilter) -> Result<Page<Episode>> {
        let select = episode::Entity::find().filter(episode::Column::ShowId.eq(show.id.0));
        let select = match filter.reader {
            Reader::Owner => newest_made(select, filter),
            Reader::Everybody => published(select, filter, show.details.kind),
        };
        let mut rows = select.limit(filter.limit + 1).all(self.db.rw()).await?;
        let has_more = rows.len() as u64 > filter.limit;
        rows.truncate(filter.limit as usize);
        let next = rows.last().filter(|_| has_more).map(|row| {
            let at_ms = row.published_at_ms.filter(|_| filter.reader == Reader::Everybody);
            format!("{}_{}", at_ms.unwrap_or_default(), row.id.simple())
        });
        let items = self.episode_views(show, rows, filter.reader).await?;
        Ok(Page { items, next })
    }

    /// What stands in a show's feed, the newest first, at most `most`.
    pub(crate) async fn feed_episodes(&self, show: &Show, most: u64) -> Result<Vec<Episode>> {
        let filter = EpisodeFilter {
            reader: Reader::Everybody,
            after: None,
            limit: most,
        };
        let select = episode::Entity::find().filter(episode::Column::ShowId.eq(show.id.0));
        let rows = published(select, &filter, ShowKind::Episodic)
            .limit(most)
            .all(self.db.ro())
            .await?;
        self.episode_views(show, rows, Reader::Everybody).await
    }

    /// Some episodes of a show, to be deleted with it.
    pub(crate) async fn some_episodes(&self, show: awaz_core::id::ShowId) -> Result<Vec<EpisodeId>> {
        let ids: Vec<Uuid> = episode::Entity::find()
            .filter(episode::Column::ShowId.eq(show.0))
            .limit(100)
            .select_only()
            .column(episode::Column::Id)
            .into_tuple()
            .all(self.db.rw())
            .await?;
        Ok(ids.into_iter().map(Into::into).collect())
    }

    /// The shows of a channel that everybody may know of.
    pub(crate) async fn published_shows(&self, channel: ChannelId) -> Result<Vec<Show>> {
        let shows = self.shows_of(channel).await?.into_iter();
        Ok(shows
            .filter(|found| found.state == crate::show::ShowState::Published)
            .collect())
    }

    /// Whether a show is its owner's only.
    pub(crate) async fn is_draft_show(&self, id: awaz_core::id::ShowId) -> Result<bool> {
        let row = show::Entity::find_by_id(id.0).one(self.db.ro()).await?;
        Ok(row.is_none_or(|row| row.state == show::State::Draft))
    }
}

impl EpisodeFilter {
    /// Reads a cursor of ours.
    pub(crate) fn cursor(text: &str) -> Option<(i64, EpisodeId)> {
        let (at_ms, id) = text.split_once('_')?;
        Some((at_ms.parse().ok()?, id.parse().ok()?))
    }
}

fn newest_made(select: Select<episode::Entity>, filter: &EpisodeFilter) -> Select<episode::Entity> {
    let select = match filter.after {
        Some((_, id)) => select.filter(episode::Column::Id.lt(id.0)),
        None => select,
    };
    select.order_by_desc(episode::Column::Id)
}

fn published(select: Select<episode::Entity>, filter: &EpisodeFilter, kind: ShowKind) -> Select<episode::Entity> {
    let (order, is_serial) = match kind {
        ShowKind::Serial => (Order::Asc, true),
        ShowKind::Episodic => (Order::Desc, false),
    };
    let mut select = select.filter(episode::Column::State.eq(State::Published));
    if let Some((at_ms, id)) = filter.after {
        let (time, same) = (episode::Column::PublishedAtMs, episode::Column::PublishedAtMs.eq(at_ms));
        let (beyond, next) = if is_serial {
            (time.gt(at_ms), episode::Column::Id.gt(id.0))
        } else {
            (time.lt(at_ms), episode::Column::Id.lt(id.0))
        };
        let of_the_same_time = Condition::all().add(same).add(next);
        select = select.filter(Condition::any().add(beyond).add(of_the_same_time));
    }
    select
        .order_by(episode::Column::PublishedAtMs, order.clone())
        .order_by(episode::Column::Id, order)
}
