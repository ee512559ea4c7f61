import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { get } from '@/shared/api/client';
import type { Programme as Told } from '@/shared/api/schedule';
import { type Translate, useT } from '@/shared/i18n/core';
import { formatZoned } from '@/shared/i18n/format';
import { useNow } from '@/shared/lib/useNow';
import { Title } from '@/shared/ui/Text';

const FRESH_MS = 5 * 60_000;
/** What is shown before somebody wants the whole week. */
const SHOWN = 5;

type Item = Told['items'][number];

function Row({ item, zone, isOn, t }: { item: Item; zone: string; isOn: boolean; t: Translate }) {
  const from = formatZoned(t, Date.parse(item.from), zone);
  const until = formatZoned(t, Date.parse(item.until), zone);
  const title = item.titles?.[t.lang] ?? item.title;
  return (
    <li className="flex items-baseline justify-between gap-4 py-2" aria-current={isOn ? 'time' : undefined}>
      <span className={`min-w-0 ${isOn ? 'font-semibold' : ''}`}>
        {item.show ? (
          <Link to={`/shows/${item.show}`}>
            <Title text={title} lines={2} />
          </Link>
        ) : (
          <Title text={title} lines={2} />
        )}
        {item.presenters && (
          <span className="block text-sm text-muted">
            <bdi>{item.presenters.join(' · ')}</bdi>
          </span>
        )}
      </span>
      <span className="shrink-0 text-end text-sm text-muted tabular">
        {from.day} <bdi>{from.time}</bdi> – <bdi>{until.time}</bdi>
      </span>
    </li>
  );
}

/** What a station plays at which hours of the coming week; nothing where it has none. */
export function Programme({ slug }: { slug: string }) {
  const t = useT();
  const now = useNow(30_000);
  const path = `/api/v1/stations/${encodeURIComponent(slug)}/programme`;
  const told = useQuery({
    queryKey: ['programme', slug],
    queryFn: ({ signal }) => get<Told>(path, signal),
    staleTime: FRESH_MS,
    retry: 1,
  });
  const items = told.data?.items.filter((item) => Date.parse(item.until) > now) ?? [];
  if (!told.data || items.length === 0) return null;
  const row = (item: Item) => (
    <Row
      key={`${item.from}${item.title}`}
      item={item}
      zone={told.data.time_zone}
      isOn={Date.parse(item.from) <= now}
      t={t}
    />
  );
  return (
    <section aria-label={t('station.programme')}>
      <h2 className="mb-1 text-lg font-semibold">{t('station.programme')}</h2>
      <ul className="divide-y divide-line">{items.slice(0, SHOWN).map(row)}</ul>
      {items.length > SHOWN && (
        <details>
          <summary className="min-h-11 cursor-pointer py-2.5 text-sky">{t('station.week')}</summary>
          <ul className="divide-y divide-line">{items.slice(SHOWN).map(row)}</ul>
        </details>
      )}
      <a href={`${path}.ics`} className="inline-flex min-h-11 items-center text-sky">
        {t('station.calendar')}
      </a>
    </section>
  );
}
