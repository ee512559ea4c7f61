import { Link, useParams } from 'react-router';
import { ApiError } from '@/shared/api/client';
import { type Episode, type Show, useEpisode, useShow } from '@/shared/api/shows';
import { useT } from '@/shared/i18n/core';
import { formatDate } from '@/shared/i18n/format';
import { usePageTitle } from '@/shared/lib/usePageTitle';
import { ButtonLink } from '@/shared/ui/Button';
import { Cover } from '@/shared/ui/Cover';
import { Empty, Failed } from '@/shared/ui/State';
import { Title } from '@/shared/ui/Text';
import { Chapters } from './Chapters';
import { EpisodePlayer } from './EpisodePlayer';
import { numberLine } from './lines';
import { Transcript } from './Transcript';

function Head({ episode, show }: { episode: Episode; show: Show }) {
  const t = useT();
  const line = numberLine(t, episode);
  const when = episode.published_at ? formatDate(t, Date.parse(episode.published_at)) : '';
  return (
    <header className="flex flex-col gap-5 sm:flex-row sm:items-center">
      <Cover name={show.title} artUrl={episode.cover_url} className="w-40 self-start sm:w-48" />
      <div className="min-w-0">
        <p className="text-sm text-muted">{[when, line].filter(Boolean).join(' · ')}</p>
        <h1 className="mt-1 text-xl font-semibold sm:text-2xl">
          <Title text={episode.title} lines={2} className="pt-2" />
        </h1>
        <Link to={`/shows/${show.slug}`} className="inline-flex min-h-11 items-center text-sky">
          <Title text={show.title} />
        </Link>
        {(episode.explicit ?? show.explicit) && (
          <p className="text-sm font-medium text-saffron">{t('episode.explicit')}</p>
        )}
      </div>
    </header>
  );
}

function Body({ episode, show }: { episode: Episode; show: Show }) {
  const t = useT();
  return (
    <article className="space-y-6">
      <Head episode={episode} show={show} />
      <EpisodePlayer episode={episode} show={show} />
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-2">
        <div className="min-w-0 space-y-6">
          {episode.description && (
            <section>
              <h2 className="mb-1 text-lg font-semibold">{t('episode.notes')}</h2>
              <p dir="auto" className="whitespace-pre-line [overflow-wrap:anywhere] [unicode-bidi:plaintext]">
                {episode.description}
              </p>
            </section>
          )}
          {episode.persons.length > 0 && (
            <section>
              <h2 className="mb-1 text-lg font-semibold">{t('episode.persons')}</h2>
              <ul className="flex flex-wrap gap-x-4 gap-y-1">
                {episode.persons.map((person) => (
                  <li key={`${person.name} ${person.role}`}>
                    <bdi>{person.name}</bdi>
                  </li>
                ))}
              </ul>
            </section>
          )}
          <Chapters episode={episode} show={show} />
        </div>
        <div className="min-w-0">
          <Transcript episode={episode} show={show} />
        </div>
      </div>
    </article>
  );
}

/** One episode: its player, its parts, and what is said in it. */
export default function EpisodePage() {
  const t = useT();
  const { slug = '', id = '' } = useParams();
  const show = useShow(slug);
  const episode = useEpisode(id);
  usePageTitle(episode.data?.title ?? null);
  const error = episode.error ?? show.error;
  const isOther = episode.data !== undefined && episode.data.show !== slug;
  if (isOther || (error instanceof ApiError && error.status === 404)) {
    return (
      <Empty title={t('episode.missing')}>
        <ButtonLink to="/" look="main">
          {t('app.goHome')}
        </ButtonLink>
      </Empty>
    );
  }
  if (error) return <Failed text={t('show.failed')} onRetry={() => void episode.refetch()} />;
  if (!episode.data || !show.data) return <div className="skeleton h-80 rounded-card" aria-hidden="true" />;
  return <Body episode={episode.data} show={show.data} />;
}
