//! What the letters say, in the languages of the product.

use awaz_core::Language;
use serde::{Deserialize, Serialize};

/// What a letter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// A new account's address is to be confirmed.
    Confirm,
    /// Somebody signed up with an address that has an account.
    Known,
    /// A password was forgotten.
    Reset,
    /// An account's new address is to be confirmed.
    NewAddress,
    /// An account has another address now; to the old one.
    AddressChanged,
    /// An account has another password now.
    PasswordChanged,
}

impl Kind {
    const ALL: [Self; 6] = [
        Self::Confirm,
        Self::Known,
        Self::Reset,
        Self::NewAddress,
        Self::AddressChanged,
        Self::PasswordChanged,
    ];
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) subject: String,
    pub(crate) body: String,
}

impl Letter {
    /// Writes a letter; `link` stands on a line of its own.
    pub(crate) fn write(kind: Kind, language: Language, link: &str) -> Self {
        let index = Kind::ALL.iter().position(|known| *known == kind).unwrap_or_default();
        let (subject, text) = words(language)[index];
        Self {
            subject: format!("Awaz Pulse: {subject}"),
            body: format!("{text}\n\n{link}\n\nAwaz Pulse\n"),
        }
    }
}

/// Subjects and texts, in the order of [`Kind::ALL`].
type Words = [(&'static str, &'static str); 6];

fn words(language: Language) -> &'static Words {
    match language {
        Language::Urdu => &URDU,
        Language::Punjabi => &PUNJABI,
        Language::Sindhi => &SINDHI,
        Language::Pashto => &PASHTO,
        Language::Balochi => &BALOCHI,
        Language::English => &ENGLISH,
    }
}

const ENGLISH: Words = [
    (
        "confirm your address",
        "Open this link to finish your account. It works for one day. If you did not sign up, do nothing: no account is made.",
    ),
    (
        "you have an account",
        "Somebody, perhaps you, signed up with this address. It has an account already: sign in, or set a new password here.",
    ),
    (
        "set a new password",
        "Open this link to set a new password. It works once, for one hour. If you did not ask for it, do nothing: your password stays.",
    ),
    (
        "confirm your new address",
        "Open this link to use this address for your account. It works for one day. If you did not ask for it, do nothing.",
    ),
    (
        "your address was changed",
        "Your account has another address now. If that was not you, write to whoever runs the server at once.",
    ),
    (
        "your password was changed",
        "Your account has a new password, and every other device was signed out. If that was not you, set a new one here.",
    ),
];

const URDU: Words = [
    (
        "اپنے پتے کی تصدیق کریں",
        "اپنا اکاؤنٹ مکمل کرنے کے لیے یہ لنک کھولیں۔ یہ ایک دن تک کام کرتا ہے۔ اگر آپ نے اکاؤنٹ نہیں مانگا تو کچھ نہ کریں: کوئی اکاؤنٹ نہیں بنے گا۔",
    ),
    (
        "آپ کا اکاؤنٹ پہلے سے ہے",
        "کسی نے، شاید آپ نے، اس پتے سے اکاؤنٹ بنانا چاہا۔ اس پتے کا اکاؤنٹ پہلے سے ہے: داخل ہوں، یا یہاں نیا پاس ورڈ بنائیں۔",
    ),
    (
        "نیا پاس ورڈ بنائیں",
        "نیا پاس ورڈ بنانے کے لیے یہ لنک کھولیں۔ یہ ایک بار، ایک گھنٹے تک کام کرتا ہے۔ اگر آپ نے نہیں مانگا تو کچھ نہ کریں: آپ کا پاس ورڈ وہی رہے گا۔",
    ),
    (
        "نئے پتے کی تصدیق کریں",
        "اپنے اکاؤنٹ کے لیے یہ پتہ استعمال کرنے کو یہ لنک کھولیں۔ یہ ایک دن تک کام کرتا ہے۔ اگر آپ نے نہیں مانگا تو کچھ نہ کریں۔",
    ),
    (
        "آپ کا پتہ بدل گیا",
        "آپ کے اکاؤنٹ کا پتہ اب دوسرا ہے۔ اگر یہ آپ نے نہیں کیا تو فوراً سرور چلانے والے کو لکھیں۔",
    ),
    (
        "آپ کا پاس ورڈ بدل گیا",
        "آپ کے اکاؤنٹ کا پاس ورڈ نیا ہے اور باقی سب آلات سے اکاؤنٹ نکل گیا ہے۔ اگر یہ آپ نے نہیں کیا تو یہاں نیا پاس ورڈ بنائیں۔",
    ),
];

