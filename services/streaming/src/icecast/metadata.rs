//! Title updates beside a stream: Icecast's `/admin/metadata`, Shoutcast's `/admin.cgi`.

use super::connection::Connection;
use super::context::Ports;
use super::server::Outcome;
use crate::live::Granted;
use awaz_core::{Code, Error, Result, Slug};
use awaz_wire::auth::Credentials;
use awaz_wire::head::Request;
use awaz_wire::metadata::{Action, Done, SongTitle, Update, response_xml};
use awaz_wire::respond::{After, Response};
use awaz_wire::shoutcast::meanings;
use std::sync::Arc;

/// Most bytes of a posted form.
const MAX_FORM: usize = 16 * 1024;

/// Serves an update in a query string.
pub(crate) async fn serve_get(connection: &Connection, request: &Request, ports: &Arc<Ports>) -> Response {
    serve(connection, request, &request.query, ports).await
}

/// Serves an update in a form; parameters of the query string count too.
pub(crate) async fn serve_post(connection: &mut Connection, request: &Request, ports: &Arc<Ports>) -> Outcome {
    let length = request
        .headers
        .get("content-length")
        .and_then(|length| length.parse().ok())
        .unwrap_or(0);
    let Some(body) = connection.read_body(length, MAX_FORM).await else {
        let response = Response::text(400, "The form is over 16 KiB or did not arrive.");
        return Outcome::Answer(response.render(request.version, After::Close, false), After::Close);
    };
    let query = format!("{}&{}", request.query, String::from_utf8_lossy(&body));
    let response = serve(connection, request, &query, ports).await;
    let after = if request.keeps_alive() {
        After::KeepAlive
    } else {
        After::Close
    };
    Outcome::Answer(response.render(request.version, after, false), after)
}

async fn serve(connection: &Connection, request: &Request, query: &str, ports: &Arc<Ports>) -> Response {
    if request.path == "/admin.cgi" {
        return shoutcast(connection, request, query, ports).await;
    }
    let Some(credentials) = credentials_of(request, query) else {
        return unauthorised("Sign in with your source's name and key.");
    };
    let update = Update::parse(query);
    let Some(mount) = &update.mount else {
        return xml(400, "Missing parameter: mount", Done::No);
    };
    let Some(slug) = channel_of(mount, ports) else {
        return xml(404, "Source does not exist", Done::No);
    };
    let granted = match ports.check(Some(&slug), &credentials, connection.peer).await {
        Ok(granted) => granted,
        Err(error) => return refused(&error),
    };
    match apply(&granted, update.action, connection, ports) {
        Ok(true) => xml(200, "Metadata update successful", Done::Yes),
        Ok(false) => xml(200, "Don't know how to handle this mode", Done::No),
        Err(error) => xml(error.code.status(), &error.message, Done::No),
    }
}

fn apply(granted: &Granted, action: Action, connection: &Connection, ports: &Ports) -> Result<bool> {
    let song: SongTitle = match action {
        Action::UnknownMode => return Ok(false),
        Action::Nothing => return Err(Error::invalid("Missing parameter: song, or artist and title")),
        Action::Title(song) => song,
    };
    if !ports.registry.may_set_title(granted, connection.peer) {
        return Err(Error::new(
            Code::Forbidden,
            "Another source is on air, and you are not at its address.",
        ));
    }
    ports.stage.set_live_title(&granted.channel, song)?;
    Ok(true)
}

async fn shoutcast(connection: &Connection, request: &Request, query: &str, ports: &Arc<Ports>) -> Response {
    let page = |status, text: &str| {
        Response::new(
            status,
            "text/html; charset=utf-8",
            format!("<html><body>{text}</body></html>\n"),
        )
    };
    let from_query = awaz_wire::text::query_value(query, "pass");
    let from_header = request
        .headers
        .get("authorization")
        .and_then(Credentials::from_basic)
        .map(|found| found.password);
    let Some(password) = from_query.or(from_header) else {
        return page(400, "Missing parameter: pass");
    };
    let update = Update::parse(query);
    let named = update.mount.as_deref().and_then(|mount| channel_of(mount, ports));
    let granted = match ports
        .check_any(&attempts(&password, named.as_ref()), connection.peer)
        .await
    {
        Ok(granted) => granted,
        Err(error) if error.code == Code::Unauthenticated => {
            return page(401, "Invalid password").header("WWW-Authenticate", "Basic realm=\"Shoutcast\"");
        }
        Err(error) => return page(error.code.status(), &awaz_wire::text::xml_escape(&error.message)),
    };
    match apply(&granted, update.action, connection, ports) {
        Ok(_) => page(200, "Metadata update successful"),
        Err(error) => page(error.code.status(), &awaz_wire::text::xml_escape(&error.message)),
    }
}

/// What a Shoutcast password can mean, as questions to ask.
pub(crate) fn attempts(password: &str, named: Option<&Slug>) -> Vec<(Option<Slug>, Credentials)> {
    let mut found = Vec::new();
    for meaning in meanings(password) {
        let channel = match &meaning.channel {
            Some(name) => match Slug::parse(name) {
                Ok(slug) => Some(slug),
                Err(_) => continue,
            },
            None => named.cloned(),
        };
        found.extend(Credentials::new(&meaning.user, &meaning.password).map(|credentials| (channel, credentials)));
    }
    found
}

fn credentials_of(request: &Request, query: &str) -> Option<Credentials> {
    Credentials::from_request(request).or_else(|| {
        let password = awaz_wire::text::query_value(query, "pass")?;
        Credentials::new(
            &awaz_wire::text::query_value(query, "user").unwrap_or_default(),
            &password,
        )
    })
}

fn channel_of(mount: &str, ports: &Ports) -> Option<Slug> {
    let mount = if mount.starts_with('/') {
        mount.to_owned()
    } else {
        format!("/{mount}")
    };
    super::listener::resolve(&mount, ports).map(|(_, slug, _)| slug)
}

fn xml(status: u16, message: &str, done: Done) -> Response {
    Response::new(status, "text/xml; charset=utf-8", response_xml(message, done))
}

fn unauthorised(message: &str) -> Response {
    Response::text(401, message).header("WWW-Authenticate", "Basic realm=\"Icecast2 Server\", charset=\"UTF-8\"")
}

/// Answers wrong credentials.
pub(crate) fn refused(error: &Error) -> Response {
    match error.code {
        Code::Unauthenticated => unauthorised(&error.message),
        code => {
            let response = Response::text(code.status(), &error.message);
            match error.retry_after_s {
                Some(seconds) => response.header("Retry-After", seconds.to_string()),
                None => response,
            }
        }
    }
}
