//! Covers of shows and episodes, in the object store.

use super::drawing::draw;
use crate::content::Content;
use crate::files::take::Taken;
use crate::import::blocking;
use crate::probe::ProbeError;
use awaz_core::id::ShowId;
use awaz_core::{Code, Error, Result, Slug};
use awaz_store::Key;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

pub(crate) use crate::probe::COVER_SIZES;

impl Content {
    /// Makes a taken picture the cover of a show or episode, whose id is `of`; its hash.
    ///
    /// # Errors
    /// `Invalid` with the reason for which it can be none.
    pub(crate) async fn put_cover(&self, of: Uuid, taken: &Taken) -> Result<String> {
        let art = match self.importer.cover(&taken.path).await {
            Ok(art) => art,
            Err(ProbeError::Unplayable(reason)) => {
                return Err(Error::invalid(format!("The picture cannot be a cover: {reason}.")));
            }
            Err(ProbeError::Start(cause)) => {
                tracing::error!(%cause, "the child process that reads pictures cannot be started");
                let sentence = "The picture cannot be read right now; send it again later.";
                return Err(Error::new(Code::Unavailable, sentence).retry_after(30));
            }
        };
        for size in COVER_SIZES {
            let picture = art.pictures.iter().find(|picture| picture.size == size);
            let jpeg = picture.and_then(|picture| STANDARD.decode(&picture.jpeg).ok());
            // The child may be anything after a file took it over: what is no JPEG is no cover.
            let jpeg = jpeg.filter(|jpeg| jpeg.starts_with(&[0xff, 0xd8]));
            let jpeg = jpeg.ok_or_else(|| Error::invalid("The picture cannot be a cover."))?;
            let key = cover_key(of, &taken.hash, size)?;
            self.shelf.objects().put(&key, jpeg.into()).await?;
        }
        Ok(taken.hash.clone())
    }

    /// Deletes the cover of this hash.
    ///
    /// # Errors
    /// The store's.
    pub(crate) async fn clear_cover(&self, of: Uuid, hash: Option<String>) -> Result<()> {
        if let Some(hash) = hash {
            for size in COVER_SIZES {
                self.shelf.objects().delete(&cover_key(of, &hash, size)?).await?;
            }
        }
        Ok(())
    }

    /// The cover that is made for a show without one; drawn when it is first asked for.
    ///
    /// # Errors
    /// The store's.
    pub(crate) async fn made_cover(&self, (show, slug): (ShowId, &Slug), size: u32) -> Result<Key> {
        let key = made_key(show, size)?;
        if self.shelf.head(&key).await?.is_some() {
            return Ok(key);
        }
        // One at a time: who waited finds it drawn.
        let _turn = self.drawing.lock().await;
        if self.shelf.head(&key).await?.is_none() {
            let slug = slug.to_string();
            let png = blocking(move || draw(&slug, size)).await?;
            self.shelf.objects().put(&key, png.into()).await?;
        }
        Ok(key)
    }

    /// Deletes what was drawn for a show.
    ///
    /// # Errors
    /// The store's.
    pub(crate) async fn clear_made(&self, show: ShowId) -> Result<()> {
        for size in COVER_SIZES {
            self.shelf.objects().delete(&made_key(show, size)?).await?;
        }
        Ok(())
    }
}

/// Key of a cover in one size.
pub(crate) fn cover_key(of: Uuid, hash: &str, size: u32) -> awaz_store::Result<Key> {
    Key::of("covers", of, &format!("{hash}-{size}.jpg"))
}

fn made_key(show: ShowId, size: u32) -> awaz_store::Result<Key> {
    Key::of("covers", show, &format!("made-{size}.png"))
}
