import type { Lang } from '@/shared/lib/prefs';
import type { Translate } from './core';

const EXTENDED_DIGITS = '۰۱۲۳۴۵۶۷۸۹';
// By the locale data, Punjabi and Pashto of Pakistan write these; Urdu and Sindhi pages use Latin digits.
const USES_EXTENDED: readonly Lang[] = ['pa', 'ps'];
const PKT_OFFSET_MS = 5 * 3_600_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Writes the Latin digits of a text in the language's own. */
export function digits(lang: Lang, text: string): string {
  if (!USES_EXTENDED.includes(lang)) return text;
  return text.replace(/\d/g, (digit) => EXTENDED_DIGITS[Number(digit)] ?? digit);
}

/** Groups thousands: 12,345. */
export function formatCount(lang: Lang, value: number): string {
  const rounded = Number.isInteger(value) ? value : Math.round(value * 10) / 10;
  const [whole = '0', part] = String(Math.abs(rounded)).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return digits(lang, `${rounded < 0 ? '−' : ''}${grouped}${part ? `.${part}` : ''}`);
}

const short = (value: number) => String(value < 10 ? Math.floor(value * 10) / 10 : Math.floor(value));

/** Rounds a number for people: 1.2 lakh in Urdu, 120 K in English. */
export function formatPeople(t: Translate, value: number): string {
  if (value < 1000) return formatCount(t.lang, value);
  const lakh = t('unit.lakh');
  let text: string;
  if (lakh === '') {
    text = value < 1e6 ? `${short(value / 1e3)} ${t('unit.thousand')}` : `${short(value / 1e6)} ${t('unit.million')}`;
  } else if (value < 1e5) {
    text = `${short(value / 1e3)} ${t('unit.thousand')}`;
  } else {
    text = value < 1e7 ? `${short(value / 1e5)} ${lakh}` : `${short(value / 1e7)} ${t('unit.million')}`;
  }
  return digits(t.lang, text);
}

/** A length of time as m:ss or h:mm:ss. */
export function formatClock(lang: Lang, ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const text = hours > 0 ? `${hours}:${pad(minutes)}:${pad(total % 60)}` : `${minutes}:${pad(total % 60)}`;
  return digits(lang, text);
}

/** The time of day in Pakistan, twelve hours. */
export function formatTime(t: Translate, atMs: number): string {
  const date = new Date(atMs + PKT_OFFSET_MS);
  const hours = date.getUTCHours();
  const minutes = String(date.getUTCMinutes()).padStart(2, '0');
  return digits(t.lang, `${hours % 12 || 12}:${minutes} ${t(hours < 12 ? 'time.am' : 'time.pm')}`);
}

/** A date in Pakistan: 23 March, 9:40 pm. */
export function formatDate(t: Translate, atMs: number): string {
  const date = new Date(atMs + PKT_OFFSET_MS);
  const month = t('time.months').split('|')[date.getUTCMonth()] ?? '';
  const comma = t.lang === 'en' ? ',' : '،';
  return `${digits(t.lang, String(date.getUTCDate()))} ${month}${comma} ${formatTime(t, atMs)}`;
}

/** Day of the week and time of day in a time zone by its name; Pakistan's where the browser knows no such zone. */
export function formatZoned(t: Translate, atMs: number, zone: string): { day: string; time: string } {
  let shift = PKT_OFFSET_MS;
  try {
    shift = zoneShift(atMs, zone);
  } catch {
    // An old phone without that zone shows Pakistan's time.
  }
  const local = new Date(atMs + shift);
  const day = t('time.week').split('|')[(local.getUTCDay() + 6) % 7] ?? '';
  return { day, time: formatTime(t, atMs + shift - PKT_OFFSET_MS) };
}

/** By how much a zone's clock is ahead of UTC at an instant, in ms. */
function zoneShift(atMs: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const parts = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}

/** Relative within a day, then a date. */
export function formatAgo(t: Translate, atMs: number, nowMs: number): string {
  const age = nowMs - atMs;
  if (age < MINUTE_MS) return t('time.now');
  if (age < HOUR_MS) return t('time.minutes', { count: Math.floor(age / MINUTE_MS) });
  if (age < DAY_MS) return t('time.hours', { count: Math.floor(age / HOUR_MS) });
  return formatDate(t, atMs);
}

/** Bytes as KB, MB or GB (decimal, as mobile plans count). */
export function formatBytes(lang: Lang, bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${digits(lang, value < 10 && unit > 0 ? value.toFixed(1) : String(Math.round(value)))} ${units[unit]}`;
}
