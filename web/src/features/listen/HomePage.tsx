import { useState } from 'react';
import { useStations } from '@/shared/api/queries';
import type { Station } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import type { Key } from '@/shared/i18n/types';
import { usePrefs } from '@/shared/lib/prefs';
import { usePageTitle } from '@/shared/lib/usePageTitle';
import { ButtonLink } from '@/shared/ui/Button';
import { Empty, Failed } from '@/shared/ui/State';
import { Hero } from './Hero';
import { StationCard, StationSkeletons } from './StationCard';

const CHIPS_FROM = 5;

function Chips({
  stations,
  chosen,
  onChoose,
}: {
  stations: Station[];
  chosen: string;
  onChoose: (lang: string) => void;
}) {
  const t = useT();
  const langs = [...new Set(stations.map((station) => station.language))];
  if (langs.length < 2 || stations.length < CHIPS_FROM) return null;
  return (
    <fieldset className="mb-4 flex flex-wrap gap-2 border-0 p-0">
      <legend className="sr-only">{t('home.byLanguage')}</legend>
      {['', ...langs].map((lang) => (
        <button
          key={lang}
          type="button"
          aria-pressed={chosen === lang}
          onClick={() => onChoose(lang)}
          className="min-h-11 rounded-full border border-line bg-raised px-4 text-sm aria-pressed:border-ink aria-pressed:bg-ink aria-pressed:text-paper"
        >
          {lang === '' ? t('home.all') : t(`lang.${lang}` as Key) || lang}
        </button>
      ))}
    </fieldset>
  );
}

function Group({ title, stations, rows }: { title: string; stations: Station[]; rows?: boolean }) {
  if (stations.length === 0) return null;
  return (
    <section className="mt-8">
      <h2 className="mb-4 text-lg font-semibold">{title}</h2>
      <ul className="grid grid-cols-1 gap-3 sm:grid-cols-2 sm:gap-5 lg:grid-cols-3">
        {stations.map((station) => (
          <StationCard key={station.slug} station={station} row={rows} />
        ))}
      </ul>
    </section>
  );
}

/** The stations: the one to start with, those on air, those at rest. */
export function HomePage() {
  const t = useT();
  const stations = useStations();
  const [lang, setLang] = useState('');
  const recent = usePrefs((prefs) => prefs.recent);
  usePageTitle(null);
  if (stations.isPending) return <StationSkeletons />;
  if (!stations.data) return <Failed text={t('home.failed')} onRetry={() => void stations.refetch()} />;
  const all = stations.data;
  if (all.length === 0) {
    return (
      <Empty title={t('home.empty')} hint={t('home.emptyHint')}>
        <ButtonLink to="/studio" look="main" icon="mic">
          {t('nav.studio')}
        </ButtonLink>
      </Empty>
    );
  }
  const onAir = all.filter((station) => station.on_air !== 'off');
  const first = onAir.find((station) => station.slug === recent[0]) ?? onAir[0];
  const shown = all.filter((station) => lang === '' || station.language === lang);
  return (
    <>
      <h1 className="mb-4 text-lg font-semibold sm:text-xl">{t('home.hello')}</h1>
      {first && <Hero station={first} />}
      <div className="mt-6">
        <Chips stations={all} chosen={lang} onChoose={setLang} />
      </div>
      <Group title={t('home.onAir')} stations={shown.filter((station) => station.on_air !== 'off')} />
      <Group title={t('home.resting')} stations={shown.filter((station) => station.on_air === 'off')} rows />
    </>
  );
}
