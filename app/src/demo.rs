//! The demo: three stations with sound of their own, so that the first start is heard at once.

use crate::product::{Product, create_channel};
use awaz_core::id::{ChannelId, PlaylistId, UserId};
use awaz_core::ports::{PlaylistKind, Role};
use awaz_core::{Language, Result, Slug, secret};
use awaz_identity::NewUser;
use awaz_streaming::NewChannel;
use rust_embed::RustEmbed;
use std::collections::HashSet;
use tokio_util::task::TaskTracker;

/// Address the demo's owner signs in with.
const EMAIL: &str = "owner@localhost.example";
/// A jingle after so many songs.
const JINGLE_EVERY: u16 = 2;

#[derive(RustEmbed)]
#[folder = "../fixtures/demo"]
struct Sound;

struct DemoStation {
    slug: &'static str,
    name: &'static str,
    description: &'static str,
    genre: &'static str,
    language: &'static str,
}

const STATIONS: [DemoStation; 3] = [
    DemoStation {
        slug: "radio-mehfil",
        name: "ریڈیو محفل",
        description: "شام کے راگ، دھیمی دھنیں اور سکون کی گھڑیاں۔",
        genre: "غزل و کلاسیکی",
        language: "ur",
    },
    DemoStation {
        slug: "chai-and-beats",
        name: "Chai & Beats",
        description: "Soft beats for work, rain and a second cup.",
        genre: "Lo-fi",
        language: "en",
    },
    DemoStation {
        slug: "dhol-punjab",
        name: "ڈھول پنجاب",
        description: "ڈھول دی تھاپ تے پنڈ دیاں خوشیاں۔",
        genre: "بھنگڑا",
        language: "pa",
    },
];

/// The demo's owner, as the terminal tells it.
pub(crate) struct Owner {
    pub(crate) email: String,
    pub(crate) password: String,
}

/// Brings the stations where they are not there yet; their sound follows while the server runs.
/// Returns the owner where one was made.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub(crate) async fn begin(is_asked: bool, product: &Product, tracker: &TaskTracker) -> Result<Option<Owner>> {
    if !is_asked {
        return Ok(None);
    }
    let owner = owner(product).await?;
    let mut fresh = Vec::new();
    let there: HashSet<Slug> = product
        .store
        .channels()
        .await?
        .into_iter()
        .map(|(profile, _)| profile.slug)
        .collect();
    for station in &STATIONS {
        let Ok(slug) = Slug::parse(station.slug) else { continue };
        if there.contains(&slug) {
            continue;
        }
        let new = NewChannel {
            slug: Some(slug),
            language: station.language.parse::<Language>().ok(),
            description: station.description.to_owned(),
            genre: station.genre.to_owned(),
            owner: owner.as_ref().map(|(id, _)| *id),
            ..NewChannel::named(station.name)
        };
        let (profile, _key) = create_channel(product, new).await?;
        fresh.push((station.slug, profile.id));
    }
    tracker.spawn(fill(product.clone(), fresh));
    Ok(owner.map(|(_, owner)| owner))
}

async fn owner(product: &Product) -> Result<Option<(UserId, Owner)>> {
    if product.accounts.has_owner().await? {
        return Ok(None);
    }
    let password = secret::key(12);
    let new = NewUser {
        email: EMAIL.to_owned(),
        name: "Demo".to_owned(),
        role: Role::Admin,
        password: password.clone(),
    };
    let user = product.accounts.create_user(new).await?;
    let email = EMAIL.to_owned();
    Ok(Some((user.id, Owner { email, password })))
}

/// Adds the sound, the first piece of every station first.
async fn fill(product: Product, stations: Vec<(&'static str, ChannelId)>) {
    let mut lists = Vec::new();
    for (slug, channel) in &stations {
        match playlists(&product, *channel).await {
            Ok(playlists) => lists.push((*slug, *channel, playlists)),
            Err(error) => tracing::error!(%error, slug, "the demo's playlists could not be made"),
        }
    }
    let mut files: Vec<String> = Sound::iter().map(std::borrow::Cow::into_owned).collect();
    files.sort_by_key(|path| path.rsplit('/').next().map(ToOwned::to_owned));
    for path in files {
        let Some((folder, name)) = path.split_once('/') else {
            continue;
        };
        let Some((_, channel, (songs, idents))) = lists.iter().find(|(slug, ..)| *slug == folder) else {
            continue;
        };
        let playlist = if name.starts_with("ident") { *idents } else { *songs };
        if product.ctx.shutdown.is_cancelled() {
            return;
        }
        if let Err(error) = add(&product, (*channel, playlist), &path).await {
            tracing::error!(%error, path, "a piece of the demo could not be added");
        }
    }
}

async fn playlists(product: &Product, channel: ChannelId) -> Result<(PlaylistId, PlaylistId)> {
    let songs = product.content.default_playlist(channel).await?;
    let every = PlaylistKind::EverySongs { songs: JINGLE_EVERY };
    let idents = product.content.ensure_playlist(channel, "Idents", every, true).await?;
    Ok((songs, idents))
}

async fn add(product: &Product, whose: (ChannelId, PlaylistId), path: &str) -> Result<()> {
    let Some(file) = Sound::get(path) else { return Ok(()) };
    let name = path.rsplit('/').next().unwrap_or(path);
    product.content.add_bytes(whose, name, file.data.into_owned()).await?;
    if let Some(streaming) = product.streaming.get() {
        streaming.refresh().await;
    }
    Ok(())
}
