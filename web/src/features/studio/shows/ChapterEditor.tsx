import { useState } from 'react';
import type { Chapter } from '@/shared/api/shows';
import { useT } from '@/shared/i18n/core';
import { Button, IconButton } from '@/shared/ui/Button';
import { Field } from '@/shared/ui/Field';
import { fromClock, toClock } from './pkt';

/** A chapter as it is written: its beginning may be nonsense for a moment. */
export interface Draft {
  key: number;
  at: string;
  title: string;
  url: string;
}

let last = 0;
const fresh = (part: Omit<Draft, 'key'>): Draft => {
  last += 1;
  return { key: last, ...part };
};

export const toDrafts = (chapters: readonly Chapter[]): Draft[] =>
  chapters.map((one) => fresh({ at: toClock(one.start_ms), title: one.title, url: one.url }));

/** The chapters of what is written; null where a beginning cannot be read. */
export function fromDrafts(drafts: readonly Draft[]): Chapter[] | null {
  const written = drafts.filter((one) => one.title.trim() !== '');
  const chapters = written.map((one) => ({ ...one, start_ms: fromClock(one.at) }));
  if (chapters.some((one) => one.start_ms === null)) return null;
  return chapters.map((one) => ({ start_ms: one.start_ms ?? 0, title: one.title, url: one.url, image: '' }));
}

/** The parts of an episode, one in a line. */
export function ChapterEditor({ drafts, onChange }: { drafts: Draft[]; onChange: (drafts: Draft[]) => void }) {
  const t = useT();
  const [adding, setAdding] = useState(false);
  const change = (key: number, part: Partial<Draft>) =>
    onChange(drafts.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const add = () => {
    setAdding(true);
    onChange([...drafts, fresh({ at: drafts.length === 0 ? '0:00' : '', title: '', url: '' })]);
  };
  return (
    <div>
      {drafts.length === 0 && <p className="text-muted">{t('shows.noChapters')}</p>}
      <ol className="space-y-3">
        {drafts.map((one, index) => (
          <li key={one.key} className="flex flex-wrap items-end gap-2">
            <Field
              label={t('shows.chapterAt')}
              value={one.at}
              dir="ltr"
              placeholder="1:15"
              error={fromClock(one.at) === null && one.at !== '' ? t('shows.chapterAtBad') : undefined}
              autoFocus={adding && index === drafts.length - 1}
              onChange={(event) => change(one.key, { at: event.target.value })}
              className="w-24"
            />
            <Field
              label={t('shows.chapterTitle')}
              value={one.title}
              dir="auto"
              maxLength={300}
              onChange={(event) => change(one.key, { title: event.target.value })}
              className="min-w-40 grow"
            />
            <Field
              label={t('shows.link')}
              value={one.url}
              type="url"
              dir="ltr"
              onChange={(event) => change(one.key, { url: event.target.value })}
              className="min-w-40 grow"
            />
            <IconButton
              icon="trash"
              label={t('shows.dropChapter', { name: one.title || one.at })}
              onClick={() => onChange(drafts.filter((other) => other.key !== one.key))}
            />
          </li>
        ))}
      </ol>
      <Button look="quiet" icon="plus" onClick={add} className="mt-2 -ms-3 px-3">
        {t('shows.addChapter')}
      </Button>
    </div>
  );
}
