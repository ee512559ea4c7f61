import { useState } from 'react';
import { channelPath } from '@/shared/api/studio';
import { type Translate, useT } from '@/shared/i18n/core';
import { Select } from '@/shared/ui/Field';
import { Icon } from '@/shared/ui/Icon';
import { Panel } from '@/shared/ui/Panel';
import { type LogQuery, periodParams } from './query';

const CATEGORIES = ['A', 'B', 'C', 'H', 'I', 'J', 'K', 'L'] as const;

/** A category of SoundExchange in words. */
function inWords(t: Translate, category: (typeof CATEGORIES)[number]): string {
  const kinds = { web: t('log.category.web'), simulcast: t('log.category.simulcast'), talk: t('log.category.talk') };
  const paid = (kind: string) => t('log.category.subscription', { kind });
  return {
    A: kinds.web,
    B: kinds.simulcast,
    C: kinds.talk,
    H: paid(kinds.web),
    I: paid(kinds.simulcast),
    J: paid(kinds.talk),
    K: t('log.category.business'),
    L: t('log.category.satellite'),
  }[category];
}

function File({ href, children }: { href: string; children: string }) {
  return (
    <a
      href={href}
      download
      className="inline-flex min-h-11 items-center gap-2 rounded-full border border-line bg-raised px-5 py-2 leading-snug font-medium no-underline hover:border-muted"
    >
      <Icon name="download" size={20} />
      <span>{children}</span>
    </a>
  );
}

/** The log and its reports as files of the days that are looked at. */
export function Downloads({ slug, query }: { slug: string; query: LogQuery }) {
  const t = useT();
  const [category, setCategory] = useState<(typeof CATEGORIES)[number]>('A');
  const file = (name: string, more: Record<string, string> = {}) =>
    channelPath(slug, `${name}?${periodParams(query, more)}`);
  return (
    <Panel title={t('log.files')}>
      <p className="-mt-1 mb-4 text-sm text-muted">{t('log.filesHint')}</p>
      <div className="flex flex-wrap items-end gap-3">
        <File href={file('log.csv')}>{t('log.csv')}</File>
        <File href={file('reports/royalty.csv')}>{t('log.royalty')}</File>
        <File href={file('reports/soundexchange.csv', { category })}>{t('log.soundexchange')}</File>
        <Select
          label={t('log.category')}
          value={category}
          onChange={(event) => setCategory(event.target.value as typeof category)}
          className="w-full sm:w-72"
        >
          {CATEGORIES.map((one) => (
            <option key={one} value={one}>
              {`${one} · ${inWords(t, one)}`}
            </option>
          ))}
        </Select>
      </div>
    </Panel>
  );
}
