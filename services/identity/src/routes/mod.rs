//! The routes of accounts, one endpoint a file.

mod create_key;
mod delete_key;
mod factor;
mod forgot;
mod get_me;
mod get_setup;
mod jwks;
mod list_keys;
mod login;
mod logout;
mod options;
mod profile;
mod refresh;
mod register;
mod sign_ins;

pub use login::session_cookie;

use crate::accounts::Accounts;
use crate::post;
use crate::setup::Setup;
use crate::trust::RELOAD;
use awaz_core::{Code, Error, Language};
use awaz_http::Caller;
use awaz_http::service::{Ctx, Service, Task};
use axum::http::HeaderMap;
use std::sync::Arc;
use std::time::Duration;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How often expired sessions are removed.
const SWEEP: Duration = Duration::from_secs(3600);

/// What the routes need.
#[derive(Debug, Clone)]
struct Deps {
    accounts: Accounts,
    setup: Setup,
    is_tls: bool,
}

/// The service of accounts; binds the directory port.
#[must_use]
pub fn service(ctx: &Ctx, accounts: &Accounts, setup: &Setup) -> Service {
    ctx.ports.bind_directory(Arc::new(accounts.clone()));
    let deps = Deps {
        accounts: accounts.clone(),
        setup: setup.clone(),
        is_tls: ctx.is_tls,
    };
    let router = OpenApiRouter::new()
        .routes(routes!(login::login))
        .routes(routes!(logout::logout))
        .routes(routes!(refresh::refresh))
        .routes(routes!(get_me::get_me, profile::change_me))
        .routes(routes!(get_setup::get_setup))
        .routes(routes!(list_keys::list_keys, create_key::create_key))
        .routes(routes!(delete_key::delete_key))
        .routes(routes!(jwks::jwks))
        .routes(routes!(sign_ins::list_sessions, sign_ins::end_other_sessions))
        .routes(routes!(sign_ins::end_session))
        .routes(routes!(options::options))
        .routes(routes!(register::register))
        .routes(routes!(register::confirm))
        .routes(routes!(forgot::forgot))
        .routes(routes!(forgot::reset))
        .routes(routes!(factor::get_factor, factor::begin_factor))
        .routes(routes!(factor::confirm_factor))
        .routes(routes!(factor::remove_factor))
        .routes(routes!(profile::change_password))
        .routes(routes!(profile::change_address))
        .routes(routes!(profile::confirm_address))
        .with_state(deps);
    let sweep = sweep(accounts.clone(), ctx.shutdown.clone());
    let reload = reload(accounts.clone(), ctx.shutdown.clone());
    Service {
        router,
        jobs: post::handlers(accounts),
        tasks: vec![Task::new("session sweep", sweep), Task::new("sign-in reload", reload)],
        ..Service::new("auth")
    }
}

async fn sweep(accounts: Accounts, shutdown: tokio_util::sync::CancellationToken) {
    loop {
        match accounts.sweep().await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, action = "session_sweep", "expired sessions removed"),
            Err(error) => tracing::warn!(%error, action = "session_sweep", "expired sessions stay for now"),
        }
        match accounts.trust().rotate_if_due().await {
            Ok(None) => {}
            Ok(Some(kid)) => tracing::info!(kid, action = "keys_rotate", "a new key will sign access tokens"),
            Err(error) => tracing::warn!(%error, action = "keys_rotate", "the key stays for now"),
        }
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            () = shutdown.cancelled() => return,
        }
    }
}

/// Keeps in memory what checking a token needs, so that no request waits for the database.
async fn reload(accounts: Accounts, shutdown: tokio_util::sync::CancellationToken) {
    loop {
        if let Err(error) = accounts.trust().reload().await {
            tracing::warn!(%error, action = "trust_reload", "keys and ended sign-ins were not read");
        }
        tokio::select! {
            () = tokio::time::sleep(RELOAD) => {}
            () = shutdown.cancelled() => return,
        }
    }
}

fn agent(headers: &HeaderMap) -> &str {
    headers
        .get("user-agent")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// The language a browser asks for: the first of ours it names, else English.
fn language(headers: &HeaderMap) -> Language {
    let wanted = headers.get("accept-language").and_then(|value| value.to_str().ok());
    let mut tags = wanted.unwrap_or_default().split(',').take(20);
    tags.find_map(|tag| tag.trim().split(['-', ';']).next()?.to_lowercase().parse().ok())
        .unwrap_or(Language::English)
}

/// Refuses a key that may not everything its owner may: it neither makes keys nor deletes them.
fn require_person(caller: &Caller) -> awaz_core::Result<()> {
    if caller.0.scopes.is_none() {
        return Ok(());
    }
    let message = "Sign in with your password to change keys and sign-ins; a key with scopes cannot.";
    Err(Error::new(Code::Forbidden, message))
}
