import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { patch, remove, request } from '@/shared/api/client';
import { type Show, showPath } from '@/shared/api/shows';
import { LANGS, TAGS, useT } from '@/shared/i18n/core';
import { attempt } from '@/shared/lib/faults';
import { Button } from '@/shared/ui/Button';
import { Cover } from '@/shared/ui/Cover';
import { Check, Field, Select } from '@/shared/ui/Field';
import { Panel } from '@/shared/ui/Panel';
import { say } from '@/shared/ui/Toast';
import { CATEGORIES } from './categories';
import { languageName, TextsField } from './TextsField';

const UPLOAD_MS = 120_000;

/** The cover, and another one. */
function CoverBox({ show, onChanged }: { show: Show; onChanged: () => void }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const path = showPath(show.slug, 'cover');
  const take = async (file: File | undefined) => {
    if (!file) return;
    await attempt(() => request(path, { method: 'PUT', body: file, timeoutMs: UPLOAD_MS }));
    onChanged();
  };
  return (
    <div className="flex flex-wrap items-center gap-4">
      <Cover name={show.title} artUrl={`${show.cover_url}&size=300`} className="w-28" />
      <div className="space-y-2">
        <p className="text-sm text-muted">{t('shows.coverHint')}</p>
        <div className="flex flex-wrap gap-2">
          <Button icon="upload" onClick={() => input.current?.click()}>
            {t('shows.coverChoose')}
          </Button>
          {show.has_cover && (
            <Button look="quiet" icon="trash" onClick={() => void attempt(() => remove(path)).then(onChanged)}>
              {t('common.remove')}
            </Button>
          )}
        </div>
        <input
          ref={input}
          type="file"
          hidden
          accept="image/jpeg,image/png,image/webp"
          aria-label={t('shows.coverChoose')}
          onChange={(event) => void take(event.target.files?.[0])}
        />
      </div>
    </div>
  );
}

/** Everything that can be said of a show. */
export function ShowForm({ show }: { show: Show }) {
  const t = useT();
  const queries = useQueryClient();
  const [titles, setTitles] = useState(show.titles);
  const [descriptions, setDescriptions] = useState(show.descriptions);
  const refresh = () => void queries.invalidateQueries({ queryKey: ['show', show.slug] });
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const wish = {
      titles,
      descriptions,
      language: text('language'),
      category: text('category'),
      author: text('author'),
      owner_email: text('owner_email'),
      link: text('link'),
      copyright: text('copyright'),
      kind: text('kind'),
      state: text('state'),
      explicit: form.has('explicit'),
      locked: form.has('locked'),
    };
    if (await attempt(() => patch(showPath(show.slug), wish))) say(t('common.saved'));
    refresh();
  };
  const tags = [...new Set([show.language, ...LANGS.map((lang) => TAGS[lang])])];
  return (
    <Panel title={t('shows.about')}>
      <CoverBox show={show} onChanged={refresh} />
      <form onSubmit={(event) => void save(event)} className="mt-5 space-y-4">
        <TextsField label={t('shows.title')} value={titles} main={show.language} onChange={setTitles} />
        <TextsField
          label={t('shows.description')}
          value={descriptions}
          main={show.language}
          long
          onChange={setDescriptions}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <Select label={t('shows.language')} name="language" defaultValue={show.language}>
            {tags.map((tag) => (
              <option key={tag} value={tag}>
                {languageName(tag)}
              </option>
            ))}
          </Select>
          <Select label={t('shows.category')} name="category" defaultValue={show.category} dir="ltr">
            {CATEGORIES.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
          <Field label={t('shows.author')} name="author" dir="auto" defaultValue={show.author} maxLength={300} />
          <Field
            label={t('shows.email')}
            name="owner_email"
            type="email"
            dir="ltr"
            defaultValue={show.owner_email}
            hint={t('shows.emailHint')}
          />
          <Field label={t('shows.link')} name="link" type="url" dir="ltr" defaultValue={show.link} />
          <Field label={t('shows.copyright')} name="copyright" dir="auto" defaultValue={show.copyright} />
          <Select label={t('shows.order')} name="kind" defaultValue={show.kind}>
            <option value="episodic">{t('shows.episodic')}</option>
            <option value="serial">{t('shows.serial')}</option>
          </Select>
          <Select label={t('shows.visible')} name="state" defaultValue={show.state}>
            {(['published', 'draft', 'archived'] as const).map((state) => (
              <option key={state} value={state}>
                {t(`shows.state.${state}`)}
              </option>
            ))}
          </Select>
        </div>
        <Check label={t('episode.explicit')} name="explicit" defaultChecked={show.explicit} />
        <Check label={t('shows.locked')} name="locked" defaultChecked={show.locked} />
        <div className="flex justify-end">
          <Button type="submit" look="main">
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
