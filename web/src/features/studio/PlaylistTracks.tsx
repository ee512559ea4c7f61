import { useQueryClient } from '@tanstack/react-query';
import { put } from '@/shared/api/client';
import type { Playlist, Track } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { attempt } from '@/shared/lib/faults';
import { IconButton } from '@/shared/ui/Button';
import { Title } from '@/shared/ui/Text';

function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(to, 0, item);
  return next;
}

/** The order within a playlist. */
export function PlaylistTracks({ playlist }: { playlist: Playlist }) {
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
