//! `/api/v1/channels`: the channels of whoever asks.

use super::Api;
use super::views::{self, ChannelView};
use crate::facade;
use crate::model::{Profile, Settings};
use awaz_core::page::Page;
use awaz_core::ports::Role;
use awaz_core::{Error, Language, Slug};
use awaz_http::{ApiError, Caller, Json, Path, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

/// A channel to be made.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewChannel {
    /// Name in URLs; from the name when left out.
    #[schema(value_type = Option<String>)]
    slug: Option<Slug>,
    /// Name on screen.
    name: String,
    /// Language of the programme.
    language: Option<Language>,
}

/// What can be changed of a channel.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChannelChange {
    /// The version that was read; a change of an older one is refused.
    version: Option<i64>,
    /// Name on screen.
    name: Option<String>,
    /// A sentence about it.
    description: Option<String>,
    /// Genre.
    genre: Option<String>,
    /// Language of the programme.
    language: Option<Language>,
    /// Web page, http or https; empty for none.
    website: Option<String>,
    /// Colour of its cards, `#rrggbb`.
    color: Option<String>,
    /// Settings: those that are named are changed.
    settings: Option<serde_json::Map<String, serde_json::Value>>,
}

/// Lists the caller's channels; an administrator's list has all.
#[utoipa::path(get, path = "/api/v1/channels", tag = "channels", responses((status = 200, body = Page<ChannelView>), (status = 401, body = Problem)))]
pub(crate) async fn list_channels(State(api): State<Api>, caller: Caller) -> Result<Json<Page<ChannelView>>, ApiError> {
    caller.require("station:admin")?;
    let all = api.hub.all();
    let own = all
        .iter()
        .filter(|channel| caller.0.role == Role::Admin || channel.profile().owner == Some(caller.user_id()));
    let items = own.map(|channel| views::channel(channel)).collect();
    Ok(Json(Page { items, next: None }))
}

/// Makes a channel.
#[utoipa::path(post, path = "/api/v1/channels", tag = "channels", request_body = NewChannel,
    responses((status = 201, body = ChannelView), (status = 400, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn create_channel(
    State(api): State<Api>,
    caller: Caller,
    Json(new): Json<NewChannel>,
) -> Result<(StatusCode, Json<ChannelView>), ApiError> {
    caller.require("station:admin")?;
    let new = facade::NewChannel {
        slug: new.slug,
        language: new.language,
        owner: Some(caller.user_id()),
        ..facade::NewChannel::named(new.name)
    };
    let made = api.create(new).await?;
    let channel = api.channel(made.0.slug.as_str())?;
    Ok((StatusCode::CREATED, Json(views::channel(&channel))))
}

/// Shows a channel with its settings.
#[utoipa::path(get, path = "/api/v1/channels/{slug}", tag = "channels", params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, body = ChannelView), (status = 404, body = Problem)))]
pub(crate) async fn get_channel(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
) -> Result<Json<ChannelView>, ApiError> {
    Ok(Json(views::channel(api.own(&caller, &slug)?.as_ref())))
}

/// Changes a channel; in force at once.
#[utoipa::path(patch, path = "/api/v1/channels/{slug}", tag = "channels", request_body = ChannelChange,
    params(("slug" = String, Path, description = "the channel")),
    responses((status = 200, body = ChannelView), (status = 400, body = Problem), (status = 404, body = Problem), (status = 412, body = Problem)))]
pub(crate) async fn update_channel(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
    Json(change): Json<ChannelChange>,
) -> Result<Json<ChannelView>, ApiError> {
    let channel = api.own(&caller, &slug)?;
    let changed = change.apply(channel.profile().as_ref().clone())?;
    api.update(changed).await?;
    Ok(Json(views::channel(&channel)))
}

/// Takes a channel off air and deletes it with its library and recordings.
#[utoipa::path(delete, path = "/api/v1/channels/{slug}", tag = "channels", params(("slug" = String, Path, description = "the channel")),
    responses((status = 204, description = "deleted"), (status = 404, body = Problem)))]
pub(crate) async fn delete_channel(
    State(api): State<Api>,
    caller: Caller,
    Path(slug): Path<String>,
) -> Result<StatusCode, ApiError> {
    let channel = api.own(&caller, &slug)?;
    api.delete(channel.id()).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl ChannelChange {
    fn apply(self, mut profile: Profile) -> awaz_core::Result<Profile> {
        profile.version = self.version.unwrap_or(profile.version);
        let text = |text: String, bound: usize| -> String {
            text.trim()
                .chars()
                .filter(|letter| !letter.is_control())
                .take(bound)
                .collect()
        };
        if let Some(name) = self.name {
            profile.name = text(name, 100);
            if profile.name.is_empty() {
                return Err(Error::invalid("A channel needs a name.").field("/name", "is empty"));
            }
        }
        profile.description = self.description.map_or(profile.description, |new| text(new, 1000));
        profile.genre = self.genre.map_or(profile.genre, |new| text(new, 60));
        profile.language = self.language.map_or(profile.language, |new| new.tag().to_owned());
        if let Some(website) = self.website {
            check_website(&website)?;
            profile.website = website;
        }
        if let Some(color) = self.color {
            check_color(&color)?;
            profile.color = color;
        }
        if let Some(settings) = self.settings {
            profile.settings = merged(&profile.settings, settings)?;
        }
        Ok(profile)
    }
}

fn check_website(text: &str) -> awaz_core::Result<()> {
    let is_good = text.is_empty()
        || (text.len() <= 500
            && !text.chars().any(char::is_control)
            && url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https")));
    if is_good {
        Ok(())
    } else {
        Err(
            Error::invalid("The web page's address must start with https:// or http://.")
                .field("/website", "is not an address"),
        )
    }
}

fn check_color(text: &str) -> awaz_core::Result<()> {
    let hex = text
        .strip_prefix('#')
        .filter(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if hex.is_some() {
        Ok(())
    } else {
        Err(Error::invalid("A colour looks like #b3261e.").field("/color", "is not a colour"))
    }
}

/// Settings with those that are named changed; sections are merged too.
fn merged(settings: &Settings, change: serde_json::Map<String, serde_json::Value>) -> awaz_core::Result<Settings> {
    let mut all = serde_json::to_value(settings).map_err(|_| Error::internal())?;
    for (key, value) in change {
        match (all.get_mut(&key), value) {
            (Some(serde_json::Value::Object(section)), serde_json::Value::Object(new)) => section.extend(new),
            (Some(known), value) => *known = value,
            (None, _) => {
                return Err(Error::invalid(format!("There is no setting {key}."))
                    .field(format!("/settings/{key}"), "is not known"));
            }
        }
    }
    serde_json::from_value(all).map_err(|error| {
        Error::invalid(format!("The settings cannot be used: {error}.")).field("/settings", error.to_string())
    })
}
