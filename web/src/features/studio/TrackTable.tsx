import type { Track, TrackState } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { digits, formatAgo, formatClock } from '@/shared/i18n/format';
import type { Key } from '@/shared/i18n/types';
import { useNow } from '@/shared/lib/useNow';
import { Cover } from '@/shared/ui/Cover';
import { Icon } from '@/shared/ui/Icon';
import { Title } from '@/shared/ui/Text';

export type SortKey = 'title' | 'artist' | 'length' | 'loudness' | 'added';

/** Sorts tracks: names by the alphabet, the newest and longest first. */
export function sortTracks(tracks: Track[], key: SortKey): Track[] {
  const compare: Record<SortKey, (one: Track, two: Track) => number> = {
    title: (one, two) => one.title.localeCompare(two.title),
    artist: (one, two) => one.artist.localeCompare(two.artist),
    length: (one, two) => (two.duration_ms ?? 0) - (one.duration_ms ?? 0),
    loudness: (one, two) => (two.lufs ?? -99) - (one.lufs ?? -99),
    added: (one, two) => two.added_at.localeCompare(one.added_at),
  };
  return [...tracks].sort(compare[key] ?? compare.added);
}

const COLUMNS: readonly { key: SortKey; words: Key; className: string }[] = [
  { key: 'title', words: 'library.track', className: '' },
  { key: 'artist', words: 'library.artist', className: 'max-sm:hidden' },
  { key: 'length', words: 'library.length', className: 'text-end' },
  { key: 'loudness', words: 'library.loudness', className: 'text-end max-md:hidden' },
  { key: 'added', words: 'library.added', className: 'text-end max-md:hidden' },
];

const STATES: Record<TrackState, { key: Key; look: string }> = {
  pending: { key: 'library.pending', look: 'text-muted' },
  processing: { key: 'library.processing', look: 'text-saffron' },
  ready: { key: 'library.ready', look: 'text-leaf' },
  failed: { key: 'library.failed', look: 'text-voice' },
};

interface RowProps {
  track: Track;
  chosen: boolean;
  onChoose: (on: boolean) => void;
  onEdit: () => void;
}

function Row({ track, chosen, onChoose, onEdit }: RowProps) {
  const t = useT();
  const now = useNow(60_000);
  const state = STATES[track.state];
  return (
    <tr className="border-b border-line has-checked:bg-sunken">
      <td className="w-11">
        <label className="grid size-11 cursor-pointer place-items-center">
          <span className="sr-only">{t('library.select', { name: track.title })}</span>
          <input
            type="checkbox"
            checked={chosen}
            onChange={(event) => onChoose(event.target.checked)}
            className="size-5 accent-ink"
          />
        </label>
      </td>
      <td className="max-w-0 py-2">
        <button type="button" onClick={onEdit} className="flex w-full items-center gap-3 text-start">
          <Cover name={`${track.artist}${track.title}`} artUrl={track.art_url} className="w-10 rounded-lg" />
          <span className="min-w-0 grow">
            <Title text={track.title} className="font-medium" />
            <span className={`block text-sm ${track.state === 'failed' ? '' : 'truncate'} ${state.look}`}>
              {track.state === 'failed' && <Icon name="warn" size={16} className="me-1 inline" />}
              {track.state === 'ready' ? <bdi className="text-muted sm:hidden">{track.artist}</bdi> : t(state.key)}
              {track.state === 'failed' && track.reason && (
                <>
                  {': '}
                  <bdi>{track.reason}</bdi>
                </>
              )}
            </span>
          </span>
        </button>
      </td>
      <td className="max-w-0 ps-3 max-sm:hidden">
        <Title text={track.artist} className="text-muted" />
      </td>
      <td className="w-20 text-end text-sm tabular max-md:pe-4">
        {track.duration_ms ? formatClock(t.lang, track.duration_ms) : ''}
      </td>
      <td className="w-32 text-end text-sm text-muted tabular max-md:hidden">
        {track.lufs !== null && <bdi dir="ltr">{digits(t.lang, track.lufs.toFixed(1).replace('-', '−'))} LUFS</bdi>}
      </td>
      <td className="w-36 pe-4 text-end text-sm text-muted max-md:hidden">
        {formatAgo(t, Date.parse(track.added_at), now)}
      </td>
    </tr>
  );
}

interface TableProps {
  tracks: Track[];
  sort: SortKey;
  onSort: (key: SortKey) => void;
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
  onEdit: (track: Track) => void;
}

/** The tracks with sorting and choosing. */
export function TrackTable({ tracks, sort, onSort, chosen, onChoose, onEdit }: TableProps) {
  const t = useT();
  const choose = (id: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    onChoose(next);
  };
  const allChosen = tracks.every((one) => chosen.has(one.id));
  return (
    <table className="w-full table-fixed rounded-card bg-raised text-base">
      <caption className="sr-only">{t('library.title')}</caption>
      <thead>
        <tr className="border-b border-line text-sm text-muted">
          <th scope="col" className="w-11">
            <label className="grid size-11 cursor-pointer place-items-center">
              <span className="sr-only">{t('library.selected', { count: tracks.length })}</span>
              <input
                type="checkbox"
                checked={allChosen}
                onChange={(event) => onChoose(new Set(event.target.checked ? tracks.map((one) => one.id) : []))}
                className="size-5 accent-ink"
              />
            </label>
          </th>
          {COLUMNS.map((column) => (
            <th
              key={column.key}
              scope="col"
              aria-sort={sort === column.key ? 'descending' : 'none'}
              className={`font-medium ${column.key === 'length' ? 'w-20 max-md:pe-4' : column.key === 'loudness' ? 'w-32' : column.key === 'added' ? 'w-36 pe-4' : ''} ${column.className || 'text-start'} ${column.key === 'artist' ? 'ps-3 text-start' : ''}`}
            >
              <button
                type="button"
                onClick={() => onSort(column.key)}
                className={`min-h-11 ${sort === column.key ? 'font-semibold text-ink' : ''}`}
              >
                {t(column.words)}
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tracks.map((track) => (
          <Row
            key={track.id}
            track={track}
            chosen={chosen.has(track.id)}
            onChoose={(on) => choose(track.id, on)}
            onEdit={() => onEdit(track)}
          />
        ))}
      </tbody>
    </table>
  );
}
