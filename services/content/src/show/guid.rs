//! Identities that outlive every address.

use awaz_core::Slug;
use awaz_core::id::{EpisodeId, ShowId};
use sha1::{Digest, Sha1};
use uuid::{Builder, Uuid};

/// Namespace of Podcasting 2.0's `guid`.
const PODCASTS: Uuid = Uuid::from_u128(0xead4_c236_bf58_58c6_a2c6_a6b2_8d12_8cb6);

/// Identity of a show: UUID v5 of its feed's address without the scheme and slashes at the end, as
/// Podcasting 2.0 says. A server that does not know its address makes it of the show's id.
pub(crate) fn show_guid(public_url: Option<&str>, slug: &Slug, id: ShowId) -> Uuid {
    let name = match public_url.and_then(|url| url.split_once("://")) {
        Some((_, host)) => format!("{}/feeds/{slug}.xml", host.trim_end_matches('/')),
        None => format!("urn:uuid:{id}"),
    };
    v5(PODCASTS, &name)
}

/// Identity of an episode, from its id.
pub(crate) fn episode_guid(id: EpisodeId) -> String {
    format!("urn:uuid:{id}")
}

fn v5(namespace: Uuid, name: &str) -> Uuid {
    let digest = Sha1::new()
        .chain_update(namespace.as_bytes())
        .chain_update(name)
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Builder::from_sha1_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_are_those_of_the_specification() {
        // The specification's own examples.
        assert_eq!(
            v5(PODCASTS, "mp3s.nashownotes.com/pc20rss.xml").to_string(),
            "917393e3-1b1e-5cef-ace4-edaa54e1f810"
        );
        assert_eq!(
            v5(PODCASTS, "podnews.net/rss").to_string(),
            "9b024349-ccf0-5f69-a609-6b82873eab3c"
        );
    }

    #[test]
    fn a_server_with_and_without_an_address_has_a_guid() {
        let slug = Slug::parse("mehfil").unwrap();
        let (one, other) = (ShowId::new(), ShowId::new());
        let of = |url: &str, id| show_guid(Some(url), &slug, id);
        assert_eq!(of("https://radio.example", one), of("http://radio.example/", other));
        assert_ne!(show_guid(None, &slug, one), show_guid(None, &slug, other));
    }
}
