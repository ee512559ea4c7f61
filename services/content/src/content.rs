//! The library, for the command line, the demo and the other services.

use crate::config::Config;
use crate::files::take::{self, Taking};
use crate::import::{Again, Imported, Importer, Whose, blocking};
use crate::shelf::Shelf;
use crate::show::{Show, ShowChange};
use crate::store::{Added, Outcome, Store, Wish};
use async_trait::async_trait;
use awaz_core::id::{ChannelId, EpisodeId, PlaylistId, ShowId, TrackId};
use awaz_core::ports::{Catalog, Library, PlayableTrack, PlaylistKind, PlaylistOrder, PublishedShow};
use awaz_core::{Error, Result, Slug};
use awaz_http::{Ctx, Ports};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Episodes of one show that can be found.
const FOUND_EPISODES: u64 = 5_000;

/// The library of all channels, as a handle that clones cheaply.
///
/// ```no_run
/// # async fn example(content: awaz_content::Content, channel: awaz_core::id::ChannelId) -> awaz_core::Result<()> {
/// let imported = content
///     .import_dir(channel, "/srv/music".as_ref(), |so_far| eprintln!("{} of {}", so_far.done, so_far.total))
///     .await?;
/// assert_eq!(imported.done, imported.total);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Content {
    pub(crate) store: Store,
    pub(crate) shelf: Shelf,
    pub(crate) importer: Importer,
    pub(crate) config: Arc<Config>,
    pub(crate) ports: Ports,
    pub(crate) origin: Origin,
    /// Held while a cover is drawn.
    pub(crate) drawing: Arc<tokio::sync::Mutex<()>>,
}

/// Where others reach this server.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// Its address, where the operator named it.
    pub public_url: Option<String>,
    /// Whether it speaks TLS itself.
    pub is_tls: bool,
}

impl Content {
    /// Opens the library; makes `<data>/uploads`.
    ///
    /// # Errors
    /// When the folder cannot be made; the operator's to heal.
    pub fn new(ctx: &Ctx, config: Config) -> Result<Self> {
        let config = Arc::new(config);
        let store = Store::new(ctx.db.clone(), ctx.clock.clone());
        let shelf = Shelf::new(ctx.objects.clone());
        let importer = Importer::new(store.clone(), shelf.clone(), config.clone(), &ctx.data_dir)?;
        Ok(Self {
            store,
            shelf,
            importer,
            config,
            ports: ctx.ports.clone(),
            origin: Origin {
                public_url: ctx.public_url.clone(),
                is_tls: ctx.is_tls,
            },
            drawing: Arc::default(),
        })
    }

    /// Imports a folder into the channel of this name, as [`Content::import_dir`].
    ///
    /// # Errors
    /// `NotFound` where there is no such channel; as [`Content::import_dir`].
    pub async fn import(
        &self,
        channel: &Slug,
        dir: &Path,
        progress: impl Fn(&Imported) + Send + Sync,
    ) -> Result<Imported> {
        let station = self.ports.stations()?.by_slug(channel).await?;
        let station = station.ok_or_else(|| Error::not_found("channel", channel))?;
        self.import_dir(station.id, dir, progress).await
    }

    /// Imports a folder into a channel's general rotation, and returns when everything that can
    /// be played can be. `progress` is told after each file. Links are not followed.
    ///
    /// # Errors
    /// `Invalid` for what is no folder; `Full` where the disk or the library is full. What was
    /// done stays, and the same import goes on from there.
    pub async fn import_dir(
        &self,
        channel: ChannelId,
        dir: &Path,
        progress: impl Fn(&Imported) + Send + Sync,
    ) -> Result<Imported> {
        let whose = self.rotation(channel).await?;
        self.importer.import_dir(whose, dir, progress).await
    }

    /// Adds one file to a playlist, and returns when it can be played. The same content is added
    /// once.
    ///
    /// # Errors
    /// `Invalid` with the reason for which it cannot be played.
    pub async fn add_file(&self, channel: ChannelId, file: &Path, playlist: PlaylistId) -> Result<TrackId> {
        let (source, incoming) = (file.to_owned(), self.importer.incoming().to_owned());
        let most = self.config.max_file_bytes;
        let taken = blocking(move || take::copy(&source, &incoming, most)).await??;
        let name = file.to_string_lossy();
        let whose = Whose {
            channel,
            playlist: Some(playlist),
        };
        let added = self.importer.admit(whose, taken, &name).await?;
        self.checked(added, &name).await
    }

    /// Adds a file from memory, as [`Content::add_file`]; `name` is shown, its extension kept.
    ///
    /// # Errors
    /// As [`Content::add_file`].
    pub async fn add_bytes(&self, whose: (ChannelId, PlaylistId), name: &str, bytes: Vec<u8>) -> Result<TrackId> {
        let (incoming, most) = (self.importer.incoming().to_owned(), self.config.max_file_bytes);
        let taken = blocking(move || {
            let mut taking = Taking::begin(&incoming, most)?;
            taking.write(&bytes)?;
            taking.finish()
        });
        let whose = Whose {
            channel: whose.0,
            playlist: Some(whose.1),
        };
        let added = self.importer.admit(whose, taken.await??, name).await?;
        self.checked(added, name).await
    }

