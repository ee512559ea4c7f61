import { useT } from '@/shared/i18n/core';
import { formatClock, formatCount } from '@/shared/i18n/format';
import type { Quality } from '@/shared/lib/prefs';
import { usePrefs } from '@/shared/lib/prefs';
import { useNow } from '@/shared/lib/useNow';
import { lookAround, mbPerHour, pickRendition } from '@/shared/player/sources';
import { actions, usePlayer } from '@/shared/player/store';
import { IconButton } from '@/shared/ui/Button';
import { Choice } from '@/shared/ui/Choice';
import { Icon } from '@/shared/ui/Icon';

const QUALITIES: readonly Quality[] = ['auto', 'saver', 'low', 'normal', 'high'];
const SLEEPS = [15, 30, 45, 60, 90] as const;
const STEP_S = 15;

/** Quality with what an hour of it costs. */
export function QualityChoice() {
  const t = useT();
  const quality = usePrefs((prefs) => prefs.quality);
  const offered = usePlayer((player) => player.station?.renditions) ?? ['opus-24', 'aac-64', 'mp3-128', 'aac-256'];
  const around = lookAround();
  return (
    <Choice
      legend={t('player.quality')}
      quiet
      value={quality}
      onChange={(value) => {
        usePrefs.getState().set({ quality: value });
        actions.changeQuality();
      }}
      options={QUALITIES.map((value) => {
        const cost = t('player.perHour', { count: mbPerHour(pickRendition(offered, value, around)) });
        const hint = value === 'auto' ? `${t('player.quality.autoHint')} · ${cost}` : cost;
        return { value, label: t(`player.quality.${value}`), hint };
      })}
    />
  );
}

/** Minutes until the sound fades out. */
export function SleepChoice({ onDone }: { onDone?: () => void }) {
  const t = useT();
  const sleepAt = usePlayer((player) => player.sleepAt);
  useNow(1000);
  const left = sleepAt === null ? null : sleepAt - Date.now();
  return (
    <>
      {left !== null && (
        <p className="mb-2 text-saffron tabular">{t('player.sleepIn', { time: formatClock(t.lang, left) })}</p>
      )}
      <div className="flex flex-wrap gap-2">
        {SLEEPS.map((minutes) => (
          <button
            key={minutes}
            type="button"
            onClick={() => {
              actions.sleepIn(minutes);
              onDone?.();
            }}
            className="min-h-11 rounded-full border border-line px-4 hover:border-muted"
          >
            {t('player.minutes', { count: minutes })}
          </button>
        ))}
        {left !== null && (
          <button
            type="button"
            onClick={() => {
              actions.sleepIn(null);
              onDone?.();
            }}
            className="min-h-11 rounded-full bg-ink px-4 text-paper"
          >
            {t('player.sleepOff')}
          </button>
        )}
      </div>
    </>
  );
}

/** Mute and level; left is quiet in every language. */
export function Volume({ className = '' }: { className?: string }) {
  const t = useT();
  const { volume, muted, set } = usePrefs();
  const silent = muted || volume === 0;
  return (
    <div dir="ltr" className={`flex items-center gap-1 ${className}`}>
      <IconButton
        icon={silent ? 'mute' : 'volume'}
        label={t(silent ? 'player.unmute' : 'player.mute')}
        onClick={() => set(silent ? { muted: false, volume: volume || 0.5 } : { muted: true })}
      />
      <input
        type="range"
        min={0}
        max={100}
        step={5}
        value={muted ? 0 : Math.round(volume * 100)}
        aria-label={t('player.volume')}
        aria-valuetext={`${formatCount(t.lang, Math.round(volume * 100))}%`}
        onChange={(event) => set({ volume: Number(event.target.value) / 100, muted: false })}
        className="h-6 w-full min-w-20 accent-ink"
      />
    </div>
  );
}

/** Back and forward within the time shift. */
export function NudgeButton({ way }: { way: -1 | 1 }) {
  const t = useT();
  const off = usePlayer((player) => player.heardAt === null || (way === 1 && !player.shifted));
  return (
    <button
      type="button"
      disabled={off}
      onClick={() => actions.nudge(way * STEP_S)}
      aria-label={t(way === -1 ? 'player.back' : 'player.forward', { count: STEP_S })}
      title={t(way === -1 ? 'player.back' : 'player.forward', { count: STEP_S })}
      className="relative grid size-14 place-items-center rounded-full transition duration-150 ease-out hover:bg-ink/8 disabled:opacity-40"
    >
      <Icon name={way === -1 ? 'back' : 'forward'} size={36} />
      <span className="absolute text-[0.625rem] font-semibold tabular" aria-hidden="true">
        {formatCount(t.lang, STEP_S)}
      </span>
    </button>
  );
}
