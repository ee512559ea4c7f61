import { useState } from 'react';
import { post, remove, request } from '@/shared/api/client';
import { channelPath, useChannelList, useRefresh } from '@/shared/api/studio';
import type { Webhook, WebhookTrial, WebhookWithSecret } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatDate } from '@/shared/i18n/format';
import { attempt } from '@/shared/lib/faults';
import { Button } from '@/shared/ui/Button';
import { Confirm } from '@/shared/ui/Confirm';
import { CopyRow } from '@/shared/ui/CopyRow';
import { Dialog } from '@/shared/ui/Dialog';
import { Panel } from '@/shared/ui/Panel';
import { Failed } from '@/shared/ui/State';
import { useChannel } from '../useChannel';
import { Deliveries } from './Deliveries';
import { WebhookForm } from './WebhookForm';
import { KINDS, placeOf } from './webhooks';

/** Longest wait for a trial: the operator may give the other server a minute. */
const TRIAL_MS = 70_000;

/** How a webhook is doing, where that is worth a word. */
function Health({ hook }: { hook: Webhook }) {
  const t = useT();
  if (!hook.enabled) {
    const why = { gone: 'webhook.gone', failing: 'webhook.offFailing' } as const;
    const isOurs = hook.disabled_reason !== null;
    return (
      <span className={`text-sm ${isOurs ? 'text-voice' : 'text-muted'}`}>
        {t(hook.disabled_reason ? why[hook.disabled_reason] : 'common.off')}
      </span>
    );
  }
  if (!hook.failing_since) return null;
  const time = formatDate(t, Date.parse(hook.failing_since));
  return <span className="text-sm text-saffron">{t('webhook.failing', { time })}</span>;
}

/** What came of a trial. */
function Trial({ trial }: { trial: WebhookTrial }) {
  const t = useT();
  return (
    <div role="status" className="mt-2 w-full rounded-lg bg-sunken p-3 text-sm">
      <p className={`font-medium ${trial.delivered ? 'text-leaf' : 'text-voice'}`}>
        {trial.delivered
          ? t('webhook.testOk', { status: String(trial.status), ms: trial.took_ms })
          : t('webhook.testBad')}
      </p>
      {trial.problem && <p dir="auto">{trial.problem}</p>}
      {trial.answer !== '' && (
        <pre dir="auto" className="mt-1 max-h-32 overflow-auto whitespace-pre-wrap">
          {trial.answer}
        </pre>
      )}
    </div>
  );
}

interface RowProps {
  slug: string;
  hook: Webhook;
  onEdit: () => void;
  onDeliveries: () => void;
  onSecret: (hook: WebhookWithSecret) => void;
}

