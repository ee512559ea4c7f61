import { describe, expect, it } from 'vitest';
import { addToTimeline, pickHeard } from './air';
import type { NowPlaying } from './types';

const song = (seq: number, startedAt: string): NowPlaying => ({
  seq,
  kind: 'track',
  title: `song ${seq}`,
  artist: '',
  album: '',
  art_url: null,
  started_at: startedAt,
  sample: seq * 1000,
});
const FIRST = song(1, '2026-01-01T00:00:00.000Z');
const SECOND = song(2, '2026-01-01T00:03:00.000Z');

describe('timeline of a station', () => {
  it('shows what the ear hears, not what the server plays', () => {
    const timeline = [FIRST, SECOND];
    const change = Date.parse(SECOND.started_at);
    expect(pickHeard(timeline, change - 4_000)?.title).toBe('song 1');
    expect(pickHeard(timeline, change + 10)?.title).toBe('song 2');
    expect(pickHeard(timeline, null)?.title).toBe('song 2');
    expect(pickHeard([], 0)).toBeNull();
  });
  it('keeps order and no doubles when events are replayed', () => {
    const again = addToTimeline(addToTimeline([SECOND], FIRST), SECOND);
    expect(again.map((one) => one.seq)).toEqual([1, 2]);
  });
  it('is bounded', () => {
    let timeline: NowPlaying[] = [];
    for (let seq = 0; seq < 100; seq++) timeline = addToTimeline(timeline, song(seq, FIRST.started_at));
    expect(timeline).toHaveLength(40);
    expect(timeline.at(-1)?.seq).toBe(99);
  });
});
