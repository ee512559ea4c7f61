import { useInfiniteQuery } from '@tanstack/react-query';
import { get } from '@/shared/api/client';
import type { LogLine } from '@/shared/api/played';
import { channelPath } from '@/shared/api/studio';
import type { List } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { digits, formatClock, formatCount } from '@/shared/i18n/format';
import { Button } from '@/shared/ui/Button';
import { Empty, Failed } from '@/shared/ui/State';
import { Title } from '@/shared/ui/Text';
import { type LogQuery, periodParams, stamp } from './query';

const useLog = (slug: string, query: LogQuery) => {
  const asked = periodParams(query, { kind: query.kind, q: query.text.trim() });
  return useInfiniteQuery({
    queryKey: ['channel', slug, 'log', asked],
    queryFn: ({ pageParam, signal }) =>
      get<List<LogLine>>(
        channelPath(slug, `log?${asked}${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ''}`),
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
};

const artistAndAlbum = (line: LogLine) => [line.artist, line.album].filter(Boolean).join(' · ');

function Began({ line, zone }: { line: LogLine; zone: string }) {
  const t = useT();
  const { day, month, time } = stamp(zone, Date.parse(line.started_at));
  const name = t('time.months').split('|')[month - 1] ?? '';
  return (
    <time dateTime={line.started_at} title={line.started_at} className="whitespace-nowrap tabular">
      <span className="text-muted">{digits(t.lang, `${day} ${name}`)}</span> {digits(t.lang, time)}
    </time>
  );
}

function Lasted({ line }: { line: LogLine }) {
  const t = useT();
  if (!line.ended_at) return <span className="text-voice">{t('log.now')}</span>;
  return <>{formatClock(t.lang, Date.parse(line.ended_at) - Date.parse(line.started_at))}</>;
}

function Kind({ line }: { line: LogLine }) {
  const t = useT();
  const from = line.who || line.playlist;
  return (
    <span className="one-line text-sm text-muted">
      {line.kind && t(`log.kind.${line.kind}`)}
      {from && (
        <>
          {' · '}
          <bdi>{from}</bdi>
        </>
      )}
    </span>
  );
}

function Table({ lines, zone }: { lines: LogLine[]; zone: string }) {
  const t = useT();
  return (
    <table className="w-full table-fixed rounded-card bg-raised max-md:hidden">
      <caption className="sr-only">{t('studio.log')}</caption>
      <thead>
        <tr className="border-b border-line text-sm text-muted [&>th]:px-3 [&>th]:py-3 [&>th]:text-start [&>th]:font-medium">
          <th scope="col" className="w-40">
            {t('log.began')}
          </th>
          <th scope="col">{t('log.what')}</th>
          <th scope="col" className="w-48">
            {t('log.kind')}
          </th>
          <th scope="col" className="w-28">
            {t('log.lasted')}
          </th>
          <th scope="col" className="w-28">
            {t('log.listeners')}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.id} className="border-b border-line [&>td]:px-3 [&>td]:py-2">
            <td className="text-sm">
              <Began line={line} zone={zone} />
            </td>
            <td>
              <Title text={line.title} className="font-medium" />
              <Title text={artistAndAlbum(line)} className="text-sm text-muted" />
            </td>
            <td>
              <Kind line={line} />
            </td>
            <td className="text-sm tabular">
              <Lasted line={line} />
            </td>
            <td className="text-sm tabular">
              {typeof line.listeners === 'number' ? formatCount(t.lang, line.listeners) : '–'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards({ lines, zone }: { lines: LogLine[]; zone: string }) {
  const t = useT();
  return (
    <ul className="divide-y divide-line rounded-card bg-raised px-4 md:hidden">
      {lines.map((line) => (
        <li key={line.id} className="py-3">
          <p className="flex flex-wrap justify-between gap-x-3 text-sm">
            <Began line={line} zone={zone} />
            <span className="tabular">
              <Lasted line={line} />
            </span>
          </p>
          <Title text={line.title} className="font-medium" />
          <Title text={artistAndAlbum(line)} className="text-sm text-muted" />
          <p className="flex justify-between gap-3">
            <Kind line={line} />
            {typeof line.listeners === 'number' && (
              <span className="shrink-0 text-sm text-muted tabular">
                {t('log.listeners')}: {formatCount(t.lang, line.listeners)}
              </span>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** What was played, the last first. */
export function LogLines({ slug, zone, query }: { slug: string; zone: string; query: LogQuery }) {
  const t = useT();
  const log = useLog(slug, query);
  if (log.isError && !log.data)
    return <Failed text={log.error.message || t('log.failed')} onRetry={() => void log.refetch()} />;
  if (!log.data) return <div className="skeleton h-96 rounded-card" aria-hidden="true" />;
  const lines = log.data.pages.flatMap((page) => page.items);
  if (lines.length === 0) return <Empty title={t('log.none')} />;
  return (
    <>
      <p className="text-sm text-muted">{t('log.hint', { zone })}</p>
      <Table lines={lines} zone={zone} />
      <Cards lines={lines} zone={zone} />
      {log.hasNextPage && (
        <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </>
  );
}
