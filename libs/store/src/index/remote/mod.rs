//! The index on an OpenSearch or Elasticsearch server, by plain HTTP.
//!
//! Words are keywords there and scores are made by the query, so the server analyses nothing and
//! every version from OpenSearch 1 and Elasticsearch 7 on finds the same.

mod bulk;
mod mapping;
mod query;
mod renew;

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::{Answer, Ask, Entry, Field, Hit};
use crate::{Error, Result};

/// Longest wait for a connection, and for an answer.
const CONNECT: Duration = Duration::from_secs(3);
const ANSWER: Duration = Duration::from_secs(30);
/// Words that are read at once.
const PAGE: usize = 10_000;
/// Letters of a fault that are told on.
const TOLD: usize = 300;

/// An index on a server; clones share its connections.
#[derive(Debug, Clone)]
pub struct Remote {
    client: reqwest::Client,
    /// Address of the alias that everything is asked of, without a slash at its end.
    url: String,
    /// Whether the index is known to be there.
    made: Arc<OnceCell<()>>,
}

impl Remote {
    /// Opens `http(s)://[user:password@]host:port/NAME`, where NAME is an alias of our own; its
    /// index is made where it is missing, and made anew where it is of another version. A server
    /// that does not answer is asked again when something is wanted of it.
    ///
    /// # Errors
    /// [`Error::Config`] for a URL without a name.
    pub async fn open(url: &str, client: reqwest::ClientBuilder) -> Result<Self> {
        let name = url.splitn(4, '/').nth(3).unwrap_or_default().trim_end_matches('/');
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(is_name) {
            let wrong = "search.url must be http://host:port/NAME, a name in small letters";
            return Err(Error::Config(wrong.to_owned()));
        }
        let client = client.connect_timeout(CONNECT).timeout(ANSWER);
        let remote = Self {
            client: client.build().map_err(|cause| Error::Index(cause.to_string()))?,
            url: url.trim_end_matches('/').to_owned(),
            made: Arc::default(),
        };
        if let Err(error) = remote.ready().await {
            tracing::warn!(%error, "search waits for its server");
        }
        Ok(remote)
    }

    /// Sees to it that the index is there.
    async fn ready(&self) -> Result<()> {
        self.made.get_or_try_init(|| self.make()).await.copied()
    }

    async fn make(&self) -> Result<()> {
        let (status, known) = self.send(Method::GET, &self.at("/_mapping"), None).await?;
        if !status.is_success() && status != StatusCode::NOT_FOUND {
            return Err(refused(status, &known));
        }
        let known = known.as_object().filter(|_| status.is_success());
        for (name, index) in known.into_iter().flatten() {
            match index.pointer("/mappings/_meta/awaz").and_then(Value::as_u64) {
                Some(mapping::VERSION) => return Ok(()),
                Some(_) => tracing::warn!(name, "the search index is outdated; it is made anew"),
                // Somebody else's is never thrown away.
                None => {
                    return Err(Error::Config(format!(
                        "search.url names an index that is not ours: {name}"
                    )));
                }
            }
            self.ask_for(Method::DELETE, &self.beside(name), None).await?;
        }
        self.create().await
    }

    async fn create(&self) -> Result<()> {
        let index = self.at(&format!("-v{}", mapping::VERSION));
        match self
            .send(Method::PUT, &index, Some(mapping::index(self.alias())))
            .await?
        {
            // Another process was quicker.
            (_, answer) if kind(&answer) == "resource_already_exists_exception" => Ok(()),
            answer => success(answer).map(drop),
        }
    }

    /// Name of the alias.
    fn alias(&self) -> &str {
        self.url.rsplit('/').next().unwrap_or_default()
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Address of another index of the server.
    fn beside(&self, name: &str) -> String {
        let server = self.url.rsplit_once('/').map_or("", |(server, _)| server);
        format!("{server}/{name}")
    }

    /// Puts entries in, in place of those with the same ids, and takes others out; found when
    /// this returns.
    ///
    /// # Errors
    /// When the server does not answer, or refuses one of them: the others are written.
    pub async fn change(&self, put: &[Entry], gone: &[String]) -> Result<()> {
        self.ready().await?;
        let mut refused = Vec::new();
        for body in bulk::bodies(put, gone) {
            // Without its index the server would make one of its own thinking.
            let request = self.client.post(self.at("/_bulk?require_alias=true"));
            let request = request.header("content-type", "application/x-ndjson").body(body);
            refused.extend(bulk::faults(&success(answer(request).await?)?));
        }
        self.ask_for(Method::POST, &self.at("/_refresh"), None).await?;
        match refused.first() {
            None => Ok(()),
            Some(first) => Err(Error::Index(format!("{} entries were refused: {first}", refused.len()))),
        }
    }

    /// Takes everything out.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn clear(&self) -> Result<()> {
        self.replace(&self.fresh().await?).await
    }

