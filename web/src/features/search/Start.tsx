import { useT } from '@/shared/i18n/core';
import { usePrefs } from '@/shared/lib/prefs';
import { useTrends } from '@/shared/search/useSearch';
import { Icon, type IconName } from '@/shared/ui/Icon';
import { Title } from '@/shared/ui/Text';

interface ListProps {
  title: string;
  icon: IconName;
  queries: readonly string[];
  onSearch: (text: string) => void;
  onForget?: () => void;
}

function List({ title, icon, queries, onSearch, onForget }: ListProps) {
  const t = useT();
  if (queries.length === 0) return null;
  return (
    <section className="mt-6">
      <div className="flex items-center justify-between">
        <h2 className="text-lg font-semibold">{title}</h2>
        {onForget && (
          <button type="button" onClick={onForget} className="min-h-11 px-3 text-sm text-muted hover:text-ink">
            {t('search.forget')}
          </button>
        )}
      </div>
      <ul>
        {queries.map((query) => (
          <li key={query}>
            <button
              type="button"
              onClick={() => onSearch(query)}
              className="flex min-h-11 w-full items-center gap-3 rounded-lg px-2 text-start hover:bg-sunken"
            >
              <Icon name={icon} size={18} className="text-muted" />
              <Title text={query} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Before anything is typed: what was searched for here, and what many look for. */
export function Start({ onSearch }: { onSearch: (text: string) => void }) {
  const t = useT();
  const searches = usePrefs((prefs) => prefs.searches);
  const set = usePrefs((prefs) => prefs.set);
  const trends = useTrends();
  return (
    <>
      <p className="mt-4 px-2 text-muted">{t('search.hint')}</p>
      <div className="grid gap-x-8 sm:grid-cols-2">
        <List
          title={t('search.recent')}
          icon="history"
          queries={searches}
          onSearch={onSearch}
          onForget={() => set({ searches: [] })}
        />
        <List title={t('search.popular')} icon="search" queries={trends.data?.queries ?? []} onSearch={onSearch} />
      </div>
    </>
  );
}
