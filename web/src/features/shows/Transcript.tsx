import { useEffect, useRef, useState } from 'react';
import { type Episode, type Show, useTranscript } from '@/shared/api/shows';
import { useT } from '@/shared/i18n/core';
import { formatClock } from '@/shared/i18n/format';
import { Check } from '@/shared/ui/Field';
import { usePlace } from './EpisodePlayer';
import { sound, useSound } from './sound';

/** What is said: it follows the sound, and a press on a line plays from there. */
export function Transcript({ episode, show }: { episode: Episode; show: Show }) {
  const t = useT();
  const list = useRef<HTMLOListElement>(null);
  const { data } = useTranscript(episode.transcript_url);
  const { seconds } = usePlace(episode);
  const playing = useSound((state) => state.playing && state.id === episode.id);
  const [follow, setFollow] = useState(true);
  const segments = data ?? [];
  const now = segments.findLastIndex((one) => one.startTime <= seconds + 0.05);
  useEffect(() => {
    const box = list.current;
    const line = box?.children[now] as HTMLElement | undefined;
    if (!follow || !playing || !box || !line) return;
    box.scrollTop = line.offsetTop - box.offsetTop - box.clientHeight / 3;
  }, [now, follow, playing]);
  if (segments.length === 0) return null;
  return (
    <section>
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <h2 className="text-lg font-semibold">{t('episode.transcript')}</h2>
        <Check label={t('episode.follow')} checked={follow} onChange={(event) => setFollow(event.target.checked)} />
      </div>
      <ol
        ref={list}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reached by the keyboard
        tabIndex={0}
        aria-label={t('episode.transcript')}
        onWheel={() => setFollow(false)}
        onTouchMove={() => setFollow(false)}
        className="max-h-96 overflow-y-auto rounded-card bg-raised p-2 shadow-[0_1px_0_var(--line)]"
      >
        {segments.map((one, index) => (
          <li key={`${one.startTime} ${index}`}>
            <button
              type="button"
              aria-current={index === now ? 'true' : undefined}
              onClick={() => sound.playFrom(episode, show, one.startTime)}
              className="flex min-h-11 w-full items-baseline gap-3 rounded-lg px-2 py-2 text-start hover:bg-sunken aria-[current]:bg-sunken"
            >
              <span className="w-14 shrink-0 text-sm text-sky tabular">
                {formatClock(t.lang, one.startTime * 1000)}
              </span>
              <span className="min-w-0 grow">
                {one.speaker && <bdi className="block text-sm text-muted">{one.speaker}</bdi>}
                <span dir="auto" className="block">
                  {one.body}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
