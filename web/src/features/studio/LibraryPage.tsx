import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useSearchParams } from 'react-router';
import { get, patch, post, remove } from '@/shared/api/client';
import { channelPath, useChannelList, useRefresh } from '@/shared/api/studio';
import type { List, Playlist, Track } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { attempt } from '@/shared/lib/faults';
import { Button } from '@/shared/ui/Button';
import { Confirm } from '@/shared/ui/Confirm';
import { Dialog } from '@/shared/ui/Dialog';
import { Field } from '@/shared/ui/Field';
import { Empty } from '@/shared/ui/State';
import { say } from '@/shared/ui/Toast';
import { type SortKey, sortTracks, TrackTable } from './TrackTable';
import { UploadBox } from './UploadBox';
import { useChannel } from './useChannel';

const BUSY_MS = 3_000;

function useTracks(slug: string, query: string) {
  return useInfiniteQuery({
    queryKey: ['channel', slug, 'tracks', query],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({ ...(query && { query }), ...(pageParam && { cursor: pageParam }) });
      return get<List<Track>>(`${channelPath(slug, 'tracks')}?${search}`, signal);
    },
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((one) => one.state === 'pending' || one.state === 'processing'))
        ? BUSY_MS
        : false,
  });
}

function EditDialog({ track, slug, onClose }: { track: Track | null; slug: string; onClose: () => void }) {
  const t = useT();
  const refresh = useRefresh(slug);
  return (
    <Dialog open={track !== null} onClose={onClose} title={t('library.edit', { name: track?.title ?? '' })}>
      {track && (
        <form
          className="space-y-4"
          onSubmit={(event) => {
            event.preventDefault();
            const form = new FormData(event.currentTarget);
            const change = { title: form.get('title'), artist: form.get('artist'), album: form.get('album') };
            void attempt(() => patch(`/api/v1/tracks/${track.id}`, change)).then(() => refresh('tracks'));
            onClose();
          }}
        >
          <Field label={t('library.track')} name="title" defaultValue={track.title} dir="auto" required />
          <Field label={t('library.artist')} name="artist" defaultValue={track.artist} dir="auto" />
          <Field label={t('library.album')} name="album" defaultValue={track.album} dir="auto" />
          <Button type="submit" look="main">
            {t('common.save')}
          </Button>
        </form>
      )}
    </Dialog>
  );
}

function Selection({ slug, chosen, onDone }: { slug: string; chosen: Track[]; onDone: () => void }) {
  const t = useT();
  const refresh = useRefresh(slug);
  const playlists = useChannelList<Playlist>(slug, 'playlists');
  const count = chosen.length;
  const addTo = async (id: string) => {
    const name = playlists.data?.items.find((one) => one.id === id)?.name ?? '';
    const added = await attempt(() =>
      post(`/api/v1/playlists/${id}/tracks`, { track_ids: chosen.map((one) => one.id) }),
    );
    if (added) say(`${name}: ${t('library.tracks', { count })}`);
    await refresh('tracks', 'playlists');
    onDone();
  };
  const drop = async () => {
    for (const track of chosen) if (!(await attempt(() => remove(`/api/v1/tracks/${track.id}`)))) break;
    await refresh('tracks', 'playlists');
    onDone();
  };
  const next = async () => {
    const [track] = chosen;
    if (!track) return;
    const queued = await attempt(() => post(channelPath(slug, 'queue'), { track_id: track.id, position: 'next' }));
    if (queued) say(t('library.queued', { name: track.title }));
    await refresh('queue');
    onDone();
  };
  return (
    <div className="sticky top-28 z-10 flex min-h-16 flex-wrap items-center gap-3 rounded-card bg-ink px-4 py-2 text-paper">
      <strong className="font-semibold">{t('library.selected', { count })}</strong>
      {count === 1 && (
        <Button icon="skip" onClick={() => void next()}>
          {t('library.toQueue')}
        </Button>
      )}
      <select
        aria-label={t('library.toPlaylist')}
        value=""
        onChange={(event) => void addTo(event.target.value)}
        className="min-h-11 rounded-full border border-muted bg-raised px-4 text-ink"
      >
        <option value="" disabled>
          {t('library.toPlaylist')}
        </option>
        {playlists.data?.items.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
      <Confirm
        label={t('library.delete', { count })}
        question={t('library.deleteAsk')}
        consequence={t('library.delete', { count })}
        onConfirm={() => void drop()}
      />
    </div>
  );
}

/** The music of a station: search, sort, choose many; the search stands in the address. */
export function LibraryPage() {
  const t = useT();
  const { slug } = useChannel();
  const [search, setSearch] = useSearchParams();
  const query = search.get('q') ?? '';
  const sort = (search.get('sort') ?? 'added') as SortKey;
  const tracks = useTracks(slug, useDeferredValue(query));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [editing, setEditing] = useState<Track | null>(null);
  const all = sortTracks(tracks.data?.pages.flatMap((page) => page.items) ?? [], sort);
  const setParam = (name: string, value: string) =>
    setSearch(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true },
    );
  return (
    <div className="space-y-4">
      <UploadBox slug={slug} />
      <Field
        label={t('common.search')}
        type="search"
        dir="auto"
        value={query}
        onChange={(event) => setParam('q', event.target.value)}
      />
      {chosen.size > 0 && (
        <Selection slug={slug} chosen={all.filter((one) => chosen.has(one.id))} onDone={() => setChosen(new Set())} />
      )}
      {tracks.data && all.length === 0 && <Empty title={t(query ? 'library.none' : 'library.empty')} />}
      {all.length > 0 && (
        <TrackTable
          tracks={all}
          sort={sort}
          onSort={(key) => setParam('sort', key)}
          chosen={chosen}
          onChoose={setChosen}
          onEdit={setEditing}
        />
      )}
      {tracks.hasNextPage && <Button onClick={() => void tracks.fetchNextPage()}>{t('common.more')}</Button>}
      <EditDialog track={editing} slug={slug} onClose={() => setEditing(null)} />
    </div>
  );
}
