//! A simulated channel: sources that are sines, a mixer that is rendered in a loop, and ears.

use awaz_audio::FRAME;
use awaz_audio::mix::{
    Config, Item, ItemId, Lane, LiveConfig, LiveId, LiveWriter, MixEvent, Mixer, Source, SourceState, live_buffer,
};
use std::f32::consts::TAU;

/// A sine that ends after `length` samples, both channels alike.
pub(crate) struct Sine {
    pub(crate) hertz: f32,
    pub(crate) level: f32,
    pub(crate) at: u64,
    pub(crate) length: u64,
}

impl Sine {
    pub(crate) fn sample(&self, at: u64) -> f32 {
        let cycles = f64::from(self.hertz) * at as f64 / 48_000.0;
        self.level * ((cycles.fract() as f32) * TAU).sin()
    }
}

impl Source for Sine {
    fn read(&mut self, out: &mut [f32]) -> usize {
        let count = ((out.len() / 2) as u64).min(self.length - self.at);
        for (index, frame) in out.chunks_exact_mut(2).take(count as usize).enumerate() {
            let sample = self.sample(self.at + index as u64);
            frame.fill(sample);
        }
        self.at += count;
        count as usize
    }

    fn state(&self) -> SourceState {
        SourceState::Ended
    }
}

pub(crate) fn sine(hertz: f32, level: f32, length: u64) -> Box<dyn Source> {
    Box::new(Sine {
        hertz,
        level,
        at: 0,
        length,
    })
}

/// A track of known length that ends cold.
pub(crate) fn track(id: u64, hertz: f32, seconds: u64) -> Item {
    let length = seconds * 48_000;
    Item {
        length: Some(length),
        start_next: Some(length),
        ..Item::new(ItemId(id), sine(hertz, 0.25, length))
    }
}

/// A live source's encoder: a sine delivered in real time, a frame each frame.
pub(crate) struct Encoder {
    writer: Option<LiveWriter>,
    sine: Sine,
    pub(crate) connected: bool,
    pub(crate) level: f32,
    /// Frames delivered for each frame of the mixer.
    pub(crate) burst: usize,
}

impl Encoder {
    pub(crate) fn deliver(&mut self) {
        let Some(writer) = self
            .writer
            .as_mut()
            .filter(|writer| self.connected && !writer.is_closed())
        else {
            return;
        };
        for _ in 0..self.burst {
            let mut frame = [0.0; FRAME * 2];
            self.sine.level = self.level;
            self.sine.read(&mut frame);
            assert_eq!(writer.push(&frame), FRAME);
        }
    }

    pub(crate) fn writer(&self) -> &LiveWriter {
        self.writer.as_ref().expect("still there")
    }

    pub(crate) fn finish(&mut self) {
        self.writer.take().expect("still there").finish();
    }

    pub(crate) fn break_off(&mut self) {
        self.writer = None;
    }
}

/// The channel with everything it has put out.
pub(crate) struct Rig {
    pub(crate) mixer: Mixer,
    pub(crate) start: u64,
    pub(crate) heard: Vec<f32>,
    pub(crate) events: Vec<MixEvent>,
    pub(crate) encoders: Vec<Encoder>,
    /// Answers every request of the AutoDJ lane with a 10 s track.
    pub(crate) autodj: Option<u64>,
}

impl Rig {
    pub(crate) fn new(config: Config) -> Self {
        Self::at(config, 1_000_000)
    }

    pub(crate) fn at(config: Config, start: u64) -> Self {
        Self {
            mixer: Mixer::new(config, start),
            start,
            heard: Vec::new(),
            events: Vec::new(),
            encoders: Vec::new(),
            autodj: None,
        }
    }

    pub(crate) fn connect(&mut self, id: u64, hertz: f32, config: LiveConfig) -> usize {
        let (writer, buffer) = live_buffer(config);
        self.mixer
            .add_live(LiveId(id), buffer)
            .map_err(|_| "full")
            .expect("room for a source");
        let sine = Sine {
            hertz,
            level: 0.25,
            at: 0,
            length: u64::MAX,
        };
        self.encoders.push(Encoder {
            writer: Some(writer),
            sine,
            connected: true,
            level: 0.25,
            burst: 1,
        });
        self.encoders.len() - 1
    }

