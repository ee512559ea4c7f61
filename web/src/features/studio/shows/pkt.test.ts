import { describe, expect, it } from 'vitest';
import { fromClock, fromPkt, toClock, toPkt } from './pkt';

describe('times of publication', () => {
  it("are Pakistan's, there and back", () => {
    expect(toPkt('2026-11-28T20:30:00Z')).toBe('2026-11-29T01:30');
    expect(fromPkt('2026-11-29T01:30')).toBe('2026-11-28T20:30:00.000Z');
    expect([toPkt(null), fromPkt('')]).toEqual(['', null]);
  });
});

describe('places in a sound', () => {
  it('are read as people write them', () => {
    expect(['1:15', '75', '1:02:03', '۱:۱۵', ' 0:00 '].map(fromClock)).toEqual([75_000, 75_000, 3_723_000, 75_000, 0]);
    expect(['', 'x', '1:75', '1:2:3:4', '-5'].map(fromClock)).toEqual([null, null, null, null, null]);
    expect([0, 75_000, 3_723_000].map(toClock)).toEqual(['0:00', '1:15', '1:02:03']);
  });
});
