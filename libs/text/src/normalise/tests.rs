use proptest::prelude::*;

use super::*;

const FIXTURES: &str = include_str!("../../../../fixtures/text/normalise.tsv");

/// Rule, variant, canonical, expectation of each row.
fn rows() -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
    FIXTURES
        .lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.split('\t');
            let mut next = || cells.next().expect("a cell");
            (next(), next(), next(), next())
        })
        .collect()
}

#[test]
fn every_fixture_holds() {
    let rows = rows();
    assert_eq!(rows.len(), 75);
    for (rule, variant, canonical, expect) in rows {
        let spelling = if rule.starts_with("sd-") {
            Spelling::Sindhi
        } else {
            Spelling::Common
        };
        let strict_equal = strict(variant, spelling) == strict(canonical, spelling);
        let loose_equal = loose(variant, spelling) == loose(canonical, spelling);
        match expect {
            "same" => assert!(strict_equal, "{rule}: {variant} {canonical}"),
            "loose" => assert!(!strict_equal && loose_equal, "{rule}: {variant} {canonical}"),
            "different" => assert!(!strict_equal, "{rule}: {variant} {canonical}"),
            other => panic!("unknown expectation {other}"),
        }
    }
}

#[test]
fn sindhi_keeps_its_own_kaf() {
    assert_ne!(strict("ڪتاب", Spelling::Sindhi), strict("کتاب", Spelling::Sindhi));
    assert_eq!(strict("ڪتاب", Spelling::Common), strict("کتاب", Spelling::Common));
}

#[test]
fn a_token_covers_what_was_written() {
    let text = "  «نُصرت» Fateh-Ali, U.S.A. ma'ni ۳٫۵ ہزار";
    let found: Vec<_> = tokens(text, Spelling::Common)
        .map(|t| (&text[t.range], t.key))
        .collect();
    let found: Vec<_> = found.iter().map(|(raw, key)| (*raw, key.as_str())).collect();
    assert_eq!(
        found,
        [
            ("نُصرت", "نصرت"),
            ("Fateh", "fateh"),
            ("Ali", "ali"),
            ("U.S.A", "usa"),
            ("ma'ni", "mani"),
            ("۳٫۵", "3.5"),
            ("ہزار", "ہزار")
        ]
    );
}

#[test]
fn one_character_may_be_several_words() {
    let words: Vec<_> = tokens("ﷺ", Spelling::Common).map(|t| t.key).collect();
    assert_eq!(words, ["صلی", "اللہ", "علیہ", "وسلم"]);
}

#[test]
fn a_word_without_end_is_cut() {
    let keys: Vec<_> = tokens(&"ا".repeat(100_000), Spelling::Common).collect();
    assert!(keys.iter().all(|t| t.key.chars().count() <= 64));
}

fn text() -> impl Strategy<Value = String> {
    let letters = "[\u{0600}-\u{06FF}\u{0750}-\u{077F}\u{FB50}-\u{FDFF}\u{FE70}-\u{FEFF}\
                   \u{0A00}-\u{0A7F}a-zA-ZÀ-ž '’.\u{200C}\u{200D}0-9\u{066B}]{0,40}";
    prop_oneof![letters, ".{0,60}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn keys_are_their_own_keys(text in text()) {
        for spelling in [Spelling::Common, Spelling::Sindhi] {
            let key = strict(&text, spelling);
            prop_assert_eq!(strict(&key, spelling), key.clone());
            let key = loose(&text, spelling);
            prop_assert_eq!(loose(&key, spelling), key);
        }
    }

    #[test]
    fn equal_strict_keys_have_equal_loose_keys(text in text()) {
        let key = strict(&text, Spelling::Common);
        prop_assert_eq!(loose(&text, Spelling::Common), loose(&key, Spelling::Common));
    }

    #[test]
    fn a_key_does_not_outgrow_its_text(text in ".{0,200}") {
        // The longest ligature of Unicode stands for 18 letters.
        let letters = text.chars().count();
        prop_assert!(strict(&text, Spelling::Common).chars().count() <= 20 * letters);
    }
}

#[test]
fn skeletons_are_the_same_in_every_script() {
    let cases = [
        ["nusrat", "نصرت"],
        ["mehfil", "محفل"],
        ["ghazal", "غزل"],
        ["khan", "خان"],
        ["shaam", "شام"],
        ["mohabbat", "محبت"],
        ["chaand", "چاند"],
    ];
    for [roman, urdu] in cases {
        assert_eq!(skeleton(roman), skeleton(urdu), "{roman}");
    }
    assert_eq!(skeleton("ਨੁਸਰਤ"), skeleton("nusrat"));
    assert_ne!(
        skeleton("nusrat"),
        skeleton("nusra"),
        "a consonant less is another word"
    );
    assert_eq!(
        (skeleton(""), skeleton("aao"), skeleton("42")),
        (String::new(), String::new(), "42".to_owned())
    );
}
