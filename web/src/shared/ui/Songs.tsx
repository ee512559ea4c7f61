import type { Song } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatAgo, formatClock, formatDate, formatTime } from '@/shared/i18n/format';
import { useNow } from '@/shared/lib/useNow';
import { Cover } from './Cover';
import { Title } from './Text';

/** Songs with their times: what was played, or what comes. */
export function Songs({ songs, coming = false }: { songs: Song[]; coming?: boolean }) {
  const t = useT();
  const now = useNow(30_000);
  return (
    <ol className="divide-y divide-line">
      {songs.map((song) => {
        const at = Date.parse(song.played_at);
        return (
          <li key={`${song.played_at}${song.title}`} className="flex items-center gap-3 py-2.5">
            <Cover name={`${song.artist}${song.title}`} artUrl={song.art_url} className="w-12 rounded-lg" />
            <span className="min-w-0 grow">
              <Title text={song.title || song.artist} className="font-medium" />
              {song.artist && song.title && <Title text={song.artist} className="text-sm text-muted" />}
            </span>
            <span className="shrink-0 text-end text-xs text-muted tabular">
              {!Number.isNaN(at) && (
                <time dateTime={song.played_at} title={formatDate(t, at)} className="block">
                  {coming ? formatTime(t, at) : formatAgo(t, at, now)}
                </time>
              )}
              {song.duration_ms ? <span className="block">{formatClock(t.lang, song.duration_ms)}</span> : null}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
