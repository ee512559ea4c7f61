//! Names that every language of the country uses: they speak for none.

use super::script::Script;

/// Names and places of the country, in Roman and in Arabic letters.
///
/// Training puts them into texts of every label, and a text of nothing else gets no label.
pub(super) const NAMES: &[(&str, &str)] = &[
    ("Muhammad", "محمد"),
    ("Mohammad", "محمد"),
    ("Ali", "علی"),
    ("Ahmed", "احمد"),
    ("Ahmad", "احمد"),
    ("Khan", "خان"),
    ("Hussain", "حسین"),
    ("Hassan", "حسن"),
    ("Imran", "عمران"),
    ("Abbas", "عباس"),
    ("Fatima", "فاطمہ"),
    ("Ayesha", "عائشہ"),
    ("Zainab", "زینب"),
    ("Sana", "ثنا"),
    ("Nawaz", "نواز"),
    ("Sharif", "شریف"),
    ("Bhutto", "بھٹو"),
    ("Benazir", "بینظیر"),
    ("Zardari", "زرداری"),
    ("Iqbal", "اقبال"),
    ("Jinnah", "جناح"),
    ("Quaid", "قائد"),
    ("Atif", "عاطف"),
    ("Aslam", "اسلم"),
    ("Rahat", "راحت"),
    ("Fateh", "فتح"),
    ("Nusrat", "نصرت"),
    ("Abida", "عابدہ"),
    ("Parveen", "پروین"),
    ("Mehdi", "مہدی"),
    ("Ghulam", "غلام"),
    ("Noor", "نور"),
    ("Jehan", "جہاں"),
    ("Shah", "شاہ"),
    ("Abdul", "عبدال"),
    ("Latif", "لطیف"),
    ("Bulleh", "بلھے"),
    ("Waris", "وارث"),
    ("Rahman", "رحمان"),
    ("Khushal", "خوشحال"),
    ("Hameed", "حمید"),
    ("Rashid", "راشد"),
    ("Saeed", "سعید"),
    ("Bilal", "بلال"),
    ("Usman", "عثمان"),
    ("Umar", "عمر"),
    ("Omar", "عمر"),
    ("Tariq", "طارق"),
    ("Jamil", "جمیل"),
    ("Farooq", "فاروق"),
    ("Malik", "ملک"),
    ("Chaudhry", "چوہدری"),
    ("Baloch", "بلوچ"),
    ("Butt", "بٹ"),
    ("Qureshi", "قریشی"),
    ("Siddiqui", "صدیقی"),
    ("Mirza", "مرزا"),
    ("Begum", "بیگم"),
    ("Pakistan", "پاکستان"),
    ("Karachi", "کراچی"),
    ("Lahore", "لاہور"),
    ("Islamabad", "اسلام آباد"),
    ("Peshawar", "پشاور"),
    ("Quetta", "کوئٹہ"),
    ("Multan", "ملتان"),
    ("Hyderabad", "حیدرآباد"),
    ("Sindh", "سندھ"),
    ("Punjab", "پنجاب"),
    ("Balochistan", "بلوچستان"),
    ("Kashmir", "کشمیر"),
    ("Allah", "اللہ"),
    ("Radio", "ریڈیو"),
];

/// Whether a text has words, and all of them are names.
pub(super) fn is_all_of(text: &str) -> bool {
    let mut words = text
        .split(|c: char| Script::of(c).is_none())
        .filter(|word| !word.is_empty())
        .peekable();
    words.peek().is_some() && words.all(is_name)
}

fn is_name(word: &str) -> bool {
    NAMES
        .iter()
        .any(|(roman, arabic)| roman.eq_ignore_ascii_case(word) || *arabic == word)
}
