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
    /// Folder of a model that knows what texts are about, relative to the data folder; empty for
    /// what the catalogue itself teaches.
    pub model: String,
    /// What makes text of speech.
    pub speech: Speech,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            url: "dir:search".to_owned(),
            keep_days: 30,
            model: String::new(),
            speech: Speech::default(),
        }
    }
}

impl Config {
    /// What is wrong: key and message.
    #[must_use]
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let mut wrong = Vec::new();
        if !(1..=30).contains(&self.keep_days) {
            let days = self.keep_days;
            wrong.push(("keep_days", format!("is {days}; it must lie between 1 and 30")));
        }
        let url = &self.speech.url;
        let parsed = reqwest::Url::parse(url).ok();
        if !url.is_empty() && !parsed.is_some_and(|url| is_base(&url)) {
            let message = "must be like http://localhost:9000/v1, without ? and #; the key has a place of its own";
            wrong.push(("speech.url", message.to_owned()));
        }
        wrong
    }
}

/// Whether a path can be put behind it, and it holds no secret.
fn is_base(url: &reqwest::Url) -> bool {
    let is_bare = url.query().is_none() && url.fragment().is_none();
    matches!(url.scheme(), "http" | "https") && is_bare && url.username().is_empty() && url.password().is_none()
}

/// Settings of the section `search.speech`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Speech {
    /// Where a recogniser is that speaks `OpenAI`'s protocol, up to the version:
    /// `http://localhost:9000/v1`; empty for none.
    pub url: String,
    /// Key that it asks for; empty for none.
    pub key: String,
    /// Its model.
    pub model: String,
}

impl Default for Speech {
    fn default() -> Self {
        Self {
            url: String::new(),
            key: String::new(),
            model: "whisper-1".to_owned(),
        }
    }
}

impl std::fmt::Debug for Speech {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { url, model, .. } = self;
        f.debug_struct("Speech")
            .field("url", url)
            .field("model", model)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recogniser_has_an_address_a_path_can_be_put_behind() {
        let problems = |url: &str| {
            let speech = Speech {
                url: url.to_owned(),
                ..Speech::default()
            };
            let config = Config {
                speech,
                ..Config::default()
            };
            config.problems().len()
        };
        let right = ["", "http://localhost:9000/v1", "https://speech.example/v1/"];
        assert_eq!(right.map(problems), [0; 3]);
        let wrong = [
            "localhost:9000",
            "ftp://a/v1",
            "http://a/v1?key=b",
            "https://user:pass@a/v1",
            "whisper",
        ];
        assert_eq!(wrong.map(problems), [1; 5]);
    }
}
