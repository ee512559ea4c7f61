import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { post } from '@/shared/api/client';
import { useChannels } from '@/shared/api/studio';
import type { Channel } from '@/shared/api/types';
import { LANGS, NAMES, useT } from '@/shared/i18n/core';
import { formatPeople } from '@/shared/i18n/format';
import { attempt } from '@/shared/lib/faults';
import { slugFrom } from '@/shared/lib/slug';
import { usePageTitle } from '@/shared/lib/usePageTitle';
import { AirBadge } from '@/shared/ui/Badge';
import { Button } from '@/shared/ui/Button';
import { Cover } from '@/shared/ui/Cover';
import { Dialog } from '@/shared/ui/Dialog';
import { Field, Select } from '@/shared/ui/Field';
import { Empty, Failed } from '@/shared/ui/State';
import { Title } from '@/shared/ui/Text';

function NewChannel({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT();
  const go = useNavigate();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [slug, setSlug] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const wanted = { name: name.trim(), slug: String(form.get('slug')), language: String(form.get('language')) };
    const made = await attempt(() => post<Channel>('/api/v1/channels', wanted));
    if (!made) return;
    await queries.invalidateQueries({ queryKey: ['channels'] });
    await go(`/studio/${wanted.slug}/encoder`);
  };
  return (
    <Dialog open={open} onClose={onClose} title={t('studio.newChannel')}>
      <form onSubmit={(event) => void submit(event)} className="space-y-4">
        <Field
          label={t('setup.stationName')}
          required
          dir="auto"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label={t('setup.slug')}
          hint={t('setup.slugHint')}
          name="slug"
          dir="ltr"
          required
          pattern="[a-z0-9][a-z0-9\-]{1,39}"
          value={slug ?? slugFrom(name)}
          onChange={(event) => setSlug(event.target.value)}
        />
        <Select label={t('setup.language')} name="language" defaultValue={t.lang}>
          {LANGS.map((lang) => (
            <option key={lang} value={lang}>
              {NAMES[lang]}
            </option>
          ))}
        </Select>
        <Button type="submit" look="main" className="w-full">
          {t('studio.create')}
        </Button>
      </form>
    </Dialog>
  );
}

/** The stations that one may run. */
export function ChannelsPage() {
  const t = useT();
  const [adding, setAdding] = useState(false);
  const query = useChannels({ refetchInterval: 15_000 });
  usePageTitle(t('studio.title'));
  return (
    <div className="mx-auto max-w-[1200px] px-4 py-6 lg:px-6">
      <header className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-xl font-semibold">{t('studio.channels')}</h1>
        <Button look="main" icon="plus" onClick={() => setAdding(true)}>
          {t('studio.newChannel')}
        </Button>
      </header>
      {query.isError && !query.data && <Failed text={t('home.failed')} onRetry={() => void query.refetch()} />}
      {query.data?.items.length === 0 && <Empty title={t('studio.noChannels')} />}
      <ul className="grid grid-cols-1 gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {query.data?.items.map((channel) => (
          <li
            key={channel.slug}
            className="relative flex items-center gap-4 rounded-card bg-raised p-3 shadow-[0_1px_0_var(--line)] hover:shadow-(--shadow)"
          >
            <Cover name={channel.name} artUrl={channel.art_url} className="w-20" />
            <div className="min-w-0 grow">
              <h2 className="font-semibold">
                <Link
                  to={`/studio/${channel.slug}`}
                  className="no-underline after:absolute after:inset-0 after:rounded-card"
                >
                  <Title text={channel.name} />
                </Link>
              </h2>
              <p className="mt-1 flex flex-wrap items-center gap-2 text-sm text-muted">
                <AirBadge state={channel.on_air} />
                <span className="tabular">{formatPeople(t, channel.listeners)}</span>
                <span className="sr-only">{t('studio.listeners')}</span>
              </p>
            </div>
          </li>
        ))}
      </ul>
      <NewChannel open={adding} onClose={() => setAdding(false)} />
    </div>
  );
}
