//! The table `recordings`.

use super::note::{Recording, RecordingKind, RecordingNote};
use super::repair;
use crate::store::entity::recording::{ActiveModel, Column, Entity, Model};
use awaz_core::Rendition;
use awaz_core::id::{ChannelId, RecordingId};
use awaz_store::{Db, Key, Objects, Result};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Recordings cleaned up in one go; the next call does the rest.
const CLEAN_AT_ONCE: u64 = 200;

/// Keeps what a note says. Notes may come twice, or not at all before the last.
///
/// # Errors
/// The database does not answer.
pub async fn apply(db: &Db, note: &RecordingNote) -> Result<()> {
    match note {
        RecordingNote::Closed(recording, _) if recording.samples == 0 => remove_row(db, recording.id).await,
        RecordingNote::Opened(recording) | RecordingNote::Changed(recording) | RecordingNote::Closed(recording, _) => {
            put(db, recording).await
        }
    }
}

/// One recording; `None` where there is none.
///
/// # Errors
/// The database does not answer.
pub async fn find(db: &Db, id: RecordingId) -> Result<Option<Recording>> {
    let row = Entity::find_by_id(id.0).one(db.ro()).await?;
    Ok(row.and_then(from_row))
}

/// Recordings of a channel, newest first, those older than `before_ms` (Unix ms), at most `most`.
///
/// # Errors
/// The database does not answer.
pub async fn list(db: &Db, channel: ChannelId, before_ms: i64, most: u64) -> Result<Vec<Recording>> {
    let rows = Entity::find()
        .filter(Column::ChannelId.eq(channel.0))
        .filter(Column::StartedAtMs.lt(before_ms))
        .order_by_desc(Column::StartedAtMs)
        .limit(most)
        .all(db.ro())
        .await?;
    Ok(rows.into_iter().filter_map(from_row).collect())
}

/// Deletes a recording with its file. One that still goes on is to be ended first.
///
/// # Errors
/// The database or the disk does not answer; calling again goes on where it stopped.
pub async fn delete(db: &Db, objects: &Objects, recording: &Recording) -> Result<()> {
    if let Ok(key) = Key::parse(&recording.file) {
        objects.delete(&key).await?;
    }
    remove_row(db, recording.id).await
}

/// Deletes what a channel keeps for `keep_days` (0: for ever) and no longer; tells how many.
///
/// # Errors
/// As [`delete`].
pub async fn clean(db: &Db, objects: &Objects, channel: ChannelId, (keep_days, now_ms): (u32, i64)) -> Result<usize> {
    if keep_days == 0 {
        return Ok(0);
    }
    let oldest_ms = now_ms - i64::from(keep_days) * 24 * 3600 * 1000;
    let rows = Entity::find()
        .filter(Column::ChannelId.eq(channel.0))
        .filter(Column::EndedAtMs.lt(oldest_ms))
        .limit(CLEAN_AT_ONCE)
        .all(db.ro())
        .await?;
    let old: Vec<_> = rows.into_iter().filter_map(from_row).collect();
    for recording in &old {
        delete(db, objects, recording).await?;
    }
    Ok(old.len())
}

/// Closes the recordings that the last process left open: their length is what is whole in their
/// files. Those without sound are removed. Call it before anything is recorded; tells how many
/// there were.
///
/// # Errors
/// The database does not answer. A file that cannot be repaired keeps its row open, for the next
/// start, and is logged.
pub async fn recover(db: &Db, objects: &Objects) -> Result<usize> {
    let rows = Entity::find().filter(Column::EndedAtMs.is_null()).all(db.ro()).await?;
    let open: Vec<_> = rows.into_iter().filter_map(from_row).collect();
    for recording in &open {
        if let Err(cause) = recover_one(db, objects, recording.clone()).await {
            tracing::error!(recording = %recording.id, %cause, "recording not repaired");
        }
    }
    Ok(open.len())
}

async fn recover_one(db: &Db, objects: &Objects, mut recording: Recording) -> Result<()> {
    let path = objects.growing().join(Key::parse(&recording.file)?.as_str());
    let codec = recording.rendition.codec;
    let whole = match tokio::task::spawn_blocking(move || repair::repair(&path, codec)).await {
        Ok(Err(cause)) if cause.kind() == std::io::ErrorKind::NotFound => settled(objects, &recording).await?,
        Ok(whole) => whole?,
        Err(panicked) => return Err(std::io::Error::other(panicked).into()),
    };
    if whole.samples == 0 {
        return delete(db, objects, &recording).await;
    }
    recording.samples = whole.samples;
    recording.bytes = whole.bytes;
    recording.ended_at_ms = Some(recording.end_ms());
    put(db, &recording).await
}

