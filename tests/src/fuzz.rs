//! What the fuzzers call: one function a target, which must neither panic nor grow without bound
//! whatever bytes it gets. `fuzz/` runs them under libFuzzer; the stories run them over the kept
//! corpus and its mutations, the same each time.

use awaz_audio::input::{FileDecoder, Limits, LiveDecoder};
use awaz_wire::icy::{Deinterleaver, parse_response};
use std::io::Cursor;

/// A target: its name, which is its folder in `fixtures/fuzz`, and what is run.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 6] = [
    ("live", live),
    ("file", file),
    ("head", head),
    ("icy", icy),
    ("shoutcast", shoutcast),
    ("playlist", playlist),
];

/// Most samples a decoder may make of one fuzz input before it is left alone.
const MAX_SAMPLES: usize = 48_000 * 60;

/// The demuxers' front: a live stream, cut where its first byte says.
///
/// # Panics
/// When an invariant does not hold: that is the finding.
pub fn live(data: &[u8]) {
    let Some((cut, rest)) = data.split_first() else {
        return;
    };
    let mut decoder = LiveDecoder::new(None, Limits::default());
    let mut samples = Vec::new();
    for chunk in rest.chunks(usize::from(*cut) * 8 + 1) {
        if decoder.push(chunk).is_err() || samples.len() > MAX_SAMPLES {
            return;
        }
        decoder.take_pcm(&mut samples);
        decoder.take_tags();
    }
    let _ = decoder.finish();
    decoder.take_pcm(&mut samples);
    assert!(samples.iter().all(|sample| sample.is_finite()), "decoders give numbers");
}

/// A file, as an upload.
pub fn file(data: &[u8]) {
    let Ok(mut decoder) = FileDecoder::open(Box::new(Cursor::new(data.to_vec())), None, Limits::default()) else {
        return;
    };
    let mut frame = [0.0; 1920];
    for _ in 0..3000 {
        match decoder.read(&mut frame) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// The head of a request, whole and byte by byte: the answer is the same.
///
/// # Panics
/// When an invariant does not hold: that is the finding.
pub fn head(data: &[u8]) {
    let whole = awaz_wire::head::parse(data);
    let mut reader = awaz_wire::head::HeadReader::default();
    let mut split = Ok(None);
    for byte in data {
        split = reader.push(std::slice::from_ref(byte));
        if !matches!(split, Ok(None)) {
            break;
        }
    }
    if let (Ok(Some((whole, _))), Ok(Some(split))) = (&whole, &split) {
        assert_eq!(
            format!("{whole:?}"),
            format!("{split:?}"),
            "cutting a head changes nothing"
        );
    }
}

/// The answer of an ICY server, and sound with titles in it.
///
/// # Panics
/// When an invariant does not hold: that is the finding.
pub fn icy(data: &[u8]) {
    let _ = parse_response(data);
    let Some((metaint, rest)) = data.split_first() else {
        return;
    };
    let mut whole = Vec::new();
    Deinterleaver::new(Some(u32::from(*metaint) + 1)).push(rest, &mut whole);
    let mut cut = Vec::new();
    let mut deinterleaver = Deinterleaver::new(Some(u32::from(*metaint) + 1));
    for chunk in rest.chunks(7) {
        deinterleaver.push(chunk, &mut cut);
    }
    assert_eq!(whole, cut, "cutting a stream changes nothing");
}

/// The first lines of a Shoutcast source.
pub fn shoutcast(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for line in text.lines() {
        let _ = awaz_wire::shoutcast::meanings(line);
    }
    let _ = awaz_wire::metadata::SongTitle::from_song(&text);
    let _ = awaz_wire::webcast::Message::parse(&text);
}

/// Playlist files of stations we relay.
///
/// # Panics
/// When an invariant does not hold: that is the finding.
pub fn playlist(data: &[u8]) {
    if let Ok(base) = url::Url::parse("http://example.org/a/b.m3u") {
        assert!(
            awaz_wire::playlist::addresses(data, &base).len() <= 1000,
            "a playlist is bounded"
        );
    }
}
