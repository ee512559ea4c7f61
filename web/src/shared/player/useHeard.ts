import { pickHeard, useAir } from '@/shared/api/air';
import type { NowPlaying, OnAir, Station } from '@/shared/api/types';
import { usePlayer } from './store';

interface Heard {
  now: NowPlaying | null;
  onAir: OnAir;
  listeners: number;
  /** Server time of the ear, or null when this station does not sound here. */
  heardAt: number | null;
}

/** What a station plays as this listener hears it: what sounds is dated by the stream, not by the news. */
export function useHeard(station: Station): Heard {
  const air = useAir(station.slug);
  const heardAt = usePlayer((player) => (player.station?.slug === station.slug ? player.heardAt : null));
  return {
    now: pickHeard(air.timeline, heardAt) ?? station.now,
    onAir: air.onAir ?? station.on_air,
    listeners: air.listeners ?? station.listeners,
    heardAt,
  };
}
