//! An index filled beside the present one, and put in its place.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::OnceCell;

use super::{Remote, mapping, success};
use crate::Result;

/// Ending of the alias that a fresh index is written by: a server makes an index of its own
/// thinking of a name that is gone, but never an alias.
const WRITTEN_BY: &str = "-new";

impl Remote {
    /// An empty index beside this one, to be filled and to take its place.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn fresh(&self) -> Result<Self> {
        self.ready().await?;
        self.remove_left().await?;
        let unique = uuid::Uuid::now_v7().simple();
        let index = format!("{}-v{}-{unique}", self.alias(), mapping::VERSION);
        let alias = format!("{index}{WRITTEN_BY}");
        self.ask_for(Method::PUT, &self.beside(&index), Some(mapping::index(&alias)))
            .await?;
        Ok(Self {
            client: self.client.clone(),
            url: self.beside(&alias),
            made: Arc::new(OnceCell::new_with(Some(()))),
        })
    }

    /// Puts another index, made by [`Remote::fresh`], in place of this one at once.
    ///
    /// # Errors
    /// When the server does not answer; then it is as it was.
    pub async fn replace(&self, fresh: &Self) -> Result<()> {
        let written_by = fresh.alias();
        let new = written_by.strip_suffix(WRITTEN_BY).unwrap_or(written_by);
        let old = self.ours(&self.at("")).await?;
        let mut actions: Vec<Value> = old
            .iter()
            .map(|name| json!({ "remove_index": { "index": name } }))
            .collect();
        actions.push(json!({ "add": { "index": new, "alias": self.alias() } }));
        actions.push(json!({ "remove": { "index": new, "alias": written_by } }));
        let body = json!({ "actions": actions });
        self.ask_for(Method::POST, &self.beside("_aliases"), Some(body)).await?;
        Ok(())
    }

    /// Removes what was left when the filling of a fresh index was cut off.
    async fn remove_left(&self) -> Result<()> {
        let all = self.at(&format!("-v{}-*", mapping::VERSION));
        let present = self.ours(&self.at("")).await?;
        for left in self.ours(&all).await? {
            if !present.contains(&left) {
                tracing::warn!(name = left, "a search index that was never finished is removed");
                self.ask_for(Method::DELETE, &self.beside(&left), None).await?;
            }
        }
        Ok(())
    }

    /// Names of indexes of ours at an address; none where there is nothing.
    async fn ours(&self, at: &str) -> Result<Vec<String>> {
        let answer = self.send(Method::GET, &format!("{at}/_mapping"), None).await?;
        if answer.0 == StatusCode::NOT_FOUND {
            return Ok(Vec::new());
        }
        let known = success(answer)?;
        let is_ours = |index: &Value| index.pointer("/mappings/_meta/awaz").is_some();
        let ours = known
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, index)| is_ours(index));
        Ok(ours.map(|(name, _)| name.clone()).collect())
    }
}
