import { describe, expect, it } from 'vitest';
import { dayIn, periodParams, readQuery, stamp } from './query';

const NIGHT = Date.parse('2026-11-28T20:30:05.250Z');

describe('the log', () => {
  it('speaks of days and times by the clock of the station', () => {
    expect(dayIn('Asia/Karachi', NIGHT)).toBe('2026-11-29');
    expect(dayIn('Europe/London', NIGHT)).toBe('2026-11-28');
    expect(dayIn('No/Where', NIGHT)).toBe('2026-11-29');
    expect(stamp('Asia/Karachi', NIGHT)).toEqual({ day: 29, month: 11, time: '01:30:05' });
    expect(stamp('Europe/London', Date.parse('2026-10-25T00:30:00Z')).time).toBe('01:30:00');
    expect(stamp('Europe/London', Date.parse('2026-10-25T01:30:00Z')).time).toBe('01:30:00');
  });
  it('reads what is looked at out of the address, and nothing that makes no sense', () => {
    const read = (text: string) => readQuery(new URLSearchParams(text), 'Asia/Karachi', NIGHT);
    expect(read('')).toEqual({ from: '2026-11-23', to: '2026-11-29', kind: '', text: '' });
    expect(read('from=2026-01-01&kind=live&q=dil')).toMatchObject({ from: '2026-01-01', kind: 'live', text: 'dil' });
    expect(read('from=x&to=1-1-1&kind=opera')).toEqual(read(''));
  });
  it('asks for what is chosen only', () => {
    const days = { from: '2026-01-01', to: '2026-01-02' };
    expect(periodParams(days, { kind: '', q: 'a b&c' })).toBe('from=2026-01-01&to=2026-01-02&q=a+b%26c');
  });
});
