//! Icecast's admin interface, for panels and statistics scripts that speak it.

use super::connection::Connection;
use super::context::Ports;
use super::listener::resolve;
use super::metadata::refused;
use super::pages::mounts;
use crate::live::{AdminScope, ChannelView};
use awaz_core::id::ConnectionId;
use awaz_core::{Code, Error, Result, Slug};
use awaz_fanout::{ListenerStats, Ring};
use awaz_wire::admin::{self, Client};
use awaz_wire::auth::Credentials;
use awaz_wire::head::Request;
use awaz_wire::metadata::{Done, response_xml};
use awaz_wire::playlist::Kind;
use awaz_wire::respond::Response;
use awaz_wire::status::Mount;
use std::sync::Arc;

/// Serves `/admin/…`; without an administrator's key it is 401, whatever the path.
pub(crate) async fn serve(connection: &Connection, request: &Request, ports: &Arc<Ports>) -> Response {
    let scope = match sign_in(connection, request, ports).await {
        Ok(scope) => scope,
        Err(error) => return refused(&error),
    };
    let command = request.path.trim_start_matches("/admin/");
    let command = command.strip_suffix(".xsl").unwrap_or(command);
    let result = run(command, connection, request, (ports, &scope)).await;
    result.unwrap_or_else(|error| xml(error.code.status(), response_xml(&error.message, Done::No)))
}

async fn sign_in(connection: &Connection, request: &Request, ports: &Ports) -> Result<AdminScope> {
    let nobody = || {
        Error::new(
            Code::Unauthenticated,
            "Sign in as admin with an API key of the scope station:admin.",
        )
    };
    let credentials = request
        .headers
        .get("authorization")
        .and_then(Credentials::from_basic)
        .ok_or_else(nobody)?;
    ports.check_admin(&credentials, connection.peer).await
}

async fn run(
    command: &str,
    connection: &Connection,
    request: &Request,
    (ports, scope): (&Arc<Ports>, &AdminScope),
) -> Result<Response> {
    let covered = || -> Vec<Mount> {
        mounts(ports)
            .into_iter()
            .filter(|mount| scope.covers(mount.path.trim_start_matches('/')))
            .collect()
    };
    match command {
        "" | "stats" => Ok(xml(
            200,
            admin::stats(&ports.server(request, connection.local), &covered()),
        )),
        "listmounts" | "managemounts" => Ok(xml(200, admin::list_mounts(&covered()))),
        "listclients" => {
            let (channel, slug) = asked_for(request, ports, scope)?;
            let now_ms = ports.clock.now_ms();
            let clients: Vec<_> = listeners(&channel, &slug, ports)
                .iter()
                .map(|stats| client(stats, now_ms))
                .collect();
            Ok(xml(200, admin::list_clients(&format!("/{slug}"), &clients)))
        }
        "killclient" => {
            let (channel, slug) = asked_for(request, ports, scope)?;
            let id: Option<ConnectionId> = request.query_value("id").and_then(|id| id.parse().ok());
            let id = id.ok_or_else(|| Error::invalid("Missing parameter: id"))?;
            let is_there = listeners(&channel, &slug, ports).iter().any(|stats| stats.id == id);
            if is_there && ports.fanout.kick(id) {
                Ok(done(&format!("Client {id} removed")))
            } else {
                Err(Error::not_found("client", id))
            }
        }
        "killsource" => {
            let (_, slug) = asked_for(request, ports, scope)?;
            ports.stage.kick_live(&slug)?;
            Ok(done("Source Removed"))
        }
        "moveclients" => move_clients(request, ports, scope).await,
        "buildm3u" => {
            let (channel, slug) = asked_for(request, ports, scope)?;
            let server = ports.server(request, connection.local);
            let file = Kind::M3u.write(&format!("{}://{}/{slug}", server.scheme, server.host), &channel.name);
            Ok(Response::new(200, Kind::M3u.content_type(), file))
        }
        "fallbacks" | "manageauth" => Err(Error::new(
            Code::Unsupported,
            "Fallbacks and sign-ins are set in the studio.",
        )),
        _ => Err(Error::not_found("command", command)),
    }
}

async fn move_clients(request: &Request, ports: &Arc<Ports>, scope: &AdminScope) -> Result<Response> {
    let (from, slug) = asked_for(request, ports, scope)?;
    let destination = request
        .query_value("destination")
        .ok_or_else(|| Error::invalid("Missing parameter: destination"))?;
    let no_mount = || Error::not_found("mount", &destination);
    let (to, to_slug, _) = resolve(&destination, ports).ok_or_else(no_mount)?;
    if !scope.covers(&to.slug) {
        return Err(no_mount());
    }
    if slug == to_slug {
        return Err(Error::invalid("Both mounts are of the same channel."));
    }
    let mut moved = 0;
    for rendition in from.renditions {
        let Some(ring) = ports.stage.running_ring(&slug, rendition) else {
            continue;
        };
        if to.renditions.contains(&rendition) {
            let target = ports.stage.ring(&to_slug, rendition).await?;
            let result = ring.move_to(&target);
            moved += result.map_err(|error| Error::invalid(error.to_string()))?;
        }
    }
    Ok(done(&format!("{moved} clients moved")))
}

fn asked_for(request: &Request, ports: &Ports, scope: &AdminScope) -> Result<(ChannelView, Slug)> {
    let path = request
        .query_value("mount")
        .ok_or_else(|| Error::invalid("Missing parameter: mount"))?;
    let found = resolve(&path, ports).filter(|(channel, ..)| scope.covers(&channel.slug));
    found
        .map(|(channel, slug, _)| (channel, slug))
        .ok_or_else(|| Error::not_found("mount", path))
}

/// Who listens to a channel through rings that exist; asking must not start an encoder.
fn listeners(channel: &ChannelView, slug: &Slug, ports: &Ports) -> Vec<ListenerStats> {
    let rings: Vec<Arc<Ring>> = channel
        .renditions
        .iter()
        .filter_map(|rendition| ports.stage.running_ring(slug, *rendition))
        .collect();
    rings
        .iter()
        .flat_map(|ring| ports.fanout.listeners(ring))
        .filter(|stats| stats.audience == awaz_fanout::Audience::Listener)
        .collect()
}

fn client(stats: &ListenerStats, now_ms: i64) -> Client {
    Client {
        id: stats.id.to_string(),
        peer: stats.peer.map(|peer| peer.ip().to_string()).unwrap_or_default(),
        agent: stats.agent.clone(),
        connected_s: u64::try_from((now_ms - stats.since_ms) / 1000).unwrap_or(0),
        lag_bytes: stats.lag_bytes,
    }
}

fn done(message: &str) -> Response {
    xml(200, response_xml(message, Done::Yes))
}

fn xml(status: u16, body: String) -> Response {
    Response::new(status, "text/xml; charset=utf-8", body)
}
