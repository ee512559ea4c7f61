import { Link, useNavigate, useParams } from 'react-router';
import { remove } from '@/shared/api/client';
import { type Show, showPath, useShow } from '@/shared/api/shows';
import { useRefresh } from '@/shared/api/studio';
import { useT } from '@/shared/i18n/core';
import { attempt } from '@/shared/lib/faults';
import { Confirm } from '@/shared/ui/Confirm';
import { CopyRow } from '@/shared/ui/CopyRow';
import { Panel } from '@/shared/ui/Panel';
import { Failed } from '@/shared/ui/State';
import { Title } from '@/shared/ui/Text';
import { pagePath } from '../pages';
import { useChannel } from '../useChannel';
import { Episodes } from './Episodes';
import { ShowForm } from './ShowForm';

const DIRECTORIES = [
  { name: 'Apple Podcasts', page: 'https://podcastsconnect.apple.com' },
  { name: 'Spotify', page: 'https://creators.spotify.com' },
  { name: 'Podcast Index', page: 'https://podcastindex.org/add' },
] as const;

/** Where the feed is, and where one tells of it. */
function FeedBox({ show }: { show: Show }) {
  const t = useT();
  return (
    <Panel title={t('shows.feed')}>
      <dl>
        <CopyRow label={t('shows.feedAddress')} value={new URL(show.feed_url, location.href).href} />
      </dl>
      <details className="mt-2">
        <summary className="min-h-11 cursor-pointer py-2 font-medium">{t('shows.directories')}</summary>
        <ol className="list-decimal space-y-1 ps-6">
          <li>{t('shows.step.ready')}</li>
          <li>{t('shows.step.email')}</li>
          <li>{t('shows.step.paste')}</li>
        </ol>
        <ul className="mt-2 flex flex-wrap gap-x-5">
          {DIRECTORIES.map((one) => (
            <li key={one.name}>
              <a href={one.page} rel="noopener" className="inline-flex min-h-11 items-center text-sky">
                {one.name}
              </a>
            </li>
          ))}
        </ul>
      </details>
    </Panel>
  );
}

function Drop({ show }: { show: Show }) {
  const t = useT();
  const { slug } = useChannel();
  const refresh = useRefresh(slug);
  const go = useNavigate();
  const drop = async () => {
    if (!(await attempt(() => remove(showPath(show.slug))))) return;
    await refresh('shows');
    await go(pagePath(slug, 'shows'));
  };
  return (
    <Confirm
      label={t('shows.delete', { name: show.title })}
      question={t('shows.deleteAsk')}
      consequence={t('shows.delete', { name: show.title })}
      onConfirm={() => void drop()}
    />
  );
}

/** One show in the studio: its episodes, its feed, and what is said of it. */
export function StudioShowPage() {
  const t = useT();
  const { slug } = useChannel();
  const { show: name = '' } = useParams();
  const query = useShow(name);
  const show = query.data;
  if (query.isError) return <Failed text={t('show.failed')} onRetry={() => void query.refetch()} />;
  if (!show) return <div className="skeleton h-64 rounded-card" aria-hidden="true" />;
  return (
    <div className="space-y-5">
      <div>
        <Link to={pagePath(slug, 'shows')} className="inline-flex min-h-11 items-center text-sky">
          {t('studio.shows')}
        </Link>
        <h2 className="text-lg font-semibold">
          <Title text={show.title} lines={2} />
        </h2>
        <Link to={`/shows/${show.slug}`} className="inline-flex min-h-11 items-center text-sm text-sky">
          {t('shows.page')}
        </Link>
      </div>
      <Episodes slug={slug} show={show} />
      <FeedBox show={show} />
      <ShowForm key={show.id} show={show} />
      <Drop show={show} />
    </div>
  );
}
