import type { ScheduleDraft } from '@/shared/api/schedule';
import { useChannelList } from '@/shared/api/studio';
import type { Credential, Playlist } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { Check, Select } from '@/shared/ui/Field';
import { useChannel } from '../useChannel';

interface Props {
  draft: ScheduleDraft;
  change: (part: Partial<ScheduleDraft>) => void;
}

/** What plays in it, and who presents it. */
export function WhatPlays({ draft, change }: Props) {
  const t = useT();
  const { slug } = useChannel();
  const playlists = useChannelList<Playlist>(slug, 'playlists');
  const presenters = useChannelList<Credential>(slug, 'credentials');
  const chosen = draft.presenters ?? [];
  const lists = playlists.data?.items ?? [];
  const isGone = playlists.data !== undefined && draft.playlist && !lists.some((one) => one.id === draft.playlist);
  const toggle = (id: string) =>
    change({ presenters: chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id] });
  return (
    <fieldset className="border-0 p-0">
      <legend className="mb-2 font-medium">{t('schedule.what')}</legend>
      <Select
        label={t('schedule.playlist')}
        hint={t('schedule.playlistHint')}
        error={isGone ? t('schedule.playlistGone') : undefined}
        value={draft.playlist ?? ''}
        onChange={(event) => change({ playlist: event.target.value || undefined })}
      >
        <option value="">{t('schedule.general')}</option>
        {lists.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </Select>
      {draft.playlist && (
        <>
          <Check
            label={t('schedule.once')}
            checked={draft.once ?? false}
            onChange={(event) => change({ once: event.target.checked })}
          />
          <Check
            label={t('schedule.hard')}
            checked={draft.hard_start ?? false}
            onChange={(event) => change({ hard_start: event.target.checked })}
          />
        </>
      )}
      {presenters.data && presenters.data.items.length > 0 && (
        <fieldset className="mt-3 border-0 p-0">
          <legend className="text-sm font-medium">{t('schedule.presenters')}</legend>
          <div className="flex flex-wrap gap-x-6">
            {presenters.data.items.map((one) => (
              <Check
                key={one.id}
                label={one.name || one.user}
                checked={chosen.includes(one.id)}
                onChange={() => toggle(one.id)}
              />
            ))}
          </div>
        </fieldset>
      )}
    </fieldset>
  );
}
