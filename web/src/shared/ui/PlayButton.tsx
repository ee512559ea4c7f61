import type { Station } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { wantsSound } from '@/shared/player/machine';
import { actions, usePlayer } from '@/shared/player/store';
import { Icon } from './Icon';

/** The red round button: play this station, or pause it. */
export function PlayButton({
  station,
  size = 56,
  className = '',
}: {
  station: Station;
  size?: number;
  className?: string;
}) {
  const t = useT();
  const playing = usePlayer((player) => player.station?.slug === station.slug && wantsSound(player.state));
  return (
    <button
      type="button"
      onClick={() => actions.toggle(station)}
      aria-label={playing ? t('player.pause') : t('player.playStation', { name: station.name })}
      style={{ width: size, height: size }}
      className={`grid shrink-0 place-items-center rounded-full bg-voice text-onvoice shadow-md transition duration-150 ease-out hover:scale-105 active:scale-95 ${className}`}
    >
      <Icon name={playing ? 'pause' : 'play'} size={Math.round(size * 0.46)} />
    </button>
  );
}
