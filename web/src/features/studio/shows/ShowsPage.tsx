import { type FormEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { post } from '@/shared/api/client';
import type { Show } from '@/shared/api/shows';
import { channelPath, useChannelList, useRefresh } from '@/shared/api/studio';
import { LANGS, NAMES, TAGS, useT } from '@/shared/i18n/core';
import { attempt } from '@/shared/lib/faults';
import { slugFrom } from '@/shared/lib/slug';
import { Button } from '@/shared/ui/Button';
import { Cover } from '@/shared/ui/Cover';
import { Field, Select } from '@/shared/ui/Field';
import { Panel } from '@/shared/ui/Panel';
import { Failed } from '@/shared/ui/State';
import { Title } from '@/shared/ui/Text';
import { pagePath } from '../pages';
import { useChannel } from '../useChannel';

function NewShow({ slug, language }: { slug: string; language: string }) {
  const t = useT();
  const refresh = useRefresh(slug);
  const go = useNavigate();
  const [name, setName] = useState('');
  const [address, setAddress] = useState<string | null>(null);
  const create = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const spoken = String(new FormData(event.currentTarget).get('language'));
    const wish = { slug: address ?? slugFrom(name), language: spoken, titles: { [spoken]: name } };
    await attempt(async () => {
      const made = await post<Show>(channelPath(slug, 'shows'), wish);
      await refresh('shows');
      await go(pagePath(slug, `shows/${made.slug}`));
    });
  };
  return (
    <Panel title={t('shows.new')}>
      <form onSubmit={(event) => void create(event)} className="grid gap-3 sm:grid-cols-2">
        <Field
          label={t('shows.title')}
          name="title"
          required
          dir="auto"
          maxLength={300}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label={t('shows.address')}
          name="slug"
          required
          dir="ltr"
          pattern="[a-z0-9][a-z0-9\-]{1,39}"
          hint={t('shows.addressHint')}
          value={address ?? slugFrom(name)}
          onChange={(event) => setAddress(event.target.value)}
        />
        <Select label={t('shows.language')} name="language" defaultValue={language}>
          {LANGS.map((lang) => (
            <option key={lang} value={TAGS[lang]}>
              {NAMES[lang]}
            </option>
          ))}
        </Select>
        <div className="flex items-end justify-end">
          <Button type="submit" look="main" icon="plus">
            {t('shows.create')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

/** The shows of a station. */
export function ShowsPage() {
  const t = useT();
  const { slug, language } = useChannel();
  const list = useChannelList<Show>(slug, 'shows');
  const items = list.data?.items ?? [];
  const ours = LANGS.find((lang) => lang === language);
  if (list.isError && !list.data) return <Failed text={t('shows.failed')} onRetry={() => void list.refetch()} />;
  return (
    <div className="space-y-5">
      {list.data && items.length === 0 && <p className="text-muted">{t('shows.empty')}</p>}
      <ul className="grid gap-3 sm:grid-cols-2">
        {items.map((show) => (
          <li
            key={show.id}
            className="relative flex items-center gap-4 rounded-card bg-raised p-3 shadow-[0_1px_0_var(--line)]"
          >
            <Cover name={show.title} artUrl={`${show.cover_url}&size=300`} className="w-20" />
            <div className="min-w-0">
              <Link
                to={pagePath(slug, `shows/${show.slug}`)}
                className="block font-semibold no-underline after:absolute after:inset-0 after:rounded-card"
              >
                <Title text={show.title} lines={2} />
              </Link>
              <p className="text-sm text-muted">
                {t('show.count', { count: show.episode_count })}
                {show.state !== 'published' && ` · ${t(`shows.state.${show.state}`)}`}
              </p>
            </div>
          </li>
        ))}
      </ul>
      {list.data && <NewShow slug={slug} language={ours ? TAGS[ours] : 'ur'} />}
    </div>
  );
}
