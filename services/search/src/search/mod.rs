//! The service behind the routes: a query in, the answer people see out.

mod outcome;

use std::ops::Range;
use std::time::Instant;

use awaz_core::{Code, Error, Result, Slug};
use awaz_http::Ports;
use awaz_store::index::Filter;
use awaz_text::normalise::{Spelling, strict};

use crate::find::{Finder, Found, Kind, Query};
use crate::meaning::Meaning;
use crate::model::{ChannelName, Mark, SearchAnswer, SearchHit, Section, Suggestion};
use crate::numbers::Numbers;
use crate::rules::{Applied, Keeper};
use crate::store::Store;
use outcome::Hit;

/// Hits of each kind where several are shown, and where one is.
const OF_EACH: usize = 5;
const OF_ONE: usize = 20;
/// Hits of a section at most.
const MOST: usize = 50;
/// Stations that are named with something they all play.
const CHANNELS: usize = 5;
/// Suggestions at once.
const SUGGESTIONS: usize = 8;
/// Candidates of each kind that suggestions are chosen from.
const CANDIDATES: usize = 24;

/// What is wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) query: String,
    pub(crate) filter: Filter,
    pub(crate) limit: Option<usize>,
    pub(crate) cursor: Option<Cursor>,
    /// Whether the last word may go on.
    pub(crate) is_partial: bool,
}

impl Wanted {
    fn read(&self) -> Result<Query> {
        let query = Query::read(&self.query);
        let query = query.map_err(|wrong| Error::invalid(format!("{wrong}.")).field("q", wrong.to_string()))?;
        Ok(query.partial(self.is_partial))
    }
}

/// Where more of a kind begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    kind: Kind,
    from: usize,
}

impl Cursor {
    /// Reads `track.20`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (kind, from) = text.split_once('.')?;
        Some(Self {
            kind: Kind::parse(kind)?,
            from: from.parse().ok()?,
        })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.kind.as_str(), self.from)
    }
}

/// What the routes work with; clones cheaply.
#[derive(Clone)]
pub(crate) struct Search {
    pub(crate) finder: Finder,
    /// What is liked best, for when the index is away; none where it cannot be.
    pub(crate) spare: Option<Finder>,
    pub(crate) meaning: Meaning,
    pub(crate) rules: Keeper,
    pub(crate) numbers: Numbers,
    pub(crate) store: Store,
    pub(crate) ports: Ports,
}

impl Search {
    /// Finds, and puts it in sections.
    ///
    /// # Errors
    /// `Invalid` for a query that is too long; the index's.
    pub(crate) async fn find(&self, wanted: Wanted) -> Result<(SearchAnswer, usize)> {
        self.find_by(wanted, &self.rules.applied()).await
    }

    /// As [`Search::find`], by other rules than those that are kept.
    ///
    /// # Errors
    /// As [`Search::find`].
    pub(crate) async fn find_by(&self, mut wanted: Wanted, rules: &Applied) -> Result<(SearchAnswer, usize)> {
        let started = Instant::now();
        if let Some(cursor) = wanted.cursor {
            wanted.filter.kinds = vec![cursor.kind.as_str().to_owned()];
        }
        let outcome = self.outcome(&wanted.read()?, &wanted.filter, rules).await?;
        let found = together(outcome.hits);
        let count = found.len();
        let sections = self.sections(found, &wanted).await?;
        let answer = SearchAnswer {
            search_id: None,
            read_as: outcome.read_as,
            did_you_mean: outcome.did_you_mean,
            sections,
            limited: outcome.limited,
            took_ms: started.elapsed().as_secs_f32() * 1e3,
        };
        Ok((answer, count))
    }

    async fn sections(&self, found: Vec<Whole>, wanted: &Wanted) -> Result<Vec<Section>> {
        let limit = wanted.limit.unwrap_or(if wanted.filter.kinds.len() == 1 {
            OF_ONE
        } else {
            OF_EACH
        });
        let (limit, from) = (limit.clamp(1, MOST), wanted.cursor.map_or(0, |cursor| cursor.from));
        let mut sections: Vec<Section> = Vec::new();
        let mut places: [usize; Kind::ALL.len()] = [0; Kind::ALL.len()];
        for whole in found {
            let kind = whole.hit.found.item.kind;
            let Some(place) = places.get_mut(kind as usize) else {
                continue;
            };
            *place += 1;
            if *place <= from {
                continue;
            }
            if !sections.iter().any(|section| section.kind == kind) {
                sections.push(Section {
                    kind,
                    hits: Vec::new(),
                    next: None,
                });
            }
            let Some(section) = sections.iter_mut().find(|section| section.kind == kind) else {
                continue;
            };
            if section.hits.len() < limit {
                section.hits.push(self.hit(whole).await?);
            } else if section.next.is_none() {
                section.next = Some(
                    Cursor {
                        kind,
                        from: from + limit,
                    }
                    .to_string(),
                );
            }
        }
        Ok(sections)
    }

