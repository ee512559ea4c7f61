import { describe, expect, it } from 'vitest';
import type { SearchRules } from '@/shared/api/types';
import { merged, pinnedTo, textsOf, toggled } from './useRules';

const rules = (synonyms: string[][], pins: Record<string, string[]> = {}, version = 1): SearchRules => ({
  version,
  synonyms: synonyms.map((texts) => ({ texts })),
  pins: Object.entries(pins).map(([query, keys]) => ({ query, keys })),
});

describe('typed groups', () => {
  it('are parted at commas of either script, without empty ones', () => {
    expect(textsOf(' nazm، نظم, ,poem;verse؛ شعر\n')).toEqual(['nazm', 'نظم', 'poem', 'verse', 'شعر']);
    expect(textsOf(' ، ,')).toEqual([]);
  });
});

describe('pins', () => {
  it('are put at the end, taken out again, and leave no empty query', () => {
    const one = toggled([], ' Heer ', { key: 'track:1' });
    expect(one).toEqual([{ query: 'Heer', keys: ['track:1'] }]);
    const two = toggled(one, 'heer', { key: 'track:2' });
    expect(pinnedTo({ ...rules([]), pins: two }, 'HEER ')).toEqual(['track:1', 'track:2']);
    expect(toggled(toggled(two, 'heer', { key: 'track:1' }), 'heer', { key: 'track:2' })).toEqual([]);
  });
});

describe('two people at once', () => {
  it('keep what either added and neither took away', () => {
    const base = rules([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ]);
    const mine = rules([
      ['a', 'b'],
      ['e', 'f'],
      ['mine', 'm'],
    ]);
    const theirs = rules(
      [
        ['a', 'b'],
        ['c', 'd'],
        ['theirs', 't'],
      ],
      {},
      2,
    );
    expect(merged(base, mine, theirs)).toEqual(
      rules(
        [
          ['a', 'b'],
          ['theirs', 't'],
          ['mine', 'm'],
        ],
        {},
        2,
      ),
    );
  });
  it('have one pin for a query, as the later of them wants it', () => {
    const base = rules([], { heer: ['1'] });
    const mine = rules([], { heer: ['1', '2'] });
    const theirs = rules([], { heer: ['1', '3'], jugni: ['4'] }, 2);
    expect(merged(base, mine, theirs)).toEqual(rules([], { jugni: ['4'], heer: ['1', '2'] }, 2));
  });
});
