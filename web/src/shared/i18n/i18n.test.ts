import { describe, expect, it } from 'vitest';
import type { Lang } from '@/shared/lib/prefs';
import { detectLang, fill, LANGS } from './core';
import { digits, formatAgo, formatBytes, formatClock, formatCount, formatPeople } from './format';
import type { Key, Message, Params } from './types';

const files = import.meta.glob<{ default: Record<string, Message> }>('./{listen,studio,shows,account}/*.ts', {
  eager: true,
});
const words = (scope: string, lang: Lang) => files[`./${scope}/${lang}.ts`]?.default ?? {};
const texts = (message: Message | undefined) =>
  message === undefined ? [] : typeof message === 'string' ? [message] : [message.one, message.other];
const holes = (message: Message | undefined) =>
  [
    ...new Set(
      texts(message)
        .join(' ')
        .match(/\{\w+\}/g) ?? [],
    ),
  ].sort();

// Names and abbreviations that every language writes the same way.
const SAME = new Set(['LUFS', 'dBTP', 'HLS', 'MP3', 'AAC', 'Opus', '']);
const ARABIC = /[\u0600-\u06ff]/;

const translator = (lang: Lang) => {
  const all = { ...words('listen', lang), ...words('studio', lang), ...words('account', lang) };
  return Object.assign((key: Key, params?: Params) => fill(lang, all[key], params), { lang });
};

describe.each(['listen', 'studio', 'shows', 'account'])('words of %s', (scope) => {
  const english = words(scope, 'en');
  it.each(LANGS.filter((lang) => lang !== 'en'))('%s is complete, translated and keeps the holes', (lang) => {
    const own = words(scope, lang);
    expect(Object.keys(own).sort()).toEqual(Object.keys(english).sort());
    for (const [key, message] of Object.entries(own)) {
      if (key.startsWith('unit.')) continue;
      for (const text of texts(message))
        expect(SAME.has(text) || ARABIC.test(text), `${lang} ${key}: ${text}`).toBe(true);
      expect(holes(message), `${lang} ${key}`).toEqual(holes(english[key]));
    }
  });
  it('differs between the languages', () => {
    for (const lang of LANGS.slice(2)) {
      const same = Object.entries(words(scope, lang)).filter(
        ([key, message]) => String(texts(message)) === String(texts(words(scope, 'ur')[key])),
      );
      const share = same.length / Math.max(1, Object.keys(english).length);
      expect(share, `${lang} is Urdu in ${same.map(([key]) => key)}`).toBeLessThan(0.35);
    }
  });
});

describe('numbers and times', () => {
  it('rounds for people in their own units', () => {
    expect(formatPeople(translator('en'), 123_456)).toBe('123 K');
    expect(formatPeople(translator('ur'), 123_456)).toBe('1.2 لاکھ');
    expect(formatPeople(translator('pa'), 123_456)).toBe('۱.۲ لکھ');
    expect(formatPeople(translator('ur'), 34_000_000)).toBe('3.4 کروڑ');
    expect(formatPeople(translator('en'), 999)).toBe('999');
  });
  it('writes digits as the language does', () => {
    expect(digits('ps', '12:30')).toBe('۱۲:۳۰');
    expect(digits('sd', '12:30')).toBe('12:30');
    expect(formatCount('en', 1234567)).toBe('1,234,567');
    expect(formatCount('en', -2.26)).toBe('−2.3');
    expect(formatClock('en', 3_723_000)).toBe('1:02:03');
    expect(formatBytes('en', 11_500_000)).toBe('12 MB');
  });
  it('is relative within a day and a Pakistani date after it', () => {
    const now = Date.parse('2026-03-23T17:00:00Z');
    const t = translator('en');
    expect(formatAgo(t, now - 5_000, now)).toBe('just now');
    expect(formatAgo(t, now - 60_000, now)).toBe('1 minute ago');
    expect(formatAgo(t, now - 7_200_000, now)).toBe('2 hours ago');
    expect(formatAgo(t, Date.parse('2026-03-21T20:05:00Z'), now)).toBe('22 Mar, 1:05 am');
  });
  it('fills one and other', () => {
    expect(translator('en')('player.minutes', { count: 1 })).toBe('1 minute');
    expect(translator('ur')('time.hours', { count: 3 })).toBe('3 گھنٹے پہلے');
  });
  it('finds the language of the browser', () => {
    expect(detectLang(null, ['pnb-PK', 'en'])).toBe('pa');
    expect(detectLang(null, ['fr-FR', 'ur-PK'])).toBe('ur');
    expect(detectLang('sd', ['ur'])).toBe('sd');
    expect(detectLang(null, [])).toBe('en');
  });
});
