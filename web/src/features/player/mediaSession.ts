import { useEffect } from 'react';
import type { NowPlaying, Station } from '@/shared/api/types';
import { wantsSound } from '@/shared/player/machine';
import { actions, usePlayer } from '@/shared/player/store';

const STEP_S = 15;

/** Gives the lock screen and the headset's keys what they need, for live radio too. */
export function useMediaSession(station: Station | null, now: NowPlaying | null): void {
  const playing = usePlayer((player) => wantsSound(player.state));
  const title = now?.title || now?.live?.name || station?.name;
  const artist = now?.artist || station?.name;
  const art = now?.art_url ?? station?.art_url;
  useEffect(() => {
    if (!('mediaSession' in navigator) || !station) return;
    const artwork = art
      ? [{ src: new URL(art, location.href).href }]
      : [{ src: '/icon-512.png', sizes: '512x512', type: 'image/png' }];
    navigator.mediaSession.metadata = new MediaMetadata({ title, artist, album: station.name, artwork });
  }, [station, title, artist, art]);
  useEffect(() => {
    if ('mediaSession' in navigator) navigator.mediaSession.playbackState = playing ? 'playing' : 'paused';
  }, [playing]);
  useEffect(() => {
    if (!('mediaSession' in navigator)) return;
    const handlers: [MediaSessionAction, () => void][] = [
      ['play', () => actions.play()],
      ['pause', () => actions.pause()],
      ['stop', () => actions.pause()],
      ['seekbackward', () => actions.nudge(-STEP_S)],
      ['seekforward', () => actions.nudge(STEP_S)],
    ];
    for (const [action, handler] of handlers) {
      try {
        navigator.mediaSession.setActionHandler(action, handler);
      } catch {
        // An older browser does not know the action; the others still work.
      }
    }
  }, []);
}
