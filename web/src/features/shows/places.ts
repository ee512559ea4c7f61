/** Where one stopped, on this device only; the oldest are forgotten. */
const KEY = 'awaz.places';
const MOST = 100;
const START_S = 10;
const END_S = 15;

type Places = [id: string, seconds: number][];

function read(): Places {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? (kept as Places).filter((one) => Array.isArray(one) && one.length === 2) : [];
  } catch {
    // What somebody else wrote there, or a browser that keeps nothing.
    return [];
  }
}

/** The second at which an episode goes on; 0 where it was not begun, or heard to its end. */
export const placeOf = (id: string): number => Number(read().find((one) => one[0] === id)?.[1] ?? 0) || 0;

/** Keeps a place; the first and the last seconds count as the beginning. */
export function keepPlace(id: string, seconds: number, length: number): void {
  const others = read().filter((one) => one[0] !== id);
  const begun = seconds > START_S && !(length > 0 && seconds > length - END_S);
  const places: Places = begun ? [[id, Math.floor(seconds)], ...others] : others;
  try {
    localStorage.setItem(KEY, JSON.stringify(places.slice(0, MOST)));
  } catch {
    // Nothing can be kept here; the episode begins anew next time.
  }
}
