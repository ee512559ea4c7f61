import { useEffect } from 'react';
import { useAir } from '@/shared/api/air';
import type { Station } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { usePlayer } from '@/shared/player/store';
import { useHeard } from '@/shared/player/useHeard';
import { FullPlayer } from './FullPlayer';
import { useMediaSession } from './mediaSession';
import { PlayerBar } from './PlayerBar';
import { useShortcuts } from './shortcuts';

function Session({ station }: { station: Station }) {
  const t = useT();
  const { now, onAir } = useHeard(station);
  useAir(station.slug);
  useMediaSession(station, now);
  useEffect(() => {
    const { station: current } = usePlayer.getState();
    if (current && current.on_air !== onAir) usePlayer.setState({ station: { ...current, on_air: onAir } });
  }, [onAir]);
  const spoken = now ? [now.title, now.artist].filter(Boolean).join(', ') : '';
  return (
    <p role="status" className="sr-only">
      {spoken && `${t('station.now')}: ${spoken}`}
    </p>
  );
}

/** Everything of the player that the shell shows: the bar, the sheet, the lock screen, the keys. */
export function Player() {
  const station = usePlayer((player) => player.station);
  useShortcuts();
  return (
    <>
      {station && <Session station={station} />}
      <PlayerBar />
      <FullPlayer />
    </>
  );
}
