//! A library on a database of its own, and its API without a socket.

use async_trait::async_trait;
use awaz_content::{Config, Content};
use awaz_core::clock::FakeClock;
use awaz_core::id::{ChannelId, UserId};
use awaz_core::ports::{Credential, Directory, Principal, Role, Station, Stations};
use awaz_core::{Clock, Slug};
use awaz_http::{Ctx, Ports, Service};
use awaz_store::db::Migrations;
use awaz_store::{Db, Jobs, Objects, Outbox};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use axum::{Extension, Router};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// Runs stories on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($story:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $story() {
                super::$story($crate::world::World::new().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test]
            async fn $story() {
                super::$story($crate::world::World::postgres().await).await;
            })*
        }
    };
}
pub(crate) use on_both;

/// A library with an empty channel `radio`, and a neighbour `other` of somebody else.
pub(crate) struct World {
    pub(crate) content: Content,
    pub(crate) channel: ChannelId,
    pub(crate) ctx: Ctx,
    pub(crate) clock: Arc<FakeClock>,
    router: Router,
    runner: awaz_store::jobs::Runner,
    tasks: Vec<awaz_http::Task>,
    folder: TempDir,
}

impl World {
    /// On SQLite, with the product's settings.
    pub(crate) async fn new() -> Self {
        Self::with(Config::default()).await
    }

    /// On SQLite, with these settings but for the program that checks.
    pub(crate) async fn with(config: Config) -> Self {
        Self::in_folder(tempfile::tempdir().unwrap(), config, &awaz_store::db::Config::default()).await
    }

    /// On SQLite, with a program of one's own as the checker.
    pub(crate) async fn with_program(program: &str) -> Self {
        Self::with(Config {
            probe_program: program.into(),
            ..Config::default()
        })
        .await
    }

    /// On PostgreSQL, with the product's settings.
    pub(crate) async fn postgres() -> Self {
        let url = tokio::task::spawn_blocking(awaz_testkit::postgres::database)
            .await
            .unwrap();
        let database = awaz_store::db::Config {
            url,
            max_connections: 4,
            ..awaz_store::db::Config::default()
        };
        Self::in_folder(tempfile::tempdir().unwrap(), Config::default(), &database).await
    }

    /// The same data, opened by another process.
    pub(crate) async fn restarted(self) -> Self {
        let (folder, channel) = (self.folder, self.channel);
        drop(self.router);
        self.ctx.db.close().await.unwrap();
        let mut next = Self::in_folder(folder, Config::default(), &awaz_store::db::Config::default()).await;
        // The stations of this world are made anew; the library still belongs to the old one.
        next.channel = channel;
        next
    }

    /// In a folder, on a database.
    pub(crate) async fn in_folder(folder: TempDir, config: Config, database: &awaz_store::db::Config) -> Self {
        let db = Db::open(database, folder.path()).await.unwrap();
        db.migrate(&Migrations::new().with(awaz_content::migrations))
            .await
            .unwrap();
        let clock = Arc::new(FakeClock::at("2026-11-25T10:00:00Z".parse::<DateTime<Utc>>().unwrap()));
        let ports = Ports::default();
        let neighbours = Arc::new(Neighbours::in_folder(folder.path(), clock.now()));
        let channel = neighbours.stations[0].id;
        ports.bind_directory(neighbours.clone());
        ports.bind_stations(neighbours);
        let ctx = Ctx {
            objects: Objects::open("file:objects", folder.path()).await.unwrap(),
            outbox: Outbox::new(db.clone()),
            jobs: Jobs::new(db.clone(), clock.clone()),
            clock: clock.clone(),
            shutdown: CancellationToken::new(),
            data_dir: folder.path().to_owned(),
            public_url: None,
            is_tls: false,
            ports: ports.clone(),
            db,
        };
        let content = Content::new(&ctx, checker(config)).unwrap();
        let service: Service = awaz_content::service_of(&ctx, &content).unwrap();
        let (router, _) = service.router.split_for_parts();
        Self {
            runner: awaz_store::jobs::Runner::new(ctx.db.clone(), clock.clone(), "test", service.jobs),
            tasks: service.tasks,
            router: router.layer(Extension(ports)),
            content,
            channel,
            ctx,
            clock,
            folder,
        }
    }

    /// A folder that is not the data folder's own.
    pub(crate) fn music(&self) -> PathBuf {
        let music = self.folder.path().join("music");
        std::fs::create_dir_all(&music).unwrap();
        music
    }

    /// Writes a file for an import.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.music().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The data folder.
    pub(crate) fn data_dir(&self) -> &Path {
        self.folder.path()
    }

