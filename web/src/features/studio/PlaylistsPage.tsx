import { type FormEvent, useState } from 'react';
import { post } from '@/shared/api/client';
import { channelPath, useChannelList, useRefresh } from '@/shared/api/studio';
import type { Playlist } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { attempt } from '@/shared/lib/faults';
import { Button } from '@/shared/ui/Button';
import { Field } from '@/shared/ui/Field';
import { Empty } from '@/shared/ui/State';
import { ExportLinks } from './files/ExportLinks';
import { ImportDialog } from './files/ImportDialog';
import { PlaylistEditor } from './PlaylistEditor';
import { useChannel } from './useChannel';

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
        <div className="space-y-2">
          <ImportDialog slug={slug} open={open} onDone={setChosen} />
          {open && <ExportLinks playlist={open} />}
        </div>
      </div>
      {open ? <PlaylistEditor slug={slug} id={open.id} /> : list.data && <Empty title={t('playlist.empty')} />}
    </div>
  );
}
