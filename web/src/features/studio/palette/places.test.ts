import { describe, expect, it } from 'vitest';
import type { Channel, SearchAnswer, SearchHit } from '@/shared/api/types';
import type { Key } from '@/shared/i18n/types';
import { places } from './places';

/** The key itself stands for its words. */
const t = Object.assign((key: Key) => key as string, { lang: 'en' as const });
const channel = (slug: string, name: string) => ({ slug, name }) as Channel;
const CHANNELS = [channel('mehfil', 'ریڈیو محفل'), channel('punjab-rang', 'Punjab Rang')];
const song = { kind: 'track', path: '/stations/mehfil', title: 'Jugni', subtitle: 'Alam Lohar', channels: [] };
const ANSWER = { sections: [{ kind: 'track', hits: [song as unknown as SearchHit] }] } as unknown as SearchAnswer;
const titles = (typed: string, slug?: string, answer?: SearchAnswer) =>
  places(t, typed, slug, CHANNELS, answer).map((place) => place.title);

describe('places of the palette', () => {
  it('are the pages of the present station before anything is typed', () => {
    expect(titles('', 'mehfil')).toContain('studio.playlists');
    expect(titles('', 'mehfil')).toHaveLength(12);
  });
  it('are the stations where one is at none', () => {
    expect(titles('')).toEqual(['ریڈیو محفل', 'Punjab Rang']);
  });
  it('are what is named so, then what is found', () => {
    expect(titles('PLAYL', 'mehfil', ANSWER)).toEqual(['studio.playlists', 'Jugni']);
    expect(titles('rang', 'mehfil', ANSWER)).toEqual(['Punjab Rang', 'Jugni']);
    expect(places(t, 'rang', 'mehfil', CHANNELS, undefined)[0]?.to).toBe('/studio/punjab-rang');
  });
  it('never show what an earlier query found when the box is empty', () => {
    expect(titles('', undefined, ANSWER)).not.toContain('Jugni');
  });
});
