import type { Key } from '@/shared/i18n/types';
import type { IconName } from '@/shared/ui/Icon';

/** Pages of a station's studio, in the order of its menu; `to` is relative to the station. */
export const PAGES: readonly { to: string; key: Key; icon: IconName }[] = [
  { to: '', key: 'studio.overview', icon: 'radio' },
  { to: 'live', key: 'studio.golive', icon: 'mic' },
  { to: 'queue', key: 'studio.queue', icon: 'list' },
  { to: 'schedule', key: 'studio.schedule', icon: 'calendar' },
  { to: 'library', key: 'studio.library', icon: 'music' },
  { to: 'playlists', key: 'studio.playlists', icon: 'disc' },
  { to: 'shows', key: 'studio.shows', icon: 'play' },
  { to: 'recordings', key: 'studio.recordings', icon: 'stop' },
  { to: 'log', key: 'studio.log', icon: 'history' },
  { to: 'listeners', key: 'studio.listeners', icon: 'people' },
  { to: 'encoder', key: 'studio.encoder', icon: 'plug' },
  { to: 'relays', key: 'studio.relays', icon: 'link' },
  { to: 'webhooks', key: 'studio.webhooks', icon: 'share' },
  { to: 'searches', key: 'studio.searches', icon: 'search' },
  { to: 'alerts', key: 'studio.alerts', icon: 'bell' },
  { to: 'settings', key: 'studio.settings', icon: 'settings' },
];

/** Address of a page of a station's studio. */
export const pagePath = (slug: string, to: string): string => `/studio/${slug}${to === '' ? '' : `/${to}`}`;
