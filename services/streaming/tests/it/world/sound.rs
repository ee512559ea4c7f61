//! Sound: made, sent and recognised.

use super::Wire;
use awaz_audio::encode;
use awaz_audio::input::{Limits, LiveDecoder};
use awaz_audio::mux::{adts_header, ogg::OpusStream};
use awaz_core::{Codec, Rendition};
use std::sync::OnceLock;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Pitch of what encoders send, Hz; no track and no tone bed has it.
pub(crate) const PITCH: f64 = 1000.0;
/// Bytes of a second of [`mp3`].
pub(crate) const MP3_SECOND: usize = 16_000;

/// Eight seconds of the tone as MP3 at 128 kb/s; whole frames.
pub(crate) fn mp3() -> &'static [u8] {
    static SOUND: OnceLock<Vec<u8>> = OnceLock::new();
    SOUND.get_or_init(|| encoded("mp3-128", 8))
}

/// The tone in any rendition, in the container that sources send it in.
pub(crate) fn encoded(name: &str, seconds: u64) -> Vec<u8> {
    let rendition = Rendition::parse(name).unwrap();
    let mut encoder = encode::Encoder::new(rendition, 0).unwrap();
    let tone = |sample: u64| (sample as f64 / 48_000.0 * PITCH * std::f64::consts::TAU).sin() as f32 * 0.3;
    let pcm: Vec<f32> = (0..seconds * 48_000).flat_map(|sample| [tone(sample); 2]).collect();
    let mut packets = Vec::new();
    encoder.encode(&pcm, &mut packets).unwrap();
    match rendition.codec {
        Codec::Opus => {
            let mut stream = OpusStream::new(rendition, 7);
            let mut pages = Vec::new();
            stream.set_title("Noor Jehan", "Chandni Raatein", &mut pages);
            for packet in &packets {
                stream.push(packet, &mut pages);
            }
            stream.finish(&mut pages);
            let bytes = pages
                .iter()
                .flat_map(|page| [page.headers.clone().unwrap_or_default(), page.bytes.clone()]);
            bytes.flatten().collect()
        }
        Codec::Mp3 => packets.iter().flat_map(|packet| packet.data.to_vec()).collect(),
        Codec::Aac => packets
            .iter()
            .flat_map(|packet| [adts_header(packet.data.len()).to_vec(), packet.data.to_vec()].concat())
            .collect(),
    }
}

/// An encoder that sends the tone in real time, a second ahead, until it is dropped.
pub(crate) struct Encoder(JoinHandle<Wire>);

impl Encoder {
    pub(crate) fn start(wire: Wire) -> Self {
        Self::sending(wire, <[u8]>::to_vec)
    }

    /// With every piece put into a frame of the transfer.
    pub(crate) fn sending(mut wire: Wire, framed: fn(&[u8]) -> Vec<u8>) -> Self {
        // Dropped, it is lost: a reset, and no end that could be taken for a goodbye.
        let socket = socket2::SockRef::from(&wire.stream);
        socket.set_linger(Some(Duration::ZERO)).unwrap();
        Self(tokio::spawn(async move {
            wire.send(framed(&mp3()[..MP3_SECOND])).await;
            let mut tick = tokio::time::interval(Duration::from_millis(100));
            for piece in mp3().chunks(MP3_SECOND / 10).cycle().skip(10) {
                tick.tick().await;
                wire.send(framed(piece)).await;
            }
            wire
        }))
    }

    /// The network breaks.
    pub(crate) fn cut(self) {
        self.0.abort();
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// How much of the sound in a stream is the tone, 0 to 1; panics where it cannot be decoded.
pub(crate) fn share_of_tone(stream: &[u8]) -> f64 {
    let mut decoder = LiveDecoder::new(None, Limits::default());
    let mut pcm = Vec::new();
    for piece in stream.chunks(4096) {
        decoder.push(piece).unwrap();
        decoder.take_pcm(&mut pcm);
    }
    let left: Vec<f64> = pcm.iter().step_by(2).map(|sample| f64::from(*sample)).collect();
    assert!(left.len() > 4800, "too little was decoded: {} samples", left.len());
    let (mut best, window) = (0.0_f64, 4800);
    for part in left.chunks_exact(window) {
        let energy: f64 = part.iter().map(|sample| sample * sample).sum();
        let wave = |phase: fn(f64) -> f64| {
            let angle = |index: usize| index as f64 / 48_000.0 * PITCH * std::f64::consts::TAU;
            part.iter()
                .enumerate()
                .map(|(index, sample)| sample * phase(angle(index)))
                .sum::<f64>()
        };
        let (cos, sin) = (wave(f64::cos), wave(f64::sin));
        let tone = (cos * cos + sin * sin) * 2.0 / window as f64;
        if energy > 0.01 {
            best = best.max(tone / energy);
        }
    }
    best
}
