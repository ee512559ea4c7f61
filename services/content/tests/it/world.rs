//! A library on a database of its own.

use awaz_content::{Config, Content, Ground};
use awaz_core::clock::FakeClock;
use awaz_core::id::ChannelId;
use awaz_store::db::Migrations;
use awaz_store::{Db, Objects};
use chrono::{DateTime, Utc};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// A library with an empty channel.
pub struct World {
    pub content: Content,
    pub channel: ChannelId,
    pub objects: Objects,
    pub db: Db,
    pub clock: Arc<FakeClock>,
    folder: TempDir,
}

impl World {
    /// On SQLite, with the product's settings.
    pub async fn new() -> Self {
        Self::with(Config::default()).await
    }

    /// On SQLite, with these settings but for the program that checks.
    pub async fn with(config: Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&awaz_store::db::Config::default(), folder.path())
            .await
            .unwrap();
        Self::on(db, folder, config).await
    }

    /// On a database that is empty.
    pub async fn on(db: Db, folder: TempDir, config: Config) -> Self {
        db.migrate(&Migrations::new().with(awaz_content::migrations))
            .await
            .unwrap();
        let objects = Objects::open("file:objects", folder.path()).await.unwrap();
        let clock = Arc::new(FakeClock::at("2026-11-25T10:00:00Z".parse::<DateTime<Utc>>().unwrap()));
        let ground = Ground {
            db: db.clone(),
            objects: objects.clone(),
            clock: clock.clone(),
            data_dir: folder.path().to_owned(),
        };
        let content = Content::new(ground, checker(config)).unwrap();
        Self {
            content,
            channel: ChannelId::new(),
            objects,
            db,
            clock,
            folder,
        }
    }

    /// A folder that is not the data folder's own.
    pub fn music(&self) -> PathBuf {
        let music = self.folder.path().join("music");
        std::fs::create_dir_all(&music).unwrap();
        music
    }

    /// Writes a file for an import.
    pub fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.music().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The data folder.
    pub fn data_dir(&self) -> &Path {
        self.folder.path()
    }
}

/// The settings with the program of this crate's tests as the checker.
pub fn checker(config: Config) -> Config {
    Config {
        probe_program: env!("CARGO_BIN_EXE_awaz-probe").into(),
        ..config
    }
}
