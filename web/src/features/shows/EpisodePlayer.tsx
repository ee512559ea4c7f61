import { useEffect } from 'react';
import type { Episode, Show } from '@/shared/api/shows';
import { useT } from '@/shared/i18n/core';
import { digits, formatClock } from '@/shared/i18n/format';
import { Icon, type IconName } from '@/shared/ui/Icon';
import { placeOf } from './places';
import { BACK_S, FORWARD_S, RATES, sound, useSound } from './sound';

/** Where an episode is: what sounds, or where one stopped. */
export function usePlace(episode: Episode): { seconds: number; length: number; loaded: boolean } {
  const { id, seconds, length } = useSound();
  const loaded = id === episode.id;
  const whole = (episode.duration_ms ?? 0) / 1000;
  return { loaded, seconds: loaded ? seconds : placeOf(episode.id), length: (loaded && length) || whole };
}

function Speed() {
  const t = useT();
  const rate = useSound((state) => state.rate);
  return (
    <label className="flex items-center gap-2 text-sm">
      <span className="max-[359px]:sr-only">{t('episode.speed')}</span>
      <select
        value={rate}
        onChange={(event) => sound.setRate(Number(event.target.value))}
        className="min-h-11 rounded-lg border border-line bg-raised px-2 text-ink tabular"
      >
        {RATES.map((one) => (
          <option key={one} value={one}>
            {digits(t.lang, `${one}×`)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Jump({
  icon,
  label,
  seconds,
  disabled,
}: {
  icon: IconName;
  label: string;
  seconds: number;
  disabled: boolean;
}) {
  const t = useT();
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={() => sound.nudge(seconds)}
      className="grid size-14 shrink-0 place-items-center rounded-full hover:bg-ink/8 disabled:opacity-40"
    >
      <Icon name={icon} size={24} />
      <span className="text-xs tabular" aria-hidden="true">
        {digits(t.lang, `${Math.abs(seconds)}`)}
      </span>
    </button>
  );
}

function PlayPause({ episode, show }: { episode: Episode; show: Show }) {
  const t = useT();
  const { id, playing, waiting } = useSound();
  const active = id === episode.id && playing;
  return (
    <button
      type="button"
      aria-label={active ? t('player.pause') : t('player.playStation', { name: episode.title })}
      onClick={() => sound.toggle(episode, show)}
      className="grid size-16 shrink-0 place-items-center rounded-full bg-voice text-onvoice"
    >
      <Icon name={active ? 'pause' : 'play'} size={30} className={active && waiting ? 'opacity-60' : ''} />
    </button>
  );
}

/** The player of one episode; time runs from left to right in every language. */
export function EpisodePlayer({ episode, show }: { episode: Episode; show: Show }) {
  const t = useT();
  const { seconds, length, loaded } = usePlace(episode);
  const broken = useSound((state) => state.broken && state.id === episode.id);
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (!loaded || target.closest('input, select, textarea, [contenteditable]')) return;
      if (event.key === 'ArrowLeft') sound.nudge(-5);
      if (event.key === 'ArrowRight') sound.nudge(5);
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, [loaded]);
  const seek = (to: number) => (loaded ? sound.seek(to) : sound.playFrom(episode, show, to));
  const words = t('player.ofTime', {
    time: formatClock(t.lang, seconds * 1000),
    total: formatClock(t.lang, length * 1000),
  });
  return (
    <section aria-label={t('player.title')} className="rounded-card bg-raised p-4 shadow-[0_1px_0_var(--line)]">
      <input
        type="range"
        dir="ltr"
        min={0}
        max={Math.max(1, Math.floor(length))}
        value={Math.floor(seconds)}
        aria-label={t('episode.place')}
        aria-valuetext={words}
        onChange={(event) => seek(Number(event.target.value))}
        className="h-6 w-full accent-voice"
      />
      <p dir="ltr" className="flex justify-between text-sm text-muted tabular" aria-hidden="true">
        <span>{formatClock(t.lang, seconds * 1000)}</span>
        <span>−{formatClock(t.lang, Math.max(0, length - seconds) * 1000)}</span>
      </p>
      <div dir="ltr" className="mt-1 flex items-center justify-center gap-5">
        <Jump icon="back" label={t('player.back', { count: BACK_S })} seconds={-BACK_S} disabled={!loaded} />
        <PlayPause episode={episode} show={show} />
        <Jump icon="forward" label={t('player.forward', { count: FORWARD_S })} seconds={FORWARD_S} disabled={!loaded} />
      </div>
      <div className="mt-2 flex flex-wrap items-center justify-between gap-2">
        <Speed />
        {episode.audio_url && (
          <a href={episode.audio_url} download className="inline-flex min-h-11 items-center gap-2 text-sky">
            <Icon name="download" size={20} />
            {t('episode.download')}
          </a>
        )}
      </div>
      {broken && (
        <p role="alert" className="mt-2 text-voice">
          {t('episode.broken')}
        </p>
      )}
    </section>
  );
}
