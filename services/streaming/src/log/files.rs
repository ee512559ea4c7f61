//! The log and its reports as files, written piece by piece.

use super::csv::{BOM, harmless, line};
use super::lines::{Line, Lines};
use super::songs::PlayedSong;
use awaz_core::Result;
use awaz_plan::Zone;
use chrono::{DateTime, NaiveDateTime};
use futures::Stream;
use serde::Deserialize;

/// Songs written at once.
const SONGS: usize = 500;

const LOG_HEAD: [&str; 16] = [
    "local_time",
    "utc_offset",
    "utc_time",
    "sample",
    "kind",
    "title",
    "artist",
    "album",
    "playlist",
    "who",
    "planned_seconds",
    "local_end",
    "utc_end",
    "seconds",
    "listeners",
    "track_id",
];
const ROYALTY_HEAD: [&str; 8] = [
    "title",
    "artist",
    "album",
    "isrc",
    "plays",
    "total_seconds",
    "performances",
    "listener_hours",
];
const SOUNDEXCHANGE_HEAD: [&str; 8] = [
    "NAME_OF_SERVICE",
    "TRANSMISSION_CATEGORY",
    "FEATURED_ARTIST",
    "SOUND_RECORDING_TITLE",
    "ISRC",
    "ALBUM_TITLE",
    "MARKETING_LABEL",
    "ACTUAL_TOTAL_PERFORMANCES",
];
/// The library keeps neither ISRC nor label; the reports leave them empty.
const UNKNOWN: &str = "";

/// What a report of use calls a kind of service (37 CFR 370.4(d)(2)); D to G are reserved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
pub(crate) enum Category {
    /// A web station without subscription.
    #[default]
    A,
    /// A web station without subscription that sends a broadcaster's music as it is.
    B,
    /// A web station without subscription, for news, talk, sports or business.
    C,
    /// As A, with a subscription.
    H,
    /// As B, with a subscription.
    I,
    /// As C, with a subscription.
    J,
    /// A service for business establishments.
    K,
    /// A satellite service that was there before the law.
    L,
}

impl Category {
    const fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::H => "H",
            Self::I => "I",
            Self::J => "J",
            Self::K => "K",
            Self::L => "L",
        }
    }
}

/// The lines of a log by the station's clock and by UTC. It breaks off with an error, and so is
/// never taken for whole, where the database does not answer.
pub(crate) fn log_file(lines: Lines, (zone, now_ms): (Zone, i64)) -> impl Stream<Item = Result<String>> + Send {
    let start = (lines, Some(head(&LOG_HEAD)));
    futures::stream::try_unfold(start, move |(mut lines, head)| async move {
        if let Some(head) = head {
            return Ok(Some((head, (lines, None))));
        }
        let page = lines.next_heard(now_ms).await?;
        let piece = page.map(|page| page.iter().map(|line| log_line(line, zone)).collect());
        Ok(piece.map(|piece| (piece, (lines, None))))
    })
}

/// A general report for collecting societies.
pub(crate) fn royalty_file(songs: Vec<PlayedSong>) -> impl Stream<Item = Result<String>> + Send {
    pieces(head(&ROYALTY_HEAD), songs, |out, song| {
        let [title, artist, album] = [&song.title, &song.artist, &song.album].map(|text| harmless(text));
        let [plays, performances] = [u64::from(song.plays), song.performances].map(|count| count.to_string());
        let seconds = song.seconds.to_string();
        let hours = format!("{:.2}", song.listener_hours);
        let fields = [
            &title,
            &artist,
            &album,
            UNKNOWN,
            &plays,
            &seconds,
            &performances,
            &hours,
        ];
        line(out, fields);
    })
}

/// A report of use for SoundExchange. Programs read it, so that it has no mark of its letters.
pub(crate) fn soundexchange_file(
    service: &str,
    category: Category,
    songs: Vec<PlayedSong>,
) -> impl Stream<Item = Result<String>> + Send + use<> {
    let mut head = String::new();
    line(&mut head, SOUNDEXCHANGE_HEAD);
    let service = harmless(service);
    pieces(head, songs, move |out, song| {
        let [title, artist, album] = [&song.title, &song.artist, &song.album].map(|text| harmless(text));
        let performances = song.performances.to_string();
        let fields = [
            &service,
            category.letter(),
            &artist,
            &title,
            UNKNOWN,
            &album,
            UNKNOWN,
            &performances,
        ];
        line(out, fields);
    })
}

fn head(names: &[&str]) -> String {
    let mut head = String::from(BOM);
    line(&mut head, names.iter().copied());
    head
}

