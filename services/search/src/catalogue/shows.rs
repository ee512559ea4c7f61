//! From a channel's shows to items.

use awaz_core::ports::{PublishedEpisode, PublishedShow, Station};

use super::language::primary;
use crate::find::{Item, Kind};

/// Everything of a channel's shows that listeners may find.
pub(super) fn items(station: &Station, shows: &[PublishedShow]) -> Vec<Item> {
    let mut items = Vec::new();
    for show in shows {
        items.push(of_show(station, show));
        items.extend(show.episodes.iter().map(|episode| of_episode(station, show, episode)));
    }
    items
}

fn of_show(station: &Station, show: &PublishedShow) -> Item {
    let mut other_titles = show.other_titles.clone();
    // Those who know the address type that.
    other_titles.push(show.slug.to_string().replace('-', " "));
    let newest = show.episodes.iter().map(|episode| episode.published_at).max();
    Item {
        id: show.id.to_string(),
        title: show.title.clone(),
        other_titles,
        people: show.author.clone(),
        body: format!("{} {}", show.category, show.description),
        art: Some(show.art.clone()),
        explicit: show.explicit,
        published_ms: newest.unwrap_or(show.created_at).timestamp_millis(),
        // There are few of them, and each is a place to stay.
        popularity: 0.8,
        ..of(station, show, Kind::Show)
    }
}

fn of_episode(station: &Station, show: &PublishedShow, episode: &PublishedEpisode) -> Item {
    Item {
        id: episode.id.to_string(),
        title: episode.title.clone(),
        other_titles: episode.other_titles.clone(),
        people: show.title.clone(),
        body: format!("{} {}", episode.persons.join(" "), episode.notes),
        art: Some(episode.art.clone()),
        path: format!("/shows/{}/{}", show.slug, episode.id),
        seconds: episode.seconds,
        explicit: episode.explicit,
        published_ms: episode.published_at.timestamp_millis(),
        ..of(station, show, Kind::Episode)
    }
}

fn of(station: &Station, show: &PublishedShow, kind: Kind) -> Item {
    Item {
        channel: station.slug.to_string(),
        language: primary(&show.language).to_owned(),
        path: format!("/shows/{}", show.slug),
        ..Item::empty(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use awaz_core::Slug;
    use awaz_core::id::{ChannelId, EpisodeId, ShowId};

    #[test]
    fn a_show_and_its_episodes_are_found_apart() {
        let station = Station {
            id: ChannelId::new(),
            slug: Slug::parse("radio-mehfil").unwrap(),
            name: "Radio Mehfil".to_owned(),
            description: String::new(),
            genre: String::new(),
            language: "ur".to_owned(),
            owner: None,
            created_at: "2026-11-25T10:00:00Z".parse().unwrap(),
        };
        let episode = PublishedEpisode {
            id: EpisodeId::new(),
            title: "پہلی قسط".to_owned(),
            other_titles: vec!["The first".to_owned()],
            notes: "Poetry".to_owned(),
            persons: vec!["Noor".to_owned()],
            art: "/media/x/cover.jpg".to_owned(),
            explicit: false,
            seconds: 60,
            published_at: station.created_at,
        };
        let show = PublishedShow {
            id: ShowId::new(),
            slug: Slug::parse("evening-talk").unwrap(),
            title: "شام".to_owned(),
            other_titles: vec!["Evening".to_owned()],
            description: "Talk".to_owned(),
            author: "Noor".to_owned(),
            category: "Arts".to_owned(),
            language: "pa-Arab".to_owned(),
            art: "/feeds/evening-talk/cover.png".to_owned(),
            explicit: true,
            created_at: station.created_at,
            episodes: vec![episode.clone()],
        };
        let found = items(&station, &[show]);
        assert_eq!(
            (found[0].kind, found[1].kind, found.len()),
            (Kind::Show, Kind::Episode, 2)
        );
        assert_eq!(
            (found[0].path.as_str(), found[0].language.as_str()),
            ("/shows/evening-talk", "pa")
        );
        assert_eq!(found[0].other_titles, ["Evening", "evening talk"]);
        assert_eq!(found[1].path, format!("/shows/evening-talk/{}", episode.id));
        assert_eq!((found[1].people.as_str(), found[1].seconds), ("شام", 60));
        assert!(found[1].body.contains("Noor") && found[1].body.contains("Poetry"));
    }
}
