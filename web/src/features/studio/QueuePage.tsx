import { patch, post, remove } from '@/shared/api/client';
import { channelPath, useChannelList, useRefresh } from '@/shared/api/studio';
import type { QueueItem } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatClock, formatTime } from '@/shared/i18n/format';
import { attempt } from '@/shared/lib/faults';
import { Button, IconButton } from '@/shared/ui/Button';
import { Cover } from '@/shared/ui/Cover';
import { Panel } from '@/shared/ui/Panel';
import { Title } from '@/shared/ui/Text';
import { say } from '@/shared/ui/Toast';
import { QueuePreview } from './QueuePreview';
import { useChannel } from './useChannel';

const REFRESH_MS = 5_000;

function Row({ slug, item, index, last }: { slug: string; item: QueueItem; index: number; last: boolean }) {
  const t = useT();
  const refresh = useRefresh(slug);
  const name = item.track.title;
  const path = channelPath(slug, `queue/${item.id}`);
  const change = async (work: () => Promise<unknown>) => {
    const worked = await attempt(work);
    await refresh('queue');
    return worked;
  };
  const move = (position: number) => void change(() => patch(path, { position }));
  const takeOut = async () => {
    if (!(await change(() => remove(path)))) return;
    const back = () =>
      void change(() => post(channelPath(slug, 'queue'), { track_id: item.track.id, position: index }));
    // Put in by hand it would no longer begin on time.
    const undo = item.on_time ? undefined : { label: t('common.undo'), run: back };
    say(t('queue.removed', { name }), { undo });
  };
  return (
    <li className="flex flex-wrap items-center gap-x-3 py-2.5 sm:flex-nowrap">
      <Cover name={`${item.track.artist}${name}`} artUrl={item.track.art_url} className="w-12 rounded-lg" />
      <div className="min-w-0 grow basis-1/2">
        <Title text={name} className="font-medium" />
        <Title text={item.track.artist} className="text-sm text-muted" />
        {item.playlist && <p className="one-line text-xs text-muted">{t('queue.from', { name: item.playlist })}</p>}
        {item.on_time && <p className="text-sm text-saffron">{t('queue.onTime')}</p>}
        {item.locked && <p className="text-sm text-saffron">{t('queue.locked')}</p>}
      </div>
      <span className="shrink-0 text-end text-sm text-muted tabular">
        {formatTime(t, Date.parse(item.starts_at))}
        <span className="block text-xs">
          {item.track.duration_ms ? formatClock(t.lang, item.track.duration_ms) : ''}
        </span>
      </span>
      {!item.locked && (
        <span className="flex max-sm:ms-auto">
          {!item.on_time && (
            <>
              <IconButton
                icon="up"
                label={t('playlist.up', { name })}
                disabled={index === 0}
                onClick={() => move(index - 1)}
              />
              <IconButton
                icon="down"
                label={t('playlist.down', { name })}
                disabled={last}
                onClick={() => move(index + 1)}
              />
            </>
          )}
          <IconButton icon="trash" label={t('queue.remove', { name })} onClick={() => void takeOut()} />
        </span>
      )}
    </li>
  );
}

/** The next songs, movable with buttons: no dragging needed. */
export function UpNext({ slug, most }: { slug: string; most?: number }) {
  const t = useT();
  const queue = useChannelList<QueueItem>(slug, 'queue', REFRESH_MS);
  const items = (queue.data?.items ?? []).slice(0, most);
  if (queue.data && items.length === 0) return <p className="text-muted">{t('queue.empty')}</p>;
  return (
    <ol className="divide-y divide-line">
      {items.map((item, index) => (
        <Row key={item.id} slug={slug} item={item} index={index} last={index === items.length - 1} />
      ))}
    </ol>
  );
}

/** The queue of the AutoDJ. */
export function QueuePage() {
  const t = useT();
  const { slug } = useChannel();
  const refresh = useRefresh(slug);
  const skip = async () => {
    if (await attempt(() => post(channelPath(slug, 'skip')))) say(t('queue.skipped'));
    await refresh('queue');
  };
  return (
    <>
      <Panel
        title={t('queue.title')}
        aside={
          <Button icon="skip" onClick={() => void skip()}>
            {t('queue.skip')}
          </Button>
        }
      >
        <p className="mb-2 text-muted">{t('queue.intro')}</p>
        <UpNext slug={slug} />
      </Panel>
      <QueuePreview slug={slug} />
    </>
  );
}
