import type { OnAir } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';

const KEYS = {
  live: 'station.live',
  autodj: 'station.autodj',
  fallback: 'station.fallback',
  off: 'station.off',
} as const;
const LOOKS: Record<OnAir, string> = {
  live: 'bg-voice text-onvoice',
  autodj: 'bg-leaf text-paper',
  fallback: 'bg-saffron text-paper',
  off: 'border border-line text-muted bg-raised',
};

/** Says in a word what is on the air. */
export function AirBadge({ state, className = '' }: { state: OnAir; className?: string }) {
  const t = useT();
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-xs font-semibold ${LOOKS[state]} ${className}`}
    >
      {state === 'live' && <span className="size-2 rounded-full bg-current" aria-hidden="true" />}
      {t(KEYS[state])}
    </span>
  );
}
