//! Moments at which something is to begin.

use crate::prepared::{Listed, Prepared};
use crate::spans::{is_on, spans};
use crate::zone::Zone;
use awaz_core::id::PlaylistId;
use awaz_core::ports::PlaylistKind;
use chrono::Timelike;

const HOUR_MS: i64 = 3_600_000;

/// A moment at which a playlist is to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// When, Unix time, ms.
    pub at_ms: i64,
    /// The playlist.
    pub playlist: PlaylistId,
}

impl Prepared {
    /// The first moment after `after_ms` and no later than `until_ms` at which a playlist cuts into
    /// what plays; where there are two, what comes every hour is first.
    #[must_use]
    pub fn next_hard_start(&self, zone: Zone, after_ms: i64, until_ms: i64) -> Option<Mark> {
        let hard = |listed: &Listed| {
            let by_rule = listed.hard_start.then(|| by_rule(listed, zone, after_ms, until_ms));
            earliest(by_rule.flatten(), listed.next_airtime(after_ms, until_ms, true))
        };
        first(&self.playlists, hard)
    }

    /// Whether any playlist cuts into what plays.
    #[must_use]
    pub fn has_hard_starts(&self) -> bool {
        let cuts_in = |listed: &Listed| listed.airtime.iter().any(|time| time.hard_start);
        self.playlists.iter().any(|listed| listed.hard_start || cuts_in(listed))
    }

    /// The first moment at which anything is to begin, on time or as soon as it can.
    pub(crate) fn next_mark(&self, zone: Zone, after_ms: i64, until_ms: i64) -> Option<Mark> {
        let any = |listed: &Listed| {
            let by_rule = by_rule(listed, zone, after_ms, until_ms);
            earliest(by_rule, listed.next_airtime(after_ms, until_ms, false))
        };
        first(&self.playlists, any)
    }
}

/// The first of the beginnings that `begins` tells of playlists that have a track.
fn first(all: &[Listed], begins: impl Fn(&Listed) -> Option<i64>) -> Option<Mark> {
    let marks = all
        .iter()
        .filter(|listed| !listed.tracks.is_empty())
        .filter_map(|listed| {
            let at_ms = begins(listed)?;
            let is_rotation = matches!(listed.kind, PlaylistKind::Rotation { .. });
            let mark = Mark {
                at_ms,
                playlist: listed.id,
            };
            Some((at_ms, is_rotation, mark))
        });
    marks
        .min_by_key(|(at_ms, is_rotation, _)| (*at_ms, *is_rotation))
        .map(|(_, _, mark)| mark)
}

/// When a playlist begins next by its own kind and hours.
fn by_rule(listed: &Listed, zone: Zone, after_ms: i64, until_ms: i64) -> Option<i64> {
    match listed.kind {
        PlaylistKind::Hourly { minute } => hourly(listed, minute, zone, after_ms, until_ms),
        PlaylistKind::Rotation { .. } => begins(listed, zone, after_ms, until_ms),
        _ => None,
    }
}

fn earliest(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    one.into_iter().chain(other).min()
}

/// When the hours of a playlist begin next.
fn begins(listed: &Listed, zone: Zone, after_ms: i64, until_ms: i64) -> Option<i64> {
    if listed.hours.is_empty() {
        return None;
    }
    let next = spans(&listed.hours, zone, after_ms, until_ms + 1);
    let mut begin = next.iter().map(|span| span.from_ms);
    begin.find(|from_ms| *from_ms > after_ms)
}

/// When the station's clock next shows a minute of the hour within the hours of a playlist.
fn hourly(listed: &Listed, minute: u8, zone: Zone, after_ms: i64, until_ms: i64) -> Option<i64> {
    let mut looked_ms = after_ms;
    while looked_ms <= until_ms {
        looked_ms += HOUR_MS;
        let at_ms = last_at(zone, minute, looked_ms);
        // Clocks that jump by half an hour leave a minute out.
        let is_there = zone.local(at_ms).minute() == u32::from(minute % 60);
        let is_next = is_there && at_ms > after_ms && at_ms <= until_ms;
        if is_next && (listed.hours.is_empty() || is_on(&listed.hours, zone, at_ms)) {
            return Some(at_ms);
        }
    }
    None
}

/// When the station's clock last showed a minute of the hour, ms.
pub(crate) fn last_at(zone: Zone, minute: u8, now_ms: i64) -> i64 {
    let since = (zone.local(now_ms).minute() + 60 - u32::from(minute % 60)) % 60;
    now_ms - now_ms.rem_euclid(60_000) - i64::from(since) * 60_000
}
