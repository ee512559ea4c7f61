//! The as-run log.

use super::{Shop, on_both};
use crate::engine::AsRun;
use crate::model::Kind;
use crate::store::{HistoryRow, LogFilter, LogPlace, LogRow, STEP_MS, Way};
use awaz_core::id::{AsRunId, ChannelId};

on_both!(
    lines_are_kept_as_they_came,
    pages_go_both_ways_and_stay_while_lines_are_added,
    the_next_line_is_the_next_of_all,
    lines_are_found_by_period_kind_and_words,
    lines_of_one_moment_keep_their_order,
    the_audience_of_a_stretch_begins_with_the_step_it_is_in
);

const ALL: LogFilter = LogFilter {
    from_ms: i64::MIN,
    until_ms: i64::MAX,
    query: String::new(),
    kind: None,
};

fn line(channel: ChannelId, started_at_ms: i64) -> AsRun {
    AsRun {
        id: AsRunId::new(),
        channel,
        seq: started_at_ms.cast_unsigned(),
        kind: Kind::Track,
        track: None,
        title: format!("title {started_at_ms}"),
        artist: "نور".to_owned(),
        album: String::new(),
        who: String::new(),
        playlist: String::new(),
        has_art: false,
        start_sample: started_at_ms.cast_unsigned() * 48,
        started_at_ms,
        duration_ms: None,
    }
}

fn starts(rows: &[LogRow]) -> Vec<i64> {
    rows.iter().map(|row| row.line.started_at_ms).collect()
}

impl Shop {
    async fn lines(&self, channel: ChannelId, starts: impl IntoIterator<Item = i64>) {
        for start in starts {
            self.store.add_as_run(&line(channel, start)).await.unwrap();
        }
    }

    async fn read(&self, channel: ChannelId, filter: &LogFilter) -> Vec<LogRow> {
        self.store.log(channel, filter, (Way::Newest, None), 100).await.unwrap()
    }
}

async fn lines_are_kept_as_they_came(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    let played = AsRun {
        kind: Kind::Live,
        who: "Saima".to_owned(),
        playlist: "غزل".to_owned(),
        duration_ms: Some(500),
        ..line(profile.id, 7)
    };
    shop.store.add_as_run(&played).await.unwrap();
    let row = shop.read(profile.id, &ALL).await.remove(0);
    assert_eq!((row.next_ms, row.line.start_sample), (None, 7 * 48));
    assert_eq!((row.line.kind.as_str(), row.line.duration_ms), ("live", Some(500)));
    assert_eq!((row.line.who.as_str(), row.line.playlist.as_str()), ("Saima", "غزل"));
}

async fn pages_go_both_ways_and_stay_while_lines_are_added(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    shop.lines(profile.id, 1..=5).await;
    let page = async |way, place| shop.store.log(profile.id, &ALL, (way, place), 2).await.unwrap();
    let first = page(Way::Newest, None).await;
    shop.lines(profile.id, 6..=8).await;
    let second = page(Way::Newest, first.last().map(LogPlace::of)).await;
    let third = page(Way::Newest, second.last().map(LogPlace::of)).await;
    let walked = [first, second, third].map(|page| starts(&page)).concat();
    assert_eq!(walked, [5, 4, 3, 2, 1]);
    let first = page(Way::Oldest, None).await;
    let second = page(Way::Oldest, first.last().map(LogPlace::of)).await;
    assert_eq!([starts(&first), starts(&second)].concat(), [1, 2, 3, 4]);
}

async fn the_next_line_is_the_next_of_all(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    let (other, _) = shop.channel("abc").await;
    shop.lines(profile.id, [10, 30]).await;
    shop.lines(other.id, [20]).await;
    let jingle = AsRun {
        kind: Kind::Jingle,
        ..line(profile.id, 40)
    };
    shop.store.add_as_run(&jingle).await.unwrap();
    let songs = LogFilter {
        kind: Some(Kind::Track),
        until_ms: 35,
        ..ALL
    };
    let rows = shop.read(profile.id, &songs).await;
    let nexts: Vec<_> = rows.iter().map(|row| row.next_ms).collect();
    assert_eq!((starts(&rows), nexts), (vec![30, 10], vec![Some(40), Some(30)]));
}

async fn lines_of_one_moment_keep_their_order(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    shop.lines(profile.id, [5, 5, 5, 9]).await;
    let mut place = None;
    let mut seen = Vec::new();
    for _ in 0..4 {
        let page = shop.store.log(profile.id, &ALL, (Way::Oldest, place), 1).await.unwrap();
        place = page.last().map(LogPlace::of);
        seen.push((page[0].line.started_at_ms, page[0].next_ms));
    }
    assert_eq!(seen, [(5, Some(5)), (5, Some(5)), (5, Some(9)), (9, None)]);
}

async fn lines_are_found_by_period_kind_and_words(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    for (at, title, artist) in [
        (1, "Dil Ki Baat", "Noor Jehan"),
        (2, "زندگی", "نور جہاں"),
        (3, "100%_\\ Pure", "DJ"),
        (4, "Été", "Édith"),
    ] {
        let played = AsRun {
            title: title.to_owned(),
            artist: artist.to_owned(),
            ..line(profile.id, at)
        };
        shop.store.add_as_run(&played).await.unwrap();
    }
    for (query, found) in [
        ("noor", vec![1]),
        ("NOOR baat", vec![1]),
        ("noor زندگی", vec![]),
        ("زندگي", vec![2]),
        ("%", vec![3]),
        ("0%_\\", vec![3]),
        ("été édith", vec![4]),
        ("ÉTÉ", vec![4]),
        ("'; DROP TABLE as_run; --", vec![]),
        ("", vec![4, 3, 2, 1]),
    ] {
        let filter = LogFilter {
            query: query.to_owned(),
            ..ALL
        };
        assert_eq!(starts(&shop.read(profile.id, &filter).await), found, "{query}");
    }
    let period = LogFilter {
        from_ms: 2,
        until_ms: 4,
        ..ALL
    };
    assert_eq!(starts(&shop.read(profile.id, &period).await), [3, 2]);
    let live = LogFilter {
        kind: Some(Kind::Live),
        ..ALL
    };
    assert_eq!(shop.read(profile.id, &live).await, []);
}

async fn the_audience_of_a_stretch_begins_with_the_step_it_is_in(shop: Shop) {
    let (profile, _) = shop.channel("fm").await;
    for step in 1..=4 {
        let row = HistoryRow {
            channel_id: profile.id.0,
            at_ms: step * STEP_MS,
            listeners: 1,
            peak: 1,
            listener_ms: 5,
        };
        shop.store.put_history(row).await.unwrap();
    }
    let span = (2 * STEP_MS + 7, 4 * STEP_MS);
    let rows = shop.store.audience(profile.id, span).await.unwrap();
    let steps: Vec<_> = rows.iter().map(|row| row.at_ms / STEP_MS).collect();
    assert_eq!(steps, [2, 3]);
}
