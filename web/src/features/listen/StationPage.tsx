import { useEffect } from 'react';
import { useParams } from 'react-router';
import { seedAir } from '@/shared/api/air';
import { ApiError } from '@/shared/api/client';
import { useStation } from '@/shared/api/queries';
import type { StationDetail } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatPeople } from '@/shared/i18n/format';
import { colorFor } from '@/shared/lib/pattern';
import { usePageTitle } from '@/shared/lib/usePageTitle';
import { wantsSound } from '@/shared/player/machine';
import { usePlayer } from '@/shared/player/store';
import { useHeard } from '@/shared/player/useHeard';
import { AirBadge } from '@/shared/ui/Badge';
import { ButtonLink } from '@/shared/ui/Button';
import { Cover, Tile } from '@/shared/ui/Cover';
import { PlayButton } from '@/shared/ui/PlayButton';
import { Progress } from '@/shared/ui/Progress';
import { Pulse } from '@/shared/ui/Pulse';
import { Songs } from '@/shared/ui/Songs';
import { Empty, Failed } from '@/shared/ui/State';
import { FollowButton, ShareButton } from '@/shared/ui/StationActions';
import { Title } from '@/shared/ui/Text';
import { Programme } from './Programme';
import { StationShows } from './StationShows';

function Head({ station }: { station: StationDetail }) {
  const t = useT();
  const { onAir, listeners } = useHeard(station);
  const playing = usePlayer((player) => player.station?.slug === station.slug && wantsSound(player.state));
  const color = colorFor(station.name);
  return (
    <header
      className="relative isolate -mx-4 -mt-4 overflow-hidden px-4 pt-8 pb-8 text-white sm:mx-0 sm:mt-0 sm:rounded-[20px] sm:p-10"
      style={{ background: color }}
    >
      <Tile name={station.name} className="absolute -end-40 -top-32 -z-10 size-[36rem] rounded-full opacity-20" />
      <span className="absolute inset-0 -z-10 bg-linear-to-b from-black/15 to-black/55" aria-hidden="true" />
      <div className="flex flex-col items-center gap-6 text-center sm:flex-row sm:items-end sm:gap-10 sm:text-start">
        <Pulse active={playing} color="#ffffff" className="w-52 shrink-0 sm:w-64">
          <Cover name={station.name} artUrl={station.art_url} className="w-full rounded-[18px] shadow-2xl" />
        </Pulse>
        <div className="w-full min-w-0 grow">
          <h1 className="text-xl font-semibold sm:text-2xl">
            <Title text={station.name} lines={2} />
          </h1>
          {station.description && (
            <p className="mt-1 text-white/90">
              <Title text={station.description} lines={2} />
            </p>
          )}
          <p className="mt-3 flex flex-wrap items-center justify-center gap-x-3 gap-y-1 text-sm sm:justify-start">
            <AirBadge state={onAir} />
            {listeners > 0 && (
              <span className="tabular text-white/90" title={String(listeners)}>
                {t('station.listeners', { count: listeners }).replace(/[\d,۰-۹]+/, formatPeople(t, listeners))}
              </span>
            )}
          </p>
          <div className="mt-5 flex flex-wrap items-center justify-center gap-3 sm:justify-start">
            <PlayButton station={station} size={72} />
            <FollowButton slug={station.slug} />
            <ShareButton station={station} />
          </div>
        </div>
      </div>
    </header>
  );
}

function OnNow({ station }: { station: StationDetail }) {
  const t = useT();
  const { now, onAir, heardAt } = useHeard(station);
  if (!now || onAir === 'off') return null;
  return (
    <section className="rounded-card bg-raised p-4 shadow-[0_1px_0_var(--line)]">
      <h2 className="mb-3 text-sm font-medium text-muted">
        {now.live ? t('station.liveWith', { name: now.live.name }) : t('station.now')}
      </h2>
      <div className="flex items-center gap-4">
        <Cover name={`${now.artist}${now.title}`} artUrl={now.art_url} className="w-20" />
        <div className="min-w-0 grow">
          <p className="text-lg font-semibold">
            <Title text={now.title || now.live?.name || station.name} lines={2} />
          </p>
          {now.artist && (
            <p className="text-muted">
              <Title text={now.artist} />
            </p>
          )}
          <Progress now={now} heardAt={heardAt} className="mt-2" />
        </div>
      </div>
    </section>
  );
}

function OtherApps({ station }: { station: StationDetail }) {
  const t = useT();
  const links = [
    { name: 'HLS', href: station.urls.hls },
    { name: 'MP3', href: station.urls.mp3 },
    { name: 'Opus', href: station.urls.hls_opus },
  ].filter((link) => link.href);
  return (
    <details className="rounded-card bg-raised p-4 shadow-[0_1px_0_var(--line)]">
      <summary className="min-h-6 cursor-pointer font-medium">{t('station.otherApps')}</summary>
      <ul className="mt-2 space-y-2 text-sm">
        {links.map((link) => (
          <li key={link.name} className="flex items-center gap-2">
            <span className="w-12 text-muted">{link.name}</span>
            <a href={link.href} dir="ltr" className="block min-h-6 truncate text-sky">
              {new URL(link.href, location.href).href}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Loading() {
  return (
    <div aria-hidden="true" className="space-y-6">
      <div className="skeleton h-80 rounded-[20px]" />
      <div className="skeleton h-28 rounded-card" />
    </div>
  );
}

/** One station: its face, what is on, what comes and what was. */
export function StationPage() {
  const t = useT();
  const { slug = '' } = useParams();
  const query = useStation(slug);
  const station = query.data;
  usePageTitle(station?.name ?? null);
  useEffect(() => {
    if (station) seedAir(station.slug, station.now, station);
  }, [station]);
  const missing = query.error instanceof ApiError && query.error.status === 404;
  if (missing) {
    return (
      <Empty title={t('station.missing')}>
        <ButtonLink to="/" look="main">
          {t('app.goHome')}
        </ButtonLink>
      </Empty>
    );
  }
  if (query.isPending) return <Loading />;
  if (!station) return <Failed text={t('home.failed')} onRetry={() => void query.refetch()} />;
  return (
    <article>
      <Head station={station} />
      <div className="mt-6 grid grid-cols-1 gap-6 lg:grid-cols-[3fr_2fr]">
        <div className="min-w-0 space-y-6">
          <OnNow station={station} />
          <StationShows slug={station.slug} />
          <section>
            <h2 className="mb-1 text-lg font-semibold">{t('station.history')}</h2>
            {station.history.length > 0 ? (
              <Songs songs={station.history} />
            ) : (
              <p className="text-muted">{t('station.noHistory')}</p>
            )}
          </section>
        </div>
        <aside className="min-w-0 space-y-6">
          <section>
            <h2 className="mb-1 text-lg font-semibold">{t('station.next')}</h2>
            {station.next.length > 0 ? (
              <Songs songs={station.next} coming />
            ) : (
              <p className="text-muted">{t('station.noNext')}</p>
            )}
          </section>
          <Programme slug={station.slug} />
          {station.links?.website && (
            <a
              href={station.links.website}
              rel="noopener nofollow"
              className="inline-flex min-h-11 items-center text-sky"
            >
              {t('station.website')}
            </a>
          )}
          <OtherApps station={station} />
        </aside>
      </div>
    </article>
  );
}