/// What is known of a recording that was brought where it belongs before its row was closed.
async fn settled(objects: &Objects, recording: &Recording) -> Result<repair::Whole> {
    let meta = objects.head(&Key::parse(&recording.file)?).await?;
    Ok(meta.map_or_else(repair::Whole::default, |meta| repair::Whole {
        samples: recording.samples,
        bytes: meta.bytes,
    }))
}

async fn put(db: &Db, recording: &Recording) -> Result<()> {
    let changing = [Column::EndedAtMs, Column::Samples, Column::Bytes, Column::Titles];
    let on_conflict = OnConflict::column(Column::Id).update_columns(changing).to_owned();
    Entity::insert(to_row(recording))
        .on_conflict(on_conflict)
        .exec_without_returning(db.rw())
        .await?;
    Ok(())
}

async fn remove_row(db: &Db, id: RecordingId) -> Result<()> {
    Entity::delete_by_id(id.0).exec(db.rw()).await?;
    Ok(())
}

fn to_row(recording: &Recording) -> ActiveModel {
    ActiveModel {
        id: Set(recording.id.0),
        channel_id: Set(recording.channel.0),
        kind: Set(recording.kind.as_str().to_owned()),
        rendition: Set(recording.rendition.to_string()),
        who: Set(recording.who.clone()),
        file: Set(recording.file.clone()),
        start_sample: Set(recording.start_sample as i64),
        started_at_ms: Set(recording.started_at_ms),
        ended_at_ms: Set(recording.ended_at_ms),
        samples: Set(recording.samples as i64),
        bytes: Set(recording.bytes as i64),
        titles: Set(serde_json::to_string(&recording.titles).expect("numbers and strings are JSON")),
    }
}

