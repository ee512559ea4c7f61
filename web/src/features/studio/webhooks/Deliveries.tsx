import { useInfiniteQuery } from '@tanstack/react-query';
import { get, post } from '@/shared/api/client';
import { channelPath } from '@/shared/api/studio';
import type { Delivery, List, Webhook } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatDate } from '@/shared/i18n/format';
import { attempt } from '@/shared/lib/faults';
import { Button } from '@/shared/ui/Button';

const LOOKS: Record<Delivery['state'], string> = {
  waiting: 'text-saffron',
  delivered: 'text-leaf',
  dead: 'text-voice',
};

const pathOf = (slug: string, hook: Webhook) => channelPath(slug, `webhooks/${hook.id}/deliveries`);

function useDeliveries(slug: string, hook: Webhook) {
  return useInfiniteQuery({
    queryKey: ['channel', slug, 'webhooks', hook.id],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({ limit: '20', ...(pageParam && { cursor: pageParam }) });
      return get<List<Delivery>>(`${pathOf(slug, hook)}?${search}`, signal);
    },
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 5_000,
  });
}

function Row({ delivery, onRetry }: { delivery: Delivery; onRetry: (() => void) | null }) {
  const t = useT();
  const { state, status, problem, answer, attempts } = delivery;
  const next = delivery.next_attempt_at && formatDate(t, Date.parse(delivery.next_attempt_at));
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 grow">
          <strong className="font-medium">{t(`webhook.on.${delivery.trigger}`)}</strong>
          <span className="block text-sm text-muted tabular">
            {formatDate(t, Date.parse(delivery.happened_at))} · {t('webhook.attempts', { count: attempts })}
            {status !== null && ` · ${status}`}
          </span>
        </span>
        <span className={`text-sm font-medium ${LOOKS[state]}`}>
          {state === 'waiting' ? t('webhook.waiting', { time: next ?? '' }) : t(`webhook.${state}`)}
        </span>
        {state === 'dead' && onRetry && (
          <Button look="quiet" icon="back" onClick={onRetry}>
            {t('webhook.retry')}
          </Button>
        )}
      </div>
      {problem && (
        <p dir="auto" className="text-sm">
          {problem}
        </p>
      )}
      {answer !== '' && (
        <pre dir="auto" className="mt-1 max-h-24 overflow-auto rounded-lg bg-sunken p-2 text-sm whitespace-pre-wrap">
          {answer}
        </pre>
      )}
    </li>
  );
}

/** What a webhook sent, newest first, and what came back. */
export function Deliveries({ slug, hook }: { slug: string; hook: Webhook }) {
  const t = useT();
  const list = useDeliveries(slug, hook);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const retry = async (id: string) => {
    await attempt(() => post(`${pathOf(slug, hook)}/${id}/retry`));
    await list.refetch();
  };
  if (list.isPending) return <div className="skeleton h-40 rounded-lg" aria-hidden="true" />;
  if (items.length === 0) return <p className="text-muted">{t('webhook.sentEmpty')}</p>;
  return (
    <>
      <ul className="divide-y divide-line">
        {items.map((one) => (
          <Row key={one.id} delivery={one} onRetry={hook.enabled ? () => void retry(one.id) : null} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button className="mt-3" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </>
  );
}
