//! What the operator may set about search.

use serde::{Deserialize, Serialize};

/// Settings of the section `search`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the index is: `dir:FOLDER`, relative to the data folder, or `http://host:port/NAME`,
    /// an index of an OpenSearch or Elasticsearch server.
    pub url: String,
    /// Days for which it is kept what was searched for, without names, 1 to 30.
    pub keep_days: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            url: "dir:search".to_owned(),
            keep_days: 30,
        }
    }
}
