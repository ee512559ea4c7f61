import { useQuery } from '@tanstack/react-query';
import { get } from '@/shared/api/client';
import { useMe } from '@/shared/api/queries';
import type { SearchNumbers, SearchQuery } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatCount } from '@/shared/i18n/format';
import { Panel } from '@/shared/ui/Panel';
import { Empty, Failed } from '@/shared/ui/State';
import { Title } from '@/shared/ui/Text';
import { Rules } from './rules/Rules';

const FRESH_MS = 30_000;

const useNumbers = () =>
  useQuery({
    queryKey: ['search-numbers'],
    queryFn: ({ signal }) => get<SearchNumbers>('/api/v1/search/numbers', signal),
    refetchInterval: FRESH_MS,
  });

/** Sums over all days: how many, how many for nothing, how many led somewhere, and how far down. */
export function sums(numbers: SearchNumbers) {
  const sum = (of: 'searches' | 'without_result' | 'clicked') => numbers.days.reduce((all, day) => all + day[of], 0);
  const clicked = sum('clicked');
  const ranks = numbers.days.reduce((all, day) => all + (day.reciprocal_rank ?? 0) * day.clicked, 0);
  return {
    searches: sum('searches'),
    nothing: sum('without_result'),
    clicked,
    place: ranks > 0 ? clicked / ranks : null,
  };
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div className="rounded-card bg-sunken p-4">
      <dt className="text-sm text-muted">{label}</dt>
      <dd className="mt-1 text-xl font-semibold tabular">{value}</dd>
    </div>
  );
}

function Figures({ numbers }: { numbers: SearchNumbers }) {
  const t = useT();
  const { searches, nothing, clicked, place } = sums(numbers);
  const share = (part: number) => `${formatCount(t.lang, Math.round((part / Math.max(1, searches)) * 100))}%`;
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Figure label={t('searches.count')} value={formatCount(t.lang, searches)} />
      <Figure label={t('searches.nothing')} value={share(nothing)} />
      <Figure label={t('searches.opened')} value={share(clicked)} />
      <Figure label={t('searches.place')} value={place === null ? '–' : formatCount(t.lang, place)} />
    </dl>
  );
}

function Queries({ title, hint, queries }: { title: string; hint: string; queries: SearchQuery[] }) {
  const t = useT();
  return (
    <Panel title={title}>
      <p className="-mt-2 mb-2 text-sm text-muted">{hint}</p>
      <ol className="divide-y divide-line">
        {queries.map(({ query, people }) => (
          <li key={query} className="flex min-h-11 items-center gap-3 py-1.5">
            <span className="min-w-0 grow">
              <Title text={query} />
            </span>
            <span className="shrink-0 text-sm text-muted">{t('searches.people', { count: people })}</span>
          </li>
        ))}
      </ol>
      {queries.length === 0 && <p className="text-muted">{t('searches.noneHere')}</p>}
    </Panel>
  );
}

function Numbers() {
  const t = useT();
  const numbers = useNumbers();
  if (numbers.isError && !numbers.data)
    return <Failed text={t('searches.failed')} onRetry={() => void numbers.refetch()} />;
  if (!numbers.data) return null;
  if (numbers.data.days.length === 0) return <Empty title={t('searches.none')} hint={t('searches.hint')} />;
  return (
    <>
      <Panel title={t('studio.searches')}>
        <p className="-mt-2 mb-3 text-sm text-muted">{t('searches.hint')}</p>
        <Figures numbers={numbers.data} />
      </Panel>
      <div className="grid gap-4 lg:grid-cols-2">
        <Queries title={t('searches.notFound')} hint={t('searches.notFoundHint')} queries={numbers.data.not_found} />
        <Queries title={t('searches.found')} hint={t('searches.foundHint')} queries={numbers.data.found} />
      </div>
    </>
  );
}

/** What people look for and do not find; and, for those who run the server, what may be done about it. */
export function SearchesPage() {
  const me = useMe();
  return (
    <div className="space-y-4">
      <Numbers />
      {me.data?.role === 'admin' && <Rules />}
    </div>
  );
}
