//! Where sounds and covers lie in the object store: `tracks/<2>/<sha256>.<ext>` and
//! `art/<2>/<sha256>-<size>.jpg`, shared by all channels that have the same file.

use crate::files::name;
use crate::files::take::Taken;
use crate::probe::{ART_SIZES, Art};
use crate::store::Leftover;
use awaz_store::objects::Meta;
use awaz_store::{Key, Objects, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::sync::Arc;
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The objects of tracks.
#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    objects: Objects,
    gate: Arc<RwLock<()>>,
}

impl Shelf {
    /// The objects in `objects`.
    pub(crate) fn new(objects: Objects) -> Self {
        Self {
            objects,
            gate: Arc::default(),
        }
    }

    /// Held from putting an object until its row is written, so that no deletion takes the
    /// object away in between.
    pub(crate) async fn adding(&self) -> RwLockReadGuard<'_, ()> {
        self.gate.read().await
    }

    /// Held from deleting a row until its object is gone.
    pub(crate) async fn removing(&self) -> RwLockWriteGuard<'_, ()> {
        self.gate.write().await
    }

    /// Moves a taken file to its place; the same content is kept once. Returns the key.
    pub(crate) async fn put(&self, taken: Taken, filename: &str) -> Result<Key> {
        let extension = name::extension(filename).unwrap_or_else(|| "bin".to_owned());
        let key = Key::parse(&format!("tracks/{}/{}.{extension}", prefix(&taken.hash), taken.hash))?;
        if self
            .objects
            .head(&key)
            .await?
            .is_none_or(|meta| meta.bytes != taken.bytes)
        {
            self.objects.adopt_file(&key, &taken.path).await?;
        }
        Ok(key)
    }

    /// Stores the sizes of a cover.
    pub(crate) async fn put_art(&self, hash: &str, art: &Art) -> Result<()> {
        for picture in &art.pictures {
            // The child may be anything after a file took it over: what is no base64 is no picture.
            let Ok(jpeg) = STANDARD.decode(&picture.jpeg) else {
                continue;
            };
            if ART_SIZES.contains(&picture.size) {
                self.objects.put(&art_key(hash, picture.size)?, jpeg.into()).await?;
            }
        }
        Ok(())
    }

    /// Size and entity tag of a sound or cover.
    pub(crate) async fn head(&self, key: &Key) -> Result<Option<Meta>> {
        self.objects.head(key).await
    }

    /// The store itself.
    pub(crate) fn objects(&self) -> &Objects {
        &self.objects
    }

    /// Removes what nobody needs; call it with [`Shelf::removing`] held.
    pub(crate) async fn clear(&self, leftover: &Leftover) -> Result<()> {
        if let Some(key) = &leftover.object_key {
            self.objects.delete(&Key::parse(key)?).await?;
        }
        if let Some(hash) = &leftover.art_of {
            for size in ART_SIZES {
                self.objects.delete(&art_key(hash, size)?).await?;
            }
            self.objects.delete(&enclosure_key(hash)?).await?;
        }
        Ok(())
    }
}

/// Key of what every player takes, made of a file.
pub(crate) fn enclosure_key(hash: &str) -> Result<Key> {
    Key::parse(&format!("enclosures/{}/{hash}.mp3", prefix(hash)))
}

/// Key of a cover in one size.
pub(crate) fn art_key(hash: &str, size: u32) -> Result<Key> {
    Key::parse(&format!("art/{}/{hash}-{size}.jpg", prefix(hash)))
}

fn prefix(hash: &str) -> &str {
    hash.get(..2).unwrap_or("00")
}
