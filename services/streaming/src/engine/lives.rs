//! Live sources on a channel: who may come on, who has to go, what they play.

use super::core::Core;
use super::decode::{self, ClockFollower};
use super::note::AlertKind;
use super::session::{LiveFeed, Session};
use crate::live::{Feed, LiveSpec, Protocol};
use crate::model::{LiveNow, Takeover};
use awaz_audio::mix::{LeaveReason, LiveConfig, LiveId, OnAir, live_buffer};
use awaz_core::id::CredentialId;
use awaz_core::{Code, Error, Result};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Samples for which a source that left is still heard, faded out: 1 s.
const FADE: u64 = 48_000;
/// Readings of the bit rate that are averaged, half a second each.
const READINGS: usize = 10;

impl Core {
    /// Puts a source on air as soon as its buffer is filled.
    ///
    /// # Errors
    /// `Conflict` where another one is on air and stays, `Unavailable` where there are too many.
    pub(crate) fn open_live(&mut self, spec: LiveSpec) -> Result<Box<dyn Feed>> {
        if let Some(holder) = self.lives.iter().find(|session| !session.is_over()) {
            self.may_take_over(holder, &spec)?;
            holder.close(Error::conflict(format!("{} has taken over the channel.", spec.who)));
        }
        self.activate();
        let settings = &self.profile.settings;
        let (writer, buffer) = live_buffer(LiveConfig {
            buffer_ms: settings.buffer_ms,
            stall_ms: settings.stall_ms,
            ..LiveConfig::default()
        });
        let buffer = match ClockFollower::new(u64::from(settings.buffer_ms) * 48) {
            Some(follower) => buffer.with_follower(follower),
            None => buffer,
        };
        self.live_count += 1;
        let id = LiveId(self.live_count);
        let session = Session::new(id, spec, self.clock.now());
        let programme = self.programme.as_mut().ok_or_else(Error::internal)?;
        let added = programme.mixer.add_live(id, buffer);
        added.map_err(|_full| unavailable("Too many sources are on this channel; try again in a moment."))?;
        let Ok(slices) = decode::start(&session, writer) else {
            programme.mixer.remove_live(id);
            return Err(unavailable(
                "The server has no room for another source; try again in a moment.",
            ));
        };
        self.connected(&session);
        Ok(Box::new(LiveFeed::new(session, slices)))
    }

    /// Ends every source.
    ///
    /// # Errors
    /// `NotFound` where there is none.
    pub(crate) fn kick_live(&mut self) -> Result<()> {
        let kicked = self.end_lives("The station has ended this connection.", |_| true);
        if kicked {
            Ok(())
        } else {
            Err(Error::new(Code::NotFound, "No live source is connected."))
        }
    }

    /// Ends the sources of a credential that is no more.
    pub(crate) fn kick_credential(&mut self, id: CredentialId) {
        self.end_lives("Your access to this station has ended.", |session| {
            session.spec.credential == Some(id)
        });
    }

    /// Ends those sources that are chosen; whether there was any.
    fn end_lives(&mut self, why: &str, is_chosen: impl Fn(&Session) -> bool) -> bool {
        let mut ended = false;
        for session in self.lives.iter().filter(|session| is_chosen(session)) {
            ended |= !session.is_over();
            session.close(Error::new(Code::Forbidden, why));
            if let Some(programme) = &mut self.programme {
                programme.mixer.remove_live(session.id);
            }
        }
        ended
    }

    /// Ends the sources whose hours are over.
    pub(crate) fn end_overruns(&mut self) {
        let now_ms = self.time_ms(self.position);
        let is_over = |session: &Session| session.spec.ends_ms.is_some_and(|ends_ms| ends_ms <= now_ms);
        if self.lives.iter().any(|session| is_over(session) && !session.is_over()) {
            self.end_lives("Your hours on this station are over; thank you.", is_over);
        }
    }

    /// A source is heard, or heard again.
    pub(crate) fn live_started(&mut self, id: LiveId, at: u64, is_back: bool) {
        let Some(session) = self.session(id) else { return };
        self.end_current();
        let song = session.due_title(self.taken(&session));
        session.heard(song);
        self.announce_live(&session, at);
        let who = &session.spec.who;
        if is_back {
            self.announcer.alert(AlertKind::SourceReturned, at, json!({"who": who}));
        } else {
            self.record_live(&session, at);
            self.announcer.event("source.on_air", at, json!({"who": who}));
        }
    }

