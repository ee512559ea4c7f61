import { useQuery } from '@tanstack/react-query';
import { get, remove } from '@/shared/api/client';
import type { List, SignIn } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatAgo } from '@/shared/i18n/format';
import { attempt } from '@/shared/lib/faults';
import { useNow } from '@/shared/lib/useNow';
import { Button } from '@/shared/ui/Button';
import { Panel } from '@/shared/ui/Panel';
import { deviceOf } from './device';

const PATH = '/api/v1/me/sessions';

/** Where somebody is signed in, and the way to end it. */
export function Sessions() {
  const t = useT();
  const now = useNow(60_000);
  const list = useQuery({ queryKey: ['sessions'], queryFn: ({ signal }) => get<List<SignIn>>(PATH, signal) });
  const items = list.data?.items ?? [];
  const end = async (path: string) => {
    await attempt(() => remove(path));
    await list.refetch();
  };
  return (
    <Panel
      title={t('account.sessions')}
      aside={
        items.length > 1 && (
          <Button look="danger" onClick={() => void end(PATH)}>
            {t('account.endAll')}
          </Button>
        )
      }
    >
      {list.isPending && <div className="skeleton h-24 rounded-lg" aria-hidden="true" />}
      <ul className="divide-y divide-line">
        {items.map((one) => (
          <li key={one.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-3">
            <span className="min-w-0 grow">
              <strong className="font-medium [overflow-wrap:anywhere]">
                <bdi>{deviceOf(one.agent) || t('account.unknownDevice')}</bdi>
              </strong>
              <span className="block text-sm text-muted">
                {t('account.used', { time: formatAgo(t, Date.parse(one.last_used_at), now) })}
              </span>
            </span>
            {one.is_current ? (
              <span className="text-sm font-medium text-leaf">{t('account.here')}</span>
            ) : (
              <Button look="quiet" icon="out" onClick={() => void end(`${PATH}/${one.id}`)}>
                {t('account.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
