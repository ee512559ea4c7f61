import type { SongKind } from '@/shared/api/types';

/** What of the log is looked at; days are those of the station's clock, as `2026-11-28`. */
export interface LogQuery {
  from: string;
  to: string;
  kind: SongKind | '';
  text: string;
}

export const KINDS: readonly SongKind[] = ['live', 'track', 'jingle', 'fallback'];
const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const PAKISTAN = 'Asia/Karachi';

/** A date of a zone's calendar; Pakistan's where the browser knows no such zone. */
export function dayIn(zone: string, atMs: number): string {
  const write = (timeZone: string) =>
    new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(atMs);
  try {
    return write(zone);
  } catch {
    return write(PAKISTAN);
  }
}

/** Reads what is looked at out of an address: the last seven days where it does not tell. */
export function readQuery(params: URLSearchParams, zone: string, nowMs: number): LogQuery {
  const day = (name: string, otherwise: string) => {
    const given = params.get(name) ?? '';
    return DAY.test(given) ? given : otherwise;
  };
  const kind = KINDS.find((one) => one === params.get('kind')) ?? '';
  return {
    from: day('from', dayIn(zone, nowMs - 6 * DAY_MS)),
    to: day('to', dayIn(zone, nowMs)),
    kind,
    text: params.get('q') ?? '',
  };
}

/** The parameters of a period, and of what else is asked for. */
export function periodParams({ from, to }: Pick<LogQuery, 'from' | 'to'>, more: Record<string, string> = {}): string {
  const given = Object.entries({ from, to, ...more }).filter(([, value]) => value !== '');
  return new URLSearchParams(given).toString();
}

/** Day and time to the second by a zone's clock, of 24 hours; UTC's where the browser knows no such zone. */
export function stamp(zone: string, atMs: number): { day: number; month: number; time: string } {
  const write = (timeZone: string) =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      day: 'numeric',
      month: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }).formatToParts(atMs);
  let parts: Intl.DateTimeFormatPart[];
  try {
    parts = write(zone);
  } catch {
    parts = write('UTC');
  }
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return {
    day: Number(of('day')),
    month: Number(of('month')),
    time: `${of('hour')}:${of('minute')}:${of('second')}`,
  };
}
