import { useEffect } from 'react';
import { create } from 'zustand';
import type { NowPlaying, OnAir, StationState } from './types';

/** What is known of one station's air while somebody looks at it. */
export interface Air {
  /** By start, oldest first; the newest may not be heard yet. */
  timeline: NowPlaying[];
  onAir: OnAir | null;
  listeners: number | null;
}

const EMPTY: Air = { timeline: [], onAir: null, listeners: null };
const KEEP = 40;
const RECONNECT_MS = 4_000;
const useAirs = create<Record<string, Air>>(() => ({}));

/** Adds an event to a timeline: in order, without doubles, bounded. */
export function addToTimeline(timeline: NowPlaying[], now: NowPlaying): NowPlaying[] {
  const others = timeline.filter((one) => one.seq !== now.seq);
  return [...others, now].sort((one, two) => one.sample - two.sample || one.seq - two.seq).slice(-KEEP);
}

/** The entry that is heard at a server time: the last that had begun by then. */
export function pickHeard(timeline: readonly NowPlaying[], heardAt: number | null): NowPlaying | null {
  if (heardAt === null) return timeline.at(-1) ?? null;
  const begun = timeline.filter((one) => Date.parse(one.started_at) <= heardAt);
  return begun.at(-1) ?? timeline[0] ?? null;
}

function change(slug: string, part: Partial<Air>): void {
  useAirs.setState((airs) => ({ [slug]: { ...EMPTY, ...airs[slug], ...part } }));
}

/** Makes what a page already loaded known to the timeline. */
export function seedAir(slug: string, now: NowPlaying | null, state: StationState): void {
  const known = useAirs.getState()[slug];
  const timeline = now ? addToTimeline(known?.timeline ?? [], now) : (known?.timeline ?? []);
  change(slug, { timeline, onAir: state.on_air, listeners: state.listeners });
}

const sources = new Map<string, { users: number; close: () => void }>();

function openSource(slug: string): () => void {
  let events: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const connect = () => {
    events = new EventSource(`/api/v1/channels/${slug}/events`);
    events.addEventListener('now', (event: MessageEvent<string>) => {
      const now = JSON.parse(event.data) as NowPlaying;
      change(slug, { timeline: addToTimeline(useAirs.getState()[slug]?.timeline ?? [], now) });
    });
    events.addEventListener('state', (event: MessageEvent<string>) => {
      const state = JSON.parse(event.data) as StationState;
      change(slug, { onAir: state.on_air, listeners: state.listeners });
    });
    events.onerror = () => {
      // The browser reconnects by itself unless the server refused.
      if (events?.readyState === EventSource.CLOSED) timer = setTimeout(connect, RECONNECT_MS);
    };
  };
  connect();
  return () => {
    clearTimeout(timer);
    events?.close();
  };
}

/** Follows a station's events while the component is shown; several share one connection. */
export function useAir(slug: string | null | undefined): Air {
  useEffect(() => {
    if (!slug) return;
    const shared = sources.get(slug) ?? { users: 0, close: openSource(slug) };
    shared.users += 1;
    sources.set(slug, shared);
    return () => {
      shared.users -= 1;
      if (shared.users > 0) return;
      shared.close();
      sources.delete(slug);
    };
  }, [slug]);
  return useAirs((airs) => (slug ? airs[slug] : undefined)) ?? EMPTY;
}
