import { useAir } from '@/shared/api/air';
import { post, remove } from '@/shared/api/client';
import { channelPath, useRefresh, useSource } from '@/shared/api/studio';
import type { SourceHealth } from '@/shared/api/types';
import { type Translate, useT } from '@/shared/i18n/core';
import { formatAgo, formatCount } from '@/shared/i18n/format';
import { attempt } from '@/shared/lib/faults';
import { useNow } from '@/shared/lib/useNow';
import { Button, ButtonLink } from '@/shared/ui/Button';
import { Confirm } from '@/shared/ui/Confirm';
import { Cover } from '@/shared/ui/Cover';
import { Icon } from '@/shared/ui/Icon';
import { Panel } from '@/shared/ui/Panel';
import { Progress } from '@/shared/ui/Progress';
import { Title } from '@/shared/ui/Text';
import { say } from '@/shared/ui/Toast';
import { AirMeter } from './AirMeter';
import { protocolName } from './names';
import { UpNext } from './QueuePage';
import { useChannel } from './useChannel';

const SILENCE_FROM_S = 3;

function facts(t: Translate, source: SourceHealth, now: number): [string, string][] {
  const number = (value: number | undefined, unit: string) =>
    value === undefined ? '' : `${formatCount(t.lang, value)} ${unit}`;
  const rows: [string, string][] = [
    [t('source.who'), source.who ?? ''],
    [t('source.protocol'), protocolName(source.protocol ?? '')],
    [t('source.agent'), source.agent ?? ''],
    [t('source.format'), [source.format?.toUpperCase(), number(source.rate_hz, 'Hz')].filter(Boolean).join(' · ')],
    [t('source.rate'), number(source.kbps_measured, 'kb/s')],
    [t('source.since'), source.since ? formatAgo(t, Date.parse(source.since), now) : ''],
    [t('source.buffer'), number(source.buffer_ms, 'ms')],
    [t('source.drift'), number(source.drift_ppm, 'ppm')],
  ];
  return rows.filter(([, value]) => value !== '');
}

function Warning({ source }: { source: SourceHealth }) {
  const t = useT();
  const silent = source.silent_for_s ?? 0;
  const text = source.stalled
    ? t('source.stalled')
    : silent >= SILENCE_FROM_S
      ? t('source.silent', { count: Math.round(silent) })
      : null;
  return (
    <p role="status" className={`mb-3 flex items-center gap-2 font-medium ${text ? 'text-saffron' : 'text-leaf'}`}>
      <Icon name={text ? 'warn' : 'check'} size={20} />
      {text ?? t('source.healthy')}
    </p>
  );
}

function SourcePanel({ slug }: { slug: string }) {
  const t = useT();
  const source = useSource(slug);
  const refresh = useRefresh(slug);
  const now = useNow(10_000);
  if (!source.data?.connected) {
    return (
      <Panel title={t('source.title')}>
        <p className="font-medium">{t('source.none')}</p>
        <p className="mb-4 text-muted">{t('source.noneHint')}</p>
        <div className="flex flex-wrap gap-3">
          <ButtonLink to={`/studio/${slug}/live`} look="main" icon="mic">
            {t('studio.golive')}
          </ButtonLink>
          <ButtonLink to={`/studio/${slug}/encoder`} icon="plug">
            {t('studio.encoder')}
          </ButtonLink>
        </div>
      </Panel>
    );
  }
  const name = source.data.who ?? '';
  const kick = async () => {
    await attempt(() => remove(channelPath(slug, 'source')));
    await refresh('source');
  };
  return (
    <Panel title={t('source.connected', { name })}>
      <Warning source={source.data} />
      <dl className="mb-4 grid grid-cols-1 gap-x-6 gap-y-1.5 text-sm sm:grid-cols-2">
        {facts(t, source.data, now).map(([term, value]) => (
          <div key={term} className="flex justify-between gap-3 border-b border-line py-1">
            <dt className="text-muted">{term}</dt>
            <dd className="min-w-0 truncate text-end tabular" title={value}>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      <Confirm
        label={t('source.kick', { name })}
        question={t('source.kickAsk', { name })}
        consequence={t('source.kick', { name })}
        onConfirm={() => void kick()}
      />
    </Panel>
  );
}

/** The air at a glance: what sounds, how loud, from where, and what comes. */
export function OverviewPage() {
  const t = useT();
  const channel = useChannel();
  const { slug } = channel;
  const refresh = useRefresh(slug);
  const now = useAir(slug).timeline.at(-1) ?? channel.now;
  const skip = async () => {
    if (await attempt(() => post(channelPath(slug, 'skip')))) say(t('queue.skipped'));
    await refresh('queue');
  };
  return (
    <div className="grid grid-cols-1 gap-5 xl:grid-cols-2">
      <Panel
        title={t('station.now')}
        aside={
          channel.on_air === 'autodj' && (
            <Button icon="skip" onClick={() => void skip()}>
              {t('queue.skip')}
            </Button>
          )
        }
      >
        <div className="flex items-center gap-4">
          <Cover name={`${now?.artist}${now?.title}`} artUrl={now?.art_url} className="w-20" />
          <div className="min-w-0 grow">
            <Title text={now?.title || now?.live?.name || channel.name} lines={2} className="text-lg font-semibold" />
            {now?.artist && <Title text={now.artist} className="text-muted" />}
            {now && <Progress now={now} heardAt={null} className="mt-2" />}
          </div>
        </div>
      </Panel>
      <Panel title={t('meter.title')}>
        <AirMeter slug={slug} />
      </Panel>
      <SourcePanel slug={slug} />
      <Panel title={t('queue.title')}>
        <UpNext slug={slug} most={4} />
      </Panel>
    </div>
  );
}
