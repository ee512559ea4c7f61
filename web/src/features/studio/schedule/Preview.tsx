import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { post } from '@/shared/api/client';
import type { ScheduleDraft, SchedulePreview } from '@/shared/api/schedule';
import { channelPath } from '@/shared/api/studio';
import { useT } from '@/shared/i18n/core';
import { useChannel } from '../useChannel';
import { Clashes } from './Clashes';
import { bodyOf, localOf } from './schedule';
import { clockOf, dayName } from './words';

/** How long nothing is typed before it is tried, ms. */
const PAUSE_MS = 400;

/** A value as it was when it last stood still. */
function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** What it would come to, and what it would clash with. */
export function Preview({ slug, draft, replaces }: { slug: string; draft: ScheduleDraft; replaces?: string }) {
  const t = useT();
  const zone = useChannel().settings.time_zone;
  const body = useSettled(JSON.stringify({ entry: { ...bodyOf(draft), title: draft.title || '?' }, replaces }));
  const tried = useQuery({
    queryKey: ['schedule-preview', slug, body],
    queryFn: () => post<SchedulePreview>(channelPath(slug, 'schedule/preview'), JSON.parse(body)),
    staleTime: 60_000,
    retry: false,
  });
  if (!tried.data) return null;
  const { times, count, clashes } = tried.data;
  return (
    <section aria-label={t('schedule.preview')} className="rounded-card bg-sunken p-4">
      <h3 className="font-medium">{t('schedule.preview')}</h3>
      <p className="text-sm text-muted">{count === 0 ? t('schedule.never') : t('schedule.count', { count })}</p>
      <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-sm tabular">
        {times.slice(0, 6).map((time) => {
          const from = localOf(Date.parse(time.from), zone);
          return (
            <li key={time.from}>
              {dayName(t, from.date)} <bdi>{clockOf(t, from.minute)}</bdi>
            </li>
          );
        })}
      </ul>
      <div className="mt-3">
        <Clashes clashes={clashes} zone={zone} />
      </div>
    </section>
  );
}