/// A row we cannot read, of a newer version, is passed over.
fn from_row(row: Model) -> Option<Recording> {
    Some(Recording {
        id: RecordingId(row.id),
        channel: ChannelId(row.channel_id),
        kind: RecordingKind::parse(&row.kind)?,
        rendition: Rendition::parse(&row.rendition)?,
        who: row.who,
        file: row.file,
        start_sample: row.start_sample as u64,
        started_at_ms: row.started_at_ms,
        ended_at_ms: row.ended_at_ms,
        samples: row.samples as u64,
        bytes: row.bytes as u64,
        titles: serde_json::from_str(&row.titles).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recorder::{Recorder, RecordingSpec};
    use awaz_audio::encode::{Encoder, Packet};
    use awaz_store::db::{Config, Migrations};
    use std::sync::{Arc, Mutex, mpsc};
    use std::time::{Duration, Instant};

    const AT_MS: i64 = 1_800_000_000_000;

    struct Rig {
        folder: tempfile::TempDir,
        db: Db,
        objects: Objects,
        channel: ChannelId,
    }

    async fn rig() -> Rig {
        let folder = tempfile::tempdir().expect("set up");
        let db = Db::open(&Config::default(), folder.path()).await.expect("set up");
        db.migrate(&Migrations::new().with(crate::store::migrations::all))
            .await
            .expect("set up");
        let objects = Objects::open("file:objects", folder.path()).await.expect("set up");
        Rig {
            folder,
            db,
            objects,
            channel: ChannelId::new(),
        }
    }

    fn sound(rendition: Rendition, seconds: usize) -> Vec<Packet> {
        let mut packets = Vec::new();
        let mut encoder = Encoder::new(rendition, 0).expect("set up");
        let wave = |sample: usize| ((sample % 48_000) as f32 * 0.05).sin() * 0.3;
        let pcm: Vec<f32> = (0..seconds * 48_000).flat_map(|sample| [wave(sample); 2]).collect();
        encoder.encode(&pcm, &mut packets).expect("set up");
        packets
    }

    fn recorder(rig: &Rig) -> (Recorder, mpsc::Receiver<RecordingNote>) {
        let (sender, notes) = mpsc::channel();
        let sender = Mutex::new(sender);
        let take = move |note| drop(sender.lock().expect("set up").send(note));
        (Recorder::new(rig.folder.path().join("objects"), Arc::new(take)), notes)
    }

    fn spec(rig: &Rig, rendition: Rendition) -> RecordingSpec {
        RecordingSpec {
            channel: rig.channel,
            kind: RecordingKind::Live,
            who: "DJ".to_owned(),
            rendition,
            at_sample: 0,
            at_ms: AT_MS,
            stop_disk_percent: 101,
        }
    }

    /// A process is killed in the middle of a recording: its thread never gets to close the file,
    /// which is copied as it is at that moment, with half a frame behind it.
    #[tokio::test]
    async fn a_killed_recording_is_recovered_within_a_second() {
        for name in ["mp3-128", "aac-64", "opus-64"] {
            let rendition = Rendition::parse(name).unwrap();
            let rig = rig().await;
            let (recorder, notes) = recorder(&rig);
            let tape = recorder.start(spec(&rig, rendition));
            tape.title(0, "first", "a");
            tape.push(&sound(rendition, 10));
            tape.title(480_000, "second", "b");
            let RecordingNote::Opened(recording) = notes.recv().unwrap() else {
                panic!("it opens first")
            };
            apply(&rig.db, &RecordingNote::Opened(recording.clone())).await.unwrap();
            let path = rig.folder.path().join("objects").join(&recording.file);
            let (pushed, mut torn) = (Instant::now(), Vec::new());
            while pushed.elapsed() < Duration::from_millis(900) || torn.is_empty() {
                torn = std::fs::read(&path).unwrap();
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            tape.finish(480_000);
            notes
                .iter()
                .find(|note| matches!(note, RecordingNote::Closed(..)))
                .unwrap();
            let half = torn[torn.len() - 100..].to_vec();
            torn.extend(&torn.clone()[..50]);
            torn.extend(half);
            std::fs::write(&path, &torn).unwrap();

            assert_eq!(recover(&rig.db, &rig.objects).await.unwrap(), 1, "{name}");
            let found = find(&rig.db, recording.id).await.unwrap().unwrap();
            assert!(
                found.samples >= 9 * 48_000 && found.samples <= 480_000,
                "{name}: {}",
                found.samples
            );
            assert_eq!(found.ended_at_ms, Some(found.end_ms()));
            assert_eq!(
                std::fs::metadata(&path).unwrap().len(),
                found.bytes,
                "{name}: cut behind the last frame"
            );
            assert_eq!(recover(&rig.db, &rig.objects).await.unwrap(), 0, "it is closed now");
        }
    }

    #[tokio::test]
    async fn notes_become_rows_and_old_ones_are_cleaned_up() {
        let rig = rig().await;
        let (recorder, notes) = recorder(&rig);
        let tape = recorder.start(spec(&rig, Rendition::DEFAULT));
        tape.title(0, "کو کو کورینا", "احمد رشدی");
        tape.push(&sound(Rendition::DEFAULT, 2));
        drop(tape);
        drop(recorder);
        for note in notes {
            apply(&rig.db, &note).await.unwrap();
            apply(&rig.db, &note).await.unwrap();
        }
        let all = list(&rig.db, rig.channel, i64::MAX, 10).await.unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!(
            (all[0].titles[0].title.as_str(), all[0].who.as_str()),
            ("کو کو کورینا", "DJ")
        );
        assert!(
            all[0]
                .ended_at_ms
                .is_some_and(|ended| (1800..2000).contains(&(ended - AT_MS)))
        );
        let path = rig.folder.path().join("objects").join(&all[0].file);
        assert!(path.exists());
        let day_ms = 24 * 3600 * 1000;
        for (keep_days, days, cleaned) in [(0, 9999, 0), (90, 90, 0), (90, 91, 1), (90, 91, 0)] {
            let now_ms = AT_MS + days * day_ms;
            assert_eq!(
                clean(&rig.db, &rig.objects, rig.channel, (keep_days, now_ms))
                    .await
                    .unwrap(),
                cleaned
            );
        }
        assert!(!path.exists());
        assert_eq!(find(&rig.db, all[0].id).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_recording_without_sound_or_file_leaves_no_row() {
        let rig = rig().await;
        let recording = Recording {
            id: RecordingId::new(),
            channel: rig.channel,
            kind: RecordingKind::Aircheck,
            rendition: Rendition::DEFAULT,
            who: String::new(),
            file: "recordings/x/y.mp3".to_owned(),
            start_sample: 0,
            started_at_ms: AT_MS,
            ended_at_ms: None,
            samples: 0,
            bytes: 0,
            titles: Vec::new(),
        };
        apply(&rig.db, &RecordingNote::Opened(recording.clone())).await.unwrap();
        assert_eq!(recover(&rig.db, &rig.objects).await.unwrap(), 1);
        assert_eq!(find(&rig.db, recording.id).await.unwrap(), None);
    }
}
