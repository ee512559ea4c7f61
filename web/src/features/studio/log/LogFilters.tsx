import { useEffect, useState } from 'react';
import { useT } from '@/shared/i18n/core';
import { Field, Select } from '@/shared/ui/Field';
import { KINDS, type LogQuery } from './query';

const PAUSE_MS = 300;

interface FiltersProps {
  query: LogQuery;
  onChange: (name: keyof LogQuery, value: string) => void;
  /** Also asks for the kind and for words. */
  whole: boolean;
}

/** Which days, which kind, which words. */
export function LogFilters({ query, onChange, whole }: FiltersProps) {
  const t = useT();
  return (
    <form
      onSubmit={(event) => event.preventDefault()}
      className="grid grid-cols-2 items-end gap-3 sm:grid-cols-3 xl:grid-cols-[11rem_11rem_11rem_minmax(0,1fr)]"
    >
      <Field
        label={t('log.from')}
        type="date"
        required
        max={query.to}
        value={query.from}
        onChange={(event) => onChange('from', event.target.value)}
      />
      <Field
        label={t('log.to')}
        type="date"
        required
        min={query.from}
        value={query.to}
        onChange={(event) => onChange('to', event.target.value)}
      />
      {whole && (
        <>
          <Select
            label={t('log.kind')}
            value={query.kind}
            onChange={(event) => onChange('kind', event.target.value)}
            className="max-sm:col-span-2"
          >
            <option value="">{t('log.all')}</option>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`log.kind.${kind}`)}
              </option>
            ))}
          </Select>
          <Words text={query.text} onChange={(text) => onChange('text', text)} />
        </>
      )}
    </form>
  );
}

/** Words to look for; the list follows when the typing pauses. */
function Words({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const t = useT();
  const [typed, setTyped] = useState(text);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what counts is what was typed, not who is told
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => onChange(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <Field
      label={t('log.search')}
      type="search"
      dir="auto"
      maxLength={200}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      className="col-span-full xl:col-span-1"
    />
  );
}
