import { beforeEach, describe, expect, it, vi } from 'vitest';
import { keepPlace, placeOf } from './places';

const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
});

describe('places', () => {
  it('go on where one stopped, and begin anew after the end', () => {
    keepPlace('a', 100.7, 600);
    keepPlace('b', 50, 600);
    expect([placeOf('a'), placeOf('b'), placeOf('c')]).toEqual([100, 50, 0]);
    keepPlace('a', 590, 600);
    expect(placeOf('a')).toBe(0);
    keepPlace('b', 3, 600);
    expect(placeOf('b')).toBe(0);
  });

  it('are bounded, and survive nonsense', () => {
    for (let index = 0; index < 150; index += 1) keepPlace(`e${index}`, 60, 600);
    expect([placeOf('e149'), placeOf('e50'), placeOf('e49')]).toEqual([60, 60, 0]);
    kept.set('awaz.places', '{"x":1}');
    expect(placeOf('e149')).toBe(0);
    kept.set('awaz.places', 'no json');
    expect(placeOf('e149')).toBe(0);
  });
});