function Row({ slug, hook, onEdit, onDeliveries, onSecret }: RowProps) {
  const t = useT();
  const refresh = useRefresh(slug);
  const [trial, setTrial] = useState<WebhookTrial | null>(null);
  const [busy, setBusy] = useState(false);
  const path = channelPath(slug, `webhooks/${hook.id}`);
  const test = async () => {
    setBusy(true);
    setTrial(null);
    const options = { method: 'POST', timeoutMs: TRIAL_MS };
    await attempt(async () => setTrial(await request<WebhookTrial>(`${path}/test`, options)));
    setBusy(false);
  };
  const rotate = () => attempt(async () => onSecret(await post<WebhookWithSecret>(`${path}/rotate-secret`)));
  const drop = async () => {
    await attempt(() => remove(path));
    await refresh('webhooks');
  };
  return (
    <li className="py-3">
      <h3 className="font-medium">
        <bdi>{hook.name}</bdi>
      </h3>
      <p className="flex flex-wrap gap-x-2 text-sm text-muted">
        <span>{KINDS[hook.target.kind].name ?? t('webhook.kind.generic')}</span>
        <code dir="ltr" className="min-w-0 [overflow-wrap:anywhere]">
          {placeOf(hook)}
        </code>
      </p>
      <p className="text-sm text-muted">{hook.triggers.map((one) => t(`webhook.on.${one}`)).join(' · ')}</p>
      <Health hook={hook} />
      <div className="-ms-3 mt-1 flex flex-wrap gap-1">
        <Button look="quiet" icon="play" className="px-3" busy={busy} onClick={() => void test()}>
          {t('webhook.test')}
        </Button>
        <Button look="quiet" icon="history" className="px-3" onClick={onDeliveries}>
          {t('webhook.sent')}
        </Button>
        <Button
          look="quiet"
          icon="settings"
          className="px-3"
          onClick={onEdit}
          aria-label={t('webhook.edit', { name: hook.name })}
        >
          {t('webhook.change')}
        </Button>
        {hook.target.kind === 'generic' && (
          <Confirm
            label={t('webhook.rotate')}
            question={t('webhook.rotateAsk')}
            consequence={t('webhook.rotate')}
            onConfirm={() => void rotate()}
          >
            {(ask) => (
              <Button look="quiet" icon="plug" className="px-3" onClick={ask}>
                {t('webhook.rotate')}
              </Button>
            )}
          </Confirm>
        )}
        <Confirm
          label={t('webhook.delete', { name: hook.name })}
          question={t('webhook.deleteAsk')}
          consequence={t('webhook.delete', { name: hook.name })}
          onConfirm={() => void drop()}
        >
          {(ask) => (
            <Button look="quiet" icon="trash" className="px-3" onClick={ask}>
              {t('common.remove')}
            </Button>
          )}
        </Confirm>
      </div>
      {trial && <Trial trial={trial} />}
    </li>
  );
}

/** What is open over the list. */
type Open =
  | { what: 'new' }
  | { what: 'edit' | 'deliveries'; hook: Webhook }
  | { what: 'secret'; hook: WebhookWithSecret };

/** What happens on the station, told to other servers and services. */
export function WebhooksPage() {
  const t = useT();
  const { slug } = useChannel();
  const refresh = useRefresh(slug);
  const list = useChannelList<Webhook>(slug, 'webhooks', 10_000);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const kept = (hook: Webhook | WebhookWithSecret) => {
    setOpen('secret' in hook && hook.secret ? { what: 'secret', hook } : null);
    void refresh('webhooks');
  };
  const title = () => {
    if (open === null || open.what === 'new') return t('webhook.new');
    const key = { edit: 'webhook.edit', deliveries: 'webhook.sentOf', secret: 'webhook.secretOf' } as const;
    return t(key[open.what], { name: open.hook.name });
  };
  if (list.isError && !list.data) return <Failed text={t('webhook.failed')} onRetry={() => void list.refetch()} />;
  return (
    <Panel
      title={t('studio.webhooks')}
      aside={
        <Button look="main" icon="plus" onClick={() => setOpen({ what: 'new' })}>
          {t('webhook.new')}
        </Button>
      }
    >
      <p className="text-muted">{t('webhook.intro')}</p>
      {list.data?.items.length === 0 && <p className="mt-3">{t('webhook.empty')}</p>}
      <ul className="divide-y divide-line">
        {list.data?.items.map((hook) => (
          <Row
            key={hook.id}
            slug={slug}
            hook={hook}
            onEdit={() => setOpen({ what: 'edit', hook })}
            onDeliveries={() => setOpen({ what: 'deliveries', hook })}
            onSecret={kept}
          />
        ))}
      </ul>
      <Dialog open={open !== null} onClose={close} title={title()}>
        {open?.what === 'new' && <WebhookForm slug={slug} onKept={kept} onCancel={close} />}
        {open?.what === 'edit' && <WebhookForm slug={slug} hook={open.hook} onKept={kept} onCancel={close} />}
        {open?.what === 'deliveries' && <Deliveries slug={slug} hook={open.hook} />}
        {open?.what === 'secret' && (
          <>
            <p className="mb-3">{t('webhook.secretOnce')}</p>
            <dl>
              <CopyRow label={t('webhook.secret')} value={open.hook.secret ?? ''} />
            </dl>
          </>
        )}
      </Dialog>
    </Panel>
  );
}
