//! Which language a title is in, at a station that speaks another.

use awaz_text::langid::{Identifier, Label};

/// How sure one must be that a title is not in its station's language.
const SURE: f32 = 0.8;

/// Code of a title's language, as far as its words tell it; else that of its station.
pub(super) fn language_of<'a>(title: &str, station: &'a str) -> &'a str {
    let spoken = primary(station);
    let is_roman = title.chars().any(|letter| letter.is_ascii_alphabetic());
    // One word in Roman letters may be of any language, and is often a name.
    if is_roman && title.split_whitespace().nth(1).is_none() {
        return spoken;
    }
    let guess = match expected(spoken, is_roman) {
        Some(label) => Identifier::embedded().identify_with_prior(title, label),
        None => Identifier::embedded().identify(title),
    };
    match guess.label.filter(|_| guess.confidence >= SURE) {
        // Roman letters do not tell Urdu from its neighbours.
        Some(Label::RomanUrdu) if spoken != "en" && !spoken.is_empty() => spoken,
        None | Some(Label::Other) => spoken,
        Some(label) => primary(label.code()),
    }
}

fn expected(spoken: &str, is_roman: bool) -> Option<Label> {
    match (spoken, is_roman) {
        ("en", _) => Some(Label::English),
        (_, true) => Some(Label::RomanUrdu),
        ("ur", _) => Some(Label::Urdu),
        ("pa", _) => Some(Label::Shahmukhi),
        ("sd", _) => Some(Label::Sindhi),
        ("ps", _) => Some(Label::Pashto),
        ("bal", _) => Some(Label::Balochi),
        _ => None,
    }
}

/// The language of a tag, without script and country.
pub(super) fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_that_says_so_has_a_language_of_its_own() {
        let told = [
            ("ur-PK", "Love is in the air tonight", "en"),
            ("ur", "منهنجي ڳوٺ جي ڇوڪري", "sd"),
            ("ur", "ਜੁਗਨੀ ਜੀ", "pa"),
            ("ur", "زما د زړه ټوټې", "ps"),
            ("en", "دل کی بات ہے یہ", "ur"),
            ("en", "tum mere paas raho meri jaan", "ur"),
        ];
        for (station, title, language) in told {
            assert_eq!(language_of(title, station), language, "{title} at {station}");
        }
    }

    #[test]
    fn what_its_words_do_not_tell_is_in_its_stations_language() {
        let untold = [
            ("ur-PK", "Nusrat Fateh Ali Khan", "ur"),
            ("pa", "Jugni", "pa"),
            ("ur", "Song", "ur"),
            ("sd", "tum mere paas raho", "sd"),
            ("ur", "786", "ur"),
            ("pa", "جگنی", "pa"),
            ("skr", "دل", "skr"),
            ("", "", ""),
        ];
        for (station, title, language) in untold {
            assert_eq!(language_of(title, station), language, "{title} at {station}");
        }
    }
}
