//! XML documents of Icecast's admin interface, as panels and statistics scripts read them.

use crate::status::{Mount, Server};
use crate::text::xml_escape;
use std::fmt::Write as _;

/// A listener as `listclients` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Id, for `killclient`.
    pub id: String,
    /// Address.
    pub peer: String,
    /// `User-Agent`.
    pub agent: String,
    /// Seconds connected.
    pub connected_s: u64,
    /// Bytes behind the live edge.
    pub lag_bytes: u64,
}

fn document(root: &str, inner: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root}>{inner}</{root}>\n")
}

fn element(out: &mut String, name: &str, value: &str) {
    let _ = write!(out, "<{name}>{}</{name}>", xml_escape(value));
}

/// `/admin/stats`.
#[must_use]
pub fn stats(server: &Server, mounts: &[Mount]) -> String {
    let mut inner = String::new();
    let listeners: u64 = mounts.iter().map(|mount| u64::from(mount.listeners)).sum();
    element(&mut inner, "admin", &server.admin);
    element(
        &mut inner,
        "host",
        server.host.rsplit_once(':').map_or(&server.host, |(host, _)| host),
    );
    element(&mut inner, "location", &server.location);
    element(&mut inner, "listeners", &listeners.to_string());
    element(&mut inner, "server_id", crate::respond::SERVER);
    element(&mut inner, "server_start_iso8601", &server.started_at.to_rfc3339());
    element(&mut inner, "sources", &mounts.len().to_string());
    for mount in mounts {
        let _ = write!(inner, "<source mount=\"{}\">", xml_escape(&mount.path));
        for (name, value) in mount.fields(server) {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            element(&mut inner, name, &text);
        }
        inner.push_str("</source>");
    }
    document("icestats", &inner)
}

/// `/admin/listmounts`.
#[must_use]
pub fn list_mounts(mounts: &[Mount]) -> String {
    let mut inner = String::new();
    for mount in mounts {
        let _ = write!(
            inner,
            "<source mount=\"{}\"><listeners>{}</listeners>",
            xml_escape(&mount.path),
            mount.listeners
        );
        element(&mut inner, "content-type", &mount.content_type);
        inner.push_str("</source>");
    }
    document("icestats", &inner)
}

/// `/admin/listclients`.
#[must_use]
pub fn list_clients(mount: &str, clients: &[Client]) -> String {
    let mut inner = format!(
        "<source mount=\"{}\"><Listeners>{}</Listeners>",
        xml_escape(mount),
        clients.len()
    );
    for client in clients {
        let _ = write!(inner, "<listener id=\"{0}\"><ID>{0}</ID>", xml_escape(&client.id));
        element(&mut inner, "IP", &client.peer);
        element(&mut inner, "UserAgent", &client.agent);
        element(&mut inner, "Connected", &client.connected_s.to_string());
        element(&mut inner, "lag", &client.lag_bytes.to_string());
        inner.push_str("</listener>");
    }
    inner.push_str("</source>");
    document("icestats", &inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_escape_what_listeners_say() {
        let client = Client {
            id: "7".to_owned(),
            peer: "192.0.2.1".to_owned(),
            agent: "<b>&\"\u{1b}".to_owned(),
            connected_s: 3,
            lag_bytes: 0,
        };
        let text = list_clients("/a\"b", &[client]);
        assert!(
            text.contains("<source mount=\"/a&quot;b\"><Listeners>1</Listeners>"),
            "{text}"
        );
        assert!(text.contains("<UserAgent>&lt;b&gt;&amp;&quot;</UserAgent>"), "{text}");
    }

    #[test]
    fn mounts_are_listed() {
        let mounts = [Mount {
            path: "/fm".to_owned(),
            listeners: 3,
            ..Mount::default()
        }];
        assert!(list_mounts(&mounts).contains("<source mount=\"/fm\"><listeners>3</listeners>"));
    }
}
