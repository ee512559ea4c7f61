import { Link } from 'react-router';
import { useShowsOf } from '@/shared/api/shows';
import { useT } from '@/shared/i18n/core';
import { Cover } from '@/shared/ui/Cover';
import { Title } from '@/shared/ui/Text';

/** The shows of a station; nothing where it has none. */
export function StationShows({ slug }: { slug: string }) {
  const t = useT();
  const { data = [] } = useShowsOf(slug);
  if (data.length === 0) return null;
  return (
    <section>
      <h2 className="mb-2 text-lg font-semibold">{t('show.shows')}</h2>
      <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        {data.map((show) => (
          <li key={show.id} className="relative rounded-card bg-raised p-3 shadow-[0_1px_0_var(--line)]">
            <Cover name={show.title} artUrl={`${show.cover_url}&size=300`} className="w-full" />
            <Link
              to={`/shows/${show.slug}`}
              className="mt-2 block font-medium no-underline after:absolute after:inset-0 after:rounded-card"
            >
              <Title text={show.title} lines={2} />
            </Link>
            <p className="text-sm text-muted">{t('show.count', { count: show.episode_count })}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