const PUNJABI: Words = [
    (
        "اپنے پتے دی تصدیق کرو",
        "اپنا اکاؤنٹ پورا کرن لئی ایہہ لنک کھولو۔ ایہہ اک دن تک چلدا اے۔ جے تسیں اکاؤنٹ نئیں منگیا تے کجھ نہ کرو: کوئی اکاؤنٹ نئیں بنے گا۔",
    ),
    (
        "تہاڈا اکاؤنٹ پہلاں ای ہے",
        "کسے نے، شاید تسیں، ایس پتے نال اکاؤنٹ بنانا چاہیا۔ ایس پتے دا اکاؤنٹ پہلاں ای ہے: اندر آؤ، یا ایتھے نواں پاس ورڈ بناؤ۔",
    ),
    (
        "نواں پاس ورڈ بناؤ",
        "نواں پاس ورڈ بنان لئی ایہہ لنک کھولو۔ ایہہ اک واری، اک گھنٹے تک چلدا اے۔ جے تسیں نئیں منگیا تے کجھ نہ کرو: تہاڈا پاس ورڈ اوہو رہوے گا۔",
    ),
    (
        "نویں پتے دی تصدیق کرو",
        "اپنے اکاؤنٹ لئی ایہہ پتہ ورتن لئی ایہہ لنک کھولو۔ ایہہ اک دن تک چلدا اے۔ جے تسیں نئیں منگیا تے کجھ نہ کرو۔",
    ),
    (
        "تہاڈا پتہ بدل گیا",
        "تہاڈے اکاؤنٹ دا پتہ ہن ہور اے۔ جے ایہہ تسیں نئیں کیتا تے فوراً سرور چلان والے نوں لکھو۔",
    ),
    (
        "تہاڈا پاس ورڈ بدل گیا",
        "تہاڈے اکاؤنٹ دا پاس ورڈ نواں اے تے باقی ساریاں مشیناں توں اکاؤنٹ نکل گیا اے۔ جے ایہہ تسیں نئیں کیتا تے ایتھے نواں پاس ورڈ بناؤ۔",
    ),
];

const SINDHI: Words = [
    (
        "پنهنجي پتي جي تصديق ڪريو",
        "پنهنجو اڪائونٽ پورو ڪرڻ لاءِ هي لنڪ کوليو. هي هڪ ڏينهن تائين هلندو. جيڪڏهن توهان اڪائونٽ نه گهريو ته ڪجهه نه ڪريو: ڪو اڪائونٽ نه ٺهندو.",
    ),
    (
        "توهان جو اڪائونٽ اڳ ئي آهي",
        "ڪنهن، شايد توهان، هن پتي سان اڪائونٽ ٺاهڻ چاهيو. هن پتي جو اڪائونٽ اڳ ئي آهي: اندر اچو، يا هتي نئون پاسورڊ ٺاهيو.",
    ),
    (
        "نئون پاسورڊ ٺاهيو",
        "نئون پاسورڊ ٺاهڻ لاءِ هي لنڪ کوليو. هي هڪ ڀيرو، هڪ ڪلاڪ تائين هلندو. جيڪڏهن توهان نه گهريو ته ڪجهه نه ڪريو: توهان جو پاسورڊ ساڳيو رهندو.",
    ),
    (
        "نئين پتي جي تصديق ڪريو",
        "پنهنجي اڪائونٽ لاءِ هي پتو استعمال ڪرڻ لاءِ هي لنڪ کوليو. هي هڪ ڏينهن تائين هلندو. جيڪڏهن توهان نه گهريو ته ڪجهه نه ڪريو.",
    ),
    (
        "توهان جو پتو بدلجي ويو",
        "توهان جي اڪائونٽ جو پتو هاڻي ٻيو آهي. جيڪڏهن هي توهان نه ڪيو ته هڪدم سرور هلائيندڙ کي لکو.",
    ),
    (
        "توهان جو پاسورڊ بدلجي ويو",
        "توهان جي اڪائونٽ جو پاسورڊ نئون آهي ۽ ٻين سڀني ڊوائيسن تان اڪائونٽ نڪري ويو آهي. جيڪڏهن هي توهان نه ڪيو ته هتي نئون پاسورڊ ٺاهيو.",
    ),
];

