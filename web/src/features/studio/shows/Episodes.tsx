import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { Link } from 'react-router';
import { type Episode, type Show, useEpisodes } from '@/shared/api/shows';
import { channelPath } from '@/shared/api/studio';
import { useT } from '@/shared/i18n/core';
import { formatClock, formatDate } from '@/shared/i18n/format';
import { Button, IconButton } from '@/shared/ui/Button';
import { Panel } from '@/shared/ui/Panel';
import { Title } from '@/shared/ui/Text';
import { pagePath } from '../pages';
import { clearSent, sendEpisodes, useSending } from './sending';

const ACCEPT = 'audio/*,.mp3,.m4a,.aac,.flac,.wav,.aif,.aiff,.ogg,.opus';
const LOOKS = {
  draft: 'text-muted',
  scheduled: 'text-saffron',
  published: 'text-leaf',
  unlisted: 'text-sky',
  archived: 'text-muted',
} as const;

/** Sounds on their way, and those that did not arrive. */
export function Underway() {
  const t = useT();
  const { items } = useSending();
  if (items.length === 0) return null;
  const open = items.filter((one) => one.state === 'sending').length;
  const failed = items.filter((one) => one.state === 'failed');
  const sum = (of: 'size' | 'sent') => items.reduce((total, one) => total + one[of], 0);
  const words =
    open > 0 ? t('library.uploading', { count: open }) : t('library.uploaded', { count: items.length - failed.length });
  return (
    <div role="status" className="mt-3">
      <p className="flex items-center justify-between text-sm font-medium">
        {words}
        {open === 0 && <IconButton icon="close" size={18} label={t('app.close')} onClick={clearSent} />}
      </p>
      <progress
        dir="ltr"
        aria-label={words}
        max={sum('size') || 1}
        value={sum('sent')}
        className="h-2 w-full accent-leaf"
      />
      <ul className="text-sm text-voice">
        {failed.map((one) => (
          <li key={one.key}>{t('library.uploadFailed', { name: one.name, reason: one.reason ?? '' })}</li>
        ))}
      </ul>
    </div>
  );
}

/** How far an episode's sound is, where that needs a word. */
export function SoundState({ episode }: { episode: Episode }) {
  const t = useT();
  if (!episode.sound) return <span className="text-saffron">{t('shows.noSound')}</span>;
  if (episode.sound === 'failed') return <span className="text-voice">{episode.sound_reason}</span>;
  if (!episode.audio_url) return <span className="text-muted">{t('shows.preparing')}</span>;
  return null;
}

function Row({ slug, episode }: { slug: string; episode: Episode }) {
  const t = useT();
  const at = episode.state === 'scheduled' ? episode.publish_at : episode.published_at;
  const parts = [
    at && formatDate(t, Date.parse(at)),
    episode.duration_ms && formatClock(t.lang, episode.duration_ms),
  ].filter(Boolean);
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 py-3">
      <div className="min-w-0 grow">
        <Link
          to={pagePath(slug, `shows/${episode.show}/${episode.id}`)}
          className="block font-medium no-underline after:absolute after:inset-0"
        >
          <Title text={episode.title} lines={2} />
        </Link>
        <p className="text-sm text-muted tabular">{parts.join(' · ')}</p>
        <p className="text-sm">
          <SoundState episode={episode} />
        </p>
      </div>
      <span className={`text-sm font-medium ${LOOKS[episode.state]}`}>{t(`shows.state.${episode.state}`)}</span>
    </li>
  );
}

/** All episodes of a show, and where new ones come from. */
export function Episodes({ slug, show }: { slug: string; show: Show }) {
  const t = useT();
  const path = channelPath(slug, `shows/${encodeURIComponent(show.slug)}/episodes`);
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const query = useEpisodes(path, 5_000);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const refresh = () => void queries.invalidateQueries({ queryKey: ['episodes', path] });
  return (
    <Panel
      title={t('show.episodes')}
      aside={
        <Button look="main" icon="upload" onClick={() => input.current?.click()}>
          {t('shows.upload')}
        </Button>
      }
    >
      <p className="text-sm text-muted">{t('shows.uploadHint')}</p>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={ACCEPT}
        aria-label={t('shows.upload')}
        onChange={(event) => {
          void sendEpisodes(show, event.target.files ?? [], refresh);
          event.target.value = '';
        }}
      />
      <Underway />
      {query.data && items.length === 0 && <p className="mt-3">{t('show.none')}</p>}
      <ul className="divide-y divide-line">
        {items.map((episode) => (
          <Row key={episode.id} slug={slug} episode={episode} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </Panel>
  );
}
