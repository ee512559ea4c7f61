//! What of a word is heard in every script: its consonants.

/// The consonants of one word of a strict key, as Roman letters: `nsrt` of نصرت, of nusrat, of
/// ਨੁਸਰਤ. Much coarser than the letter channel: for filters where a column of text is all there
/// is. Doubled ones are one; vowels, and what is written as one somewhere (h, w, y), are left out.
#[must_use]
pub fn skeleton(word: &str) -> String {
    let mut bones = String::new();
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        let is_aspirated = chars.peek() == Some(&'h');
        let bone = if is_aspirated && matches!(c, 's' | 'c') {
            Some(if c == 's' { 'x' } else { 'c' })
        } else if is_aspirated && c == 'p' {
            Some('f')
        } else {
            bone(c)
        };
        if let Some(bone) = bone
            && !bones.ends_with(bone)
        {
            bones.push(bone);
        }
    }
    bones
}

fn bone(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => c,
        'b' | 'ب' | 'ٻ' | 'ڀ' | 'ਬ' | 'ਭ' => 'b',
        'p' | 'پ' | 'ਪ' => 'p',
        'f' | 'ف' | 'ڦ' | 'ਫ' => 'f',
        't' | 'ت' | 'ط' | 'ٹ' | 'ٽ' | 'ٺ' | 'ٿ' | 'ټ' | 'ਤ' | 'ਥ' | 'ਟ' | 'ਠ' => 't',
        's' | 'س' | 'ص' | 'ث' | 'ਸ' => 's',
        'x' | 'ش' | 'ښ' => 'x',
        'j' | 'ج' | 'ڄ' | 'ਜ' | 'ਝ' => 'j',
        'c' | 'چ' | 'ڇ' | 'څ' | 'ਚ' | 'ਛ' => 'c',
        'k' | 'q' | 'ک' | 'ڪ' | 'ق' | 'خ' | 'ਕ' | 'ਖ' => 'k',
        'g' | 'گ' | 'ڳ' | 'غ' | 'ګ' | 'ਗ' | 'ਘ' => 'g',
        'd' | 'د' | 'ڈ' | 'ڊ' | 'ڏ' | 'ڌ' | 'ڍ' | 'ډ' | 'ਦ' | 'ਧ' | 'ਡ' | 'ਢ' => 'd',
        'z' | 'ز' | 'ذ' | 'ض' | 'ظ' | 'ژ' | 'ځ' | 'ږ' => 'z',
        'r' | 'ر' | 'ڑ' | 'ڙ' | 'ړ' | 'ਰ' | 'ੜ' => 'r',
        'l' | 'ل' | 'ਲ' => 'l',
        'm' | 'م' | 'ਮ' => 'm',
        'n' | 'ن' | 'ں' | 'ڻ' | 'ڼ' | 'ਨ' | 'ਣ' | 'ਂ' | 'ੰ' => 'n',
        _ => return None,
    })
}
