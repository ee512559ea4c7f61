// The sounds of Urdu's letters, roughly: a suggestion that its owner can change.
const SOUNDS: Record<string, string> = {
  ا: 'a',
  آ: 'aa',
  ب: 'b',
  پ: 'p',
  ت: 't',
  ٹ: 't',
  ث: 's',
  ج: 'j',
  چ: 'ch',
  ح: 'h',
  خ: 'kh',
  د: 'd',
  ڈ: 'd',
  ذ: 'z',
  ر: 'r',
  ڑ: 'r',
  ز: 'z',
  ژ: 'zh',
  س: 's',
  ش: 'sh',
  ص: 's',
  ض: 'z',
  ط: 't',
  ظ: 'z',
  ع: 'a',
  غ: 'gh',
  ف: 'f',
  ق: 'q',
  ک: 'k',
  ك: 'k',
  گ: 'g',
  ل: 'l',
  م: 'm',
  ن: 'n',
  ں: 'n',
  و: 'o',
  ہ: 'h',
  ھ: 'h',
  ه: 'h',
  ء: '',
  ی: 'i',
  ي: 'i',
  ے: 'e',
  ئ: 'i',
  ؤ: 'o',
  ۂ: 'h',
  ڪ: 'k',
  ڻ: 'n',
  ٻ: 'b',
  ٿ: 'th',
  ڏ: 'd',
  ڊ: 'd',
  ڙ: 'r',
  ښ: 'sh',
  ږ: 'g',
  ې: 'e',
};
const LONGEST = 40;

/** A short Latin name for addresses out of a station's name; may be empty. */
export function slugFrom(name: string): string {
  const latin = [...name.normalize('NFD').toLowerCase()].map((char) => SOUNDS[char] ?? char).join('');
  const slug = latin
    .replace(/[\u0300-\u036f\u064b-\u0655]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, LONGEST)
    .replace(/-+$/, '');
  return slug.length < 2 ? '' : slug;
}
