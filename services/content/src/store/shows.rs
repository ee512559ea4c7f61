//! Shows.

use super::Store;
use super::entity::{episode, show};
use crate::show::{Show, ShowChange, ShowDetails, ShowState, main_text, show_guid};
use awaz_core::event::{Envelope, Topic};
use awaz_core::id::{ChannelId, ShowId};
use awaz_core::page::Page;
use awaz_core::{Error, Slug};
use awaz_store::{Result, Tx};
use chrono::DateTime;
use sea_orm::sea_query::Expr;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Most shows of one channel.
const MAX_SHOWS: u64 = 200;

impl Store {
    /// Makes a show; its id.
    ///
    /// # Errors
    /// `Invalid`; `Conflict` where the slug is taken, or there are too many.
    pub(crate) async fn create_show(
        &self,
        channel: ChannelId,
        change: &ShowChange,
        public_url: Option<&str>,
    ) -> Result<ShowId> {
        let slug = change.slug.clone().ok_or_else(without_slug)?;
        let details = ShowDetails::fresh().change(change)?;
        let (id, now_ms) = (ShowId::new(), self.clock.now_ms());
        let row = show::ActiveModel {
            id: Set(id.0),
            channel_id: Set(channel.0),
            slug: Set(slug.to_string()),
            state: Set(kept(change.state.unwrap_or_default())),
            guid: Set(show_guid(public_url, &slug, id)),
            details: Set(serde_json::to_string(&details)?),
            cover: Set(None),
            version: Set(1),
            created_at_ms: Set(now_ms),
            updated_at_ms: Set(now_ms),
        };
        let tx = self.db.begin().await?;
        let of_channel = show::Entity::find().filter(show::Column::ChannelId.eq(channel.0));
        if of_channel.count(&tx).await? >= MAX_SHOWS {
            let sentence = format!("A channel has at most {MAX_SHOWS} shows; delete one first.");
            return Err(Error::conflict(sentence).into());
        }
        match show::Entity::insert(row)
            .exec_without_returning(&tx)
            .await
            .map_err(awaz_store::Error::from)
        {
            Err(cause) if cause.is_unique_violation() => return Err(taken(&slug).into()),
            other => other?,
        };
        self.tell(&tx, &[self.show_event("show.created", id, channel)]).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Changes a show; `false` where it is gone.
    ///
    /// # Errors
    /// `Invalid`, also for another slug: the feed's address is kept for ever.
    pub(crate) async fn change_show(&self, id: ShowId, change: &ShowChange) -> Result<bool> {
        let tx = self.db.begin().await?;
        let Some(row) = show::Entity::find_by_id(id.0).one(&tx).await? else {
            return Ok(false);
        };
        if change.slug.as_ref().is_some_and(|slug| slug.as_str() != row.slug) {
            let sentence = "A show's name in URLs stays: every player that follows it knows its feed by that.";
            return Err(Error::invalid(sentence).field("/slug", "absent, or as it is").into());
        }
        let details: ShowDetails = serde_json::from_str(&row.details)?;
        let details = details.change(change)?;
        let channel = ChannelId(row.channel_id);
        let mut row = row.into_active_model();
        row.details = Set(serde_json::to_string(&details)?);
        if let Some(state) = change.state {
            row.state = Set(kept(state));
        }
        row.update(&tx).await?;
        self.touch(&tx, id).await?;
        self.tell(&tx, &[self.show_event("show.updated", id, channel)]).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Hash of a show's own cover.
    pub(crate) async fn show_cover(&self, id: ShowId) -> Result<Option<String>> {
        let row = show::Entity::find_by_id(id.0).one(self.db.ro()).await?;
        Ok(row.and_then(|row| row.cover))
    }

    /// Sets or takes away a show's cover; the one before.
    pub(crate) async fn set_show_cover(&self, id: ShowId, cover: Option<&str>) -> Result<Option<String>> {
        let tx = self.db.begin().await?;
        let Some(row) = show::Entity::find_by_id(id.0).one(&tx).await? else {
            return Err(Error::not_found("show", id).into());
        };
        let (channel, before) = (ChannelId(row.channel_id), row.cover.clone());
        let mut row = row.into_active_model();
        row.cover = Set(cover.map(str::to_owned));
        row.update(&tx).await?;
        self.touch(&tx, id).await?;
        self.tell(&tx, &[self.show_event("show.updated", id, channel)]).await?;
        tx.commit().await?;
        Ok(before.filter(|before| Some(before.as_str()) != cover))
    }

    /// Deletes a show that has no episodes any more; `false` where it is gone.
    pub(crate) async fn delete_show(&self, id: ShowId) -> Result<bool> {
        let tx = self.db.begin().await?;
        let Some(row) = show::Entity::find_by_id(id.0).one(&tx).await? else {
            return Ok(false);
        };
        show::Entity::delete_by_id(id.0).exec(&tx).await?;
        let channel = ChannelId(row.channel_id);
        self.tell(&tx, &[self.show_event("show.deleted", id, channel)]).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Says that a show, or one of its episodes, changes with `tx`: its feed is made anew.
    pub(super) async fn touch(&self, tx: &Tx, id: ShowId) -> Result<()> {
        let next = Expr::col((show::Entity, show::Column::Version)).add(1);
        show::Entity::update_many()
            .col_expr(show::Column::Version, next)
            .col_expr(show::Column::UpdatedAtMs, Expr::value(self.clock.now_ms()))
            .filter(show::Column::Id.eq(id.0))
            .exec(tx)
            .await?;
        Ok(())
    }

    /// A show by its slug, and how often it changed.
    pub(crate) async fn show(&self, slug: &Slug) -> Result<Option<(i64, Show)>> {
        let row = show::Entity::find()
            .filter(show::Column::Slug.eq(slug.as_str()))
            .one(self.db.rw())
            .await?;
        self.one(row).await
    }

    /// A show by its id, as [`Store::show`].
    pub(crate) async fn show_of(&self, id: ShowId) -> Result<Option<(i64, Show)>> {
        let row = show::Entity::find_by_id(id.0).one(self.db.rw()).await?;
        self.one(row).await
    }

    /// How often a show changed, and who may know of it; cheap.
    pub(crate) async fn show_version(&self, slug: &Slug) -> Result<Option<(ShowId, i64, i64)>> {
        let row: Option<(Uuid, i64, i64)> = show::Entity::find()
            .filter(show::Column::Slug.eq(slug.as_str()))
            .filter(show::Column::State.ne(show::State::Draft))
            .select_only()
            .columns([show::Column::Id, show::Column::Version, show::Column::UpdatedAtMs])
            .into_tuple()
            .one(self.db.ro())
            .await?;
        Ok(row.map(|(id, version, updated_at_ms)| (id.into(), version, updated_at_ms)))
    }

    /// A channel's shows, all of them, the oldest first.
    pub(crate) async fn shows_of(&self, channel: ChannelId) -> Result<Vec<Show>> {
        let rows = show::Entity::find()
            .filter(show::Column::ChannelId.eq(channel.0))
            .order_by_asc(show::Column::Id)
            .all(self.db.rw())
            .await?;
        self.show_views(rows).await
    }

    /// A page of what everybody may know of, the newest first.
    pub(crate) async fn public_shows(
        &self,
        channel: Option<ChannelId>,
        (after, limit): (Option<ShowId>, u64),
    ) -> Result<Page<Show>> {
        let mut select = show::Entity::find().filter(show::Column::State.eq(show::State::Published));
        if let Some(channel) = channel {
            select = select.filter(show::Column::ChannelId.eq(channel.0));
        }
        if let Some(after) = after {
            select = select.filter(show::Column::Id.lt(after.0));
        }
        let select = select.order_by_desc(show::Column::Id).limit(limit + 1);
        let mut rows = select.all(self.db.ro()).await?;
        let has_more = rows.len() as u64 > limit;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| has_more).map(|row| row.id.simple().to_string());
        let items = self.show_views(rows).await?;
        Ok(Page { items, next })
    }

    async fn one(&self, row: Option<show::Model>) -> Result<Option<(i64, Show)>> {
        let version = row.as_ref().map_or(0, |row| row.version);
        let mut views = self.show_views(row.into_iter().collect()).await?;
        Ok(views.pop().map(|view| (version, view)))
    }

    async fn show_views(&self, rows: Vec<show::Model>) -> Result<Vec<Show>> {
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let counts: Vec<(Uuid, i64)> = episode::Entity::find()
            .filter(episode::Column::ShowId.is_in(ids))
            .filter(episode::Column::State.eq(episode::State::Published))
            .select_only()
            .column(episode::Column::ShowId)
            .column_as(episode::Column::Id.count(), "count")
            .group_by(episode::Column::ShowId)
            .into_tuple()
            .all(self.db.rw())
            .await?;
        let counts: HashMap<Uuid, i64> = counts.into_iter().collect();
        rows.into_iter()
            .map(|row| {
                let count = counts.get(&row.id).copied().unwrap_or_default();
                view(&row, count as u64)
            })
            .collect()
    }

    fn show_event(&self, kind: &str, show: ShowId, channel: ChannelId) -> Envelope {
        Envelope::new(Topic::Content, kind, &show, self.clock.now())
            .data(serde_json::json!({ "show_id": show, "channel_id": channel }))
    }
}

fn view(row: &show::Model, episode_count: u64) -> Result<Show> {
    let details: ShowDetails = serde_json::from_str(&row.details)?;
    let slug = Slug::parse(&row.slug).map_err(|wrong| Error::invalid(wrong.to_string()))?;
    let made = row.cover.as_deref().unwrap_or("made");
    Ok(Show {
        id: row.id.into(),
        channel_id: row.channel_id.into(),
        channel: None,
        state: state(row.state),
        title: main_text(&details.titles, &details.language).to_owned(),
        description: main_text(&details.descriptions, &details.language).to_owned(),
        guid: row.guid.to_string(),
        cover_url: format!(
            "/feeds/{slug}/{}?v={}",
            cover_file(row.cover.is_some()),
            version_of(made)
        ),
        has_cover: row.cover.is_some(),
        feed_url: format!("/feeds/{slug}.xml"),
        episode_count,
        created_at: DateTime::from_timestamp_millis(row.created_at_ms).unwrap_or_default(),
        updated_at: DateTime::from_timestamp_millis(row.updated_at_ms).unwrap_or_default(),
        slug,
        details,
    })
}

/// Name of a cover's file: directories look at what it ends in.
pub(super) const fn cover_file(is_own: bool) -> &'static str {
    if is_own { "cover.jpg" } else { "cover.png" }
}

/// The beginning of a hash, enough to tell versions apart.
pub(super) fn version_of(hash: &str) -> &str {
    hash.get(..8).unwrap_or(hash)
}

const fn state(state: show::State) -> ShowState {
    match state {
        show::State::Draft => ShowState::Draft,
        show::State::Published => ShowState::Published,
        show::State::Archived => ShowState::Archived,
    }
}

const fn kept(state: ShowState) -> show::State {
    match state {
        ShowState::Draft => show::State::Draft,
        ShowState::Published => show::State::Published,
        ShowState::Archived => show::State::Archived,
    }
}

fn without_slug() -> Error {
    Error::invalid("A show needs a name in URLs.").field("/slug", "2 to 40 of a-z, 0-9 and -")
}

fn taken(slug: &Slug) -> Error {
    Error::conflict(format!(
        "There is a show \"{slug}\" on this server already; choose another name."
    ))
    .field("/slug", "unique on the server")
}