    /// The channel's playlist of this name; made where there is none.
    ///
    /// # Errors
    /// The database's.
    pub async fn ensure_playlist(
        &self,
        channel: ChannelId,
        name: &str,
        kind: PlaylistKind,
        jingle: bool,
    ) -> Result<PlaylistId> {
        let wish = Wish {
            name: name.to_owned(),
            kind,
            order: PlaylistOrder::Shuffle,
            jingle,
            enabled: true,
            hours: Vec::new(),
            hard_start: false,
        };
        Ok(self.store.ensure_playlist(channel, &wish).await?)
    }

    /// The channel's general rotation, which new tracks join; made where there is none.
    ///
    /// # Errors
    /// The database's.
    pub async fn default_playlist(&self, channel: ChannelId) -> Result<PlaylistId> {
        Ok(self.store.default_playlist(channel).await?)
    }

    /// Deletes a track with its files; `false` where it is gone already.
    ///
    /// # Errors
    /// The store's.
    pub async fn delete_track(&self, id: TrackId) -> Result<bool> {
        let _gate = self.shelf.removing().await;
        let Some(leftover) = self.store.delete_track(id).await? else {
            return Ok(false);
        };
        self.shelf.clear(&leftover).await?;
        Ok(true)
    }

    /// Deletes all that a channel has; for a channel that is no more.
    ///
    /// # Errors
    /// The store's; calling it again goes on from there.
    pub async fn delete_channel(&self, channel: ChannelId) -> Result<()> {
        loop {
            let some = self.store.some_of(channel).await?;
            if some.is_empty() {
                break;
            }
            for track in some {
                self.delete_track(track).await?;
            }
        }
        for show in self.store.shows_of(channel).await? {
            self.delete_show(show.id).await?;
        }
        self.store.delete_playlists(channel).await?;
        self.store.forget_seen(channel).await?;
        Ok(())
    }

    /// Makes a show of a channel.
    ///
    /// # Errors
    /// `Invalid`; `Conflict` where its name is taken.
    pub async fn create_show(&self, channel: ChannelId, wish: &ShowChange) -> Result<Show> {
        let id = self
            .store
            .create_show(channel, wish, self.origin.public_url.as_deref())
            .await?;
        let made = self.store.show_of(id).await?;
        Ok(made.ok_or_else(|| Error::not_found("show", id))?.1)
    }

    /// The shows of a channel, drafts too, in the order they were made.
    ///
    /// # Errors
    /// The database's.
    pub async fn shows_of(&self, channel: ChannelId) -> Result<Vec<Show>> {
        Ok(self.store.shows_of(channel).await?)
    }

    /// Deletes a show with its episodes; `false` where it is gone already.
    ///
    /// # Errors
    /// The store's; calling it again goes on from there.
    pub async fn delete_show(&self, id: ShowId) -> Result<bool> {
        loop {
            let some = self.store.some_episodes(id).await?;
            if some.is_empty() {
                break;
            }
            for episode in some {
                self.delete_episode(episode).await?;
            }
        }
        let cover = self.store.set_show_cover(id, None).await;
        if !self.store.delete_show(id).await? {
            return Ok(false);
        }
        self.clear_cover(id.0, cover.ok().flatten()).await?;
        self.clear_made(id).await?;
        Ok(true)
    }

    /// Deletes an episode with its files; `false` where it is gone already.
    ///
    /// # Errors
    /// The store's.
    pub async fn delete_episode(&self, id: EpisodeId) -> Result<bool> {
        let Some((cover, tracks)) = self.store.delete_episode(id).await? else {
            return Ok(false);
        };
        self.clear_cover(id.0, cover).await?;
        for track in tracks {
            self.drop_sound(track.into()).await?;
        }
        Ok(true)
    }

    pub(crate) async fn rotation(&self, channel: ChannelId) -> Result<Whose> {
        let playlist = self.store.default_playlist(channel).await?;
        Ok(Whose {
            channel,
            playlist: Some(playlist),
        })
    }

    /// Imports files of a watched folder.
    pub(crate) async fn import_watched(
        &self,
        channel: ChannelId,
        source: &str,
        files: Vec<PathBuf>,
    ) -> Result<Imported> {
        let whose = self.rotation(channel).await?;
        self.importer
            .import_files(whose, source, (files, Again::No), |_| ())
            .await
    }

    pub(crate) async fn checked(&self, added: Added, name: &str) -> Result<TrackId> {
        let id = match added {
            Added::Known(id) => return Ok(id),
            Added::ToCheck(id) => id,
        };
        match self.importer.check_now(id).await? {
            Some(Outcome::Failed(reason)) => Err(Error::invalid(format!("{name} cannot be played: {reason}."))),
            Some(Outcome::Ready { .. }) | None => Ok(id),
        }
    }
}

#[async_trait]
impl Catalog for Content {
    async fn library_version(&self, channel: ChannelId) -> Result<i64> {
        Ok(self.store.version(channel).await?)
    }

    async fn library(&self, channel: ChannelId) -> Result<Library> {
        Ok(self.store.library(channel).await?)
    }

    async fn track(&self, channel: ChannelId, track: TrackId) -> Result<Option<PlayableTrack>> {
        Ok(self.store.playable(channel, track).await?)
    }

    async fn shows(&self, channel: ChannelId) -> Result<Vec<PublishedShow>> {
        let mut found = Vec::new();
        for show in self.store.published_shows(channel).await? {
            let episodes = self.store.feed_episodes(&show, FOUND_EPISODES).await?;
            found.push(show.published(&episodes));
        }
        Ok(found)
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Content")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
