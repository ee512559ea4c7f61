//! A channel's schedule, reckoned: who has the air when, for the AutoDJ, the programme and presenters.

use crate::model::{ScheduleDraft, ScheduleEntry, Settings};
use crate::slot;
use awaz_core::hours::Hours;
use awaz_core::id::CredentialId;
use awaz_plan::calendar::{Almanac, Occurrence, turns};
use awaz_plan::{Airtime, Airtimes, Span, Zone, joined, spans};

const DAY_MS: i64 = 24 * 3_600_000;
/// Days ahead in which playlists have their time.
const AHEAD_DAYS: i64 = 9;
/// Occurrences of all entries together that are looked at.
const MOST: usize = 20_000;

/// Entries of a schedule, with the clock, the sun and the moon they go by.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Agenda {
    pub(crate) entries: Vec<ScheduleEntry>,
    pub(crate) almanac: Almanac,
    pub(crate) zone: Zone,
}

/// One time that an entry is on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Showing<'a> {
    pub(crate) entry: &'a ScheduleEntry,
    pub(crate) at: Occurrence,
}

impl Agenda {
    /// A schedule by a channel's settings.
    pub(crate) fn new(entries: Vec<ScheduleEntry>, settings: &Settings) -> Self {
        Self {
            entries,
            almanac: settings.almanac.clone(),
            zone: settings.time_zone,
        }
    }

    /// All that is on between two instants (Unix ms) of entries that `wanted` names, by when it
    /// begins.
    pub(crate) fn showings(
        &self,
        from_ms: i64,
        until_ms: i64,
        wanted: impl Fn(&ScheduleDraft) -> bool,
    ) -> Vec<Showing<'_>> {
        let entries = self.entries.iter().filter(|entry| wanted(&entry.draft));
        let all = entries.flat_map(|entry| {
            let times = entry
                .draft
                .timing
                .occurrences(&self.almanac, self.zone, from_ms, until_ms);
            times.into_iter().map(move |at| Showing { entry, at })
        });
        let mut all: Vec<Showing<'_>> = all.take(MOST).collect();
        all.sort_by_key(|showing| (showing.at.from_ms, showing.at.until_ms, showing.entry.id));
        all
    }

    /// What playlists have around `now_ms`, far enough for a look a week ahead.
    pub(crate) fn airtimes_at(&self, now_ms: i64) -> Airtimes {
        self.airtimes(now_ms - DAY_MS, now_ms + AHEAD_DAYS * DAY_MS)
    }

    /// What playlists have between two instants (Unix ms). A break takes its time from what it breaks
    /// into, but for one that is heard once: that gives the air back as soon as it is through. An
    /// entry without a playlist leaves its time to the general rotation.
    pub(crate) fn airtimes(&self, from_ms: i64, until_ms: i64) -> Airtimes {
        let all = self.showings(from_ms, until_ms, |draft| !draft.is_draft);
        let (once, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|showing| showing.entry.draft.once);
        let times: Vec<Occurrence> = others.iter().map(|showing| showing.at).collect();
        let turns = turns(&times);
        let shared = turns
            .iter()
            .map(|turn| (&others[turn.index], (turn.from_ms, turn.until_ms)));
        let whole = once
            .iter()
            .map(|showing| (showing, (showing.at.from_ms, showing.at.until_ms)));
        let mut airtimes = Airtimes::new();
        for (showing, span) in shared.chain(whole) {
            if let Some(playlist) = showing.entry.draft.playlist {
                airtimes.entry(playlist).or_default().push(airtime(showing, span));
            }
        }
        airtimes.values_mut().for_each(put_in_order);
        airtimes
    }

    /// When a presenter may be on air from now on, by the schedule and by hours of their own, in
    /// order; what touches is one.
    pub(crate) fn slots_of(&self, presenter: CredentialId, hours: &[Hours], now_ms: i64) -> Vec<Span> {
        let until_ms = now_ms + slot::AHEAD_MS;
        let presents = |draft: &ScheduleDraft| !draft.is_draft && draft.presenters.contains(&presenter);
        let showings = self.showings(now_ms, until_ms, presents);
        let scheduled = showings.iter().map(|showing| Span {
            from_ms: showing.at.from_ms,
            until_ms: showing.at.until_ms,
        });
        joined(scheduled.chain(spans(hours, self.zone, now_ms, until_ms)))
    }
}

fn airtime(showing: &Showing<'_>, (from_ms, until_ms): (i64, i64)) -> Airtime {
    let draft = &showing.entry.draft;
    Airtime {
        from_ms,
        until_ms,
        begun_ms: showing.at.from_ms,
        hard_start: draft.hard_start && from_ms == showing.at.from_ms,
        once: draft.once,
    }
}

