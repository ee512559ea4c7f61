//! Status pages, playlist files, and the pages of a Shoutcast server.

use super::connection::Connection;
use super::context::Ports;
use super::listener::{default_rendition, resolve};
use crate::live::ChannelView;
use awaz_core::{Rendition, Slug};
use awaz_wire::head::Request;
use awaz_wire::playlist::Kind;
use awaz_wire::respond::Response;
use awaz_wire::status::{self, Mount};
use awaz_wire::{shoutcast_pages, text};
use std::sync::Arc;

/// Serves a page; `None` where the path is none of ours.
pub(crate) fn serve(connection: &Connection, request: &Request, ports: &Arc<Ports>) -> Option<Response> {
    let server = ports.server(request, connection.local);
    let response = match request.path.as_str() {
        "/" | "/status.xsl" | "/index.html" => html(status::html(&server, &mounts(ports))),
        "/status-json.xsl" => {
            let wanted = request.query_value("mount");
            let shown = mounts(ports)
                .into_iter()
                .filter(|mount| wanted.as_ref().is_none_or(|path| *path == mount.path));
            json(status::json(&server, &shown.collect::<Vec<_>>()))
        }
        "/7.html" | "/stats" | "/currentsong" | "/played" => shoutcast_page(request, ports),
        path => {
            let (mount, kind) = Kind::split(path)?;
            let (channel, ..) = resolve(mount, ports)?;
            let address = format!("{}://{}{}", server.scheme, server.host, mount);
            Response::new(200, kind.content_type(), kind.write(&address, &channel.name))
                .header(
                    "Content-Disposition",
                    format!("attachment; filename=\"{}\"", file_name(path)),
                )
                .cors()
        }
    };
    Some(response)
}

fn file_name(path: &str) -> String {
    let name = path.trim_start_matches('/').replace('/', "-");
    name.chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || "-._".contains(*letter))
        .collect()
}

fn html(body: String) -> Response {
    Response::new(200, "text/html; charset=utf-8", body).header("Content-Security-Policy", "default-src 'none'")
}

fn json(body: String) -> Response {
    Response::new(200, "application/json; charset=utf-8", body).cors()
}

/// All channels as mounts.
pub(crate) fn mounts(ports: &Ports) -> Vec<Mount> {
    ports.stage.channels().iter().map(mount).collect()
}

/// A channel as a mount.
pub(crate) fn mount(channel: &ChannelView) -> Mount {
    let rendition: Rendition = default_rendition(channel);
    Mount {
        path: format!("/{}", channel.slug),
        name: channel.name.clone(),
        description: channel.description.clone(),
        genre: channel.genre.clone(),
        url: channel.website.clone(),
        content_type: rendition.codec.content_type().to_owned(),
        bitrate_kbps: u32::from(rendition.kbps),
        artist: channel.song.artist.clone(),
        title: channel.song.title.clone(),
        playing: channel.song.to_string(),
        listeners: channel.listeners,
        listener_peak: channel.listener_peak,
        started_at: channel.started_at,
    }
}

/// The channel a Shoutcast page is about: `mount`, else the `sid`th by name, else the first.
fn channel_asked_for(request: &Request, ports: &Ports) -> Option<ChannelView> {
    if let Some(path) = request.query_value("mount") {
        return resolve(&path, ports).map(|(channel, ..)| channel);
    }
    let number = request
        .query_value("sid")
        .and_then(|sid| sid.parse::<usize>().ok())
        .unwrap_or(1);
    ports.stage.channels().into_iter().nth(number.checked_sub(1)?)
}

fn shoutcast_page(request: &Request, ports: &Ports) -> Response {
    let Some(channel) = channel_asked_for(request, ports) else {
        return Response::text(404, "There is no such station.");
    };
    let mount = mount(&channel);
    let wants_json = request.query_value("json").is_some_and(|flag| flag == "1")
        || request.query_value("type").is_some_and(|kind| kind == "json");
    match (request.path.as_str(), wants_json) {
        ("/7.html", _) => html(shoutcast_pages::seven(&mount, channel.max_listeners)),
        ("/stats", true) => json(shoutcast_pages::stats_json(&mount, channel.max_listeners)),
        ("/stats", false) => Response::new(
            200,
            "text/xml; charset=utf-8",
            shoutcast_pages::stats_xml(&mount, channel.max_listeners),
        )
        .cors(),
        ("/currentsong", _) => Response::text(200, &text::clean(&mount.playing)).cors(),
        (_, wants_json) => {
            let songs = Slug::parse(&channel.slug)
                .map(|slug| ports.stage.played(&slug))
                .unwrap_or_default();
            if wants_json {
                json(shoutcast_pages::played_json(&songs))
            } else {
                html(shoutcast_pages::played_html(&songs))
            }
        }
    }
}
