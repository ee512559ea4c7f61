import type { Prayer, ScheduleDraft, ScheduleEntry, Showing, Week } from '@/shared/api/schedule';

const DAY_MS = 86_400_000;

export const PRAYERS: readonly Prayer[] = ['fajr', 'sunrise', 'zuhr', 'asr', 'maghrib', 'isha'];

/** The date so many days after another, both as 2026-12-04. */
export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The Monday of a date's week. */
export function mondayOf(date: string): string {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return dateAfter(date, -((day + 6) % 7));
}

/** What the clock of a zone shows at an instant: its date, and minutes after midnight. */
export function localOf(atMs: number, zone: string): { date: string; minute: number } {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    minute: Number(parts.hour) * 60 + Number(parts.minute),
  };
}

/** An entry that is about to be made. */
export const blank = (first: string): ScheduleDraft => ({
  title: '',
  titles: {},
  description: '',
  timing: { first, start: { by: 'clock', at: '21:00' }, minutes: 60, repeat: 'FREQ=WEEKLY' },
  once: true,
  hard_start: false,
  presenters: [],
  is_draft: false,
  is_unlisted: false,
});

/** What an entry says, without what the server adds. */
export function draftOf(entry: ScheduleEntry): ScheduleDraft {
  const { id: _id, version: _version, ...draft } = entry;
  return draft;
}

/** An entry as it is to be sent: empty titles and choices left out. */
export function bodyOf(draft: ScheduleDraft): ScheduleDraft {
  const titles = Object.entries(draft.titles ?? {}).filter(([, title]) => title.trim() !== '');
  return {
    ...draft,
    titles: Object.fromEntries(titles),
    playlist: draft.playlist || undefined,
    once: draft.playlist ? draft.once : false,
    hard_start: draft.playlist ? draft.hard_start : false,
    timing: { ...draft.timing, repeat: draft.timing.repeat || undefined },
  };
}

/** An entry with one of its dates taken off, or put back as it was. */
export function withDate(draft: ScheduleDraft, date: string, isOff: boolean): ScheduleDraft {
  const others = (draft.timing.changes ?? []).filter((change) => change.date !== date);
  const changes = isOff ? [...others, { date, is_off: true }] : others;
  return { ...draft, timing: { ...draft.timing, changes } };
}

/** An entry that begins at another time on one of its dates. */
export function movedOn(draft: ScheduleDraft, date: string, at: string, minutes: number): ScheduleDraft {
  const others = (draft.timing.changes ?? []).filter((change) => change.date !== date);
  const changes = [...others, { date, is_off: false, start: { by: 'clock' as const, at }, minutes }];
  return { ...draft, timing: { ...draft.timing, changes } };
}

/** A block of a day's column, by minutes after its midnight, and which of how many lanes it has. */
export interface Block {
  showing: Showing;
  from: number;
  until: number;
  lane: number;
  lanes: number;
}

/** What a day's column shows: what begins on it, and what lasts into it from the day before. */
export function blocksOf(week: Week, date: string): Block[] {
  const zone = week.time_zone;
  const blocks = week.items.flatMap((showing) => {
    const from = localOf(Date.parse(showing.from), zone);
    const until = localOf(Date.parse(showing.until), zone);
    const begin = from.date === date ? from.minute : from.date < date ? 0 : null;
    const end = until.date === date ? until.minute : until.date > date ? 24 * 60 : null;
    return begin === null || end === null || end <= begin
      ? []
      : [{ showing, from: begin, until: end, lane: 0, lanes: 1 }];
  });
  return inLanes(blocks.sort((one, other) => one.from - other.from || other.until - one.until));
}

/** Puts those that overlap beside each other. */
function inLanes(blocks: Block[]): Block[] {
  let group: Block[] = [];
  let ends = 0;
  const close = () => {
    const lanes = Math.max(1, ...group.map((block) => block.lane + 1));
    for (const block of group) block.lanes = lanes;
    group = [];
  };
  for (const block of blocks) {
    if (block.from >= ends) close();
    const taken = new Set(group.filter((other) => other.until > block.from).map((other) => other.lane));
    block.lane = 0;
    while (taken.has(block.lane)) block.lane += 1;
    group.push(block);
    ends = Math.max(ends, block.until);
  }
  close();
  return blocks;
}
