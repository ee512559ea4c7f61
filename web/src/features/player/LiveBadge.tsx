import { useT } from '@/shared/i18n/core';
import { formatClock } from '@/shared/i18n/format';
import { wantsSound } from '@/shared/player/machine';
import { actions, behindMs, usePlayer } from '@/shared/player/store';

/** Below this a listener counts as live: HLS players stay a few seconds behind by nature. */
const LIVE_WITHIN_MS = 14_000;

/** "Live", or how far behind with one tap back. */
export function LiveBadge() {
  const t = useT();
  const player = usePlayer();
  const behind = behindMs(player);
  if (!wantsSound(player.state)) return null;
  if (behind < LIVE_WITHIN_MS) {
    const live = player.station?.on_air === 'live';
    return (
      <span
        className={`inline-flex items-center gap-1.5 whitespace-nowrap text-sm font-semibold ${live ? 'text-voice' : 'text-leaf'}`}
      >
        <span className="size-2 rounded-full bg-current" aria-hidden="true" />
        {t('player.live')}
      </span>
    );
  }
  const time = formatClock(t.lang, behind);
  return (
    <button
      type="button"
      onClick={actions.toLive}
      title={t('player.toLive')}
      aria-label={`${t('player.behind', { time })}. ${t('player.toLive')}`}
      className="inline-flex min-h-11 items-center gap-2 whitespace-nowrap rounded-full border border-line px-3 text-sm font-semibold hover:border-muted"
    >
      <bdi dir="ltr" className="tabular">
        −{time}
      </bdi>
      <span className="font-medium text-muted">{t('player.toLive')}</span>
    </button>
  );
}
