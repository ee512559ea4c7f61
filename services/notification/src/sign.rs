//! Signatures of Standard Webhooks 1.0 (<https://www.standardwebhooks.com>), symmetric scheme `v1`.

use base64::Engine;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// What a secret begins with.
const PREFIX: &str = "whsec_";

/// Reads secrets with their padding or without.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Makes a secret: `whsec_` and the base64 of 32 random bytes; the standard asks for 24 to 64.
#[must_use]
pub fn new_secret() -> String {
    let bytes = awaz_core::secret::bytes::<32>();
    format!("{PREFIX}{}", STANDARD.encode(bytes))
}

/// Signs a message by one secret: `v1,` and the base64 of an HMAC-SHA256 of `id.timestamp.payload`.
///
/// `timestamp` is in seconds since the Unix epoch, as in the header `webhook-timestamp`.
#[must_use]
pub fn signature(secret: &str, id: &str, timestamp: i64, payload: &str) -> String {
    let encoded = secret.strip_prefix(PREFIX).unwrap_or(secret);
    // A secret that is no base64 is one of another kind, whose bytes are the key.
    let key = LENIENT.decode(encoded).unwrap_or_else(|_| encoded.as_bytes().to_vec());
    format!(
        "v1,{}",
        STANDARD.encode(hmac(&key, &format!("{id}.{timestamp}.{payload}")))
    )
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples_come_out() {
        // From Svix's page on verifying by hand, <https://docs.svix.com/receiving/verifying-payloads/how-manual>.
        let payload = r#"{"event_type":"ping","data":{"success":true}}"#;
        let signed = signature(
            "whsec_plJ3nmyCDGBKInavdOK15jsl",
            "msg_loFOjxBNrRLzqYUf",
            1_731_705_121,
            payload,
        );
        assert_eq!(signed, "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=");
        // A secret without its padding; the value was computed by Python's hmac.
        let signed = signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed, "v1,/Xy7FLfFISa1TZH7WLT+0x/orG5MlcutAFOpVan3/00=");
    }

    #[test]
    fn secrets_are_of_the_standard_and_differ() {
        let secret = new_secret();
        let bytes = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        assert_eq!(bytes.len(), 32);
        assert_ne!(secret, new_secret());
    }
}
