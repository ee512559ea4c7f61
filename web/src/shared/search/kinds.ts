import type { FoundKind } from '@/shared/api/types';
import type { Key } from '@/shared/i18n/types';
import type { IconName } from '@/shared/ui/Icon';

/** How each kind of thing is drawn and named. */
export const KINDS: Record<FoundKind, { icon: IconName; key: Key }> = {
  station: { icon: 'radio', key: 'search.kind.station' },
  show: { icon: 'mic', key: 'search.kind.show' },
  episode: { icon: 'play', key: 'search.kind.episode' },
  track: { icon: 'music', key: 'search.kind.track' },
  album: { icon: 'disc', key: 'search.kind.album' },
  person: { icon: 'people', key: 'search.kind.person' },
  playlist: { icon: 'list', key: 'search.kind.playlist' },
};
