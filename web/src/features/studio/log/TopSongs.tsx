import { useQuery } from '@tanstack/react-query';
import { get } from '@/shared/api/client';
import type { PlayedSong, SongsReport } from '@/shared/api/played';
import { channelPath } from '@/shared/api/studio';
import { useT } from '@/shared/i18n/core';
import { formatClock, formatCount } from '@/shared/i18n/format';
import { Panel } from '@/shared/ui/Panel';
import { Empty, Failed } from '@/shared/ui/State';
import { Title } from '@/shared/ui/Text';
import { type LogQuery, periodParams } from './query';

const nameOf = (song: PlayedSong) => song.track_id ?? `${song.artist}\n${song.title}`;

function Row({ song, place }: { song: PlayedSong; place: number }) {
  const t = useT();
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 py-2">
      <span className="w-8 shrink-0 text-end text-sm text-muted tabular">{formatCount(t.lang, place)}</span>
      <span className="min-w-40 grow basis-0">
        <Title text={song.title} className="font-medium" />
        <Title text={[song.artist, song.album].filter(Boolean).join(' · ')} className="text-sm text-muted" />
      </span>
      <span className="flex flex-wrap gap-x-3 text-sm tabular max-sm:w-full max-sm:ps-12">
        <strong className="font-medium">{t('log.plays', { count: song.plays })}</strong>
        <span className="text-muted">{t('log.performances', { count: song.performances })}</span>
        <span className="text-muted">{formatClock(t.lang, song.seconds * 1000)}</span>
      </span>
    </li>
  );
}

/** The songs of these days that were played most. */
export function TopSongs({ slug, query }: { slug: string; query: LogQuery }) {
  const t = useT();
  const asked = periodParams(query);
  const report = useQuery({
    queryKey: ['channel', slug, 'songs', asked],
    queryFn: ({ signal }) => get<SongsReport>(channelPath(slug, `reports/songs?${asked}`), signal),
  });
  if (report.isError && !report.data)
    return <Failed text={report.error.message || t('log.failed')} onRetry={() => void report.refetch()} />;
  if (!report.data) return <div className="skeleton h-96 rounded-card" aria-hidden="true" />;
  const { items, songs, plays, uncounted_plays } = report.data;
  if (items.length === 0) return <Empty title={t('log.noSongs')} />;
  return (
    <Panel
      title={t('log.top')}
      aside={
        <span className="text-sm text-muted tabular">
          {t('log.songs', { count: songs })} · {t('log.plays', { count: plays })}
        </span>
      }
    >
      <ol className="divide-y divide-line">
        {items.map((song, index) => (
          <Row key={nameOf(song)} song={song} place={index + 1} />
        ))}
      </ol>
      {uncounted_plays > 0 && (
        <p className="mt-3 text-sm text-muted">{t('log.uncounted', { count: uncounted_plays })}</p>
      )}
    </Panel>
  );
}
