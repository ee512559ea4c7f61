import type { Day } from '@/shared/api/types';

const DAYS: readonly [Day, string][] = [
  ['mon', 'MO'],
  ['tue', 'TU'],
  ['wed', 'WE'],
  ['thu', 'TH'],
  ['fri', 'FR'],
  ['sat', 'SA'],
  ['sun', 'SU'],
];

/** How something comes again, as a form asks for it; `other` is a rule that the form has no boxes for. */
export interface Repeat {
  kind: 'once' | 'daily' | 'weekly' | 'monthly' | 'monthday' | 'other';
  /** Every so many weeks. */
  interval: number;
  days: Day[];
  /** Which of its month, -1 is the last. */
  nth: number;
  /** The last date; empty for none. */
  until: string;
  rule: string;
}

const dayOf = (date: string): Day => DAYS[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7]?.[0] ?? 'mon';
const codeOf = (day: Day): string => DAYS.find(([name]) => name === day)?.[1] ?? 'MO';
const nameOf = (code: string): Day | undefined => DAYS.find(([, known]) => known === code)?.[0];

/** Which of its month a date is, by its day of the week. */
export const nthOf = (date: string): number => Math.ceil(Number(date.slice(8, 10)) / 7);

/** A rule of RFC 5545 out of what a form says, for something that begins on `first`. */
export function ruleOf(repeat: Repeat, first: string): string {
  const until = repeat.until === '' ? '' : `;UNTIL=${repeat.until.replaceAll('-', '')}`;
  const every = repeat.interval > 1 ? `;INTERVAL=${repeat.interval}` : '';
  switch (repeat.kind) {
    case 'once':
      return '';
    case 'daily':
      return `FREQ=DAILY${until}`;
    case 'weekly': {
      const days = repeat.days.length > 0 ? repeat.days : [dayOf(first)];
      return `FREQ=WEEKLY${every}${until};BYDAY=${days.map(codeOf).join(',')}`;
    }
    case 'monthly':
      return `FREQ=MONTHLY${until};BYDAY=${repeat.nth}${codeOf(repeat.days[0] ?? dayOf(first))}`;
    case 'monthday':
      return `FREQ=MONTHLY${until};BYMONTHDAY=${Number(first.slice(8, 10))}`;
    default:
      return repeat.rule.trim();
  }
}

/** What a form says of a rule. */
export function repeatOf(rule: string | null | undefined, first: string): Repeat {
  const plain: Repeat = {
    kind: 'once',
    interval: 1,
    days: [dayOf(first)],
    nth: nthOf(first),
    until: '',
    rule: rule ?? '',
  };
  if (!rule) return plain;
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string]));
  const known = ['FREQ', 'INTERVAL', 'UNTIL', 'BYDAY', 'BYMONTHDAY'];
  const other: Repeat = { ...plain, kind: 'other' };
  if ([...parts.keys()].some((name) => !known.includes(name))) return other;
  const until = parts.get('UNTIL')?.slice(0, 8) ?? '';
  const read: Repeat = {
    ...plain,
    interval: Number(parts.get('INTERVAL') ?? 1),
    until: until === '' ? '' : `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6)}`,
  };
  const found = fill(read, parts.get('FREQ') ?? '', parts.get('BYDAY') ?? '', parts.get('BYMONTHDAY') ?? '');
  // What the boxes would make of it is what it says, or they are not shown.
  return found && sameRule(ruleOf(found, first), rule) ? found : other;
}

function fill(read: Repeat, freq: string, byDay: string, byMonthDay: string): Repeat | null {
  const codes = byDay === '' ? [] : byDay.split(',');
  if (freq === 'DAILY') return { ...read, kind: 'daily' };
  if (freq === 'WEEKLY') {
    const days = codes.flatMap((code) => nameOf(code) ?? []);
    return { ...read, kind: 'weekly', days: days.length > 0 ? days : read.days };
  }
  if (freq !== 'MONTHLY') return null;
  if (byMonthDay !== '' || codes.length === 0) return { ...read, kind: 'monthday' };
  const [, nth = '', code = ''] = /^(-?\d)([A-Z]{2})$/.exec(codes[0] ?? '') ?? [];
  const day = nameOf(code);
  return day ? { ...read, kind: 'monthly', nth: Number(nth), days: [day] } : null;
}

/** Whether two rules have the same parts; a week's day is the first date's where none is named. */
function sameRule(one: string, other: string): boolean {
  const parts = (rule: string) => new Set(rule.split(';').map((part) => part.replace(/T\d{6}Z?$/, '')));
  const [mine, theirs] = [parts(one), parts(other)];
  const implied = (part: string) => part.startsWith('BYDAY=') || part.startsWith('BYMONTHDAY=');
  return [...theirs].every((part) => mine.has(part)) && [...mine].every((part) => theirs.has(part) || implied(part));
}