const PASHTO: Words = [
    (
        "خپله پته تایید کړئ",
        "د خپل حساب د بشپړولو لپاره دا لینک پرانیزئ. دا یوه ورځ کار کوي. که تاسو حساب نه وي غوښتی، هېڅ مه کوئ: هېڅ حساب نه جوړېږي.",
    ),
    (
        "تاسو حساب لرئ",
        "چا، ښايي تاسو، په دې پته حساب جوړول غوښتل. دا پته لا له مخکې حساب لري: ننوځئ، یا دلته نوی پټنوم جوړ کړئ.",
    ),
    (
        "نوی پټنوم جوړ کړئ",
        "د نوي پټنوم لپاره دا لینک پرانیزئ. دا یو ځل، یو ساعت کار کوي. که تاسو نه وي غوښتی، هېڅ مه کوئ: ستاسو پټنوم همغه پاتې کېږي.",
    ),
    (
        "خپله نوې پته تایید کړئ",
        "د دې لپاره چې دا پته ستاسو د حساب شي، دا لینک پرانیزئ. دا یوه ورځ کار کوي. که تاسو نه وي غوښتي، هېڅ مه کوئ.",
    ),
    (
        "ستاسو پته بدله شوه",
        "ستاسو حساب اوس بله پته لري. که دا تاسو نه وئ، سمدستي د سرور چلوونکي ته ولیکئ.",
    ),
    (
        "ستاسو پټنوم بدل شو",
        "ستاسو حساب نوی پټنوم لري او له نورو ټولو وسیلو وتلی دی. که دا تاسو نه وئ، دلته نوی پټنوم جوړ کړئ.",
    ),
];

const BALOCHI: Words = [
    (
        "وتی ادرس ءَ پکا کن ات",
        "وتی اکاؤنٹ ءِ سرجم کنگ ءَ اے لنک ءَ پچ کن ات۔ اے یک روچے کار کنت۔ اگاں شما اکاؤنٹ نہ لوٹ اتگ گڑا ھچ مہ کن ات: ھچ اکاؤنٹ جوڑ نہ بیت۔",
    ),
    (
        "شمئے اکاؤنٹ پیسر ءَ است",
        "کسے ءَ، بلکیں شما، گوں اے ادرس ءَ اکاؤنٹ جوڑ کنگ لوٹ ات۔ اے ادرس ءَ پیسر ءَ اکاؤنٹ است: توکا بیا ات، یا ادا نوکیں پاس ورڈ جوڑ کن ات۔",
    ),
    (
        "نوکیں پاس ورڈ جوڑ کن ات",
        "نوکیں پاس ورڈ ءِ جوڑ کنگ ءَ اے لنک ءَ پچ کن ات۔ اے یک برے، یک ساھتے کار کنت۔ اگاں شما نہ لوٹ اتگ گڑا ھچ مہ کن ات: شمئے پاس ورڈ ھما مانیت۔",
    ),
    (
        "وتی نوکیں ادرس ءَ پکا کن ات",
        "اے ادرس ءَ وتی اکاؤنٹ ءَ کار بندگ ءَ اے لنک ءَ پچ کن ات۔ اے یک روچے کار کنت۔ اگاں شما نہ لوٹ اتگ گڑا ھچ مہ کن ات۔",
    ),
    (
        "شمئے ادرس بدل بوت",
        "شمئے اکاؤنٹ ءِ ادرس نوں دگرے۔ اگاں اے شما نہ کرتگ گڑا زوت سرور ءِ چلینوک ءَ نبشتہ کن ات۔",
    ),
    (
        "شمئے پاس ورڈ بدل بوت",
        "شمئے اکاؤنٹ ءِ پاس ورڈ نوک اِنت ءُ چہ دگہ سجہیں ڈیوائساں اکاؤنٹ در کنگ بوتگ۔ اگاں اے شما نہ کرتگ گڑا ادا نوکیں پاس ورڈ جوڑ کن ات۔",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_its_own_words_for_every_letter() {
        let mut seen = std::collections::HashSet::new();
        for language in Language::ALL {
            for kind in Kind::ALL {
                let letter = Letter::write(kind, language, "https://radio.example/x#token");
                assert!(letter.body.lines().any(|line| line == "https://radio.example/x#token"));
                assert!(seen.insert(letter.subject), "{language:?} {kind:?}");
            }
        }
    }
}