fn pieces<W>(head: String, songs: Vec<PlayedSong>, write: W) -> impl Stream<Item = Result<String>> + Send + use<W>
where
    W: Fn(&mut String, &PlayedSong) + Send,
{
    let mut songs = songs.into_iter();
    let body = std::iter::from_fn(move || {
        let mut piece = String::new();
        songs.by_ref().take(SONGS).for_each(|song| write(&mut piece, &song));
        (!piece.is_empty()).then_some(piece)
    });
    futures::stream::iter(std::iter::once(head).chain(body).map(Ok))
}

fn log_line(played: &Line, zone: Zone) -> String {
    let row = &played.row.line;
    let start_ms = row.started_at_ms;
    let end_ms = played.ended_at_ms;
    let seconds = |ms: i64| format!("{}.{:03}", ms / 1000, ms % 1000);
    let texts = [&row.title, &row.artist, &row.album, &row.playlist, &row.who].map(|text| harmless(text));
    let [title, artist, album, playlist, who] = &texts;
    let fields = [
        &written(zone.local(start_ms)),
        &offset(zone, start_ms),
        &utc(start_ms),
        &row.start_sample.to_string(),
        &row.kind,
        title,
        artist,
        album,
        playlist,
        who,
        &row.duration_ms.map(seconds).unwrap_or_default(),
        &end_ms.map(|ms| written(zone.local(ms))).unwrap_or_default(),
        &end_ms.map(utc).unwrap_or_default(),
        &end_ms.map(|ms| seconds((ms - start_ms).max(0))).unwrap_or_default(),
        &played.listeners.map(|count| count.to_string()).unwrap_or_default(),
        &row.track_id.map(|id| id.to_string()).unwrap_or_default(),
    ];
    let mut out = String::new();
    line(&mut out, fields.into_iter().map(String::as_str));
    out
}

fn written(local: NaiveDateTime) -> String {
    local.format("%Y-%m-%d %H:%M:%S%.3f").to_string()
}

fn utc(at_ms: i64) -> String {
    let at = DateTime::from_timestamp_millis(at_ms).unwrap_or_default();
    at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// By how much the station's clock is ahead of UTC: what tells two hours of the same name apart.
fn offset(zone: Zone, at_ms: i64) -> String {
    let at = DateTime::from_timestamp_millis(at_ms).unwrap_or_default();
    let minutes = (zone.local(at_ms) - at.naive_utc()).num_minutes();
    let sign = if minutes < 0 { "UTC-" } else { "UTC+" };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

#[cfg(test)]
mod tests {
    use super::super::lines::tests::row;
    use super::*;
    use futures::StreamExt;

    async fn whole(file: impl Stream<Item = Result<String>>) -> String {
        file.map(|piece| piece.expect("no database")).collect().await
    }

    #[test]
    fn the_hour_that_comes_twice_is_told_apart() {
        let zone: Zone = "Europe/London".parse().unwrap();
        let line = |text: &str| {
            let start_ms = DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis();
            let played = Line {
                row: row(start_ms, Some(1500), None),
                ended_at_ms: Some(start_ms + 1250),
                listeners: None,
            };
            log_line(&played, zone)
        };
        let [first, second] = ["2026-10-25T00:30:00.007Z", "2026-10-25T01:30:00.007Z"].map(line);
        assert!(
            first.starts_with("2026-10-25 01:30:00.007,UTC+01:00,2026-10-25T00:30:00.007Z,0,track,"),
            "{first}"
        );
        assert!(second.starts_with("2026-10-25 01:30:00.007,UTC+00:00,2026-10-25T01:30:00.007Z,"));
        assert!(
            first.ends_with(",1.500,2026-10-25 01:30:01.257,2026-10-25T00:30:01.257Z,1.250,,\r\n"),
            "{first}"
        );
        assert_eq!(offset("America/St_Johns".parse().unwrap(), 0), "UTC-03:30");
    }

    #[tokio::test]
    async fn reports_have_their_columns_and_every_song() {
        let song = |index: u32| PlayedSong {
            title: format!("={index}"),
            artist: "نور, جہاں".to_owned(),
            plays: 2,
            seconds: 61,
            performances: 7,
            listener_hours: 0.5,
            ..PlayedSong::default()
        };
        let songs: Vec<_> = (0..1201).map(song).collect();
        let royalty = whole(royalty_file(songs.clone())).await;
        assert_eq!(royalty.lines().count(), 1202);
        assert!(royalty.starts_with("\u{feff}title,artist,"));
        assert!(royalty.ends_with("'=1200,\"نور, جہاں\",,,2,61,7,0.50\r\n"));
        let report = whole(soundexchange_file("Radio \"Mehfil\"", Category::B, songs)).await;
        assert_eq!(report.lines().next(), Some(SOUNDEXCHANGE_HEAD.join(",").as_str()));
        assert!(report.ends_with("\"Radio \"\"Mehfil\"\"\",B,\"نور, جہاں\",'=1200,,,,7\r\n"));
    }
}
