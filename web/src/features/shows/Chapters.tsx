import type { Episode, Show } from '@/shared/api/shows';
import { useT } from '@/shared/i18n/core';
import { formatClock } from '@/shared/i18n/format';
import { Title } from '@/shared/ui/Text';
import { usePlace } from './EpisodePlayer';
import { sound } from './sound';

/** The parts of an episode; a press plays from there. */
export function Chapters({ episode, show }: { episode: Episode; show: Show }) {
  const t = useT();
  const { seconds } = usePlace(episode);
  const { chapters } = episode;
  if (chapters.length === 0) return null;
  const now = chapters.findLastIndex((chapter) => chapter.start_ms <= seconds * 1000);
  return (
    <section>
      <h2 className="mb-1 text-lg font-semibold">{t('episode.chapters')}</h2>
      <ol>
        {chapters.map((chapter, index) => (
          <li key={`${chapter.start_ms} ${chapter.title}`} className="flex items-center gap-2">
            <button
              type="button"
              aria-current={index === now ? 'true' : undefined}
              onClick={() => sound.playFrom(episode, show, chapter.start_ms / 1000)}
              className="flex min-h-11 min-w-0 grow items-center gap-3 rounded-lg px-2 text-start hover:bg-sunken aria-[current]:bg-sunken aria-[current]:font-semibold"
            >
              <span className="w-16 shrink-0 text-sm text-sky tabular">{formatClock(t.lang, chapter.start_ms)}</span>
              <Title text={chapter.title} lines={2} />
            </button>
            {chapter.url && (
              <a
                href={chapter.url}
                rel="noopener nofollow"
                className="inline-flex min-h-11 shrink-0 items-center px-2 text-sm text-sky"
              >
                {t('episode.link')}
                <span className="sr-only">: {chapter.title}</span>
              </a>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
