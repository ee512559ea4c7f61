//! A folder becomes a show: each file an episode.

use crate::content::Content;
use crate::files::take;
use crate::files::{name, walk};
use crate::import::{Imported, blocking};
use crate::show::{EpisodeChange, EpisodeState, Show, Texts};
use awaz_core::id::{EpisodeId, TrackId};
use awaz_core::{Code, Error, Result, Slug};
use std::path::{Path, PathBuf};

/// Most files of one import.
const MAX_FILES: usize = 20_000;

/// What became of a file.
enum Done {
    Added,
    Known,
}

impl Content {
    /// Makes each file of a folder an episode of the show of this name, in the order of their names,
    /// and returns when all can be heard. What an earlier import brought is not brought again;
    /// `is_published` publishes the new ones. `progress` is told after each file.
    ///
    /// # Errors
    /// `NotFound` where there is no such show; `Invalid` for what is no folder; `Full`. What was done
    /// stays, and the same import goes on from there.
    pub async fn import_show(
        &self,
        (slug, publish): (&Slug, EpisodeState),
        dir: &Path,
        progress: impl Fn(&Imported) + Send + Sync,
    ) -> Result<Imported> {
        let found = self.store.show(slug).await?;
        let (_, show) = found.ok_or_else(|| Error::not_found("show", slug))?;
        let files = files_of(dir).await?;
        let mut so_far = Imported {
            total: files.len() as u64,
            ..Imported::default()
        };
        progress(&so_far);
        for file in files {
            let path = file.to_string_lossy().into_owned();
            match self.import_episode(&show, &file, publish).await {
                Ok(Done::Added) => so_far.added += 1,
                Ok(Done::Known) => so_far.known += 1,
                Err(error) if matches!(error.code, Code::Invalid | Code::TooLarge) => {
                    so_far.fail(path.clone(), error.message);
                }
                Err(error) => return Err(error),
            }
            so_far.done += 1;
            so_far.current = path;
            progress(&so_far);
        }
        Ok(so_far)
    }

    async fn import_episode(&self, show: &Show, file: &Path, publish: EpisodeState) -> Result<Done> {
        let (source, incoming) = (file.to_owned(), self.importer.incoming().to_owned());
        let most = self.config.max_file_bytes;
        let taken = blocking(move || take::copy(&source, &incoming, most)).await??;
        if self.store.has_sound(show.id, &taken.hash).await? {
            return Ok(Done::Known);
        }
        let path = file.to_string_lossy();
        let titles = Texts::from([(show.details.language.clone(), name::title(&path))]);
        let wish = EpisodeChange {
            titles: Some(titles),
            ..EpisodeChange::default()
        };
        let episode = self.store.create_episode(show.id, &wish).await?;
        let added = self.give_sound((show.channel_id, episode), taken, &path).await?;
        match self.prepare(added, &path).await {
            Ok(track) => self.finish_episode(show, (episode, track), publish).await?,
            Err(error) => {
                self.delete_episode(episode).await?;
                return Err(error);
            }
        }
        Ok(Done::Added)
    }

    /// Gives an episode the title that its file has, and publishes it where that is wished.
    async fn finish_episode(
        &self,
        show: &Show,
        (episode, track): (EpisodeId, TrackId),
        publish: EpisodeState,
    ) -> Result<()> {
        let found = self.store.track(track).await?;
        let title = found.map(|(_, track)| track.title).unwrap_or_default();
        let change = EpisodeChange {
            state: Some(publish),
            titles: Some(Texts::from([(show.details.language.clone(), title)])),
            ..EpisodeChange::default()
        };
        self.store.change_episode(episode, &change).await?;
        Ok(())
    }
}

async fn files_of(dir: &Path) -> Result<Vec<PathBuf>> {
    let (dir, shown) = (dir.to_owned(), dir.display().to_string());
    let found = blocking(move || {
        let is_folder = dir.metadata().is_ok_and(|metadata| metadata.is_dir());
        is_folder.then(|| walk::sound_files(&dir, MAX_FILES).files)
    });
    let mut files = found
        .await?
        .ok_or_else(|| Error::invalid(format!("{shown} is not a folder that can be read.")))?;
    files.sort();
    Ok(files)
}
