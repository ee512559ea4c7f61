//! A channel's renditions: started when somebody asks, ended when nobody has listened for a while.

use super::core::Core;
use super::output::Output;
use super::shared::silent;
use super::sink::{HLS, RING, Sink, into_ring};
use awaz_core::{Code, Error, Rendition, Result};
use awaz_fanout::{Limits, Ring, RingConfig};
use std::sync::Arc;

impl Core {
    /// The ring of a rendition, with the last seconds in it.
    ///
    /// # Errors
    /// `NotFound` for a rendition the channel does not offer, else what the encoder says.
    pub(crate) fn ring(&mut self, rendition: Rendition) -> Result<Arc<Ring>> {
        self.offers(rendition)?;
        if let Some(ring) = self
            .shared
            .rings
            .read()
            .get(&rendition)
            .filter(|ring| !ring.is_closed())
        {
            return Ok(Arc::clone(ring));
        }
        let ring = self.new_ring(rendition);
        let burst_bytes = self.config.fanout.burst_bytes;
        self.add_sink(rendition, into_ring(Arc::clone(&ring), rendition, burst_bytes))?;
        self.shared.rings.write().insert(rendition, Arc::clone(&ring));
        Ok(ring)
    }

    /// Adds a sink to a rendition and starts what is needed for it.
    ///
    /// # Errors
    /// What the encoder says.
    pub(crate) fn add_sink(&mut self, rendition: Rendition, sink: Box<dyn Sink>) -> Result<()> {
        self.activate();
        let titles = self.announcer.titles();
        let position = self.position;
        let output = self.output(rendition, sink.backlog())?;
        output.heard_at = position;
        output.add(sink, &titles);
        Ok(())
    }

    /// Ends a rendition whose encoder failed.
    pub(crate) fn lose(&mut self, output: Output, error: &awaz_audio::encode::EncodeError) {
        let rendition = output.rendition();
        tracing::error!(channel = %self.profile.slug, %rendition, %error, "rendition ended");
        self.forget(rendition);
        output.end();
    }

    /// Encodes the frame that was just rendered.
    pub(crate) fn encode(&mut self) {
        let Some(programme) = &self.programme else { return };
        let mut broken = Vec::new();
        let start = programme.pcm.end() - awaz_audio::FRAME as u64;
        for (index, output) in self.outputs.iter_mut().enumerate() {
            // An encoder that was started anew within this frame takes its rest only.
            let skip = output.position().saturating_sub(start).min(awaz_audio::FRAME as u64) as usize;
            if let Err(error) = output.feed(&programme.frame[skip * 2..]) {
                broken.push((index, error));
            }
        }
        for (index, error) in broken.into_iter().rev() {
            let output = self.outputs.remove(index);
            self.lose(output, &error);
        }
    }

    /// Ends what nobody has listened to for a while, and at last the programme.
    pub(crate) fn look_at_listeners(&mut self) {
        let idle = self.config.idle_after_s * 48_000;
        let position = self.position;
        let mut kept = Vec::with_capacity(self.outputs.len());
        for mut output in std::mem::take(&mut self.outputs) {
            if output.is_wanted(position, idle) {
                kept.push(output);
            } else {
                self.forget(output.rendition());
                output.end();
            }
        }
        self.outputs = kept;
        let is_heard = self.shared.listeners() > 0;
        self.shared
            .heard
            .send_if_modified(|heard| std::mem::replace(heard, is_heard) != is_heard);
        if self.programme.is_some() && self.outputs.is_empty() && self.lives.is_empty() {
            self.programme = None;
            self.shared.meter.send_replace(silent());
        }
    }

    /// Applies the profile's bounds to the rings there are.
    pub(crate) fn limit_rings(&self) {
        for ring in self.shared.rings.read().values() {
            ring.set_limits(self.limits());
        }
    }

    /// Ends for listeners what the profile offers no more.
    pub(crate) fn withdraw(&mut self) {
        let offered = &self.profile.settings.renditions;
        let renditions = self.outputs.iter().map(Output::rendition);
        let withdrawn: Vec<_> = renditions.filter(|rendition| !offered.contains(rendition)).collect();
        for rendition in withdrawn {
            self.forget(rendition);
            for name in [RING, HLS] {
                self.remove_sink(rendition, name, self.position);
            }
        }
    }

    /// Ends everything: listeners hear what is left.
    pub(crate) fn end(&mut self) {
        for session in self.lives.drain(..) {
            session.close(Error::new(Code::Unavailable, "The channel has ended."));
        }
        for output in self.outputs.drain(..) {
            output.end();
        }
        self.shared.drop_rings(|_| true);
        self.shared.tracks.write().clear();
        *self.shared.live.write() = None;
        self.programme = None;
        self.shared.on_air.send_replace(crate::model::OnAir::Off);
        self.save();
    }

    fn output(&mut self, rendition: Rendition, backlog: u64) -> Result<&mut Output> {
        let programme = self.programme.as_ref().ok_or_else(Error::internal)?;
        let found = self.outputs.iter().position(|output| output.rendition() == rendition);
        let index = if let Some(index) = found {
            self.outputs[index].deepen(&programme.pcm, backlog)?;
            index
        } else {
            self.outputs.push(Output::start(rendition, &programme.pcm, backlog)?);
            self.outputs.len() - 1
        };
        Ok(&mut self.outputs[index])
    }

    pub(crate) fn offers(&self, rendition: Rendition) -> Result<()> {
        if self.profile.settings.renditions.contains(&rendition) {
            return Ok(());
        }
        Err(Error::not_found("rendition of this channel", rendition))
    }

    fn forget(&self, rendition: Rendition) {
        self.shared.drop_rings(|over| over == rendition);
        self.shared.tracks.write().remove(&rendition);
    }

    fn new_ring(&self, rendition: Rendition) -> Arc<Ring> {
        Ring::new(RingConfig {
            name: format!("{}/{rendition}", self.profile.slug),
            content_type: rendition.codec.content_type().to_owned(),
            bitrate_kbps: u32::from(rendition.kbps),
            limits: self.limits(),
            clock: Arc::clone(&self.clock),
            ..RingConfig::default()
        })
    }

    fn limits(&self) -> Limits {
        let limits = self.profile.settings.limits;
        let bound = |value: u32| (value > 0).then_some(value);
        Limits {
            listeners: bound(limits.listeners),
            bandwidth_kbps: bound(limits.bandwidth_kbps),
        }
    }

    /// Ends a sink.
    pub(crate) fn remove_sink(&mut self, rendition: Rendition, name: &str, at: u64) {
        let found = self.outputs.iter_mut().find(|output| output.rendition() == rendition);
        if let Some(output) = found {
            output.remove(name, at);
        }
    }
}
