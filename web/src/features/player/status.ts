import { type Translate, useT } from '@/shared/i18n/core';
import { useOnline } from '@/shared/lib/useOnline';
import type { Phase } from '@/shared/player/machine';
import { usePlayer } from '@/shared/player/store';

function words(t: Translate, phase: Phase, name: string, online: boolean): string | null {
  switch (phase) {
    case 'connecting':
      return t('player.connecting', { name });
    case 'buffering':
      return t(online ? 'player.buffering' : 'player.offline');
    case 'recovering':
      return t(online ? 'player.recovering' : 'player.offline');
    case 'blocked':
      return t('player.blocked');
    case 'failed':
      return t('player.failed');
    default:
      return null;
  }
}

/** What the player waits for, in words; null when it sounds or rests. */
export function useStatus(): string | null {
  const t = useT();
  const online = useOnline();
  const phase = usePlayer((player) => player.state.phase);
  const name = usePlayer((player) => player.station?.name ?? '');
  return words(t, phase, name, online);
}
