import type { NowPlaying } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatClock } from '@/shared/i18n/format';
import { useNow } from '@/shared/lib/useNow';

interface ProgressProps {
  now: NowPlaying;
  /** Server time of the ear; the server's own now when nothing sounds here. */
  heardAt: number | null;
  bare?: boolean;
  className?: string;
}

/** How far the song is, from its start and length; nothing for talk without an end. Never mirrored. */
export function Progress({ now, heardAt, bare, className = '' }: ProgressProps) {
  const t = useT();
  const clock = useNow(1000);
  if (!now.duration_ms || now.duration_ms <= 0) return null;
  const elapsed = Math.min(now.duration_ms, Math.max(0, (heardAt ?? clock) - Date.parse(now.started_at)));
  const words = { time: formatClock(t.lang, elapsed), total: formatClock(t.lang, now.duration_ms) };
  return (
    <div dir="ltr" className={`flex items-center gap-2 text-xs text-muted tabular ${className}`}>
      {!bare && <span className="min-w-9">{words.time}</span>}
      <div
        role="progressbar"
        aria-label={t('player.progress')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round((elapsed / now.duration_ms) * 100)}
        aria-valuetext={t('player.ofTime', words)}
        className="h-1 grow overflow-hidden rounded-full bg-line"
      >
        <div className="h-full rounded-full bg-ink" style={{ width: `${(elapsed / now.duration_ms) * 100}%` }} />
      </div>
      {!bare && <span className="min-w-9 text-end">{words.total}</span>}
    </div>
  );
}
