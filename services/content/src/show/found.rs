//! Shows as search knows them.

use super::check::main_text;
use super::model::{Episode, Show, Texts};
use awaz_core::ports::{PublishedEpisode, PublishedShow};

impl Show {
    /// The show with its published episodes, for the port.
    pub(crate) fn published(&self, episodes: &[Episode]) -> PublishedShow {
        let details = &self.details;
        PublishedShow {
            id: self.id,
            slug: self.slug.clone(),
            title: self.title.clone(),
            other_titles: others(&details.titles, &self.title),
            description: self.description.clone(),
            author: details.author.clone(),
            category: details.category.clone(),
            language: details.language.clone(),
            art: self.cover_url.clone(),
            explicit: details.explicit,
            created_at: self.created_at,
            episodes: episodes.iter().map(|episode| found(episode, self)).collect(),
        }
    }
}

fn found(episode: &Episode, show: &Show) -> PublishedEpisode {
    let (details, language) = (&episode.details, &show.details.language);
    let persons = details.persons.iter();
    PublishedEpisode {
        id: episode.id,
        title: episode.title.clone(),
        other_titles: others(&details.titles, &episode.title),
        notes: main_text(&details.notes, language).to_owned(),
        persons: persons.map(|person| person.name.clone()).collect(),
        art: episode.cover_url.clone(),
        explicit: details.explicit.unwrap_or(show.details.explicit),
        seconds: episode
            .duration_ms
            .map_or(0, |ms| u32::try_from(ms / 1000).unwrap_or(u32::MAX)),
        published_at: episode.published_at.unwrap_or(episode.created_at),
    }
}

fn others(titles: &Texts, main: &str) -> Vec<String> {
    titles.values().filter(|title| *title != main).cloned().collect()
}
