import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { get, patch, post, put, remove } from '@/shared/api/client';
import { channelPath, useChannelList, useRefresh } from '@/shared/api/studio';
import type { Playlist, Track } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { attempt } from '@/shared/lib/faults';
import { Button, IconButton } from '@/shared/ui/Button';
import { Confirm } from '@/shared/ui/Confirm';
import { Field } from '@/shared/ui/Field';
import { Panel } from '@/shared/ui/Panel';
import { Empty } from '@/shared/ui/State';
import { Title } from '@/shared/ui/Text';
import { useChannel } from './useChannel';

function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(to, 0, item);
  return next;
}

function Tracks({ playlist }: { playlist: Playlist }) {
  const t = useT();
  const queries = useQueryClient();
  const tracks = playlist.tracks ?? [];
  const store = async (next: Track[]) => {
    await attempt(() => put(`/api/v1/playlists/${playlist.id}/tracks`, { track_ids: next.map((one) => one.id) }));
    await queries.invalidateQueries({ queryKey: ['playlist', playlist.id] });
  };
  if (tracks.length === 0) return <p className="text-muted">{t('playlist.emptyTracks')}</p>;
  return (
    <ol className="divide-y divide-line">
      {tracks.map((track, index) => (
        <li key={track.id} className="flex items-center gap-2 py-1">
          <span className="min-w-0 grow">
            <Title text={track.title} className="font-medium" />
            <Title text={track.artist} className="text-sm text-muted" />
          </span>
          <IconButton
            icon="up"
            disabled={index === 0}
            label={t('playlist.up', { name: track.title })}
            onClick={() => void store(moved(tracks, index, index - 1))}
          />
          <IconButton
            icon="down"
            disabled={index === tracks.length - 1}
            label={t('playlist.down', { name: track.title })}
            onClick={() => void store(moved(tracks, index, index + 1))}
          />
          <IconButton
            icon="close"
            label={t('playlist.removeTrack', { name: track.title })}
            onClick={() => void store(tracks.filter((one) => one.id !== track.id))}
          />
        </li>
      ))}
    </ol>
  );
}

const numberOrNull = (value: FormDataEntryValue | null) => (value === null || value === '' ? null : Number(value));

function Editor({ slug, id }: { slug: string; id: string }) {
  const t = useT();
  const refresh = useRefresh(slug);
  const query = useQuery({
    queryKey: ['playlist', id],
    queryFn: ({ signal }) => get<Playlist>(`/api/v1/playlists/${id}`, signal),
  });
  const playlist = query.data;
  if (!playlist) return null;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const change = {
      name: form.get('name'),
      weight: Number(form.get('weight')),
      every_songs: numberOrNull(form.get('every_songs')),
      every_minutes: numberOrNull(form.get('every_minutes')),
      // Without numbers a playlist joins the rotation, unless it is one that waits or is played by hand.
      ...(playlist.kind === 'fallback' || playlist.kind === 'manual' ? { kind: playlist.kind } : {}),
    };
    await attempt(() => patch(`/api/v1/playlists/${id}`, change));
    await refresh('playlists');
  };
  const drop = async () => {
    await attempt(() => remove(`/api/v1/playlists/${id}`));
    await refresh('playlists');
  };
  return (
    <Panel>
      <form
        key={playlist.id}
        onSubmit={(event) => void submit(event)}
        className="mb-5 grid grid-cols-1 gap-4 sm:grid-cols-2"
      >
        <Field label={t('common.name')} name="name" defaultValue={playlist.name} dir="auto" required />
        <Field
          label={t('playlist.weight')}
          hint={t('playlist.weightHint')}
          name="weight"
          type="number"
          min={0}
          max={100}
          defaultValue={playlist.weight ?? 1}
        />
        <Field
          label={`${t('playlist.jingles')}: ${t('playlist.everySongs')}`}
          name="every_songs"
          type="number"
          min={1}
          max={100}
          defaultValue={playlist.every_songs ?? ''}
        />
        <Field
          label={`${t('playlist.jingles')}: ${t('playlist.everyMinutes')}`}
          name="every_minutes"
          type="number"
          min={1}
          max={720}
          defaultValue={playlist.every_minutes ?? ''}
        />
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
      <Tracks playlist={playlist} />
    </Panel>
  );
}

/** The playlists and the order within one. */
export function PlaylistsPage() {
  const t = useT();
  const { slug } = useChannel();
  const refresh = useRefresh(slug);
  const list = useChannelList<Playlist>(slug, 'playlists');
  const [chosen, setChosen] = useState<string | null>(null);
  const items = list.data?.items ?? [];
  const open = items.find((one) => one.id === chosen) ?? items[0];
  const create = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const name = String(new FormData(form).get('name')).trim();
    await attempt(async () => setChosen((await post<Playlist>(channelPath(slug, 'playlists'), { name })).id));
    form.reset();
    await refresh('playlists');
  };
  return (
    <div className="grid grid-cols-1 gap-5 xl:grid-cols-[16rem_minmax(0,1fr)]">
      <div className="space-y-4">
        <ul className="space-y-1">
          {items.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                aria-pressed={one.id === open?.id}
                onClick={() => setChosen(one.id)}
                className="flex min-h-12 w-full items-center justify-between gap-2 rounded-card border border-line bg-raised px-4 text-start aria-pressed:border-ink"
              >
                <bdi className="min-w-0 truncate font-medium">{one.name}</bdi>
                <span className="shrink-0 text-sm text-muted tabular">
                  {one.track_count !== undefined && t('library.tracks', { count: one.track_count })}
                </span>
              </button>
            </li>
          ))}
        </ul>
        <form onSubmit={(event) => void create(event)} className="flex items-end gap-2">
          <Field label={t('playlist.new')} name="name" required dir="auto" className="min-w-0 grow" />
          <Button type="submit" icon="plus" className="shrink-0">
            {t('common.add')}
          </Button>
        </form>
      </div>
      {open ? <Editor slug={slug} id={open.id} /> : list.data && <Empty title={t('playlist.empty')} />}
    </div>
  );
}