    /// Candidates for a question.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn ask(&self, ask: &Ask) -> Result<Answer> {
        if ask.groups.iter().all(Vec::is_empty) || ask.top == 0 {
            return Ok(Answer::default());
        }
        self.ready().await?;
        let answer = self
            .ask_for(Method::POST, &self.at("/_search"), Some(query::search(ask)))
            .await?;
        let kinds = answer.pointer("/aggregations/kinds/buckets").and_then(Value::as_array);
        let hits = kinds.into_iter().flatten();
        let hits = hits.filter_map(|kind| kind.pointer("/best/hits/hits")?.as_array());
        let mut ranked: Vec<(Hit, i64)> = hits.flatten().filter_map(hit).collect();
        ranked.sort_by(|(a, a_tie), (b, b_tie)| b.score.total_cmp(&a.score).then(a_tie.cmp(b_tie)));
        Ok(Answer {
            hits: ranked.into_iter().map(|(hit, _)| hit).collect(),
        })
    }

    /// Sources of the entries with these ids; those that are not there are passed over.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn sources(&self, ids: &[String]) -> Result<Vec<String>> {
        self.ready().await?;
        let question = query::by_id(ids);
        let answer = self.ask_for(Method::POST, &self.at("/_search"), Some(question)).await?;
        let hits = answer.pointer("/hits/hits").and_then(Value::as_array);
        let source = |hit: &Value| Some(hit.pointer("/_source/source/text")?.as_str()?.to_owned());
        Ok(hits.into_iter().flatten().filter_map(source).collect())
    }

    /// Entries in it.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn len(&self) -> Result<u64> {
        self.ready().await?;
        let answer = self.ask_for(Method::GET, &self.at("/_count"), None).await?;
        let count = answer.get("count").and_then(Value::as_u64);
        count.ok_or_else(|| Error::Index("the server does not count".to_owned()))
    }

    /// Every word of a field with the number of entries that have it.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn words(&self, field: Field) -> Result<Vec<(String, u32)>> {
        self.ready().await?;
        let mut words = Vec::new();
        let mut after = None;
        loop {
            let page = query::words(field, PAGE, after);
            let answer = self.ask_for(Method::POST, &self.at("/_search"), Some(page)).await?;
            let buckets = answer.pointer("/aggregations/words/buckets").and_then(Value::as_array);
            let word = |bucket: &Value| {
                let entries = bucket.get("doc_count")?.as_u64()?;
                let word = bucket.pointer("/key/word")?.as_str()?.to_owned();
                Some((word, u32::try_from(entries).unwrap_or(u32::MAX)))
            };
            words.extend(buckets.into_iter().flatten().filter_map(word));
            after = answer.pointer("/aggregations/words/after_key").cloned();
            if after.is_none() {
                return Ok(words);
            }
        }
    }

    /// Asks, and takes nothing but success.
    async fn ask_for(&self, method: Method, url: &str, body: Option<Value>) -> Result<Value> {
        success(self.send(method, url, body).await?)
    }

    async fn send(&self, method: Method, url: &str, body: Option<Value>) -> Result<(StatusCode, Value)> {
        let mut request = self.client.request(method, url);
        if let Some(body) = body {
            request = request.json(&body);
        }
        answer(request).await
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Result<(StatusCode, Value)> {
    let response = request.send().await.map_err(|cause| unreached(&cause))?;
    let status = response.status();
    Ok((status, response.json().await.unwrap_or(Value::Null)))
}

fn success((status, answer): (StatusCode, Value)) -> Result<Value> {
    if status.is_success() {
        Ok(answer)
    } else {
        Err(refused(status, &answer))
    }
}

fn hit(hit: &Value) -> Option<(Hit, i64)> {
    let source = hit.get("_source")?;
    let found = Hit {
        score: hit.get("_score")?.as_f64()? as f32,
        source: source.pointer("/source/text")?.as_str()?.to_owned(),
    };
    Some((found, source.get("tie")?.as_i64()?))
}

/// What went wrong on the way; without the address, which may hold a password.
fn unreached(cause: &reqwest::Error) -> Error {
    let what = match cause {
        cause if cause.is_timeout() => "it took too long",
        cause if cause.is_connect() => "nobody answers there",
        _ => "the connection broke",
    };
    Error::IndexAway(format!("the search server cannot be asked: {what}"))
}

fn kind(answer: &Value) -> &str {
    answer
        .pointer("/error/type")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn refused(status: StatusCode, answer: &Value) -> Error {
    let reason = answer.pointer("/error/reason").and_then(Value::as_str);
    let reason = reason.map_or_else(
        || answer.to_string(),
        |reason| json!([kind(answer), reason]).to_string(),
    );
    let reason: String = reason.chars().take(TOLD).collect();
    Error::Index(format!("the search server answered {status}: {reason}"))
}
