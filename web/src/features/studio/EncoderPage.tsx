import { type FormEvent, useState } from 'react';
import { post, remove } from '@/shared/api/client';
import { channelPath, useChannelList, useChannelPart, useRefresh } from '@/shared/api/studio';
import type { Credential, Encoder } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { attempt } from '@/shared/lib/faults';
import { Button } from '@/shared/ui/Button';
import { Confirm } from '@/shared/ui/Confirm';
import { CopyRow } from '@/shared/ui/CopyRow';
import { EncoderCard } from '@/shared/ui/EncoderCard';
import { EncoderWait } from '@/shared/ui/EncoderWait';
import { Field } from '@/shared/ui/Field';
import { Panel } from '@/shared/ui/Panel';
import { useChannel } from './useChannel';

function NewCredential({ slug, onMade }: { slug: string; onMade: (made: Credential) => void }) {
  const t = useT();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const wanted = { user: String(data.get('user')).trim(), name: String(data.get('name')).trim() };
    await attempt(async () =>
      onMade({ ...wanted, ...(await post<Credential>(channelPath(slug, 'credentials'), wanted)) }),
    );
    form.reset();
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="mt-4 flex flex-wrap items-end gap-3">
      <Field label={t('common.name')} name="name" required dir="auto" className="min-w-40 grow" />
      <Field
        label={t('dj.user')}
        name="user"
        required
        dir="ltr"
        pattern="[A-Za-z0-9._\-]{1,40}"
        className="min-w-40 grow"
      />
      <Button type="submit" icon="plus">
        {t('common.add')}
      </Button>
    </form>
  );
}

function Credentials({ slug }: { slug: string }) {
  const t = useT();
  const list = useChannelList<Credential>(slug, 'credentials');
  const refresh = useRefresh(slug);
  const [made, setMade] = useState<Credential | null>(null);
  const drop = async (id: string) => {
    await attempt(() => remove(channelPath(slug, `credentials/${id}`)));
    await refresh('credentials');
  };
  return (
    <Panel title={t('dj.title')}>
      <p className="mb-3 text-muted">{t('dj.intro')}</p>
      {list.data?.items.length === 0 && <p>{t('dj.empty')}</p>}
      <ul className="divide-y divide-line">
        {list.data?.items.map((one) => (
          <li key={one.id} className="flex items-center gap-3 py-1">
            <span className="min-w-0 grow">
              <bdi className="font-medium">{one.name}</bdi> <code className="text-muted">{one.user}</code>
            </span>
            <Confirm
              label={t('dj.remove', { name: one.name })}
              question={t('encoder.rotateAsk')}
              consequence={t('dj.remove', { name: one.name })}
              onConfirm={() => void drop(one.id)}
            >
              {(ask) => (
                <Button look="quiet" icon="trash" onClick={ask} aria-label={t('dj.remove', { name: one.name })}>
                  {t('common.remove')}
                </Button>
              )}
            </Confirm>
          </li>
        ))}
      </ul>
      {made?.password && (
        <div role="status" className="mt-4 rounded-card bg-sunken p-4">
          <p className="font-medium">{t('dj.created', { name: made.name })}</p>
          <dl>
            <CopyRow label={made.user} value={made.password} />
          </dl>
        </div>
      )}
      <NewCredential
        slug={slug}
        onMade={(one) => {
          setMade(one);
          void refresh('credentials');
        }}
      />
    </Panel>
  );
}

/** How to connect: settings to copy, guides, the state of the line, and the accounts of presenters. */
export function EncoderPage() {
  const t = useT();
  const { slug } = useChannel();
  const encoder = useChannelPart<Encoder>(slug, 'encoder');
  const refresh = useRefresh(slug);
  const rotate = async () => {
    await attempt(() => post(channelPath(slug, 'encoder/rotate')));
    await refresh('encoder');
  };
  return (
    <div className="space-y-5">
      <EncoderWait slug={slug} />
      {encoder.data && <EncoderCard encoder={encoder.data} />}
      <Confirm
        label={t('encoder.rotate')}
        question={t('encoder.rotateAsk')}
        consequence={t('encoder.rotate')}
        onConfirm={() => void rotate()}
      />
      <Credentials slug={slug} />
    </div>
  );
}
