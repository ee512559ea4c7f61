//! Lines of a log with their ends, read page by page.

use super::audience::Audience;
use crate::store::{LogFilter, LogPlace, LogRow, Store, Way};
use awaz_core::Result;
use awaz_core::id::ChannelId;

/// Lines read at once.
const PAGE: u64 = 1000;

/// Something that was played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// As it was written down.
    pub row: LogRow,
    /// When it ended, Unix ms; `None` while it goes on.
    pub ended_at_ms: Option<i64>,
    /// Listeners, on average, in the five minutes in which it began; `None` where nobody counted.
    pub listeners: Option<u32>,
}

impl Line {
    /// The line of a row, among those who listened then.
    pub(crate) fn new(row: LogRow, audience: &Audience, now_ms: i64) -> Self {
        Self {
            ended_at_ms: ended_at_ms(&row, now_ms),
            listeners: audience.around(row.line.started_at_ms),
            row,
        }
    }
}

/// When something ended: where the next began, and never later than it was planned to last, for
/// a server that stands still plays nothing.
pub(super) fn ended_at_ms(row: &LogRow, now_ms: i64) -> Option<i64> {
    let line = &row.line;
    let planned = line.duration_ms.map(|lasts| line.started_at_ms.saturating_add(lasts));
    match (row.next_ms, planned) {
        (Some(next), Some(planned)) => Some(next.min(planned)),
        (Some(next), None) => Some(next),
        (None, planned) => planned.filter(|planned| *planned <= now_ms),
    }
}

/// The lines of a period, oldest first; a page of them is held at a time.
pub(crate) struct Lines {
    store: Store,
    channel: ChannelId,
    filter: LogFilter,
    place: Option<LogPlace>,
    is_over: bool,
}

impl Lines {
    /// The lines that `filter` lets through.
    pub(crate) fn new(store: Store, channel: ChannelId, filter: LogFilter) -> Self {
        Self {
            store,
            channel,
            filter,
            place: None,
            is_over: false,
        }
    }

    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<LogRow>>> {
        if self.is_over {
            return Ok(None);
        }
        let way = (Way::Oldest, self.place);
        let rows = self.store.log(self.channel, &self.filter, way, PAGE).await?;
        self.is_over = (rows.len() as u64) < PAGE;
        self.place = rows.last().map(LogPlace::of);
        Ok((!rows.is_empty()).then_some(rows))
    }

    /// The next page with its listeners.
    ///
    /// # Errors
    /// As [`Lines::next`].
    pub(crate) async fn next_heard(&mut self, now_ms: i64) -> Result<Option<Vec<Line>>> {
        let Some(rows) = self.next().await? else {
            return Ok(None);
        };
        let audience = Audience::of(&self.store, self.channel, (&rows, now_ms)).await?;
        let lines = rows.into_iter().map(|row| Line::new(row, &audience, now_ms));
        Ok(Some(lines.collect()))
    }
}

impl Audience {
    /// The listeners at the beginning of each of these lines.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub(crate) async fn of(store: &Store, channel: ChannelId, (rows, now_ms): (&[LogRow], i64)) -> Result<Self> {
        let starts = || rows.iter().map(|row| row.line.started_at_ms);
        let (Some(first), Some(last)) = (starts().min(), starts().max()) else {
            return Ok(Self::default());
        };
        Ok(Self::new(&store.audience(channel, (first, last + 1)).await?, now_ms))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use uuid::Uuid;

    /// A track that began, is planned to last, and after which something began.
    pub(in crate::log) fn row(started_at_ms: i64, duration_ms: Option<i64>, next_ms: Option<i64>) -> LogRow {
        let line = crate::store::entity::as_run::Model {
            id: Uuid::now_v7(),
            channel_id: Uuid::nil(),
            seq: 1,
            kind: "track".to_owned(),
            track_id: None,
            title: "Dil".to_owned(),
            artist: "Noor".to_owned(),
            album: String::new(),
            who: String::new(),
            playlist: String::new(),
            has_art: false,
            start_sample: 0,
            started_at_ms,
            duration_ms,
        };
        LogRow { line, next_ms }
    }

    #[test]
    fn a_line_ends_where_the_next_begins_and_no_later_than_planned() {
        for (duration_ms, next_ms, ended) in [
            (Some(200), Some(1180), Some(1180)),
            (Some(200), Some(9000), Some(1200)),
            (None, Some(9000), Some(9000)),
            (Some(200), None, Some(1200)),
            (Some(60_000), None, None),
            (None, None, None),
            (Some(200), Some(1000), Some(1000)),
        ] {
            assert_eq!(
                ended_at_ms(&row(1000, duration_ms, next_ms), 10_000),
                ended,
                "{duration_ms:?} {next_ms:?}"
            );
        }
    }
}