/// A playlist that is on twice at once has the later one's time.
fn put_in_order(times: &mut Vec<Airtime>) {
    times.sort_by_key(|time| (time.from_ms, time.until_ms));
    for index in 1..times.len() {
        let begins_ms = times[index].from_ms;
        let before = &mut times[index - 1];
        before.until_ms = before.until_ms.min(begins_ms);
    }
    times.retain(|time| time.from_ms < time.until_ms);
}

#[cfg(test)]
mod tests {
    use super::*;
    use awaz_core::id::{PlaylistId, ScheduleEntryId};
    use serde_json::{Value, json};

    const HOUR_MS: i64 = 3_600_000;
    /// Monday, 23 November 2026, midnight in Pakistan.
    const MONDAY_MS: i64 = 1_795_374_000_000;

    /// An entry of Monday.
    fn entry(at: &str, minutes: u32, more: &Value) -> ScheduleEntry {
        let mut draft = json!({
            "title": "Mehfil",
            "timing": {"first": "2026-11-23", "start": {"by": "clock", "at": at}, "minutes": minutes, "repeat": "FREQ=WEEKLY"},
        });
        let fields = draft.as_object_mut().unwrap();
        fields.extend(more.as_object().unwrap().clone());
        ScheduleEntry {
            id: ScheduleEntryId::new(),
            version: 1,
            draft: serde_json::from_value::<ScheduleDraft>(draft)
                .unwrap()
                .checked()
                .unwrap(),
        }
    }

    fn agenda(entries: Vec<ScheduleEntry>) -> Agenda {
        Agenda::new(entries, &Settings::default())
    }

    #[test]
    fn a_break_takes_its_time_from_what_it_breaks_into() {
        let (show, azan, news) = (PlaylistId::new(), PlaylistId::new(), PlaylistId::new());
        let agenda = agenda(vec![
            entry("12:00", 120, &json!({"playlist": show, "hard_start": true})),
            entry(
                "12:30",
                10,
                &json!({"playlist": azan, "hard_start": true, "once": true}),
            ),
            entry("13:00", 10, &json!({"playlist": news})),
            entry("13:30", 10, &json!({"playlist": PlaylistId::new(), "is_draft": true})),
            // Somebody presents, and the general rotation plays where they do not.
            entry("13:50", 10, &json!({})),
        ]);
        let airtimes = agenda.airtimes(MONDAY_MS, MONDAY_MS + 24 * HOUR_MS);
        let told = |id| {
            let times: Vec<_> = airtimes[&id]
                .iter()
                .map(|time: &Airtime| {
                    let minute = |at_ms: i64| (at_ms - MONDAY_MS) / 60_000;
                    (minute(time.from_ms), minute(time.until_ms), time.hard_start, time.once)
                })
                .collect();
            times
        };
        assert_eq!(told(show), [(720, 780, true, false), (790, 830, false, false)]);
        assert_eq!(told(azan), [(750, 760, true, true)]);
        assert_eq!(told(news), [(780, 790, false, false)]);
        assert_eq!(airtimes.len(), 3);
    }

    #[test]
    fn a_playlist_that_is_on_twice_has_no_time_twice() {
        let azan = PlaylistId::new();
        let once = json!({"playlist": azan, "once": true});
        let agenda = agenda(vec![
            entry("12:00", 30, &once.clone()),
            entry("12:10", 5, &once.clone()),
            entry("12:10", 5, &once),
        ]);
        let times = agenda
            .airtimes(MONDAY_MS, MONDAY_MS + 24 * HOUR_MS)
            .remove(&azan)
            .unwrap();
        assert!(
            times.windows(2).all(|pair| pair[0].until_ms <= pair[1].from_ms),
            "{times:?}"
        );
        assert_eq!(times.len(), 2);
    }

    #[test]
    fn presenters_have_the_times_that_name_them_and_hours_of_their_own() {
        let (amna, other) = (CredentialId::new(), CredentialId::new());
        let agenda = agenda(vec![
            entry("21:00", 60, &json!({"presenters": [amna]})),
            entry("22:00", 60, &json!({"presenters": [amna, other]})),
            entry("06:00", 60, &json!({"presenters": [amna], "is_draft": true})),
        ]);
        let hours: Vec<Hours> = serde_json::from_str(r#"[{"days":["tue"],"from":"09:00","to":"10:00"}]"#).unwrap();
        let times = agenda.slots_of(amna, &hours, MONDAY_MS);
        let told: Vec<_> = times
            .iter()
            .map(|span| {
                (
                    (span.from_ms - MONDAY_MS) / HOUR_MS,
                    (span.until_ms - MONDAY_MS) / HOUR_MS,
                )
            })
            .collect();
        assert_eq!(told, [(21, 23), (33, 34), (189, 191)]);
        assert!(agenda.slots_of(CredentialId::new(), &[], MONDAY_MS).is_empty());
    }
}
