//! What the fuzzers call: one function a target, which must neither panic nor grow without bound
//! whatever bytes it gets. `fuzz/` runs them under libFuzzer; the stories run them over the kept
//! corpus and its mutations, the same each time.

use awaz_audio::encode::Packet;
use awaz_audio::input::{FileDecoder, Limits, LiveDecoder};
use awaz_core::Rendition;
use awaz_streaming::hls::{Family, Listing, Query, Track, TrackConfig};
use awaz_text::lexicon::Vocabulary;
use awaz_text::normalise::{self, Spelling};
use awaz_wire::icy::{Deinterleaver, parse_response};
use std::io::Cursor;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// A target: its name, which is its folder in `fixtures/fuzz`, and what is run.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 9] = [
    ("live", live),
    ("file", file),
    ("head", head),
    ("icy", icy),
    ("shoutcast", shoutcast),
    ("playlist", playlist),
    ("writer", writer),
    ("words", words),
    ("query", query),
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

/// Samples of an AAC packet.
const AAC_FRAME: u64 = 1024;

/// The writer of HLS playlists: sound with holes and breaks, and titles of any text, make lists
/// without a fault, whole and as delta updates.
///
/// # Panics
/// When an invariant does not hold: that is the finding.
pub fn writer(data: &[u8]) {
    let Some(rendition) = Rendition::parse("aac-64") else {
        return;
    };
    let track = Track::new(TrackConfig {
        rendition,
        epoch_ms: 1_700_000_000_000,
        generation: 1,
        memory_window_s: 60,
        time_shift_min: 2,
        family: Family::new(&[rendition], 10),
        shelf: None,
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("a runtime without threads needs nothing");
    let mut at = 0_u64;
    for step in data.chunks(12).take(64) {
        at = play(&track, step, at);
        for skip in [false, true] {
            let query = Query {
                skip,
                ..Query::default()
            };
            let Some(listing) = runtime.block_on(listed(&track, &query)) else {
                continue;
            };
            let mut faults = awaz_audio::hls::validate(listing.text());
            // A channel is this young only here: others begin with what they played before.
            faults.retain(|fault| !fault.detail.contains("a live window of less than"));
            assert!(faults.is_empty(), "{faults:?}\n{}", listing.text());
        }
    }
}

/// The list, where there is one already: the first waits for its first segment.
async fn listed(track: &Track, query: &Query) -> Option<Listing> {
    let listed = tokio::time::timeout(Duration::from_millis(1), track.playlist(query)).await;
    listed.ok()?.ok()
}

/// Does what a step says and returns where the sound is then.
fn play(track: &Arc<Track>, step: &[u8], at: u64) -> u64 {
    let (first, rest) = step.split_first().unwrap_or((&0, &[]));
    let text = String::from_utf8_lossy(rest);
    match first % 8 {
        0 => track.title(at, &text, "artist"),
        1 => track.title(at.saturating_sub(48_000), "title", &text),
        2 => track.discontinuity(at),
        3 => {
            let hole = u64::from(*rest.first().unwrap_or(&1)) * 50 * AAC_FRAME;
            track.discontinuity(at + hole);
            return push(track, at + hole, 30);
        }
        _ => return push(track, at, u64::from(*rest.first().unwrap_or(&1)) + 1),
    }
    at
}

fn push(track: &Arc<Track>, at: u64, packets: u64) -> u64 {
    let packet = |index: u64| Packet {
        data: vec![0; 8].into(),
        start: at + index * AAC_FRAME,
        samples: AAC_FRAME as u32,
    };
    let packets: Vec<_> = (0..packets).map(packet).collect();
    track.push(&packets);
    at + packets.len() as u64 * AAC_FRAME
}

/// Most bytes a key makes of one of its text: a ligature of a whole sentence.
const KEY_GROWTH: usize = 24;

/// Normalisation, in both spellings, and whose language it is.
///
/// # Panics
/// When an invariant does not hold: that is the finding.
pub fn words(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for spelling in [Spelling::Common, Spelling::Sindhi] {
        let key = normalise::strict(&text, spelling);
        assert_eq!(normalise::strict(&key, spelling), key, "the strict key is its own key");
        assert!(key.len() <= KEY_GROWTH * text.len(), "keys have a bound");
        let loose = normalise::loose(&text, spelling);
        assert_eq!(
            normalise::loose(&key, spelling),
            loose,
            "equal strict keys have equal loose keys"
        );
        for token in normalise::tokens(&text, spelling) {
            assert!(text.get(token.range).is_some(), "a token covers whole characters");
        }
    }
    let guess = awaz_text::langid::Identifier::embedded().identify(&text);
    assert!(guess.label.is_none() || guess.best.is_some(), "who is sure has a guess");
}

/// Queries: reading them, and what their words may mean.
///
/// # Panics
/// When an invariant does not hold: that is the finding.
pub fn query(data: &[u8]) {
    static WORDS: LazyLock<Vocabulary> = LazyLock::new(|| {
        let words = ["نصرت", "فتح", "علی", "nusrat", "ਨੁਸਰਤ", "سنڌي", "dil", "42"];
        Vocabulary::new(words.map(|word| (word.to_owned(), 3)))
    });
    let Ok(query) = awaz_search::find::Query::read(&String::from_utf8_lossy(data)) else {
        return;
    };
    assert!(
        query.words.len() <= 12 && query.without.len() <= 12,
        "queries have a bound"
    );
    for (from, to) in &query.phrases {
        assert!(from < to && *to <= query.words.len(), "a phrase is part of its query");
    }
    for word in &query.words {
        for meaning in [WORDS.meanings(word, false), WORDS.meanings(word, true)].concat() {
            assert!(meaning.weight > 0.0 && meaning.weight <= 1.0, "{word}: {meaning:?}");
        }
    }
}
