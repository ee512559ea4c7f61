import { useSearchParams } from 'react-router';
import { useT } from '@/shared/i18n/core';
import type { Key } from '@/shared/i18n/types';
import { useChannel } from '../useChannel';
import { Downloads } from './Downloads';
import { LogFilters } from './LogFilters';
import { LogLines } from './LogLines';
import { type LogQuery, readQuery } from './query';
import { TopSongs } from './TopSongs';

const VIEWS: readonly { id: 'lines' | 'top'; key: Key }[] = [
  { id: 'lines', key: 'log.lines' },
  { id: 'top', key: 'log.top' },
];

/** What was played: line by line, its songs, and files of it. What is looked at stands in the address. */
export function LogPage() {
  const t = useT();
  const { slug, settings } = useChannel();
  const [params, setParams] = useSearchParams();
  const query = readQuery(params, settings.time_zone, Date.now());
  const view = params.get('view') === 'top' ? 'top' : 'lines';
  const set = (name: string, value: string) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const change = (name: keyof LogQuery, value: string) => set(name === 'text' ? 'q' : name, value);
  return (
    <div className="space-y-4">
      <fieldset className="flex gap-2 border-0 p-0">
        <legend className="sr-only">{t('studio.log')}</legend>
        {VIEWS.map(({ id, key }) => (
          <button
            key={id}
            type="button"
            aria-pressed={view === id}
            onClick={() => set('view', id === 'top' ? 'top' : '')}
            className="min-h-11 rounded-full border border-line bg-raised px-5 aria-pressed:border-ink aria-pressed:font-semibold"
          >
            {t(key)}
          </button>
        ))}
      </fieldset>
      <LogFilters query={query} onChange={change} whole={view === 'lines'} />
      {view === 'lines' ? (
        <LogLines slug={slug} zone={settings.time_zone} query={query} />
      ) : (
        <TopSongs slug={slug} query={query} />
      )}
      <Downloads slug={slug} query={query} />
    </div>
  );
}
