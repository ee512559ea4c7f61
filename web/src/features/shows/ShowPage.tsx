import { Link, useParams } from 'react-router';
import { ApiError } from '@/shared/api/client';
import { type Episode, type Show, showPath, useEpisodes, useShow } from '@/shared/api/shows';
import { useT } from '@/shared/i18n/core';
import { formatClock, formatDate } from '@/shared/i18n/format';
import { usePageTitle } from '@/shared/lib/usePageTitle';
import { Button, ButtonLink, IconButton } from '@/shared/ui/Button';
import { Cover } from '@/shared/ui/Cover';
import { Empty, Failed } from '@/shared/ui/State';
import { Title } from '@/shared/ui/Text';
import { numberLine } from './lines';
import { sound, useSound } from './sound';

function Row({ episode, show }: { episode: Episode; show: Show }) {
  const t = useT();
  const playing = useSound((state) => state.id === episode.id && state.playing);
  const when = episode.published_at ? formatDate(t, Date.parse(episode.published_at)) : '';
  const length = episode.duration_ms ? formatClock(t.lang, episode.duration_ms) : '';
  return (
    <li className="relative flex items-center gap-4 rounded-card bg-raised p-3 shadow-[0_1px_0_var(--line)]">
      <Cover name={show.title} artUrl={episode.cover_url} className="w-16 sm:w-20" />
      <div className="min-w-0 grow">
        <h3 className="font-semibold">
          <Link
            to={`/shows/${show.slug}/${episode.id}`}
            className="no-underline after:absolute after:inset-0 after:rounded-card"
          >
            <Title text={episode.title} lines={2} />
          </Link>
        </h3>
        <p className="text-sm text-muted tabular">
          {[when, numberLine(t, episode), length].filter(Boolean).join(' · ')}
        </p>
      </div>
      <IconButton
        icon={playing ? 'pause' : 'play'}
        label={playing ? t('player.pause') : t('player.playStation', { name: episode.title })}
        onClick={() => sound.toggle(episode, show)}
        className="relative z-10 bg-voice text-onvoice hover:bg-voice"
      />
    </li>
  );
}

function Episodes({ show }: { show: Show }) {
  const t = useT();
  const query = useEpisodes(showPath(show.slug, 'episodes'));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isError) return <Failed text={t('show.failed')} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <div className="skeleton h-40 rounded-card" aria-hidden="true" />;
  if (items.length === 0) return <p className="text-muted">{t('show.none')}</p>;
  return (
    <>
      <ul className="space-y-3">
        {items.map((episode) => (
          <Row key={episode.id} episode={episode} show={show} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()} className="mt-4">
          {t('search.more')}
        </Button>
      )}
    </>
  );
}

function Head({ show }: { show: Show }) {
  const t = useT();
  return (
    <header className="flex flex-col gap-6 sm:flex-row">
      <Cover name={show.title} artUrl={show.cover_url} className="w-44 self-start sm:w-56" />
      <div className="min-w-0 grow">
        <h1 className="text-xl font-semibold sm:text-2xl">
          <Title text={show.title} lines={2} className="pt-2" />
        </h1>
        {show.author && <Title text={show.author} className="text-muted" />}
        {show.description && (
          <p dir="auto" className="mt-3 whitespace-pre-line [overflow-wrap:anywhere] [unicode-bidi:plaintext]">
            {show.description}
          </p>
        )}
        <p className="mt-3 flex flex-wrap gap-x-5">
          {show.channel && (
            <Link to={`/stations/${show.channel}`} className="inline-flex min-h-11 items-center text-sky">
              {t('show.station')}
            </Link>
          )}
          <a href={show.feed_url} className="inline-flex min-h-11 items-center text-sky">
            {t('show.feed')}
          </a>
          {show.funding.map((one) => (
            <a
              key={one.url}
              href={one.url}
              rel="noopener nofollow"
              className="inline-flex min-h-11 items-center text-sky"
            >
              <bdi>{one.text || t('show.support')}</bdi>
            </a>
          ))}
        </p>
      </div>
    </header>
  );
}

/** One show with its episodes. */
export default function ShowPage() {
  const t = useT();
  const { slug = '' } = useParams();
  const query = useShow(slug);
  usePageTitle(query.data?.title ?? null);
  if (query.error instanceof ApiError && query.error.status === 404) {
    return (
      <Empty title={t('show.missing')}>
        <ButtonLink to="/" look="main">
          {t('app.goHome')}
        </ButtonLink>
      </Empty>
    );
  }
  if (query.isError) return <Failed text={t('show.failed')} onRetry={() => void query.refetch()} />;
  if (!query.data) return <div className="skeleton h-80 rounded-card" aria-hidden="true" />;
  return (
    <article className="space-y-8">
      <Head show={query.data} />
      <section>
        <h2 className="mb-3 text-lg font-semibold">{t('show.episodes')}</h2>
        <Episodes show={query.data} />
      </section>
    </article>
  );
}
