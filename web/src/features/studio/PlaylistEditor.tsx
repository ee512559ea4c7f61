import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { get, patch, remove } from '@/shared/api/client';
import { useRefresh } from '@/shared/api/studio';
import type { Playlist, PlaylistKind } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import type { Key } from '@/shared/i18n/types';
import { attempt } from '@/shared/lib/faults';
import { Button } from '@/shared/ui/Button';
import { Confirm } from '@/shared/ui/Confirm';
import { Check, Field, Select } from '@/shared/ui/Field';
import { Panel } from '@/shared/ui/Panel';
import { HoursEditor } from './HoursEditor';
import { PlaylistTracks } from './PlaylistTracks';
import { useChannel } from './useChannel';

const KINDS: readonly (readonly [PlaylistKind, Key])[] = [
  ['rotation', 'playlist.kind.rotation'],
  ['every_songs', 'playlist.everySongs'],
  ['every_minutes', 'playlist.everyMinutes'],
  ['hourly', 'playlist.kind.hourly'],
  ['fallback', 'playlist.kind.fallback'],
  ['manual', 'playlist.kind.manual'],
];

/** The number that belongs to a way of taking part. */
const NUMBERS: Partial<Record<PlaylistKind, { name: string; label: Key; min: number; max: number; usual: number }>> = {
  rotation: { name: 'weight', label: 'playlist.weight', min: 1, max: 25, usual: 3 },
  every_songs: { name: 'every_songs', label: 'playlist.everySongs', min: 1, max: 1000, usual: 4 },
  every_minutes: { name: 'every_minutes', label: 'playlist.everyMinutes', min: 1, max: 1440, usual: 30 },
  hourly: { name: 'at_minute', label: 'playlist.atMinute', min: 0, max: 59, usual: 0 },
};

const numberOf = (playlist: Playlist, name: string): number | null | undefined =>
  ({
    weight: playlist.weight,
    every_songs: playlist.every_songs,
    every_minutes: playlist.every_minutes,
    at_minute: playlist.at_minute,
  })[name];

function Form({ slug, playlist }: { slug: string; playlist: Playlist }) {
  const t = useT();
  const refresh = useRefresh(slug);
  const { settings } = useChannel();
  const [kind, setKind] = useState(playlist.kind);
  const [hours, setHours] = useState(playlist.hours);
  const number = NUMBERS[kind];
  const mayCutIn = kind === 'hourly' || (kind === 'rotation' && hours.length > 0);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const change = {
      name: form.get('name'),
      kind,
      ...(number ? { [number.name]: Number(form.get(number.name)) } : {}),
      jingle: form.has('jingle'),
      enabled: form.has('enabled'),
      hours,
      ...(mayCutIn ? { hard_start: form.get('start') === 'hard' } : {}),
    };
    await attempt(() => patch(`/api/v1/playlists/${playlist.id}`, change));
    await refresh('playlists');
  };
  const drop = async () => {
    await attempt(() => remove(`/api/v1/playlists/${playlist.id}`));
    await refresh('playlists');
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="mb-5 grid grid-cols-1 gap-4 sm:grid-cols-2">
      <div className="sm:col-span-2">
        <Field label={t('common.name')} name="name" defaultValue={playlist.name} dir="auto" required maxLength={100} />
      </div>
      <Select label={t('playlist.kind')} value={kind} onChange={(event) => setKind(event.target.value as PlaylistKind)}>
        {KINDS.map(([value, key]) => (
          <option key={value} value={value}>
            {t(key)}
          </option>
        ))}
      </Select>
      {number && (
        <Field
          key={kind}
          label={t(number.label)}
          hint={kind === 'rotation' ? t('playlist.weightHint') : undefined}
          name={number.name}
          type="number"
          required
          min={number.min}
          max={number.max}
          defaultValue={numberOf(playlist, number.name) ?? number.usual}
        />
      )}
      <div className="flex flex-wrap gap-x-6 sm:col-span-2">
        <Check label={t('playlist.enabled')} name="enabled" defaultChecked={playlist.enabled !== false} />
        <Check label={t('playlist.isJingle')} name="jingle" defaultChecked={playlist.jingle} />
      </div>
      {kind !== 'manual' && (
        <div className="sm:col-span-2">
          <HoursEditor
            hours={hours}
            zone={settings.time_zone}
            hint={t('playlist.hoursHint')}
            always={t('playlist.always')}
            onChange={setHours}
          />
        </div>
      )}
      {mayCutIn && (
        <Select
          label={t('playlist.start')}
          name="start"
          defaultValue={playlist.hard_start ? 'hard' : 'soft'}
          className="sm:col-span-2"
        >
          <option value="soft">{t('playlist.start.soft')}</option>
          <option value="hard">{t('playlist.start.hard')}</option>
        </Select>
      )}
      <div className="flex flex-wrap gap-3 sm:col-span-2">
        <Button type="submit" look="main">
          {t('common.save')}
        </Button>
        <Confirm
          label={t('playlist.delete', { name: playlist.name })}
          question={t('playlist.deleteAsk')}
          consequence={t('playlist.delete', { name: playlist.name })}
          onConfirm={() => void drop()}
        />
      </div>
    </form>
  );
}

/** When a playlist takes part, and what is in it. */
export function PlaylistEditor({ slug, id }: { slug: string; id: string }) {
  const query = useQuery({
    queryKey: ['playlist', id],
    queryFn: ({ signal }) => get<Playlist>(`/api/v1/playlists/${id}`, signal),
  });
  if (!query.data) return null;
  return (
    <Panel>
      <Form key={id} slug={slug} playlist={query.data} />
      <PlaylistTracks playlist={query.data} />
    </Panel>
  );
}
