import { type FormEvent, useState } from 'react';
import type { Synonyms } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { Button, IconButton } from '@/shared/ui/Button';
import { Field } from '@/shared/ui/Field';
import { Panel } from '@/shared/ui/Panel';
import { Title } from '@/shared/ui/Text';
import { textsOf } from './useRules';

interface Props {
  synonyms: readonly Synonyms[];
  onChange: (synonyms: Synonyms[]) => void;
}

/** Groups of texts that mean the same. */
export function SynonymsPanel({ synonyms, onChange }: Props) {
  const t = useT();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const add = (event: FormEvent) => {
    event.preventDefault();
    const texts = textsOf(typed);
    setWrong(texts.length < 2);
    if (texts.length < 2) return;
    onChange([...synonyms, { texts }]);
    setTyped('');
  };
  return (
    <Panel title={t('rules.synonyms')}>
      <p className="-mt-2 mb-2 text-sm text-muted">{t('rules.synonymsHint')}</p>
      {synonyms.length === 0 && <p className="text-muted">{t('rules.none')}</p>}
      <ul className="max-h-96 divide-y divide-line overflow-y-auto">
        {synonyms.map((group, at) => (
          <li key={at} className="flex items-center gap-2 py-1">
            <span className="flex min-w-0 grow flex-wrap gap-1.5">
              {group.texts.map((text) => (
                <span key={text} className="inline-flex max-w-full items-center rounded-full bg-sunken px-3 py-1">
                  <Title text={text} />
                </span>
              ))}
            </span>
            <IconButton
              icon="trash"
              label={`${t('common.remove')}: ${group.texts.join(', ')}`}
              onClick={() => onChange(synonyms.filter((_, other) => other !== at))}
            />
          </li>
        ))}
      </ul>
      <form onSubmit={add} className="mt-3 flex items-start gap-2">
        <Field
          label={t('rules.texts')}
          value={typed}
          dir="auto"
          maxLength={900}
          placeholder="nazm, نظم, poem"
          error={wrong ? t('rules.tooFew') : undefined}
          onChange={(event) => setTyped(event.target.value)}
          className="grow"
        />
        <Button type="submit" icon="plus" className="mt-6 shrink-0 px-4 whitespace-nowrap">
          {t('common.add')}
        </Button>
      </form>
    </Panel>
  );
}
