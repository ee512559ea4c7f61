//! Writes what the engine and the recorder have to say.

use super::absence;
use crate::engine::Note;
use crate::recorder::{Notes, RecordingNote, rows};
use crate::service::Streaming;
use awaz_core::Result;
use awaz_core::event::{Envelope, Topic};
use awaz_core::id::ChannelId;
use awaz_store::{Key, Outbox};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Notes that wait at most; an engine that cannot place one counts it as lost.
const NOTES: usize = 4096;
/// Recording notes that wait at most.
const RECORDING_NOTES: usize = 256;
/// How long after the last note of a stopping server it is taken that no more will come.
const QUIET: Duration = Duration::from_millis(300);
/// Longest time the last notes are waited for.
const LAST: Duration = Duration::from_secs(5);
/// Attempts at a note while the database does not answer.
const ATTEMPTS: u32 = 5;

/// Where notes are handed in.
pub(crate) struct Mail {
    notes: mpsc::Sender<Note>,
    recordings: mpsc::Sender<RecordingNote>,
}

/// Where they come out.
pub(crate) struct Inbox {
    notes: mpsc::Receiver<Note>,
    recordings: mpsc::Receiver<RecordingNote>,
}

enum Letter {
    Note(Note),
    Recording(RecordingNote),
}

impl Letter {
    /// The channel whose rows it changes; `None` for an event, which is kept in any case.
    const fn channel(&self) -> Option<ChannelId> {
        match self {
            Self::Note(Note::State(id, _)) => Some(*id),
            Self::Note(Note::AsRun(line)) => Some(line.channel),
            Self::Note(Note::Alert(alert)) => Some(alert.channel),
            Self::Note(Note::Event(_)) => None,
            Self::Recording(
                RecordingNote::Opened(recording)
                | RecordingNote::Changed(recording)
                | RecordingNote::Closed(recording, _),
            ) => Some(recording.channel),
        }
    }
}

/// Makes both ends.
pub(crate) fn mailbox() -> (Mail, Inbox) {
    let (notes, notes_in) = mpsc::channel(NOTES);
    let (recordings, recordings_in) = mpsc::channel(RECORDING_NOTES);
    let inbox = Inbox {
        notes: notes_in,
        recordings: recordings_in,
    };
    (Mail { notes, recordings }, inbox)
}

impl Mail {
    pub(crate) fn notes(&self) -> mpsc::Sender<Note> {
        self.notes.clone()
    }

    /// Called on the recorder's own threads, which may wait.
    pub(crate) fn recordings(&self) -> Notes {
        let sender = self.recordings.clone();
        Arc::new(move |note| {
            let _gone = sender.blocking_send(note);
        })
    }
}

impl Inbox {
    async fn next(&mut self) -> Option<Letter> {
        tokio::select! {
            Some(note) = self.notes.recv() => Some(Letter::Note(note)),
            Some(note) = self.recordings.recv() => Some(Letter::Recording(note)),
            else => None,
        }
    }
}

/// Writes notes.
pub(crate) struct Desk {
    pub(crate) streaming: Streaming,
    pub(crate) outbox: Outbox,
}

impl Desk {
    /// Writes until the server stops; then stops the engine and writes its last words.
    pub(crate) async fn run(self, mut inbox: Inbox, shutdown: CancellationToken) {
        absence::tell(&self.streaming, &self.outbox).await;
        loop {
            tokio::select! {
                () = shutdown.cancelled() => break,
                letter = inbox.next() => match letter {
                    Some(letter) => self.write(&letter).await,
                    None => return,
                },
            }
        }
        let hub = self.streaming.api.hub.clone();
        let stopping = tokio::spawn(async move { hub.stop().await });
        let last = tokio::time::Instant::now() + LAST;
        while !stopping.is_finished() || !inbox.notes.is_empty() || !inbox.recordings.is_empty() {
            if tokio::time::Instant::now() > last {
                break;
            }
            self.write_for(&mut inbox, QUIET / 6).await;
        }
        self.write_for(&mut inbox, QUIET).await;
        self.streaming.ports.fanout.drain(Duration::from_millis(500)).await;
    }

