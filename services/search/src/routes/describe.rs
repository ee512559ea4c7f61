//! `GET /opensearch.xml`

use awaz_http::request::base;
use awaz_wire::text::xml_escape;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::Api;

/// Tells browsers how to search here, so that it can be done from their address bar
/// (OpenSearch 1.1, <https://github.com/dewitt/opensearch>).
pub(super) async fn describe(State(api): State<Api>, headers: HeaderMap) -> Response {
    let text = document(&base(api.origin.public_url.as_deref(), api.origin.is_tls, &headers));
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

fn document(base: &str) -> String {
    let base = xml_escape(base);
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>Awaz Pulse</ShortName>
  <Description>Stations, songs and people, in any script</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Image type="image/svg+xml">{base}/icon.svg</Image>
  <Url type="text/html" template="{base}/search?q={{searchTerms}}"/>
</OpenSearchDescription>
"#
    )
}

#[cfg(test)]
mod tests {
    use super::document;

    #[test]
    fn no_name_breaks_out_of_its_place() {
        let text = document(r#"http://a"b<c>&d"#);
        let template = r#"template="http://a&quot;b&lt;c&gt;&amp;d/search?q={searchTerms}""#;
        assert!(text.contains(template) && !text.contains("b<c"), "{text}");
    }
}
