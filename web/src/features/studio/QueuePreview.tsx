import { useQuery } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import { get } from '@/shared/api/client';
import { channelPath } from '@/shared/api/studio';
import type { List, QueueItem } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatZoned } from '@/shared/i18n/format';
import type { Key } from '@/shared/i18n/types';
import { Button } from '@/shared/ui/Button';
import { Select } from '@/shared/ui/Field';
import { Panel } from '@/shared/ui/Panel';
import { Failed } from '@/shared/ui/State';
import { Title } from '@/shared/ui/Text';
import { useChannel } from './useChannel';

const HOURS = [1, 6, 12, 24, 48, 168];

const BENT: Record<string, Key> = {
  order: 'preview.bent.order',
  artist: 'preview.bent.artist',
  title: 'preview.bent.title',
  just_played: 'preview.bent.justPlayed',
  playlist: 'preview.bent.playlist',
};

function Row({ item, time }: { item: QueueItem; time: string }) {
  const t = useT();
  return (
    <li className={`flex items-baseline gap-4 py-1.5 ${item.jingle ? 'text-muted' : ''}`}>
      <span className="w-20 shrink-0 text-sm text-muted tabular">{time}</span>
      <span className="min-w-0 grow">
        <Title text={item.track.title} className={item.jingle ? '' : 'font-medium'} />
        <Title text={item.track.artist} className="text-sm text-muted" />
        {item.playlist && (
          <span className="one-line block text-xs text-muted">{t('queue.from', { name: item.playlist })}</span>
        )}
        {item.on_time && <span className="block text-sm text-saffron">{t('queue.onTime')}</span>}
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

/** Items one after the other by the station's clock, each day under its name. */
function Days({ items }: { items: readonly QueueItem[] }) {
  const t = useT();
  const { settings } = useChannel();
  const whens = items.map((item) => formatZoned(t, Date.parse(item.starts_at), settings.time_zone));
  return (
    <ol className="mt-3 divide-y divide-line">
      {items.map((item, at) => {
        const { day, time } = whens[at] ?? { day: '', time: '' };
        return (
          <Fragment key={item.id}>
            {day !== whens[at - 1]?.day && (
              <li className="pt-4 pb-1 font-bold">
                <h3>{day}</h3>
              </li>
            )}
            <Row item={item} time={time} />
          </Fragment>
        );
      })}
    </ol>
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
      {preview.data && <Days items={preview.data.items} />}
    </Panel>
  );
}