    /// Writes until nothing has come for `quiet`.
    async fn write_for(&self, inbox: &mut Inbox, quiet: Duration) {
        while let Ok(Some(letter)) = tokio::time::timeout(quiet, inbox.next()).await {
            self.write(&letter).await;
        }
    }

    async fn write(&self, letter: &Letter) {
        let mut wait = Duration::from_millis(100);
        for attempt in 1..=ATTEMPTS {
            match self.try_to_write(letter).await {
                Ok(()) => return,
                Err(error) if attempt == ATTEMPTS => {
                    metrics::counter!("awaz_streaming_notes_lost_total").increment(1);
                    tracing::error!(%error, "what a channel had to say was not written");
                }
                Err(_) => tokio::time::sleep(wait).await,
            }
            wait *= 2;
        }
    }

    async fn try_to_write(&self, letter: &Letter) -> Result<()> {
        let store = &self.streaming.api.store;
        // The last words of a channel that is being deleted would outlive it.
        if letter.channel().is_some_and(|id| !self.streaming.api.hub.has(id)) {
            return self.drop_file(letter).await;
        }
        match letter {
            Letter::Note(Note::State(id, state)) => store.save_state(*id, state).await,
            Letter::Note(Note::AsRun(line)) => store.add_as_run(line).await,
            Letter::Note(Note::Alert(alert)) => store.add_alert(alert).await,
            Letter::Note(Note::Event(event)) => Ok(self.outbox.publish(&self.complete(event)).await?),
            Letter::Recording(note) => self.write_recording(note).await,
        }
    }

    /// An event with what others need to tell people of it: a song's album, who is live, and how
    /// many listen.
    fn complete(&self, event: &Envelope) -> Envelope {
        let mut event = event.clone();
        if event.kind != "now_playing.changed" {
            return event;
        }
        let channels = self.streaming.api.hub.all();
        let Some(channel) = channels.iter().find(|one| one.id().to_string() == event.subject) else {
            return event;
        };
        let now = channel.now_playing().borrow().clone();
        if event.data["seq"] == now.seq {
            event.data["album"] = json!(now.album);
            event.data["who"] = json!(now.live.as_ref().map(|live| &live.name));
        }
        event.data["listeners"] = json!(channel.state().listeners);
        event
    }

    /// Deletes what the recorder still wrote for a channel that is gone.
    async fn drop_file(&self, letter: &Letter) -> Result<()> {
        if let Letter::Recording(RecordingNote::Closed(recording, _)) = letter
            && let Ok(key) = Key::parse(&recording.file)
        {
            self.streaming.api.objects.delete(&key).await?;
        }
        Ok(())
    }

    async fn write_recording(&self, note: &RecordingNote) -> Result<()> {
        let api = &self.streaming.api;
        rows::apply(&api.store.db, note).await?;
        let RecordingNote::Closed(recording, end) = note else {
            return Ok(());
        };
        if let Some(sentence) = end.alert() {
            tracing::warn!(channel = %recording.channel, sentence, "recording ended early");
            api.store.add_recording_alert(recording.channel, &sentence).await?;
        }
        if recording.samples == 0 {
            return Ok(());
        }
        if let Ok(key) = Key::parse(&recording.file) {
            api.objects.settle(&key);
        }
        let data = json!({
            "recording_id": recording.id,
            "kind": recording.kind,
            "duration_ms": recording.samples / 48,
            "who": recording.who,
        });
        let event = Envelope::new(
            Topic::Streaming,
            "recording.finished",
            &recording.channel,
            api.clock.now(),
        );
        Ok(self.outbox.publish(&event.data(data)).await?)
    }
}
