//! Where objects are in S3, out of a URL.

use crate::error::{Error, Result};
use object_store::ClientOptions;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::{BackoffConfig, RetryConfig};
use std::time::Duration;

use super::super::{Config, Key};

/// Region that servers other than Amazon's take.
const REGION: &str = "us-east-1";
/// Longest time until a connection is there.
const CONNECT: Duration = Duration::from_secs(3);
/// Longest silence of the server within an answer.
const SILENCE: Duration = Duration::from_secs(10);
/// Longest time of one request, a part of [`super::PART_BYTES`] included.
const REQUEST: Duration = Duration::from_secs(30);
/// Longest time in which a request is tried again.
const TRYING: Duration = Duration::from_secs(20);
/// Times a request is tried again.
const TRIES: usize = 4;

/// A bucket, and a folder in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) bucket: String,
    /// Without slashes at its ends; empty for the whole bucket.
    pub(super) prefix: String,
    /// Server; `None` for Amazon's.
    pub(super) endpoint: Option<String>,
    pub(super) region: String,
    /// Whether the bucket is part of the server's name.
    is_virtual: bool,
}

impl Address {
    /// Reads `s3://BUCKET/PREFIX?endpoint=URL&region=NAME&style=path|virtual`.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let url = url::Url::parse(text).map_err(|cause| wrong(&cause.to_string()))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("the keys belong into objects.access_key and objects.secret_key"));
        }
        let bucket = url.host_str().unwrap_or_default().to_owned();
        let is_name = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || b".-".contains(&letter);
        if !(3..=63).contains(&bucket.len()) || !bucket.bytes().all(is_name) || url.port().is_some() {
            return Err(wrong(
                "a bucket's name has 3 to 63 lower-case letters, digits, dots and hyphens",
            ));
        }
        let prefix = url.path().trim_matches('/').to_owned();
        if !prefix.is_empty() && (Key::parse(&prefix).is_err() || prefix.len() > 200) {
            return Err(wrong("what follows the bucket has letters, digits, dots and hyphens"));
        }
        let mut address = Self {
            bucket,
            prefix,
            endpoint: None,
            region: REGION.to_owned(),
            is_virtual: true,
        };
        let mut style = None;
        for (name, value) in url.query_pairs() {
            match name.as_ref() {
                "endpoint" => address.endpoint = Some(server(&value)?),
                "region" if !value.is_empty() => address.region = value.into_owned(),
                "style" if value == "path" || value == "virtual" => style = Some(value == "virtual"),
                _ => {
                    return Err(wrong(&format!(
                        "\"{name}\" is none of endpoint, region and style, or odd"
                    )));
                }
            }
        }
        address.is_virtual = style.unwrap_or(address.endpoint.is_none());
        Ok(address)
    }

    /// A client of it.
    pub(super) fn client(&self, config: &Config) -> Result<AmazonS3> {
        let mut builder = if config.access_key.is_empty() && config.secret_key.is_empty() {
            AmazonS3Builder::from_env()
        } else {
            AmazonS3Builder::new()
                .with_access_key_id(&config.access_key)
                .with_secret_access_key(&config.secret_key)
        };
        if let Some(endpoint) = &self.endpoint {
            builder = builder
                .with_endpoint(self.server_of_bucket(endpoint))
                .with_allow_http(endpoint.starts_with("http://"));
        }
        let client = ClientOptions::new()
            .with_connect_timeout(CONNECT)
            .with_read_timeout(SILENCE)
            .with_timeout(REQUEST)
            .with_allow_http(self.endpoint.as_deref().is_some_and(|url| url.starts_with("http://")));
        let retry = RetryConfig {
            backoff: BackoffConfig {
                init_backoff: Duration::from_millis(100),
                max_backoff: Duration::from_secs(3),
                base: 2.0,
            },
            max_retries: TRIES,
            retry_timeout: TRYING,
        };
        builder
            .with_bucket_name(&self.bucket)
            .with_region(&self.region)
            .with_virtual_hosted_style_request(self.is_virtual)
            .with_client_options(client)
            .with_retry(retry)
            .build()
            .map_err(|cause| wrong(&cause.to_string()))
    }

    /// With the bucket in its name where that is the style: the client adds it to Amazon's only.
    fn server_of_bucket(&self, endpoint: &str) -> String {
        match endpoint.split_once("://") {
            Some((scheme, host)) if self.is_virtual => format!("{scheme}://{}.{host}", self.bucket),
            _ => endpoint.to_owned(),
        }
    }

    /// Name of an object in the bucket.
    pub(super) fn path(&self, key: &Key) -> object_store::path::Path {
        if self.prefix.is_empty() {
            key.path()
        } else {
            object_store::path::Path::from(format!("{}/{key}", self.prefix))
        }
    }

    /// Key of an object in the bucket; `None` for what is not ours.
    pub(super) fn key(&self, path: &object_store::path::Path) -> Option<Key> {
        let name = path.as_ref().strip_prefix(&self.prefix)?;
        Key::parse(name.strip_prefix('/').unwrap_or(name)).ok()
    }

    /// The server, for sentences.
    pub(super) fn server(&self) -> &str {
        self.endpoint.as_deref().unwrap_or("Amazon S3")
    }
}

fn server(text: &str) -> Result<String> {
    let url = url::Url::parse(text).map_err(|cause| wrong(&format!("endpoint: {cause}")))?;
    let is_bare = url.path() == "/" && url.query().is_none() && url.username().is_empty() && url.password().is_none();
    if !matches!(url.scheme(), "http" | "https") || !is_bare || url.host_str().is_none() {
        return Err(wrong("the endpoint must be like https://host:port"));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

fn wrong(why: &str) -> Error {
    Error::Config(format!(
        "objects.url must be like s3://BUCKET/FOLDER?endpoint=https://HOST&region=NAME: {why}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_odd_ones_refused() {
        let amazon = Address::parse("s3://radio.pk?region=ap-south-1").unwrap();
        assert_eq!((amazon.bucket.as_str(), amazon.prefix.as_str()), ("radio.pk", ""));
        assert!(amazon.is_virtual && amazon.endpoint.is_none() && amazon.region == "ap-south-1");
        let own = Address::parse("s3://radio/a/b/?endpoint=http://127.0.0.1:9000").unwrap();
        assert_eq!((own.prefix.as_str(), own.server()), ("a/b", "http://127.0.0.1:9000"));
        assert!(!own.is_virtual);
        let key = Key::parse("tracks/1").unwrap();
        assert_eq!(own.path(&key).as_ref(), "a/b/tracks/1");
        assert_eq!(own.key(&own.path(&key)), Some(key.clone()));
        assert_eq!(amazon.key(&amazon.path(&key)), Some(key));
        let odd = [
            "s3://",
            "s3://ab",
            "s3://Radio",
            "s3://radio/a%20b",
            "s3://radio/.x",
            "s3://radio:90",
            "s3://me:secret@radio",
            "s3://radio?secret=x",
            "s3://radio?style=odd",
            "s3://radio?endpoint=ftp://x",
            "s3://radio?endpoint=http://me:secret@x",
            "s3://radio?endpoint=http://x/y",
        ];
        for text in odd {
            let error = Address::parse(text).unwrap_err();
            assert!(matches!(error, Error::Config(_)), "{text}: {error}");
            assert!(!error.to_string().contains("me:secret"), "{error}");
        }
    }
}
