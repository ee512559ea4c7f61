/** The server's clock as seen from here: cheap phones are often minutes off. */
let offsetMs = 0;
let bestRoundTripMs = Number.POSITIVE_INFINITY;

/** Learns the offset from a response's `Date` (whole seconds, so half a second is added); quick answers win. */
export function noteServerDate(header: string | null, sentAtMs: number, gotAtMs: number): void {
  if (!header) return;
  const serverMs = Date.parse(header);
  const roundTripMs = gotAtMs - sentAtMs;
  if (Number.isNaN(serverMs) || roundTripMs > bestRoundTripMs * 2) return;
  const measured = serverMs + 500 - (sentAtMs + roundTripMs / 2);
  const firstMeasure = bestRoundTripMs === Number.POSITIVE_INFINITY;
  bestRoundTripMs = Math.min(bestRoundTripMs, Math.max(roundTripMs, 50));
  // Within a second the two clocks agree as well as the header can tell.
  if (firstMeasure || Math.abs(measured - offsetMs) > 1000) offsetMs = Math.abs(measured) < 1000 ? 0 : measured;
}

/** Server time now, in ms since 1970. */
export const serverNow = (): number => Date.now() + offsetMs;

/** Forgets what was learnt; for tests. */
export function resetClock(): void {
  offsetMs = 0;
  bestRoundTripMs = Number.POSITIVE_INFINITY;
}
