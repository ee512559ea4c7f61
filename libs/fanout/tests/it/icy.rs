//! Metadata woven into the stream.

use crate::support::{FRAME, HEAD, SAMPLES, frames, join, push, quick, read_to_end, ring, spec, unweave};
use awaz_fanout::{Fanout, ListenerSpec};

fn listen(metaint: u32, titles: &[(u64, &str)], count: u64) -> Vec<u8> {
    let ring = ring("icy");
    for (number, title) in titles {
        ring.set_title(number * SAMPLES, title);
    }
    let (config, _departures) = quick();
    let fanout = Fanout::start(config).unwrap();
    push(&ring, 0..1);
    let metaint = Some(metaint);
    let mut player = join(&fanout, &ring, &ListenerSpec { metaint, ..spec() });
    push(&ring, 1..count);
    ring.close();
    let stream = read_to_end(&mut player);
    stream.strip_prefix(HEAD).expect("the head comes first").to_vec()
}

fn text(block: &[u8]) -> &str {
    std::str::from_utf8(block).unwrap().trim_end_matches('\0')
}

#[test]
fn blocks_come_exactly_every_metaint_and_sound_is_whole() {
    for metaint in [1, 100, 8192, 16_000, FRAME as u32] {
        let stream = listen(metaint, &[(0, "نصرت - آفرین")], 100);
        let (sound, blocks) = unweave(&stream, metaint as usize);
        assert_eq!(sound, frames(0..100), "metaint {metaint}");
        assert_eq!(blocks.len(), (100 * FRAME - 1) / metaint as usize, "metaint {metaint}");
        assert_eq!(text(&blocks[0].1), "StreamTitle='نصرت - آفرین';");
        assert!(blocks[1..].iter().all(|(_, block)| block.is_empty()), "told once only");
    }
}

#[test]
fn a_title_is_told_at_the_first_block_after_its_frame() {
    let stream = listen(1000, &[(0, "One"), (50, "Two")], 100);
    let (sound, blocks) = unweave(&stream, 1000);
    assert_eq!(sound, frames(0..100));
    let told: Vec<_> = blocks.iter().filter(|(_, block)| !block.is_empty()).collect();
    let expected = (50 * FRAME).div_ceil(1000) * 1000;
    assert_eq!(told.len(), 2);
    assert_eq!((told[1].0, text(&told[1].1)), (expected, "StreamTitle='Two';"));
}

#[test]
fn the_longest_title_fills_a_block_of_4080_bytes() {
    let stream = listen(4000, &[(0, &"x".repeat(100_000))], 60);
    let (sound, blocks) = unweave(&stream, 4000);
    assert_eq!(sound, frames(0..60));
    assert_eq!(blocks[0].1.len(), 4080);
    assert!(text(&blocks[0].1).ends_with("xx';"));
}

#[test]
fn without_metaint_the_stream_is_sound_only() {
    assert_eq!(listen(0, &[(0, "One")], 100), frames(0..100));
}
