//! Codes of six digits that change every 30 seconds (RFC 6238), with SHA-1, because that is what the
//! apps that people have can do.

use awaz_core::{Error, Result};
use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
use qrcode::QrCode;
use qrcode::render::svg;

/// Seconds a code is shown.
const STEP_S: i64 = 30;
/// Seconds a code is still taken after it has changed: somebody was typing it.
const GRACE_S: i64 = 5;
/// Bytes of a secret (RFC 4226 §4).
pub(crate) const SECRET: usize = 20;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step a code was made for, where it is one that is taken now.
pub(crate) fn step(secret: &[u8], code: &str, now_s: i64) -> Option<i64> {
    let now = now_s.div_euclid(STEP_S);
    let is_late = now_s.rem_euclid(STEP_S) < GRACE_S;
    let steps = [Some(now), is_late.then_some(now - 1)];
    steps
        .into_iter()
        .flatten()
        .find(|step| is_same(&code_of(secret, *step), code))
}

fn code_of(secret: &[u8], step: i64) -> String {
    format!("{:06}", number(secret, step) % 1_000_000)
}

fn number(secret: &[u8], step: i64) -> u32 {
    let tag = sign(&Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret), &step.to_be_bytes());
    let tag = tag.as_ref();
    let at = usize::from(tag[tag.len() - 1] & 0x0f);
    u32::from_be_bytes([tag[at], tag[at + 1], tag[at + 2], tag[at + 3]]) & 0x7fff_ffff
}

fn is_same(made: &str, given: &str) -> bool {
    use subtle::ConstantTimeEq;
    made.as_bytes().ct_eq(given.as_bytes()).into()
}

/// A secret as people type it into their app.
pub(crate) fn base32(secret: &[u8]) -> String {
    let mut text = String::new();
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in secret {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(BASE32[((buffer >> bits) & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(BASE32[((buffer << (5 - bits)) & 31) as usize]));
    }
    text
}

/// What an app reads from the picture.
pub(crate) fn address(secret: &[u8], email: &str) -> String {
    let account: String = email.bytes().map(escaped).collect();
    format!(
        "otpauth://totp/Awaz%20Pulse:{account}?secret={}&issuer=Awaz%20Pulse",
        base32(secret)
    )
}

fn escaped(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
        return char::from(byte).to_string();
    }
    format!("%{byte:02X}")
}

/// The picture, as SVG.
///
/// # Errors
/// `Internal` for what is too long for a picture.
pub(crate) fn picture(address: &str) -> Result<String> {
    let code = QrCode::new(address).map_err(|_| Error::internal())?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(200, 200).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_6238() {
        let secret = b"12345678901234567890";
        for (at_s, eight) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(format!("{:08}", number(secret, at_s / STEP_S) % 100_000_000), eight);
            assert_eq!(step(secret, &eight[2..], at_s), Some(at_s / STEP_S));
        }
    }

    #[test]
    fn a_code_is_taken_in_its_half_minute_and_five_seconds_more() {
        let secret = b"12345678901234567890";
        let code = code_of(secret, 100);
        for (at_s, is_taken) in [
            (2999, false),
            (3000, true),
            (3029, true),
            (3034, true),
            (3035, false),
            (3060, false),
        ] {
            assert_eq!(step(secret, &code, at_s).is_some(), is_taken, "{at_s}");
        }
        for bad in ["", "1", "000000000000", "١٢٣٤٥٦", "-00001", " 12345"] {
            assert_eq!(step(secret, bad, 3000), None, "{bad}");
        }
    }

    #[test]
    fn the_picture_says_whose_it_is() {
        assert_eq!(base32(b"12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(base32(b"f"), "MY");
        let address = address(b"12345678901234567890", "a+b&c=d@example.org");
        assert!(
            address.starts_with("otpauth://totp/Awaz%20Pulse:a%2Bb%26c%3Dd@example.org?secret=GEZD"),
            "{address}"
        );
        assert!(picture(&address).is_ok_and(|svg| svg.contains("<svg") && !svg.contains("script")));
    }
}
