const OFFSET_MS = 5 * 3_600_000;

/** A time as the box for dates wants it, by Pakistan's clock. */
export const toPkt = (iso: string | null): string =>
  iso === null ? '' : new Date(Date.parse(iso) + OFFSET_MS).toISOString().slice(0, 16);

/** What the box for dates says, as an instant; null where it says nothing. */
export function fromPkt(local: string): string | null {
  const at = Date.parse(`${local}Z`);
  return Number.isNaN(at) ? null : new Date(at - OFFSET_MS).toISOString();
}

/** A place in a sound as people write it: 75 → 1:15. */
export function toClock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest.replace(/^0/, '');
}

/** Reads 1:15, 75 or 1:02:03 as milliseconds; null for anything else. */
export function fromClock(text: string): number | null {
  const latin = text.replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0)).trim();
  if (!/^\d{1,5}(:[0-5]?\d){0,2}$/.test(latin)) return null;
  return latin.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}