    async fn hit(&self, whole: Whole) -> Result<SearchHit> {
        let Found {
            item,
            strict,
            title_marks,
            people_marks,
            ..
        } = whole.hit.found;
        let mut channels = Vec::new();
        for slug in whole.channels.into_iter().take(CHANNELS) {
            channels.push(self.channel(slug).await?);
        }
        Ok(SearchHit {
            key: item.key(),
            kind: item.kind,
            title_marks: marks(&item.title, &title_marks),
            subtitle_marks: marks(&item.people, &people_marks),
            title: item.title,
            subtitle: item.people,
            language: item.language,
            channels,
            art_url: item.art,
            path: item.path,
            seconds: item.seconds,
            explicit: item.explicit,
            exact: strict,
            by: whole.hit.by,
        })
    }

    async fn channel(&self, slug: String) -> Result<ChannelName> {
        let station = match Slug::parse(&slug) {
            Ok(parsed) => self.ports.stations()?.by_slug(&parsed).await?,
            Err(_) => None,
        };
        let name = station.map_or_else(|| slug.clone(), |station| station.name);
        Ok(ChannelName { slug, name })
    }

    /// What a beginning may become: what is there, then what others searched for.
    ///
    /// # Errors
    /// As [`Search::find`].
    pub(crate) async fn suggest(&self, query: &str, popular: &[String]) -> Result<Vec<Suggestion>> {
        let wanted = Wanted {
            query: query.to_owned(),
            is_partial: true,
            ..Wanted::default()
        };
        let query = wanted.read()?;
        let found = self.finder.find_best(&query, Filter::default(), CANDIDATES).await;
        let found = match (found, &self.spare) {
            (Err(error), Some(spare)) if error.code == Code::Unavailable => {
                spare.find_best(&query, Filter::default(), CANDIDATES).await?
            }
            (found, _) => found?,
        };
        let found = found.found;
        let start = strict(&wanted.query, Spelling::Common);
        let asked = popular.iter().filter(|text| text.starts_with(&start));
        let asked = asked.map(|text| Suggestion {
            text: text.clone(),
            kind: None,
            path: None,
        });
        let named = found.into_iter().filter(|found| !found.title_marks.is_empty());
        let there = named.map(|found| Suggestion {
            text: found.item.title,
            kind: Some(found.item.kind),
            path: Some(found.item.path),
        });
        let mut seen = std::collections::HashSet::new();
        let all = asked.take(SUGGESTIONS / 2).chain(there);
        let new = |one: &Suggestion| seen.insert(strict(&one.text, Spelling::Common));
        Ok(all.filter(new).take(SUGGESTIONS).collect())
    }
}

/// Something found, with all the stations that have it.
struct Whole {
    hit: Hit,
    channels: Vec<String>,
}

/// What several stations have is shown once.
fn together(hits: Vec<Hit>) -> Vec<Whole> {
    let mut places = std::collections::HashMap::new();
    let mut all: Vec<Whole> = Vec::new();
    for hit in hits {
        let item = &hit.found.item;
        let texts = [&item.title, &item.people].map(|text| strict(text, Spelling::Common));
        let alone = if matches!(item.kind, Kind::Station | Kind::Show | Kind::Episode) {
            item.id.clone()
        } else {
            String::new()
        };
        let place = *places.entry((item.kind, texts, alone)).or_insert(all.len());
        match all.get_mut(place) {
            Some(whole) if !whole.channels.contains(&item.channel) => whole.channels.push(hit.found.item.channel),
            Some(_) => {}
            None => all.push(Whole {
                channels: vec![item.channel.clone()],
                hit,
            }),
        }
    }
    all
}

/// Byte ranges as UTF-16 ranges; neighbours with only a space between become one.
fn marks(text: &str, ranges: &[Range<usize>]) -> Vec<Mark> {
    let units = |to: usize| text.get(..to).map_or(0, |part| part.encode_utf16().count());
    let mut marks: Vec<Mark> = Vec::new();
    for range in ranges {
        let mark = Mark {
            start: units(range.start),
            end: units(range.end),
        };
        match marks.last_mut() {
            Some(last) if last.end + 1 >= mark.start => last.end = mark.end,
            _ => marks.push(mark),
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_count_as_javascript_does() {
        let text = "🎵 نصرت فتح";
        let at = |word: &str| text.find(word).map(|from| from..from + word.len()).unwrap();
        assert_eq!(marks(text, &[at("نصرت")]), [Mark { start: 3, end: 7 }]);
        assert_eq!(marks(text, &[at("نصرت"), at("فتح")]), [Mark { start: 3, end: 11 }]);
    }

    #[test]
    fn cursors_are_read_as_they_are_written() {
        let cursor = Cursor::parse("track.20").unwrap();
        assert_eq!((cursor.to_string().as_str(), cursor.from), ("track.20", 20));
        for wrong in [
            "",
            "track",
            "track.",
            "song.1",
            "track.-1",
            "track.99999999999999999999999",
        ] {
            assert_eq!(Cursor::parse(wrong), None, "{wrong}");
        }
    }
}
