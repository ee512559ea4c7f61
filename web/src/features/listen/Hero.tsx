import { Link } from 'react-router';
import type { Station } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { colorFor } from '@/shared/lib/pattern';
import { usePrefs } from '@/shared/lib/prefs';
import { AirBadge } from '@/shared/ui/Badge';
import { Cover, Tile } from '@/shared/ui/Cover';
import { PlayButton } from '@/shared/ui/PlayButton';
import { Title } from '@/shared/ui/Text';
import { nowLine } from './StationCard';

/** The one gesture to sound: the station heard last, or the first on air, with the big button. */
export function Hero({ station }: { station: Station }) {
  const t = useT();
  const heard = usePrefs((prefs) => prefs.recent.includes(station.slug));
  return (
    <section
      aria-label={station.name}
      className="relative isolate flex items-center gap-5 overflow-hidden rounded-[20px] p-5 text-white sm:gap-8 sm:p-8"
      style={{ background: colorFor(station.name) }}
    >
      <Tile
        name={station.name}
        className="absolute -end-28 top-1/2 -z-10 size-[30rem] -translate-y-1/2 rounded-full opacity-25"
      />
      <span className="absolute inset-0 -z-10 bg-linear-to-b from-black/10 to-black/45" aria-hidden="true" />
      <Link to={`/stations/${station.slug}`} tabIndex={-1} aria-hidden="true" className="hidden shrink-0 sm:block">
        <Cover name={station.name} artUrl={station.art_url} className="w-52 shadow-2xl" />
      </Link>
      <div className="min-w-0 grow">
        <p className="mb-1 text-sm text-white/85">{t(heard ? 'home.again' : 'home.start')}</p>
        <h2 className="text-xl font-semibold sm:text-2xl">
          <Link to={`/stations/${station.slug}`} className="no-underline">
            <Title text={station.name} lines={2} />
          </Link>
        </h2>
        <p className="mt-1 text-base text-white/90">
          <Title text={nowLine(station)} />
        </p>
        <div className="mt-5 flex items-center gap-4">
          <PlayButton station={station} size={72} />
          <AirBadge state={station.on_air} />
        </div>
      </div>
    </section>
  );
}
