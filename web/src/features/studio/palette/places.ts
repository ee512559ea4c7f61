import type { Channel, SearchAnswer } from '@/shared/api/types';
import type { Translate } from '@/shared/i18n/core';
import { KINDS } from '@/shared/search/kinds';
import { hitsOf } from '@/shared/search/useSearch';
import type { IconName } from '@/shared/ui/Icon';
import { PAGES, pagePath } from '../pages';

/** Somewhere the palette leads to. */
export interface Place {
  to: string;
  title: string;
  /** What it belongs to. */
  under: string;
  icon: IconName;
}

const MOST = 12;

/** Pages of the station one is at, before anything is typed the first thing to be shown. */
const pages = (t: Translate, here: Channel | undefined): Place[] =>
  here
    ? PAGES.map(({ to, key, icon }) => ({ to: pagePath(here.slug, to), title: t(key), under: here.name, icon }))
    : [];

const stations = (t: Translate, channels: readonly Channel[]): Place[] =>
  channels.map(({ slug, name }) => ({ to: pagePath(slug, ''), title: name, under: t('studio.title'), icon: 'radio' }));

const found = (t: Translate, answer: SearchAnswer | undefined): Place[] =>
  hitsOf(answer).map(({ kind, path, title, subtitle, channels }) => ({
    to: path,
    title,
    under: [t(KINDS[kind].key), subtitle || (kind === 'station' ? '' : channels[0]?.name)].filter(Boolean).join(' · '),
    icon: KINDS[kind].icon,
  }));

/** Everything that what is typed may mean: pages of the studio, its stations, what listeners can find. */
export function places(
  t: Translate,
  typed: string,
  slug: string | undefined,
  channels: readonly Channel[],
  answer: SearchAnswer | undefined,
): Place[] {
  const wanted = typed.trim().toLowerCase();
  const here = channels.find((channel) => channel.slug === slug);
  const own = [...pages(t, here), ...stations(t, channels)];
  const named = own.filter(({ title }) => title.toLowerCase().includes(wanted));
  return [...named, ...(wanted === '' ? [] : found(t, answer))].slice(0, MOST);
}
