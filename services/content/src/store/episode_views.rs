//! Reading episodes: rows into views.

use super::Store;
use super::entity::{episode, track, transcript};
use super::episodes::state;
use super::rows::{self, ID_CHUNK};
use super::shows::{cover_file, version_of};
use crate::show::transcript::Cue;
use crate::show::{Chapter, Episode, EpisodeDetails, EpisodeState, Show, main_text};
use awaz_core::id::{ChannelId, EpisodeId, ShowId};
use awaz_store::Result;
use chrono::DateTime;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;
use uuid::Uuid;

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// The owner, who sees drafts and how far sounds are.
    Owner,
    /// Anybody.
    Everybody,
}

/// An episode with what it belongs to.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// Its channel.
    pub channel: ChannelId,
    /// Its show.
    pub show: Show,
    /// Itself, as its owner sees it.
    pub episode: Episode,
}

/// What of an episode is served as files.
#[derive(Debug, Clone)]
pub(crate) struct ServedEpisode {
    /// Who may hear it.
    pub state: EpisodeState,
    /// Its show.
    pub show: ShowId,
    /// Key of its sound.
    pub audio_key: Option<String>,
    /// MIME type of its sound.
    pub audio_mime: String,
    /// What changes with its sound.
    pub audio_tag: String,
    /// Hash of its cover.
    pub cover: Option<String>,
    /// Its parts.
    pub chapters: Vec<Chapter>,
}

impl Store {
    /// An episode, whoever may hear it.
    pub(crate) async fn episode(&self, id: EpisodeId) -> Result<Option<Known>> {
        let Some(row) = episode::Entity::find_by_id(id.0).one(self.db.rw()).await? else {
            return Ok(None);
        };
        let Some((_, show)) = self.show_of(row.show_id.into()).await? else {
            return Ok(None);
        };
        let channel = ChannelId(row.channel_id);
        let mut views = self.episode_views(&show, vec![row], Reader::Owner).await?;
        Ok(views.pop().map(|episode| Known { channel, show, episode }))
    }

    /// What of an episode is served as files.
    pub(crate) async fn served(&self, id: EpisodeId) -> Result<Option<ServedEpisode>> {
        let Some(row) = episode::Entity::find_by_id(id.0).one(self.db.ro()).await? else {
            return Ok(None);
        };
        let details: EpisodeDetails = serde_json::from_str(&row.details)?;
        Ok(Some(ServedEpisode {
            state: state(row.state),
            show: row.show_id.into(),
            audio_key: row.audio_key,
            audio_mime: row.audio_mime.unwrap_or_default(),
            audio_tag: row.audio_tag.unwrap_or_default(),
            cover: row.cover,
            chapters: details.chapters,
        }))
    }

    /// What is said in an episode, and what changes with it.
    pub(crate) async fn transcript(&self, id: EpisodeId) -> Result<Option<(String, Vec<Cue>)>> {
        let row = transcript::Entity::find_by_id(id.0).one(self.db.ro()).await?;
        row.map(|row| Ok((row.tag, serde_json::from_str(&row.cues)?)))
            .transpose()
    }

    pub(super) async fn episode_views(
        &self,
        show: &Show,
        rows: Vec<episode::Model>,
        reader: Reader,
    ) -> Result<Vec<Episode>> {
        let sounds = match reader {
            Reader::Owner => self.sounds_of(&rows).await?,
            Reader::Everybody => HashMap::new(),
        };
        rows.into_iter()
            .map(|row| {
                let sound = row.track_id.and_then(|track| sounds.get(&track));
                view(show, row, (sound, reader))
            })
            .collect()
    }

    async fn sounds_of(&self, rows: &[episode::Model]) -> Result<HashMap<Uuid, track::Model>> {
        let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.track_id).collect();
        let mut sounds = HashMap::new();
        for chunk in ids.chunks(ID_CHUNK) {
            let found = track::Entity::find()
                .filter(track::Column::Id.is_in(chunk.iter().copied()))
                .all(self.db.rw())
                .await?;
            sounds.extend(found.into_iter().map(|row| (row.id, row)));
        }
        Ok(sounds)
    }
}

/// What a file of this type is called.
pub(crate) fn extension_of(mime: &str) -> &'static str {
    match mime {
        "audio/mp4" => "m4a",
        "audio/aac" => "aac",
        _ => "mp3",
    }
}

fn view(show: &Show, row: episode::Model, (sound, reader): (Option<&track::Model>, Reader)) -> Result<Episode> {
    let details: EpisodeDetails = serde_json::from_str(&row.details)?;
    let (id, language) = (row.id, &show.details.language);
    let own_cover = |hash: &String| format!("/media/{id}/{}?v={}", cover_file(true), version_of(hash));
    let audio_url = row.audio_mime.as_deref().zip(row.audio_tag.as_deref());
    let audio_url = audio_url.map(|(mime, tag)| format!("/media/{id}.{}?v={}", extension_of(mime), version_of(tag)));
    let time = |ms: Option<i64>| ms.and_then(DateTime::from_timestamp_millis);
    let is_owner = reader == Reader::Owner;
    Ok(Episode {
        id: id.into(),
        show_id: row.show_id.into(),
        show: show.slug.clone(),
        title: main_text(&details.titles, language).to_owned(),
        description: main_text(&details.notes, language).to_owned(),
        details,
        guid: row.guid,
        state: state(row.state),
        publish_at: time(row.publish_at_ms).filter(|_| is_owner),
        published_at: time(row.published_at_ms),
        duration_ms: row.duration_ms,
        audio_url,
        audio_type: row.audio_mime,
        audio_bytes: row.audio_bytes.map(|bytes| bytes as u64),
        track_id: row.track_id.filter(|_| is_owner).map(Into::into),
        sound: sound.map(|sound| rows::state(sound.state)),
        sound_reason: sound.and_then(|sound| sound.reason.clone()),
        cover_url: row.cover.as_ref().map_or_else(|| show.cover_url.clone(), own_cover),
        has_cover: row.cover.is_some(),
        transcript_url: row
            .transcript
            .map(|tag| format!("/media/{id}/transcript.json?v={}", version_of(&tag))),
        created_at: time(Some(row.created_at_ms)).unwrap_or_default(),
        updated_at: time(Some(row.updated_at_ms)).unwrap_or_default(),
    })
}
