import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { get, post, remove } from '@/shared/api/client';
import type { ApiKey, List } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatDate } from '@/shared/i18n/format';
import { attempt } from '@/shared/lib/faults';
import { Button } from '@/shared/ui/Button';
import { Confirm } from '@/shared/ui/Confirm';
import { CopyRow } from '@/shared/ui/CopyRow';
import { Field } from '@/shared/ui/Field';
import { Panel } from '@/shared/ui/Panel';
import { useFactor } from './useFactor';
import { useProved } from './useProved';

const PATH = '/api/v1/me/keys';

/** Keys for programs of one's own. */
export function Keys() {
  const t = useT();
  const [made, setMade] = useState('');
  const list = useQuery({ queryKey: ['keys'], queryFn: ({ signal }) => get<List<ApiKey>>(PATH, signal) });
  const items = list.data?.items ?? [];
  const factor = useFactor();
  const { busy, faults, onSubmit } = useProved(async (read) => {
    const key = await post<{ token: string }>(PATH, { name: read('name').trim(), code: read('code') || undefined });
    setMade(key.token);
    await list.refetch();
  });
  const drop = async (key: ApiKey) => {
    await attempt(() => remove(`${PATH}/${key.id}`));
    await list.refetch();
  };
  return (
    <Panel title={t('account.keys')}>
      <p className="mb-3 text-sm text-muted">{t('account.keysHint')}</p>
      {list.data && items.length === 0 && <p className="text-muted">{t('account.keysEmpty')}</p>}
      <ul className="divide-y divide-line">
        {items.map((key) => (
          <li key={key.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
            <span className="min-w-0 grow [overflow-wrap:anywhere]">
              <bdi>{key.name}</bdi> <code dir="ltr">…{key.hint}</code>
              <span className="block text-sm text-muted">{formatDate(t, Date.parse(key.created_at))}</span>
            </span>
            <Confirm
              label={t('account.keyDelete')}
              question={t('account.keyDeleteAsk', { name: key.name })}
              consequence={t('account.keyDelete')}
              onConfirm={() => void drop(key)}
            />
          </li>
        ))}
      </ul>
      {made && (
        <div role="status" className="my-3 rounded-lg bg-sunken px-3">
          <dl>
            <CopyRow label={t('account.keyMade')} value={made} />
          </dl>
        </div>
      )}
      <form onSubmit={onSubmit} className="mt-3 flex flex-wrap items-end gap-3">
        <Field
          label={t('common.name')}
          name="name"
          required
          maxLength={100}
          dir="auto"
          className="min-w-48 grow"
          error={faults.name ?? faults.form}
        />
        {factor.data?.is_on && (
          <Field
            label={t('factor.code')}
            hint={t('factor.codeHint')}
            name="code"
            autoComplete="one-time-code"
            required
            maxLength={40}
            dir="ltr"
            className="min-w-48 grow"
            error={faults.code}
          />
        )}
        <Button type="submit" icon="plus" busy={busy}>
          {t('common.add')}
        </Button>
      </form>
    </Panel>
  );
}
