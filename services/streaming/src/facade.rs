//! Channels as other parts of the program make and see them.

use crate::model::{Profile, Settings};
use crate::routes::Api;
use crate::service::Streaming;
use crate::store::Store;
use async_trait::async_trait;
use awaz_core::event::{Envelope, Topic};
use awaz_core::id::{ChannelId, UserId};
use awaz_core::ports::{Station, Stations};
use awaz_core::{Code, Error, Language, Result, Slug, secret};
use awaz_store::Key;
use chrono::DateTime;
use futures::StreamExt;

/// Numbers that are tried where a name is taken.
const TRIES: u32 = 50;

/// A channel to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChannel {
    /// Name in URLs; from the name when left out.
    pub slug: Option<Slug>,
    /// Name on screen, 1 to 100 characters.
    pub name: String,
    /// Language of the programme; Urdu when left out.
    pub language: Option<Language>,
    /// A sentence about it.
    pub description: String,
    /// Genre.
    pub genre: String,
    /// Who owns it.
    pub owner: Option<UserId>,
}

impl NewChannel {
    /// A channel of a name, of nobody.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            slug: None,
            name: name.into(),
            language: None,
            description: String::new(),
            genre: String::new(),
            owner: None,
        }
    }
}

impl Store {
    /// Makes a channel and returns it with its source key. It goes on air with the server's next
    /// start; [`Streaming::create`] puts it on air at once.
    ///
    /// # Errors
    /// `Invalid` for a name that cannot be used, `Conflict` where the slug is taken.
    pub async fn create_channel(&self, new: NewChannel, settings: Settings) -> Result<(Profile, String)> {
        let name: String = new.name.trim().chars().filter(|letter| !letter.is_control()).collect();
        if !(1..=100).contains(&name.chars().count()) {
            return Err(
                Error::invalid("A channel's name has 1 to 100 characters.").field("/name", "1 to 100 characters")
            );
        }
        let is_chosen = new.slug.is_some();
        let first = new.slug.unwrap_or_else(|| slug_of(&name));
        let mut profile = self.new_profile(first.clone(), name, new.owner, settings);
        profile.description = new.description;
        profile.genre = new.genre;
        if let Some(language) = new.language {
            language.tag().clone_into(&mut profile.language);
        }
        for number in 2..TRIES {
            match self.add_channel(&profile).await {
                Ok(key) => return Ok((profile, key)),
                Err(error) if error.code == Code::Conflict && !is_chosen => {
                    let next = format!("{}-{number}", first.as_str());
                    profile.slug = Slug::parse(&next).map_err(|_| error)?;
                }
                Err(error) => return Err(error),
            }
        }
        Err(Error::conflict("This name is taken; choose another."))
    }
}

/// A slug out of the Latin letters and digits of a name.
fn slug_of(name: &str) -> Slug {
    let words = name
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let text = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    let cut = text.get(..text.len().min(40)).unwrap_or_default().trim_end_matches('-');
    Slug::parse(cut)
        .or_else(|_| Slug::parse(&format!("radio-{cut}")))
        .unwrap_or_else(|_| {
            let random = u32::from_be_bytes(secret::bytes());
            Slug::parse(&format!("radio-{random:08x}")).expect("letters, a dash and digits are a slug")
        })
}

impl Api {
    /// Makes a channel and puts it on air.
    pub(crate) async fn create(&self, new: NewChannel) -> Result<(Profile, String)> {
        let settings = Settings::with(&self.config.channel);
        let (profile, key) = self.store.create_channel(new, settings).await?;
        let added = self
            .check_mounts(&profile)
            .and_then(|()| self.hub.add_channel(profile.clone()));
        if let Err(error) = added {
            self.store.delete_channel(profile.id).await?;
            return Err(error);
        }
        self.tell("channel.created", profile.id).await;
        Ok((profile, key))
    }

    /// Writes a changed channel and puts the change in force.
    pub(crate) async fn update(&self, changed: Profile) -> Result<()> {
        changed.settings.check()?;
        self.check_mounts(&changed)?;
        let stored = self.store.update_channel(changed).await?;
        let slug = stored.slug.clone();
        self.hub.update_channel(stored)?;
        match self.hub.find(&slug) {
            Some(channel) => self.renew_agenda(&channel).await,
            None => Ok(()),
        }
    }

    /// Refuses mounts that another channel answers on: who listens there, and the source that has
    /// the other channel's key, must not land here.
    fn check_mounts(&self, profile: &Profile) -> Result<()> {
        let own = format!("/{}", profile.slug);
        for other in self.hub.all().iter().filter(|other| other.id() != profile.id) {
            let other = other.profile();
            let mount = format!("/{}", other.slug);
            if other.settings.aliases.contains(&own) {
                return Err(
                    Error::conflict("This name is a mount of another channel; choose another.")
                        .field("/slug", "is taken"),
                );
            }
            let taken = profile.settings.aliases.iter();
            let mut taken = taken.filter(|alias| **alias == mount || other.settings.aliases.contains(alias));
            if let Some(alias) = taken.next() {
                return Err(
                    Error::conflict(format!("The mount {alias} is another channel's; choose another."))
                        .field("/settings/aliases", format!("{alias} is taken")),
                );
            }
        }
        Ok(())
    }

