//! One pair of keys that signs access tokens: RSA of 2048 bits.

use crate::seal::Sealer;
use crate::store::StoredSigningKey;
use awaz_core::{Error, Result, secret};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, EncodingKey};

/// Bytes of PKCS #8 before the RSA key of 2048 bits within it (RFC 5958): version, algorithm, the
/// head of the octet string. The length is the same for every such key.
const PKCS8_HEAD: usize = 26;

/// A pair of keys, opened.
pub(crate) struct SigningKey {
    pub(crate) kid: String,
    /// Modulus, base64url, as JWKS shows it.
    pub(crate) modulus: String,
    /// Exponent, base64url.
    pub(crate) exponent: String,
    /// When it begins to sign, ms.
    pub(crate) signs_at_ms: i64,
    /// When it is no longer believed, ms; `None` while it is the newest.
    pub(crate) ends_at_ms: Option<i64>,
    pub(super) private: EncodingKey,
    pub(super) public: DecodingKey,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SigningKey({})", self.kid)
    }
}

impl SigningKey {
    /// Opens a stored pair.
    ///
    /// # Errors
    /// `Internal` where it was sealed with another pepper, which is logged.
    pub(crate) fn open(sealer: &Sealer, stored: &StoredSigningKey) -> Result<Self> {
        let private = sealer.open(&place(&stored.kid), &stored.sealed).ok_or_else(|| {
            tracing::error!(
                kid = stored.kid,
                "a signing key does not open: is pepper.key in the data folder the one it was made with?"
            );
            Error::internal()
        })?;
        let public = DecodingKey::from_rsa_components(&stored.modulus, &stored.exponent);
        Ok(Self {
            kid: stored.kid.clone(),
            modulus: stored.modulus.clone(),
            exponent: stored.exponent.clone(),
            signs_at_ms: stored.signs_at_ms,
            ends_at_ms: stored.ends_at_ms,
            private: EncodingKey::from_rsa_der(&private),
            public: public.map_err(|_| Error::internal())?,
        })
    }
}

/// Makes a pair; some tens of milliseconds of work.
///
/// # Errors
/// `Internal` where the library cannot.
pub(crate) fn make(sealer: &Sealer, now_ms: i64, signs_at_ms: i64) -> Result<StoredSigningKey> {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| Error::internal())?;
    let whole = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).map_err(|_| Error::internal())?;
    let private = whole.as_ref().get(PKCS8_HEAD..).ok_or_else(Error::internal)?;
    let public = pair.public_key();
    let kid = secret::key(16);
    Ok(StoredSigningKey {
        modulus: URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
        exponent: URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
        sealed: sealer.seal(&place(&kid), private)?,
        kid,
        created_at_ms: now_ms,
        signs_at_ms,
        ends_at_ms: None,
    })
}

fn place(kid: &str) -> String {
    format!("signing_keys/{kid}")
}
