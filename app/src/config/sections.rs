//! The configuration as the program uses it, section by section.

use super::bounds;
use super::load::{self, Inputs, Merged};
use super::problem::{Origin, Problem, Problems};
use crate::cli::{Global, Serve};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// Data folder where none is named.
const DATA_DIR: &str = "data";

/// Everything the operator may set.
#[derive(Debug, Clone)]
pub struct AppConfig {
    /// Where everything is kept.
    pub data_dir: PathBuf,
    /// Parts to run; empty means all.
    pub services: Vec<String>,
    /// The HTTP port.
    pub http: Http,
    /// Logging.
    pub log: Log,
    /// The database.
    pub database: awaz_store::db::Config,
    /// Where objects are kept.
    pub objects: awaz_store::objects::Config,
    /// Accounts.
    pub identity: awaz_identity::Config,
    /// The library.
    pub content: awaz_content::Config,
    /// Search.
    pub search: awaz_search::Config,
    /// Live radio.
    pub streaming: awaz_streaming::Config,
    /// Webhooks.
    pub notification: awaz_notification::Config,
}

/// The HTTP port.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Address as the world knows it.
    #[serde(default)]
    pub public_url: Option<url::Url>,
    /// Further names it answers to.
    pub hosts: Vec<String>,
    /// Proxies in front of it.
    pub trusted_proxies: Vec<IpAddr>,
    /// Requests a second from one address; 0 means no bound.
    pub requests_per_second: u32,
    /// Whether everybody may read the metrics.
    pub public_metrics: bool,
    /// Certificate files.
    pub tls: Tls,
}

/// Certificate files.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// PEM chain.
    #[serde(default)]
    pub certificate: Option<PathBuf>,
    /// PEM key.
    #[serde(default)]
    pub key: Option<PathBuf>,
}

/// Logging.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// How lines look.
    pub format: LogFormat,
    /// What is logged.
    pub filter: String,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    Auto,
    /// JSON.
    Json,
    /// Text.
    Text,
}

#[derive(Deserialize)]
struct Server {
    services: Vec<String>,
}

impl AppConfig {
    /// Reads the file that is named, else `<data folder>/awaz.toml` where there is one; then the
    /// environment and the options of the command line.
    ///
    /// # Errors
    /// The operator's fault; everything that is wrong is in the error.
    pub fn load(global: &Global, serve: &Serve) -> Result<Self, Problems> {
        let data_dir = global.data_dir.clone().unwrap_or_else(|| PathBuf::from(DATA_DIR));
        let inputs = Inputs {
            file: file(global, &data_dir)?,
            env: std::env::vars().collect(),
            options: options(serve),
        };
        Self::of(data_dir, &inputs)
    }

    /// Reads the inputs.
    ///
    /// # Errors
    /// As [`AppConfig::load`].
    pub fn of(data_dir: PathBuf, inputs: &Inputs) -> Result<Self, Problems> {
        let merged = load::merge(load::DEFAULTS, inputs)?;
        let mut problems = Vec::new();
        let server: Option<Server> = section(&merged, "server", &mut problems);
        let http = section(&merged, "http", &mut problems);
        let log = section(&merged, "log", &mut problems);
        let database = section(&merged, "database", &mut problems);
        let objects = section(&merged, "objects", &mut problems);
        let identity: Option<awaz_identity::Config> = section(&merged, "identity", &mut problems);
        let mail = section(&merged, "mail", &mut problems);
        let content = section(&merged, "content", &mut problems);
        let search = section(&merged, "search", &mut problems);
        let streaming = section(&merged, "streaming", &mut problems);
        let notification = section(&merged, "notification", &mut problems);
        let whole = (|| {
            Some(Self {
                data_dir,
                services: server?.services,
                http: http?,
                log: log?,
                database: database?,
                objects: objects?,
                identity: awaz_identity::Config {
                    mail: mail?,
                    ..identity?
                },
                content: content?,
                search: search?,
                streaming: streaming?,
                notification: notification?,
            })
        })();
        if let Some(config) = &whole {
            let wrong = bounds::check(config).into_iter();
            problems.extend(wrong.map(|(key, message)| Problem::new(&key, merged.origin(&key), message)));
        }
        match whole {
            Some(config) if problems.is_empty() => Ok(config),
            _ => Err(Problems(problems)),
        }
    }
}

fn file(global: &Global, data_dir: &std::path::Path) -> Result<Option<(String, String)>, Problems> {
    let path = global.config.clone().unwrap_or_else(|| data_dir.join("awaz.toml"));
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path.display().to_string(), text))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && global.config.is_none() => Ok(None),
        Err(error) => Err(Problems::one(&format!("{} cannot be read: {error}", path.display()))),
    }
}

fn options(serve: &Serve) -> Vec<(String, String, String)> {
    let given = [
        ("--http", "http.listen", serve.http.clone()),
        ("--icecast", "streaming.icecast", serve.icecast.clone()),
        ("--shoutcast", "streaming.shoutcast", serve.shoutcast.clone()),
        (
            "--services",
            "server.services",
            (!serve.services.is_empty()).then(|| serve.services.join(",")),
        ),
    ];
    let given = given.into_iter();
    given
        .filter_map(|(option, key, value)| Some((option.to_owned(), key.to_owned(), value?)))
        .collect()
}

/// Reads a section; where it cannot be, finds the keys that are to blame.
fn section<T: DeserializeOwned>(merged: &Merged, name: &str, problems: &mut Vec<Problem>) -> Option<T> {
    let read = |table: &toml::Table| -> Result<T, toml::de::Error> {
        let section = table
            .get(name)
            .cloned()
            .unwrap_or(toml::Value::Table(toml::Table::new()));
        T::deserialize(without_empty(section))
    };
    let error = match read(&merged.table) {
        Ok(section) => return Some(section),
        Err(error) => error,
    };
    let before = problems.len();
    for (key, origin) in merged.changed(name) {
        if let Err(error) = merged.alone(key).as_ref().map_or(Ok(()), |table| read(table).map(drop)) {
            problems.push(Problem::new(key, origin.clone(), error.message().to_owned()));
        }
    }
    if problems.len() == before {
        problems.push(Problem::new(name, Origin::Default, error.message().to_owned()));
    }
    None
}

/// Keys whose absence means something have an empty text for a default in the shipped file.
fn without_empty(value: toml::Value) -> toml::Value {
    const OPTIONAL: [&str; 4] = ["public_url", "replica_url", "certificate", "key"];
    let toml::Value::Table(table) = value else {
        return value;
    };
    let is_unset = |key: &str, value: &toml::Value| OPTIONAL.contains(&key) && value.as_str() == Some("");
    let kept = table.into_iter().filter(|(key, value)| !is_unset(key, value));
    toml::Value::Table(kept.map(|(key, value)| (key, without_empty(value))).collect())
}
