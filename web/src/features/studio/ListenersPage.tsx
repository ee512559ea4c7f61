import { useChannelList, useChannelPart } from '@/shared/api/studio';
import type { List, Listener, ListenerPoint, Traffic } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatAgo, formatBytes, formatCount } from '@/shared/i18n/format';
import { useNow } from '@/shared/lib/useNow';
import { Panel } from '@/shared/ui/Panel';
import { Chart } from './Chart';
import { agentName, protocolName, renditionName } from './names';
import { useChannel } from './useChannel';

const MOST_ROWS = 200;

function Table({ listeners }: { listeners: Listener[] }) {
  const t = useT();
  const now = useNow(10_000);
  return (
    <table className="w-full table-fixed text-sm">
      <thead>
        <tr className="border-b border-line text-muted [&>th]:py-2 [&>th]:text-start [&>th]:font-medium">
          <th scope="col">{t('listeners.player')}</th>
          <th scope="col">{t('listeners.quality')}</th>
          <th scope="col">{t('source.since')}</th>
          <th scope="col" className="max-sm:hidden">
            {t('listeners.data')}
          </th>
        </tr>
      </thead>
      <tbody>
        {listeners.slice(0, MOST_ROWS).map((one) => (
          <tr key={one.id} className="border-b border-line [&>td]:truncate [&>td]:py-2 [&>td]:pe-2">
            <td title={one.agent}>
              <bdi>{agentName(one.agent)}</bdi>
            </td>
            <td>
              <bdi>
                {renditionName(one.rendition)}
                <span className="max-sm:hidden"> · {protocolName(one.protocol)}</span>
              </bdi>
            </td>
            <td>{formatAgo(t, Date.parse(one.since), now)}</td>
            <td className="tabular max-sm:hidden">{formatBytes(t.lang, one.bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Who listens now and how it was over the day. */
export function ListenersPage() {
  const t = useT();
  const { slug } = useChannel();
  const now = useChannelList<Listener>(slug, 'listeners', 5_000);
  const history = useChannelPart<List<ListenerPoint>>(slug, 'listeners/history?hours=24', 60_000);
  const traffic = useChannelPart<Traffic>(slug, 'traffic', 60_000);
  const points = history.data?.items ?? [];
  const count = now.data?.items.length ?? 0;
  const peak = Math.max(0, ...points.map((point) => Math.max(point.peak, point.listeners)));
  return (
    <div className="space-y-5">
      <Panel
        title={t('listeners.day')}
        aside={<span className="text-sm text-muted tabular">{t('listeners.peak', { count: peak })}</span>}
      >
        <Chart points={points} label={t('listeners.chart', { count, peak: formatCount(t.lang, peak) })} />
        {traffic.data && (
          <p className="mt-3 text-sm text-muted">
            {t('listeners.traffic')}:{' '}
            <strong className="text-ink tabular">{formatBytes(t.lang, traffic.data.bytes)}</strong>
          </p>
        )}
      </Panel>
      <Panel
        title={t('listeners.now')}
        aside={<strong className="text-lg tabular">{formatCount(t.lang, count)}</strong>}
      >
        {count === 0 ? (
          <p className="text-muted">{t('listeners.none')}</p>
        ) : (
          <Table listeners={now.data?.items ?? []} />
        )}
      </Panel>
    </div>
  );
}