    /// Takes a channel off air and deletes it.
    pub(crate) async fn delete(&self, id: ChannelId) -> Result<()> {
        for relay in self.store.relays(Some(id)).await? {
            self.relays.end(relay.id);
        }
        self.hub.remove_channel(id);
        self.feeds.forget(id);
        self.store.delete_channel(id).await?;
        let shelves = self.shelves.clone();
        let cleared = tokio::task::spawn_blocking(move || shelves.remove_channel(id)).await;
        if !matches!(cleared, Ok(Ok(()))) {
            tracing::warn!(channel = %id, "segments of a deleted channel are left on disk");
        }
        self.forget_recordings(id).await;
        self.tell("channel.deleted", id).await;
        Ok(())
    }

    async fn forget_recordings(&self, id: ChannelId) {
        let Ok(folder) = Key::parse(&format!("recordings/{id}")) else {
            return;
        };
        let mut files = self.objects.list(&folder);
        while let Some(Ok(file)) = files.next().await {
            if let Err(error) = self.objects.delete(&file.key).await {
                tracing::warn!(key = %file.key, %error, "a recording of a deleted channel is left on disk");
            }
        }
    }

    async fn tell(&self, kind: &str, id: ChannelId) {
        let event = Envelope::new(Topic::Streaming, kind, &id, self.clock.now());
        if let Err(error) = self.outbox.publish(&event).await {
            tracing::error!(%error, kind, channel = %id, "event not written");
        }
    }
}

impl Streaming {
    /// Makes a channel and puts it on air; returns it with its source key.
    ///
    /// # Errors
    /// As [`Store::create_channel`]; `Full` beyond the bound of channels.
    pub async fn create(&self, new: NewChannel) -> Result<(Profile, String)> {
        self.api.create(new).await
    }

    /// Takes a channel off air and deletes it with its sound.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn delete(&self, id: ChannelId) -> Result<()> {
        self.api.delete(id).await
    }

    /// Channels with the number of their listeners, by slug.
    #[must_use]
    pub fn channels(&self) -> Vec<(Profile, u32)> {
        let all = self.api.hub.all();
        all.iter()
            .map(|channel| (channel.profile().as_ref().clone(), channel.state().listeners))
            .collect()
    }

    /// What to type into an encoder, as the API gives it.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn encoder(&self, slug: &Slug, headers: &axum::http::HeaderMap) -> Result<serde_json::Value> {
        let channel = self.api.hub.get(slug)?;
        let key = self.api.store.source_key(channel.id()).await?;
        let view = crate::routes::encoder_view(&self.api, &channel, headers, key);
        serde_json::to_value(view).map_err(|_| Error::internal())
    }

    /// A channel as the public API gives it.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn station(&self, slug: &Slug) -> Result<serde_json::Value> {
        let channel = self.api.hub.get(slug)?;
        serde_json::to_value(crate::routes::views::station(&channel)).map_err(|_| Error::internal())
    }

    /// Changes the settings of a channel.
    ///
    /// # Errors
    /// `NotFound`, `Invalid` for settings out of bounds, `PreconditionFailed` in a race.
    pub async fn change(&self, slug: &Slug, change: impl FnOnce(&mut Settings) + Send) -> Result<()> {
        let channel = self.api.hub.get(slug)?;
        let mut profile = channel.profile().as_ref().clone();
        change(&mut profile.settings);
        self.api.update(profile).await
    }

    /// Makes a new source key.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn rotate_key(&self, id: ChannelId) -> Result<String> {
        self.api.store.rotate_key(id).await
    }

    /// Looks at once for changed libraries.
    pub async fn refresh(&self) {
        self.api.hub.refresh().await;
    }
}

#[async_trait]
impl Stations for Streaming {
    async fn by_slug(&self, slug: &Slug) -> Result<Option<Station>> {
        Ok(self.api.hub.find(slug).map(|channel| station(&channel.profile())))
    }

    async fn all(&self) -> Result<Vec<Station>> {
        Ok(self
            .api
            .hub
            .all()
            .iter()
            .map(|channel| station(&channel.profile()))
            .collect())
    }
}

fn station(profile: &Profile) -> Station {
    Station {
        id: profile.id,
        slug: profile.slug.clone(),
        name: profile.name.clone(),
        description: profile.description.clone(),
        genre: profile.genre.clone(),
        language: profile.language.clone(),
        owner: profile.owner,
        created_at: DateTime::from_timestamp_millis(profile.created_at_ms).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_slugs() {
        assert_eq!(slug_of("Chai & Beats").as_str(), "chai-beats");
        assert_eq!(slug_of("  Radio  Mehfil! ").as_str(), "radio-mehfil");
        assert!(slug_of("ریڈیو محفل").as_str().starts_with("radio-"));
        assert!(slug_of(&"a".repeat(200)).as_str().len() <= 63);
    }
}
