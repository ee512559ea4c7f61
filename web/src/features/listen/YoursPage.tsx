import { useStations } from '@/shared/api/queries';
import { useT } from '@/shared/i18n/core';
import { usePrefs } from '@/shared/lib/prefs';
import { usePageTitle } from '@/shared/lib/usePageTitle';
import { Empty, Failed } from '@/shared/ui/State';
import { StationCard, StationSkeletons } from './StationCard';

/** The stations that this listener follows or heard lately. */
export function YoursPage() {
  const t = useT();
  const stations = useStations();
  const { followed, recent } = usePrefs();
  usePageTitle(t('yours.title'));
  const pick = (slugs: string[]) =>
    slugs.flatMap((slug) => (stations.data ?? []).filter((station) => station.slug === slug));
  const mine = pick(followed);
  const lately = pick(recent.filter((slug) => !followed.includes(slug)));
  return (
    <>
      <h1 className="text-xl font-semibold">{t('yours.title')}</h1>
      <p className="mb-5 text-sm text-muted">{t('yours.local')}</p>
      {stations.isPending && <StationSkeletons />}
      {stations.isError && !stations.data && <Failed text={t('home.failed')} onRetry={() => void stations.refetch()} />}
      {stations.data && mine.length === 0 && <Empty title={t('yours.empty')} />}
      <ul className="grid grid-cols-1 gap-3 sm:grid-cols-2 sm:gap-5 lg:grid-cols-3">
        {mine.map((station) => (
          <StationCard key={station.slug} station={station} />
        ))}
      </ul>
      {lately.length > 0 && (
        <section className="mt-8">
          <h2 className="mb-4 text-lg font-semibold">{t('yours.recent')}</h2>
          <ul className="grid grid-cols-1 gap-3 sm:grid-cols-2 sm:gap-5 lg:grid-cols-3">
            {lately.map((station) => (
              <StationCard key={station.slug} station={station} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
