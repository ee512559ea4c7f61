#![allow(clippy::unwrap_used)]

use super::{BadModel, Identifier, Label, Script};
use proptest::prelude::*;

fn label(text: &str) -> Option<Label> {
    Identifier::embedded().identify(text).label
}

#[test]
fn tells_sentences_of_every_language() {
    let texts = [
        (Label::Urdu, "آج لاہور میں بارش ہوگی اور موسم خوشگوار رہے گا"),
        (
            Label::RomanUrdu,
            "aaj ka mausam bohat acha hai, kya aap bahar ja rahe hain",
        ),
        (
            Label::English,
            "The weather will be fine in the morning and windy at night",
        ),
        (Label::Shahmukhi, "اج دی تازہ خبراں سنو، ساڈے نال رہو تے اپنی گل دسو"),
        (Label::Gurmukhi, "ਅੱਜ ਦੀਆਂ ਤਾਜ਼ਾ ਖ਼ਬਰਾਂ"),
        (Label::Sindhi, "اڄ جون تازيون خبرون ٻڌو ۽ اسان سان گڏ رهو"),
        (Label::Pashto, "د نن ورځې تازه خبرونه واورئ او له موږ سره پاتې شئ"),
        (Label::Balochi, "مروچی ما شمارا نوکیں هبرانی بابتا گپ جنیں"),
        (Label::Other, "नमस्ते दुनिया"),
    ];
    for (expected, text) in texts {
        assert_eq!(label(text), Some(expected), "{text}");
    }
}

#[test]
fn claims_nothing_of_digits_signs_and_single_letters() {
    for text in ["", "92.7", "۱۲۳ – ۴۵۶", "…!?", "🎵", "a"] {
        assert_eq!(label(text), None, "{text}");
    }
    assert_eq!(Identifier::embedded().identify("92.7").best, None);
}

#[test]
fn claims_nothing_of_names_that_every_language_has() {
    for text in ["علی خان", "Ali Khan", "محمد علی", "Radio Lahore 92.7"] {
        assert_eq!(label(text), None, "{text}");
    }
}

#[test]
fn gives_shares_of_titles_in_two_scripts_and_no_single_guess() {
    let guess = Identifier::embedded().identify("Morning صبح Show شو");
    assert_eq!(guess.label, None);
    let shares = [Script::Latin, Script::Arabic].map(|script| guess.scripts.share(script));
    assert!(
        (shares.iter().sum::<f32>() - 1.0).abs() < 1e-6 && shares[1] > 0.3,
        "{shares:?}"
    );
}

#[test]
fn leans_to_the_expected_language_only_where_little_speaks_against_it() {
    let identifier = Identifier::embedded();
    let unclear = identifier.identify("رات دی رانی").best;
    let leaning = identifier.identify_with_prior("رات دی رانی", Label::Shahmukhi);
    assert_eq!(leaning.best, Some(Label::Shahmukhi), "without a prior {unclear:?}");
    let clear = identifier.identify_with_prior("آج لاہور میں بارش ہوگی اور موسم خوشگوار رہے گا", Label::Sindhi);
    assert_eq!(clear.label, Some(Label::Urdu));
}

#[test]
fn refuses_a_damaged_model() {
    let whole = include_bytes!("../../models/langid.bin");
    assert!(whole.len() <= 600_000, "{} bytes", whole.len());
    assert!(Identifier::from_bytes(whole).is_ok());
    for part in [&whole[..0], &whole[..4], &whole[..100], &whole[..whole.len() - 1]] {
        assert!(matches!(Identifier::from_bytes(part), Err(BadModel)));
    }
    let mut longer = whole.to_vec();
    longer.push(0);
    assert!(Identifier::from_bytes(&longer).is_err());
}

#[test]
fn labels_are_read_as_they_are_written() {
    for label in Label::ALL {
        assert_eq!(label.code().parse(), Ok(label));
    }
    assert_eq!(
        "xx".parse::<Label>().unwrap_err().to_string(),
        "there is no language label xx"
    );
}

proptest! {
    #[test]
    fn any_text_gets_a_sound_answer(text in "\\PC{0,200}") {
        let guess = Identifier::embedded().identify(&text);
        prop_assert!((0.0..=1.0).contains(&guess.confidence));
        prop_assert_eq!(guess.best.is_some(), guess.scripts.total() > 0);
        prop_assert!(guess.label.is_none() || guess.label == guess.best);
    }
}
