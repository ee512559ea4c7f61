import { beforeEach, describe, expect, it } from 'vitest';
import { noteServerDate, resetClock, serverNow } from './clock';
import { seeded } from './hash';
import { patternFor } from './pattern';

describe('server clock', () => {
  beforeEach(resetClock);
  it('follows a server that is ahead of a wrong phone', () => {
    const now = Date.now();
    noteServerDate(new Date(now + 300_000).toUTCString(), now - 40, now);
    expect(Math.abs(serverNow() - (Date.now() + 300_000))).toBeLessThan(1_100);
  });
  it('leaves a right clock alone and ignores nonsense', () => {
    const now = Date.now();
    noteServerDate(new Date(now).toUTCString(), now - 40, now);
    noteServerDate('no date', now, now);
    noteServerDate(null, now, now);
    expect(Math.abs(serverNow() - Date.now())).toBeLessThan(5);
  });
});

describe('generated covers', () => {
  it('draws the same for a name and differently for another', () => {
    expect(patternFor('ریڈیو محفل')).toEqual(patternFor('ریڈیو محفل'));
    expect(patternFor('ریڈیو محفل')).not.toEqual(patternFor('پنجاب رنگ'));
  });
  it('stays within its square and finite for any name', () => {
    for (const name of ['', 'a', '🎧', 'x'.repeat(5000)]) {
      for (const shape of patternFor(name).shapes) expect(shape.path).not.toMatch(/NaN|Infinity/);
    }
  });
  it('spreads', () => {
    const random = seeded('spread');
    const values = Array.from({ length: 1000 }, random);
    expect(Math.min(...values)).toBeLessThan(0.05);
    expect(Math.max(...values)).toBeGreaterThan(0.95);
  });
});
