//! `GET /opensearch.xml`

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::Api;

/// Tells browsers how to search here, so that it can be done from their address bar
/// (OpenSearch 1.1, <https://github.com/dewitt/opensearch>).
pub(super) async fn describe(State(api): State<Api>, headers: HeaderMap) -> Response {
    let asked = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let base = escaped(&api.origin.of(asked.unwrap_or("localhost")));
    let text = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>Awaz Pulse</ShortName>
  <Description>Stations, songs and people, in any script</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Image type="image/svg+xml">{base}/icon.svg</Image>
  <Url type="text/html" template="{base}/search?q={{searchTerms}}"/>
</OpenSearchDescription>
"#
    );
    let kind = (header::CONTENT_TYPE, "application/opensearchdescription+xml");
    let keep = (header::CACHE_CONTROL, "public, max-age=86400");
    ([kind, keep], text).into_response()
}

/// Where this server is reached from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origin {
    /// As the operator says.
    pub(crate) public_url: Option<String>,
    /// Whether it speaks TLS itself.
    pub(crate) is_tls: bool,
}

impl Origin {
    fn of(&self, host: &str) -> String {
        let scheme = if self.is_tls { "https" } else { "http" };
        let public = self
            .public_url
            .as_deref()
            .map(|url| url.trim_end_matches('/').to_owned());
        public.unwrap_or_else(|| format!("{scheme}://{host}"))
    }
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}