    pub(crate) fn run_ms(&mut self, milliseconds: u64) {
        for _ in 0..milliseconds / 20 {
            self.frame();
        }
    }

    pub(crate) fn frame(&mut self) {
        for encoder in &mut self.encoders {
            encoder.deliver();
        }
        let mut frame = [f32::NAN; FRAME * 2];
        let events = self.mixer.render(&mut frame).to_vec();
        assert!(frame.iter().all(|sample| sample.is_finite()));
        self.heard.extend_from_slice(&frame);
        for event in &events {
            if let (MixEvent::NeedsItem { lane: Lane::AutoDj, .. }, Some(next)) = (event, &mut self.autodj) {
                *next += 1;
                let item = track(*next, 220.0 + *next as f32, 10);
                self.mixer.cue(Lane::AutoDj, item).expect("room in the lane");
            }
        }
        self.events.extend(events);
        let rendered = (self.heard.len() / 2) as u64;
        assert_eq!(self.mixer.position(), self.start + rendered, "a sample is missing");
    }

    /// The left channel between two positions.
    pub(crate) fn left(&self, from: u64, to: u64) -> Vec<f32> {
        let range = ((from - self.start) * 2) as usize..((to - self.start) * 2) as usize;
        self.heard[range].iter().step_by(2).copied().collect()
    }

    pub(crate) fn position_of(&self, wanted: impl Fn(&MixEvent) -> bool) -> u64 {
        self.events
            .iter()
            .find(|event| wanted(event))
            .unwrap_or_else(|| panic!("{:?}", self.without_requests()))
            .at()
    }

    pub(crate) fn started(&self, id: u64) -> u64 {
        self.position_of(|event| matches!(event, MixEvent::ItemStarted { id: ItemId(other), .. } if *other == id))
    }

    pub(crate) fn without_requests(&self) -> Vec<MixEvent> {
        let is_told = |event: &&MixEvent| !matches!(event, MixEvent::NeedsItem { .. });
        self.events.iter().filter(is_told).copied().collect()
    }

    /// Fails on a click: a bend in the curve no sine below 500 Hz and no fade has.
    pub(crate) fn assert_no_clicks(&self) {
        let left: Vec<f32> = self.heard.iter().step_by(2).copied().collect();
        for (index, three) in left.windows(3).enumerate() {
            let bend = (three[0] - 2.0 * three[1] + three[2]).abs();
            assert!(
                bend < 0.01,
                "click of {bend} at sample {}: {:?}",
                index,
                self.without_requests()
            );
        }
    }

    /// Fails on a hole: more than `longest` samples in a row below −60 dBFS.
    pub(crate) fn assert_no_holes(&self, longest: usize) {
        let mut run = 0;
        for (index, frame) in self.heard.chunks_exact(2).enumerate() {
            run = if frame[0].abs() < 0.001 && frame[1].abs() < 0.001 {
                run + 1
            } else {
                0
            };
            assert!(
                run <= longest,
                "hole of {run} at {index}: {:?}",
                self.without_requests()
            );
        }
    }

    /// Level of one frequency between two positions, as the amplitude of its sine.
    pub(crate) fn amplitude(&self, hertz: f32, from: u64, to: u64) -> f32 {
        let (mut real, mut imaginary) = (0.0_f64, 0.0_f64);
        let samples = self.left(from, to);
        for (index, sample) in samples.iter().enumerate() {
            let angle = f64::from(hertz) * index as f64 / 48_000.0 * std::f64::consts::TAU;
            real += f64::from(*sample) * angle.cos();
            imaginary += f64::from(*sample) * angle.sin();
        }
        (2.0 * real.hypot(imaginary) / samples.len() as f64) as f32
    }
}

/// A channel that leaves sound as it is, with a crossfade of `crossfade_ms`.
pub(crate) fn plain(crossfade_ms: u32) -> Config {
    Config {
        crossfade_ms,
        processing: awaz_audio::mix::Processing::Off,
        ..Config::default()
    }
}
