import { useRef, useState } from 'react';
import { remove } from '@/shared/api/client';
import { useChannelList, useRefresh } from '@/shared/api/studio';
import type { Recording } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatBytes, formatClock, formatDate } from '@/shared/i18n/format';
import { attempt } from '@/shared/lib/faults';
import { Button } from '@/shared/ui/Button';
import { Confirm } from '@/shared/ui/Confirm';
import { Panel } from '@/shared/ui/Panel';
import { Empty } from '@/shared/ui/State';
import { Title } from '@/shared/ui/Text';
import { useChannel } from './useChannel';

const audioUrl = (recording: Recording) => recording.url || `/api/v1/recordings/${recording.id}/audio`;

function Titles({ recording, onSeek }: { recording: Recording; onSeek: (ms: number) => void }) {
  const t = useT();
  if (recording.titles.length === 0) return null;
  return (
    <details className="mt-2">
      <summary className="min-h-8 cursor-pointer text-sm font-medium">{t('recording.titles')}</summary>
      <ol>
        {recording.titles.map((title) => (
          <li key={title.at_ms}>
            <button
              type="button"
              onClick={() => onSeek(title.at_ms)}
              className="flex min-h-11 w-full items-center gap-3 rounded-lg px-2 text-start hover:bg-sunken"
            >
              <span className="w-16 shrink-0 text-sm text-sky tabular">{formatClock(t.lang, title.at_ms)}</span>
              <Title text={[title.title, title.artist].filter(Boolean).join(' · ')} />
            </button>
          </li>
        ))}
      </ol>
    </details>
  );
}

function Row({ recording, slug }: { recording: Recording; slug: string }) {
  const t = useT();
  const refresh = useRefresh(slug);
  const audio = useRef<HTMLAudioElement>(null);
  const [open, setOpen] = useState(false);
  const name =
    recording.kind === 'aircheck' ? t('recording.aircheck') : t('recording.live', { name: recording.who ?? '' });
  const seek = (ms: number) => {
    setOpen(true);
    requestAnimationFrame(() => {
      if (!audio.current) return;
      audio.current.currentTime = ms / 1000;
      void audio.current.play();
    });
  };
  const drop = async () => {
    await attempt(() => remove(`/api/v1/recordings/${recording.id}`));
    await refresh('recordings');
  };
  return (
    <li>
      <Panel>
        <div className="flex flex-wrap items-center gap-3">
          <div className="min-w-0 grow">
            <h3 className="font-semibold">
              <bdi>{name}</bdi>
            </h3>
            <p className="text-sm text-muted tabular">
              {formatDate(t, Date.parse(recording.started_at))} · {formatClock(t.lang, recording.duration_ms)} ·{' '}
              {formatBytes(t.lang, recording.bytes)}
              {!recording.ended_at && <strong className="ms-2 text-voice">{t('recording.running')}</strong>}
            </p>
          </div>
          {!open && (
            <Button icon="play" onClick={() => setOpen(true)}>
              {t('recording.play')}
            </Button>
          )}
          <a href={audioUrl(recording)} download className="inline-flex min-h-11 items-center px-2 text-sky">
            {t('recording.download')}
          </a>
          <Confirm
            label={t('recording.delete')}
            question={t('library.deleteAsk')}
            consequence={t('recording.delete')}
            onConfirm={() => void drop()}
          >
            {(ask) => (
              <Button look="quiet" icon="trash" onClick={ask}>
                {t('common.remove')}
              </Button>
            )}
          </Confirm>
        </div>
        {open && (
          // biome-ignore lint/a11y/useMediaCaption: a recording of the air has no caption file
          <audio ref={audio} src={audioUrl(recording)} controls autoPlay className="mt-3 w-full" aria-label={name} />
        )}
        <Titles recording={recording} onSeek={seek} />
      </Panel>
    </li>
  );
}

/** Every broadcast that was kept, playable from any of its titles. */
export function RecordingsPage() {
  const t = useT();
  const { slug } = useChannel();
  const list = useChannelList<Recording>(slug, 'recordings', 15_000);
  if (list.data?.items.length === 0) return <Empty title={t('recording.empty')} />;
  return (
    <ul className="space-y-3">
      {list.data?.items.map((recording) => (
        <Row key={recording.id} recording={recording} slug={slug} />
      ))}
    </ul>
  );
}
