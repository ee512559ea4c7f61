//! Whatever comes in, what goes out is whole, finite and below the ceiling.

use super::rig::Rig;
use awaz_audio::mix::{Config, Item, ItemId, Lane, LiveConfig, LiveId, MixEvent, Source, SourceState, live_buffer};
use ebur128::{EbuR128, Mode};
use proptest::prelude::*;

struct Noise {
    seed: u32,
    shape: u8,
    left: u64,
}

impl Source for Noise {
    fn read(&mut self, out: &mut [f32]) -> usize {
        let count = ((out.len() / 2) as u64).min(self.left) as usize;
        for sample in &mut out[..count * 2] {
            self.seed = self.seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (self.seed >> 8) as f32 / (1 << 23) as f32 - 1.0;
            *sample = match self.shape % 5 {
                0 => noise * 4.0,
                1 => noise.signum(),
                2 if self.seed >> 20 == 0 => 1000.0,
                2 => 0.0,
                3 if self.seed >> 26 == 0 => f32::NAN,
                3 => f32::INFINITY * noise,
                _ => noise * 0.001,
            };
        }
        self.left -= count as u64;
        count
    }

    fn state(&self) -> SourceState {
        if self.shape.is_multiple_of(2) {
            SourceState::Ended
        } else {
            SourceState::Starved
        }
    }
}

#[derive(Debug, Clone)]
enum Step {
    Run(u16),
    Cue(u8, u8, u32, bool),
    Connect(u64, u16),
    Push(u64, u32),
    Break(u64),
    Remove(u64),
    Skip,
    Crossfade(u32),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1_u16..100).prop_map(Step::Run),
        3 => (0_u8..3, any::<u8>(), 1_u32..200_000, any::<bool>()).prop_map(|(lane, shape, length, known)| Step::Cue(lane, shape, length, known)),
        1 => (0_u64..4, 0_u16..3000).prop_map(|(id, buffer)| Step::Connect(id, buffer)),
        4 => (0_u64..4, 1_u32..200_000).prop_map(|(id, count)| Step::Push(id, count)),
        1 => (0_u64..4).prop_map(Step::Break),
        1 => (0_u64..4).prop_map(Step::Remove),
        1 => Just(Step::Skip),
        1 => (0_u32..20_000).prop_map(Step::Crossfade),
    ]
}

fn perform(rig: &mut Rig, writers: &mut Vec<(u64, awaz_audio::mix::LiveWriter)>, step: &Step, count: u64) {
    match *step {
        Step::Run(frames) => rig.run_ms(u64::from(frames) * 20),
        Step::Cue(lane, shape, length, known) => {
            let lane = [Lane::Scheduled, Lane::AutoDj, Lane::Fallback][lane as usize];
            let source = Box::new(Noise {
                seed: length,
                shape,
                left: u64::from(length),
            });
            let mut item = Item::new(ItemId(count), source);
            item.gain_db = f32::from(shape) - 128.0;
            item.length = known.then_some(u64::from(length) * 2);
            item.start_next = known.then_some(u64::from(length));
            item.start_at = (shape > 200).then_some(rig.mixer.position() + u64::from(length));
            let _full = rig.mixer.cue(lane, item);
        }
        Step::Connect(id, buffer_ms) => {
            let (writer, buffer) = live_buffer(LiveConfig {
                buffer_ms: u32::from(buffer_ms),
                ..LiveConfig::default()
            });
            if rig.mixer.add_live(LiveId(id), buffer).is_ok() {
                writers.push((id, writer));
            }
        }
        Step::Push(id, count) => {
            let mut sound = vec![0.0; count as usize * 2];
            Noise {
                seed: count,
                shape: count as u8,
                left: u64::MAX,
            }
            .read(&mut sound);
            for (_, writer) in writers.iter_mut().filter(|(other, _)| *other == id) {
                writer.push(&sound);
            }
        }
        Step::Break(id) => writers.retain(|(other, _)| *other != id),
        Step::Remove(id) => rig.mixer.remove_live(LiveId(id)),
        Step::Skip => {
            rig.mixer.skip();
        }
        Step::Crossfade(crossfade_ms) => rig.mixer.set_config(Config {
            crossfade_ms,
            ..Config::default()
        }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_output_is_whole_finite_and_below_the_ceiling(steps in prop::collection::vec(step(), 1..40)) {
        let mut rig = Rig::new(Config::default());
        let mut writers = Vec::new();
        for (count, step) in steps.into_iter().enumerate() {
            perform(&mut rig, &mut writers, &step, count as u64);
        }
        rig.run_ms(200);
        let mut meter = EbuR128::new(2, 48_000, Mode::TRUE_PEAK).expect("a common format");
        meter.add_frames_f32(&rig.heard).expect("whole frames");
        let peak = meter.true_peak(0).expect("measured").max(meter.true_peak(1).expect("measured"));
        prop_assert!(peak <= 10.0_f64.powf(-1.0 / 20.0) + 1e-6, "{} dBTP", 20.0 * peak.log10());
        let started = rig.events.iter().filter(|event| matches!(event, MixEvent::ItemStarted { .. })).count();
        let ended = rig.events.iter().filter(|event| matches!(event, MixEvent::ItemEnded { .. })).count();
        prop_assert!(ended <= started && started <= ended + 10);
    }
}
