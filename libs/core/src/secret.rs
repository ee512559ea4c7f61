//! Random secrets, from the operating system's generator.

use rand::{TryRngCore, rngs::OsRng};

/// Alphabet of source keys: no `0 O 1 I l`, nothing that needs escaping in a URL.
pub const KEY_ALPHABET: &[u8; 55] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789";

/// Fills `N` bytes with randomness.
///
/// # Panics
/// If the operating system has no randomness to give, when nothing safe can be done.
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut secret = [0; N];
    OsRng
        .try_fill_bytes(&mut secret)
        .expect("the operating system gives randomness");
    secret
}

/// Makes a key of `length` characters of [`KEY_ALPHABET`], each equally likely.
#[must_use]
pub fn key(length: usize) -> String {
    let alphabet_len = KEY_ALPHABET.len();
    let limit = 256 / alphabet_len * alphabet_len;
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let [byte] = bytes::<1>();
        if usize::from(byte) < limit {
            text.push(char::from(KEY_ALPHABET[usize::from(byte) % alphabet_len]));
        }
    }
    text
}

/// Makes a source key: 24 characters, about 138 bits.
#[must_use]
pub fn source_key() -> String {
    key(24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn source_keys_are_of_the_alphabet_and_differ() {
        let key = source_key();
        assert_eq!(key.len(), 24);
        assert!(key.bytes().all(|letter| KEY_ALPHABET.contains(&letter)));
        assert_ne!(key, source_key());
        assert!(!KEY_ALPHABET.iter().any(|letter| b"0O1Il".contains(letter)));
    }
}
