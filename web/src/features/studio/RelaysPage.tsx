import { type FormEvent, useState } from 'react';
import { post, remove } from '@/shared/api/client';
import { channelPath, useChannelList, useRefresh } from '@/shared/api/studio';
import type { Relay } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { attempt } from '@/shared/lib/faults';
import { Button } from '@/shared/ui/Button';
import { Choice } from '@/shared/ui/Choice';
import { Confirm } from '@/shared/ui/Confirm';
import { Field, Select } from '@/shared/ui/Field';
import { Panel } from '@/shared/ui/Panel';
import { renditionName } from './names';
import { useChannel } from './useChannel';

function NewRelay({ slug, renditions }: { slug: string; renditions: string[] }) {
  const t = useT();
  const refresh = useRefresh(slug);
  const [direction, setDirection] = useState<Relay['direction']>('push');
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const filled = [...new FormData(form)].filter(([name, value]) => value !== '' && !name.startsWith('_'));
    const wanted = { mode: 'always', protocol: 'icecast', ...Object.fromEntries(filled), direction };
    if (await attempt(() => post(channelPath(slug, 'relays'), wanted))) form.reset();
    await refresh('relays');
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      <Choice
        legend={t('relay.intro')}
        value={direction}
        onChange={setDirection}
        options={[
          { value: 'push', label: t('relay.push') },
          { value: 'pull', label: t('relay.pull') },
        ]}
        className="sm:col-span-2"
      />
      <Field
        label={t('relay.url')}
        name="url"
        type="url"
        dir="ltr"
        required
        placeholder="https://"
        className="sm:col-span-2"
      />
      {direction === 'push' ? (
        <>
          <Field label={t('encoder.user')} name="user" dir="ltr" autoComplete="off" />
          <Field label={t('encoder.password')} name="password" type="password" dir="ltr" autoComplete="new-password" />
          <Select label={t('relay.rendition')} name="rendition">
            {renditions.map((one) => (
              <option key={one} value={one}>
                {renditionName(one)}
              </option>
            ))}
          </Select>
          <Select label={t('relay.protocol')} name="protocol">
            <option value="icecast">Icecast</option>
            <option value="shoutcast">Shoutcast</option>
          </Select>
        </>
      ) : (
        <Select label={t('relay.mode')} name="mode">
          <option value="always">{t('relay.always')}</option>
          <option value="on_demand">{t('relay.on_demand')}</option>
        </Select>
      )}
      <div className="sm:col-span-2">
        <Button type="submit" look="main" icon="plus">
          {t('common.add')}
        </Button>
      </div>
    </form>
  );
}

/** Streams taken in and sent out. */
export function RelaysPage() {
  const t = useT();
  const { slug, renditions } = useChannel();
  const refresh = useRefresh(slug);
  const list = useChannelList<Relay>(slug, 'relays', 10_000);
  const drop = async (id: string) => {
    await attempt(() => remove(channelPath(slug, `relays/${id}`)));
    await refresh('relays');
  };
  return (
    <div className="space-y-5">
      <Panel title={t('studio.relays')}>
        {list.data?.items.length === 0 && <p className="text-muted">{t('relay.empty')}</p>}
        <ul className="divide-y divide-line">
          {list.data?.items.map((one) => (
            <li key={one.id} className="flex flex-wrap items-center gap-3 py-2">
              <span className="min-w-0 grow">
                <strong className="font-medium">{t(one.direction === 'pull' ? 'relay.pull' : 'relay.push')}</strong>
                <code dir="ltr" className="block truncate text-start text-sm text-muted">
                  {one.url}
                </code>
                {one.status.connected ? (
                  <span className="text-sm text-leaf">{t('relay.connected')}</span>
                ) : (
                  one.status.problem && <bdi className="text-sm text-saffron">{one.status.problem}</bdi>
                )}
              </span>
              <span className="text-sm text-muted">{t(`relay.${one.mode}`)}</span>
              <Confirm
                label={t('relay.delete')}
                question={one.url}
                consequence={t('relay.delete')}
                onConfirm={() => void drop(one.id)}
              >
                {(ask) => (
                  <Button look="quiet" icon="trash" onClick={ask}>
                    {t('common.remove')}
                  </Button>
                )}
              </Confirm>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel>
        <NewRelay slug={slug} renditions={renditions} />
      </Panel>
    </div>
  );
}