    /// Starts what the service does by itself.
    pub(crate) fn start_tasks(&mut self) {
        for task in std::mem::take(&mut self.tasks) {
            tokio::spawn(task.run);
        }
    }

    /// Does what waits in the queue.
    pub(crate) async fn work(&self) {
        while self.runner.run_due().await.unwrap() > 0 {}
    }

    /// Sends a request as the owner of `radio`.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Response {
        self.send_as("owner", (method, path), headers, body).await
    }

    /// Sends a request as somebody; "" is nobody.
    pub(crate) async fn send_as(
        &self,
        who: &str,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Response {
        let mut request = Request::builder().method(method).uri(path);
        if !who.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {who}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Asks for JSON, as the owner.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let response = self.send("GET", path, &[], Body::empty()).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        json(response).await
    }

    /// Sends JSON, as the owner; status and answer.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let json_type = [("content-type", "application/json")];
        let response = self.send(method, path, &json_type, body.to_string()).await;
        (response.status().as_u16(), json(response).await)
    }

    /// Uploads a file and has it checked; its id.
    pub(crate) async fn upload(&self, name: &str, bytes: Vec<u8>) -> String {
        let path = format!("/api/v1/channels/radio/tracks?filename={name}");
        let response = self.send("POST", &path, &[], bytes).await;
        assert!(response.status().is_success(), "{}", response.status());
        let track = json(response).await;
        self.work().await;
        track["id"].as_str().unwrap().to_owned()
    }
}

/// The JSON of an answer; null where it has none.
pub(crate) async fn json(response: Response) -> Value {
    let bytes = bytes(response).await;
    serde_json::from_slice(&bytes).unwrap_or(Value::Null)
}

/// The body of an answer.
pub(crate) async fn bytes(response: Response) -> Vec<u8> {
    response.into_body().collect().await.unwrap().to_bytes().to_vec()
}

/// The settings with the program of this crate's tests as the checker, unless they name one.
pub(crate) fn checker(mut config: Config) -> Config {
    if config.probe_program.as_os_str().is_empty() {
        config.probe_program = env!("CARGO_BIN_EXE_awaz-probe").into();
    }
    config
}

/// The people and stations around the library: `owner` has `radio`, `stranger` has `other`.
struct Neighbours {
    owner: UserId,
    stranger: UserId,
    stations: Vec<Station>,
}

impl Neighbours {
    /// The same ones for the same folder.
    fn in_folder(folder: &Path, created_at: DateTime<Utc>) -> Self {
        let kept = folder.join("neighbours.json");
        let ids: Vec<uuid::Uuid> = std::fs::read(&kept).map_or_else(
            |_| (0..4).map(|_| uuid::Uuid::now_v7()).collect(),
            |bytes| serde_json::from_slice(&bytes).unwrap(),
        );
        std::fs::write(&kept, serde_json::to_vec(&ids).unwrap()).unwrap();
        let (owner, stranger) = (UserId(ids[0]), UserId(ids[1]));
        let station = |id, slug: &str, owner| Station {
            id: ChannelId(id),
            slug: Slug::parse(slug).unwrap(),
            name: slug.to_owned(),
            description: String::new(),
            genre: String::new(),
            language: String::new(),
            owner: Some(owner),
            created_at,
        };
        Self {
            owner,
            stranger,
            stations: vec![station(ids[2], "radio", owner), station(ids[3], "other", stranger)],
        }
    }
}

#[async_trait]
impl Directory for Neighbours {
    async fn authenticate(&self, credential: &Credential) -> awaz_core::Result<Option<Principal>> {
        let Credential::Bearer(name) = credential else {
            return Ok(None);
        };
        let (user_id, role, scopes) = match name.as_str() {
            "owner" => (self.owner, Role::StationOwner, None),
            "stranger" => (self.stranger, Role::StationOwner, None),
            "listener" => (self.owner, Role::EndUser, None),
            "narrow" => (self.owner, Role::StationOwner, Some(vec!["stream:read".to_owned()])),
            "admin" => (UserId::new(), Role::Admin, None),
            _ => return Ok(None),
        };
        Ok(Some(Principal { user_id, role, scopes }))
    }
}

#[async_trait]
impl Stations for Neighbours {
    async fn by_slug(&self, slug: &Slug) -> awaz_core::Result<Option<Station>> {
        Ok(self.stations.iter().find(|station| station.slug == *slug).cloned())
    }

    async fn all(&self) -> awaz_core::Result<Vec<Station>> {
        Ok(self.stations.clone())
    }
}
