import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { get } from '@/shared/api/client';
import { channelPath } from '@/shared/api/studio';
import type { List, QueueItem } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatTime } from '@/shared/i18n/format';
import type { Key } from '@/shared/i18n/types';
import { Button } from '@/shared/ui/Button';
import { Select } from '@/shared/ui/Field';
import { Panel } from '@/shared/ui/Panel';
import { Failed } from '@/shared/ui/State';
import { Title } from '@/shared/ui/Text';

const HOURS = [1, 6, 12, 24];

const BENT: Record<string, Key> = {
  order: 'preview.bent.order',
  artist: 'preview.bent.artist',
  title: 'preview.bent.title',
  just_played: 'preview.bent.justPlayed',
  playlist: 'preview.bent.playlist',
};

function Row({ item }: { item: QueueItem }) {
  const t = useT();
  return (
    <li className={`flex items-baseline gap-4 py-1.5 ${item.jingle ? 'text-muted' : ''}`}>
      <span className="w-20 shrink-0 text-sm text-muted tabular">{formatTime(t, Date.parse(item.starts_at))}</span>
      <span className="min-w-0 grow">
        <Title text={item.track.title} className={item.jingle ? '' : 'font-medium'} />
        <Title text={item.track.artist} className="text-sm text-muted" />
        {item.playlist && (
          <span className="one-line block text-xs text-muted">{t('queue.from', { name: item.playlist })}</span>
        )}
        {item.bent
          ?.flatMap((rule) => BENT[rule] ?? [])
          .map((key) => (
            <span key={key} className="block text-sm text-saffron">
              {t(key)}
            </span>
          ))}
      </span>
    </li>
  );
}

/** What would be played in the next hours if nothing changed. */
export function QueuePreview({ slug }: { slug: string }) {
  const t = useT();
  const [hours, setHours] = useState(6);
  const preview = useQuery({
    queryKey: ['queue-preview', slug, hours],
    queryFn: ({ signal }) => get<List<QueueItem>>(channelPath(slug, `queue/preview?hours=${hours}`), signal),
    enabled: false,
  });
  return (
    <Panel title={t('preview.title')} className="mt-5">
      <p className="mb-3 text-muted">{t('preview.hint')}</p>
      <div className="flex items-end gap-3">
        <Select label={t('preview.hours')} value={hours} onChange={(event) => setHours(Number(event.target.value))}>
          {HOURS.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </Select>
        <Button busy={preview.isFetching} onClick={() => void preview.refetch()}>
          {t('preview.show')}
        </Button>
      </div>
      {preview.isError && <Failed text={t('preview.failed')} onRetry={() => void preview.refetch()} />}
      {preview.data?.items.length === 0 && <p className="mt-3 text-muted">{t('queue.empty')}</p>}
      <ol className="mt-3 divide-y divide-line">
        {preview.data?.items.map((item) => (
          <Row key={item.id} item={item} />
        ))}
      </ol>
    </Panel>
  );
}
