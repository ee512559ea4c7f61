//! The fuzzers' kept corpus, and mutations of it, the same at every run.

use awaz_tests::fuzz::{TARGETS, Target};
use std::path::Path;

/// Mutations of each kept input.
const MUTATIONS: u64 = 300;

fn mutate(seed: u64, input: &[u8]) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let mut bytes = input.to_vec();
    for _ in 0..=next() % 6 {
        let at = next() % bytes.len().max(1);
        match next() % 5 {
            0 if !bytes.is_empty() => bytes[at] = next() as u8,
            1 if !bytes.is_empty() => bytes[at] ^= 1 << (next() % 8),
            2 => bytes.truncate(at),
            3 if !bytes.is_empty() => bytes.extend_from_within(at..(at + next() % 64).min(bytes.len())),
            _ => bytes.insert(at.min(bytes.len()), [0, 0xFF, 0x7F, b'\n', b'\''][next() % 5]),
        }
    }
    bytes
}

fn run((name, target): Target) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fixtures/fuzz")
        .join(name);
    let mut inputs: Vec<_> = std::fs::read_dir(&folder)
        .expect("every target has a corpus")
        .map(|entry| entry.expect("readable").path())
        .collect();
    inputs.sort();
    assert!(!inputs.is_empty(), "{name} has a corpus");
    for path in inputs {
        let input = std::fs::read(&path).expect("readable");
        target(&input);
        for seed in 0..MUTATIONS {
            let mutated = mutate(seed, &input);
            let outcome = std::panic::catch_unwind(|| target(&mutated));
            assert!(outcome.is_ok(), "{name}: mutation {seed} of {} panics", path.display());
        }
    }
}

#[test]
fn nothing_panics_on_the_corpus_and_its_mutations() {
    TARGETS.into_iter().for_each(run);
}