    /// A source is no longer heard.
    pub(crate) fn live_left(&mut self, id: LiveId, reason: LeaveReason, at: u64) {
        let Some(session) = self.session(id) else { return };
        let who = session.spec.who.clone();
        match reason {
            LeaveReason::Lost if !session.is_closed() => {
                self.announcer
                    .alert(AlertKind::SourceLost, at, json!({"who": who, "reason": "lost"}));
            }
            LeaveReason::Stalled => {
                self.announcer
                    .alert(AlertKind::SourceLost, at, json!({"who": who, "reason": "stalled"}));
            }
            _ => {}
        }
        if reason.may_return() {
            return;
        }
        self.tape_ends = Some(at + FADE);
        session.close(Error::new(Code::Unavailable, "The channel has let this source go."));
        self.lives.retain(|other| other.id != id);
        *self.shared.live.write() = self.lives.last().cloned();
        self.announcer.event(
            "source.disconnected",
            at,
            json!({"who": who, "reason": format!("{reason:?}").to_lowercase()}),
        );
    }

    /// Announces a title of the source on air once its sound is heard.
    pub(crate) fn heed_titles(&mut self) {
        let Some(OnAir::Live(id)) = self.programme.as_ref().map(|programme| programme.mixer.on_air()) else {
            return;
        };
        let Some(session) = self.session(id).filter(|session| session.has_titles()) else {
            return;
        };
        if let Some(song) = session.due_title(self.taken(&session)) {
            session.heard(Some(song));
            self.announce_live(&session, self.position);
        }
    }

    /// Measures how the sources are doing.
    pub(crate) fn look_at_lives(&mut self) {
        let Some(programme) = &self.programme else { return };
        let Some(newest) = self.lives.last() else {
            self.measured.clear();
            return;
        };
        if self.measured.len() > READINGS {
            self.measured.pop_front();
        }
        self.measured
            .push_back((self.position, newest.bytes.load(Ordering::Relaxed)));
        let kbps = match (self.measured.front(), self.measured.back()) {
            (Some((from, first)), Some((to, last))) if to > from => {
                last.saturating_sub(*first) as f32 * 8.0 * 48.0 / (to - from) as f32
            }
            _ => 0.0,
        };
        for session in &self.lives {
            if let Some(status) = programme.mixer.live_status(session.id) {
                *session.status.lock() = (status, kbps);
            }
        }
    }

    fn may_take_over(&self, holder: &Session, spec: &LiveSpec) -> Result<()> {
        let is_same = spec.credential.is_some() && spec.credential == holder.spec.credential;
        let is_admin = spec.credential.is_none();
        // A relay fills in while nobody is there: a person takes it over, never the other way.
        let (is_relay, holds_relay) = (
            spec.protocol == Protocol::Relay,
            holder.spec.protocol == Protocol::Relay,
        );
        let yields = holds_relay && !is_relay;
        if is_relay && !holds_relay {
            return Err(Error::conflict(format!(
                "{} is on air on this channel.",
                holder.spec.who
            )));
        }
        if is_same || is_admin || yields || self.profile.settings.takeover == Takeover::Newest {
            return Ok(());
        }
        let who = &holder.spec.who;
        Err(Error::conflict(format!(
            "{who} is on air on this channel; wait until they end, or let the station end their connection."
        )))
    }

    fn connected(&mut self, session: &Arc<Session>) {
        self.measured.clear();
        let spec = &session.spec;
        let data = json!({
            "who": spec.who, "protocol": spec.protocol.as_str(), "agent": spec.agent,
            "content_type": spec.content_type,
        });
        let position = self.position;
        self.announcer.event("source.connected", position, data);
        self.lives.push(Arc::clone(session));
        *self.shared.live.write() = Some(Arc::clone(session));
    }

    fn announce_live(&mut self, session: &Session, at: u64) {
        let live = LiveNow {
            name: session.spec.who.clone(),
            since: session.since,
        };
        let song = session.song();
        if let Some(titled) = self.announcer.live(live, song.as_ref(), at) {
            self.spread(&titled);
        }
    }

    /// Samples of a source that the mixer has taken.
    fn taken(&self, session: &Session) -> u64 {
        let status = self
            .programme
            .as_ref()
            .and_then(|programme| programme.mixer.live_status(session.id));
        status.map_or(0, |status| status.delivered.saturating_sub(status.fill))
    }

    fn session(&self, id: LiveId) -> Option<Arc<Session>> {
        self.lives.iter().find(|session| session.id == id).cloned()
    }
}

fn unavailable(message: &str) -> Error {
    Error::new(Code::Unavailable, message).retry_after(5)
}
