import { describe, expect, it } from 'vitest';
import type { Translate } from './core';
import { formatZoned } from './format';

const words: Record<string, string> = { 'time.week': 'Mon|Tue|Wed|Thu|Fri|Sat|Sun', 'time.am': 'am', 'time.pm': 'pm' };
const t = Object.assign((key: string) => words[key] ?? key, { lang: 'en' as const }) as Translate;
const at = (instant: string, zone: string) => {
  const { day, time } = formatZoned(t, Date.parse(instant), zone);
  return `${day} ${time}`;
};

describe('times in a zone', () => {
  it('are those of its clock, summer and winter', () => {
    expect(at('2026-11-27T19:30:00Z', 'Asia/Karachi')).toBe('Sat 12:30 am');
    expect(at('2026-07-01T23:15:00Z', 'Europe/London')).toBe('Thu 12:15 am');
    expect(at('2026-12-01T23:15:00Z', 'Europe/London')).toBe('Tue 11:15 pm');
    expect(at('2026-12-01T00:00:00Z', 'America/St_Johns')).toBe('Mon 8:30 pm');
  });
  it('are those of Pakistan where a zone is not known', () => {
    expect(at('2026-11-27T10:00:00Z', 'Mars/Base')).toBe('Fri 3:00 pm');
  });
});
