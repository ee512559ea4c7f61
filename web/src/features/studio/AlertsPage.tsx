import { useChannelList } from '@/shared/api/studio';
import type { Alert } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatAgo, formatClock } from '@/shared/i18n/format';
import type { Key } from '@/shared/i18n/types';
import { useNow } from '@/shared/lib/useNow';
import { Icon } from '@/shared/ui/Icon';
import { Panel } from '@/shared/ui/Panel';
import { Empty } from '@/shared/ui/State';
import { useChannel } from './useChannel';

const KNOWN = new Set([
  'dead_air',
  'source_lost',
  'source_stalled',
  'track_failed',
  'engine_failed',
  'recording_stopped',
]);

/** What went wrong on the air lately. */
export function AlertsPage() {
  const t = useT();
  const { slug } = useChannel();
  const now = useNow(10_000);
  const list = useChannelList<Alert>(slug, 'alerts', 10_000);
  if (list.data?.items.length === 0) return <Empty title={t('alert.none')} />;
  return (
    <Panel title={t('studio.alerts')}>
      <ul className="divide-y divide-line">
        {list.data?.items.map((one) => {
          const words = t((KNOWN.has(one.kind) ? `alert.${one.kind}` : 'alert.other') as Key);
          const lasted = one.ended_at ? Date.parse(one.ended_at) - Date.parse(one.at) : null;
          return (
            <li key={one.id} className="flex items-start gap-3 py-3">
              <Icon name="warn" className={lasted === null ? 'text-voice' : 'text-saffron'} />
              <span className="min-w-0 grow">
                <strong className="font-medium">{words}</strong>
                {one.detail && <bdi className="block text-sm text-muted">{one.detail}</bdi>}
                <span className="block text-sm text-muted">
                  {lasted === null ? t('alert.open') : t('alert.lasted', { time: formatClock(t.lang, lasted) })}
                </span>
              </span>
              <time dateTime={one.at} className="shrink-0 text-sm text-muted">
                {formatAgo(t, Date.parse(one.at), now)}
              </time>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
