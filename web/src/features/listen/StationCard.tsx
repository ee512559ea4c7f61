import { Link } from 'react-router';
import type { Station } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatPeople } from '@/shared/i18n/format';
import { AirBadge } from '@/shared/ui/Badge';
import { Cover } from '@/shared/ui/Cover';
import { PlayButton } from '@/shared/ui/PlayButton';
import { Title } from '@/shared/ui/Text';

/** What is on in one line: the song with its artist, or who speaks. */
export function nowLine(station: Station): string {
  const { now } = station;
  if (!now) return station.description;
  if (now.artist && now.title) return `${now.title} — ${now.artist}`;
  return now.title || now.artist || now.live?.name || station.description;
}

/** One station in the list: a row on phones, a card on wider screens unless a row is wanted. */
export function StationCard({ station, row }: { station: Station; row?: boolean }) {
  const t = useT();
  return (
    <li
      className={`relative flex items-center gap-4 rounded-card bg-raised p-3 shadow-[0_1px_0_var(--line)] transition duration-150 ease-out hover:shadow-(--shadow) ${row ? '' : 'sm:flex-col sm:items-stretch sm:p-4'}`}
    >
      <Cover name={station.name} artUrl={station.art_url} className={row ? 'w-20' : 'w-20 sm:w-full'} />
      <div className="min-w-0 grow">
        <h3 className="text-base font-semibold">
          <Link
            to={`/stations/${station.slug}`}
            className="no-underline after:absolute after:inset-0 after:rounded-card"
          >
            <Title text={station.name} />
          </Link>
        </h3>
        <p className="text-sm text-muted">
          <Title text={nowLine(station)} />
        </p>
        <p className="mt-1.5 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm text-muted">
          <AirBadge state={station.on_air} />
          {station.listeners > 0 && (
            <span className="tabular" title={String(station.listeners)}>
              {t('station.listeners', { count: station.listeners }).replace(
                /[\d,۰-۹]+/,
                formatPeople(t, station.listeners),
              )}
            </span>
          )}
        </p>
      </div>
      <PlayButton station={station} className={`relative z-10 ${row ? '' : 'sm:hidden'}`} />
      {!row && (
        <span className="pointer-events-none absolute inset-x-4 top-4 z-10 hidden aspect-square items-end justify-end p-3 sm:flex">
          <PlayButton station={station} className="pointer-events-auto" />
        </span>
      )}
    </li>
  );
}

/** The list's shape while it loads. */
export function StationSkeletons() {
  return (
    <ul className="grid grid-cols-1 gap-3 sm:grid-cols-2 sm:gap-5 lg:grid-cols-3" aria-hidden="true">
      {[0, 1, 2].map((index) => (
        <li key={index} className="flex gap-4 rounded-card bg-raised p-3 sm:flex-col sm:p-4">
          <span className="skeleton aspect-square w-20 rounded-card sm:w-full" />
          <span className="grow space-y-2 py-1">
            <span className="skeleton block h-5 w-2/3" />
            <span className="skeleton block h-4 w-full" />
          </span>
        </li>
      ))}
    </ul>
  );
}
