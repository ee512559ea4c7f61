import { describe, expect, it } from 'vitest';
import type { Showing, Week } from '@/shared/api/schedule';
import { repeatOf, ruleOf } from './repeat';
import { blank, blocksOf, bodyOf, dateAfter, localOf, mondayOf, movedOn, withDate } from './schedule';

describe('dates', () => {
  it('know their weeks over the end of a year', () => {
    expect(mondayOf('2027-01-01')).toBe('2026-12-28');
    expect(mondayOf('2026-11-30')).toBe('2026-11-30');
    expect(dateAfter('2026-12-31', 1)).toBe('2027-01-01');
  });

  it('are the station’s own', () => {
    expect(localOf(Date.parse('2026-12-04T20:30:00Z'), 'Asia/Karachi')).toEqual({ date: '2026-12-05', minute: 90 });
  });
});

describe('repeats', () => {
  const FRIDAY = '2026-12-04';

  it.each([
    ['', 'once'],
    ['FREQ=DAILY;UNTIL=20270331', 'daily'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR', 'weekly'],
    ['FREQ=MONTHLY;BYDAY=-1SU', 'monthly'],
    ['FREQ=MONTHLY;BYMONTHDAY=4', 'monthday'],
    ['FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=23', 'other'],
    ['FREQ=WEEKLY;COUNT=5', 'other'],
    ['FREQ=MONTHLY;BYDAY=1FR,3FR', 'other'],
    ['FREQ=DAILY;INTERVAL=2', 'other'],
  ])('%s is read and written alike', (rule, kind) => {
    const repeat = repeatOf(rule, FRIDAY);
    expect(repeat.kind).toBe(kind);
    expect(ruleOf(repeat, FRIDAY)).toBe(rule);
  });

  it('names the day that a rule leaves to the first date', () => {
    expect(ruleOf(repeatOf('FREQ=WEEKLY', FRIDAY), FRIDAY)).toBe('FREQ=WEEKLY;BYDAY=FR');
    expect(ruleOf(repeatOf('FREQ=MONTHLY', FRIDAY), FRIDAY)).toBe('FREQ=MONTHLY;BYMONTHDAY=4');
  });
});

describe('entries', () => {
  it('are sent without what is empty, and break in only with a playlist', () => {
    const sent = bodyOf({ ...blank('2026-12-04'), titles: { ur: ' ' }, hard_start: true, playlist: '' });
    expect(sent).toMatchObject({ titles: {}, once: false, hard_start: false });
    expect(sent.playlist).toBeUndefined();
    expect(bodyOf({ ...blank('2026-12-04'), playlist: 'p', hard_start: true })).toMatchObject({
      once: true,
      hard_start: true,
    });
  });

  it('change on one date, each date once', () => {
    const off = withDate(blank('2026-12-04'), '2026-12-11', true);
    const moved = movedOn(off, '2026-12-11', '09:00', 30);
    expect(moved.timing.changes).toEqual([
      { date: '2026-12-11', is_off: false, start: { by: 'clock', at: '09:00' }, minutes: 30 },
    ]);
    expect(withDate(moved, '2026-12-11', false).timing.changes).toEqual([]);
  });
});

describe('a day', () => {
  const showing = (from: string, until: string): Showing => ({
    entry: from,
    title: from,
    date: '2026-12-04',
    from: `2026-12-${from}:00Z`,
    until: `2026-12-${until}:00Z`,
    playlist: null,
    presenters: [],
    is_draft: false,
    is_changed: false,
  });
  const week = (items: Showing[]): Week => ({ time_zone: 'UTC', days: [], items, clashes: [] });
  const told = (items: Showing[]) =>
    blocksOf(week(items), '2026-12-04').map(({ from, until, lane, lanes }) => [from, until, lane, lanes]);

  it('has what lasts into it and beyond it', () => {
    expect(
      told([showing('03T23:00', '04T01:00'), showing('04T23:00', '05T02:00'), showing('03T10:00', '04T00:00')]),
    ).toEqual([
      [0, 60, 0, 1],
      [1380, 1440, 0, 1],
    ]);
  });

  it('puts what overlaps side by side, and no more than that', () => {
    expect(
      told([
        showing('04T10:00', '04T12:00'),
        showing('04T10:30', '04T10:40'),
        showing('04T11:00', '04T11:30'),
        showing('04T12:00', '04T13:00'),
      ]),
    ).toEqual([
      [600, 720, 0, 2],
      [630, 640, 1, 2],
      [660, 690, 1, 2],
      [720, 780, 0, 1],
    ]);
  });
});
