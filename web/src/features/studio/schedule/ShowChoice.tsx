import type { Show } from '@/shared/api/shows';
import { useChannelList } from '@/shared/api/studio';
import { useT } from '@/shared/i18n/core';
import { Select } from '@/shared/ui/Field';
import { useChannel } from '../useChannel';

/** The show that an entry is an edition of; nothing where the station has none. */
export function ShowChoice({ show, onChange }: { show?: string; onChange: (show?: string) => void }) {
  const t = useT();
  const { slug } = useChannel();
  const shows = useChannelList<Show>(slug, 'shows');
  const items = shows.data?.items ?? [];
  if (items.length === 0 && !show) return null;
  return (
    <Select
      label={t('schedule.show')}
      hint={t('schedule.showHint')}
      value={show ?? ''}
      onChange={(event) => onChange(event.target.value || undefined)}
    >
      <option value="">{t('schedule.noShow')}</option>
      {items.map((one) => (
        <option key={one.id} value={one.slug}>
          {one.title}
        </option>
      ))}
    </Select>
  );
}
