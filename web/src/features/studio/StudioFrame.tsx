import { useEffect, useRef } from 'react';
import { Link, NavLink, Outlet, useLocation, useParams } from 'react-router';
import { seedAir, useAir } from '@/shared/api/air';
import { useChannelList, useChannelPart, useSource } from '@/shared/api/studio';
import type { Channel, QueueItem } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatClock, formatCount } from '@/shared/i18n/format';
import { useNow } from '@/shared/lib/useNow';
import { usePageTitle } from '@/shared/lib/usePageTitle';
import { Cover } from '@/shared/ui/Cover';
import { Icon } from '@/shared/ui/Icon';
import { Failed } from '@/shared/ui/State';
import { LiveStrip } from './LiveStrip';
import { PAGES, pagePath } from './pages';

const LOOKS = {
  live: 'bg-voice text-onvoice',
  autodj: 'bg-sunken text-ink',
  fallback: 'bg-saffron text-paper',
  off: 'bg-ink text-paper',
} as const;

/** What is on the air and what is next: on every page of the studio. */
function AirBar({ channel }: { channel: Channel }) {
  const t = useT();
  const air = useAir(channel.slug);
  const now = useNow(1000);
  const queue = useChannelList<QueueItem>(channel.slug, 'queue', 10_000);
  const source = useSource(channel.slug, 5_000);
  const state = air.onAir ?? channel.on_air;
  const playing = air.timeline.at(-1) ?? channel.now;
  const next = queue.data?.items[0];
  const words = {
    live: t('air.live', { name: playing?.live?.name ?? source.data?.who ?? '' }),
    autodj: t('air.autodj'),
    fallback: t('air.fallback'),
    off: t('air.off'),
  };
  const left = next ? Date.parse(next.starts_at) - now : 0;
  return (
    <div className={`sticky top-16 z-20 ${LOOKS[state]}`}>
      <div
        className="mx-auto flex min-h-12 max-w-[1200px] flex-wrap items-center gap-x-4 px-4 py-1.5 text-sm lg:px-6"
        role="status"
      >
        <strong className="flex items-center gap-2 text-base font-semibold">
          {state === 'live' && <span className="size-3 rounded-full bg-current" aria-hidden="true" />}
          <bdi>{words[state]}</bdi>
        </strong>
        {playing && (
          <bdi className="min-w-0 truncate max-sm:hidden">
            {[playing.title, playing.artist].filter(Boolean).join(' · ')}
          </bdi>
        )}
        <span className="ms-auto flex items-center gap-4">
          {next && left > 0 && (
            <span className="truncate tabular max-md:hidden" aria-live="off">
              {t('air.next', { title: next.track.title, time: formatClock(t.lang, left) })}
            </span>
          )}
          <span className="tabular whitespace-nowrap">
            <Icon name="people" size={18} className="me-1 inline" />
            {formatCount(t.lang, air.listeners ?? channel.listeners)}
          </span>
        </span>
      </div>
    </div>
  );
}

function Pages({ slug }: { slug: string }) {
  const t = useT();
  const list = useRef<HTMLUListElement>(null);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row follows the page, so that one sees where one is
  useEffect(() => {
    const box = list.current;
    const here = box?.querySelector('[aria-current=page]')?.getBoundingClientRect();
    if (!box || !here) return;
    const { left, width } = box.getBoundingClientRect();
    box.scrollLeft += here.left + here.width / 2 - left - width / 2;
  }, [pathname]);
  return (
    <nav aria-label={t('studio.nav')} className="min-w-0 max-lg:-mx-4 lg:sticky lg:top-32 lg:self-start">
      <ul
        ref={list}
        className="flex gap-1 overflow-x-auto px-4 pb-2 [scrollbar-width:none] lg:flex-col lg:overflow-visible lg:px-0"
      >
        {PAGES.map((page) => (
          <li key={page.to} className="shrink-0">
            <NavLink
              to={pagePath(slug, page.to)}
              end={page.to === ''}
              className="flex min-h-11 items-center gap-3 rounded-full px-4 whitespace-nowrap text-muted no-underline hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-semibold aria-[current=page]:text-ink"
            >
              <Icon name={page.icon} size={20} />
              {t(page.key)}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The frame of one station's studio. */
export function StudioFrame() {
  const t = useT();
  const { slug = '' } = useParams();
  const query = useChannelPart<Channel>(slug, '', 15_000);
  const channel = query.data;
  usePageTitle(channel ? `${channel.name} · ${t('studio.title')}` : t('studio.title'));
  useEffect(() => {
    if (channel) seedAir(channel.slug, channel.now, channel);
  }, [channel]);
  if (query.isError && !channel)
    return <Failed text={query.error.message || t('common.offline')} onRetry={() => void query.refetch()} />;
  if (!channel) return <div className="skeleton m-6 h-64 rounded-card" aria-hidden="true" />;
  return (
    <>
      <AirBar channel={channel} />
      <LiveStrip slug={slug} />
      <div className="mx-auto grid max-w-[1200px] grid-cols-1 gap-x-8 gap-y-3 px-4 pt-5 pb-24 lg:grid-cols-[13rem_minmax(0,1fr)] lg:px-6">
        <div className="flex items-center gap-3 lg:col-span-2">
          <Cover name={channel.name} artUrl={channel.art_url} className="w-12 rounded-lg" />
          <div className="min-w-0">
            <h1 className="truncate text-lg font-semibold">
              <bdi>{channel.name}</bdi>
            </h1>
            <Link to={`/stations/${slug}`} className="inline-block min-h-6 text-sm text-sky">
              {t('studio.listen')}
            </Link>
          </div>
        </div>
        <Pages slug={slug} />
        <div className="min-w-0">
          <Outlet context={channel} />
        </div>
      </div>
    </>
  );
}
