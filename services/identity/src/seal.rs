//! Secrets that have to be read again are stored sealed: AES-256-GCM with a key that is made of the
//! pepper, so that a copy of the database alone opens nothing.

use awaz_core::{Error, Result};
use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::sync::Arc;

/// Bytes of a nonce, which stand before what they sealed.
const NONCE: usize = 12;

/// Makes keys of the pepper, and seals with one of them; clones cheaply.
#[derive(Clone)]
pub(crate) struct Sealer(Arc<[u8]>);

impl std::fmt::Debug for Sealer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Sealer")
    }
}

impl Sealer {
    pub(crate) fn new(pepper: &[u8]) -> Self {
        Self(pepper.into())
    }

    /// HMAC-SHA-256 of `message` under a key for `purpose` alone.
    pub(crate) fn mac(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        mac(&mac(&self.0, purpose.as_bytes()), message)
    }

    /// Seals `plain` for `place`, as in `signing_keys/<kid>`: it opens nowhere else.
    ///
    /// # Errors
    /// Never for what is shorter than 64 GiB.
    pub(crate) fn seal(&self, place: &str, plain: &[u8]) -> Result<String> {
        let mut sealed = plain.to_vec();
        let nonce = self.key()?.seal_in_place_append_tag(Aad::from(place), &mut sealed);
        let nonce = nonce.map_err(|_| Error::internal())?;
        Ok(STANDARD_NO_PAD.encode([&nonce.as_ref()[..], &sealed].concat()))
    }

    /// Opens what was sealed for `place`; `None` for what was not, or with another pepper.
    pub(crate) fn open(&self, place: &str, sealed: &str) -> Option<Vec<u8>> {
        let mut bytes = STANDARD_NO_PAD.decode(sealed).ok()?;
        let nonce = Nonce::try_assume_unique_for_key(bytes.get(..NONCE)?).ok()?;
        let plain = self
            .key()
            .ok()?
            .open_in_place(nonce, Aad::from(place), &mut bytes[NONCE..]);
        plain.ok().map(|plain| plain.to_vec())
    }

    fn key(&self) -> Result<RandomizedNonceKey> {
        RandomizedNonceKey::new(&AES_256_GCM, &mac(&self.0, b"awaz sealing 1")).map_err(|_| Error::internal())
    }
}

fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_in_its_place_only() {
        let sealer = Sealer::new(&[7; 32]);
        let sealed = sealer.seal("totp/1", b"secret").expect("it is short");
        assert_eq!(sealer.open("totp/1", &sealed).as_deref(), Some(&b"secret"[..]));
        assert_ne!(sealed, sealer.seal("totp/1", b"secret").expect("it is short"));
        assert_eq!(sealer.open("totp/2", &sealed), None);
        assert_eq!(Sealer::new(&[8; 32]).open("totp/1", &sealed), None);
        for bad in ["", "AAAA", "not base64!", &sealed[..sealed.len() - 2]] {
            assert_eq!(sealer.open("totp/1", bad), None, "{bad}");
        }
    }
}
