import { useId, useState } from 'react';
import type { Texts } from '@/shared/api/shows';
import { LANGS, NAMES, TAGS, useT } from '@/shared/i18n/core';
import { Button, IconButton } from '@/shared/ui/Button';

const BOX = 'min-h-11 w-full rounded-lg border border-muted bg-raised px-3 py-2 text-ink';

/** What a language is called, by its tag. */
export function languageName(tag: string): string {
  const ours = LANGS.find((lang) => lang === tag || TAGS[lang] === tag);
  return ours ? NAMES[ours] : tag;
}

interface Props {
  label: string;
  value: Texts;
  /** The main language, which is always shown. */
  main: string;
  /** Whether it has several lines. */
  long?: boolean;
  onChange: (value: Texts) => void;
}

function Box({
  label,
  text,
  long,
  required,
  onText,
}: {
  label: string;
  text: string;
  long?: boolean;
  required: boolean;
  onText: (text: string) => void;
}) {
  const id = useId();
  return (
    <div className="min-w-0 grow">
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      {long ? (
        <textarea
          id={id}
          dir="auto"
          rows={5}
          value={text}
          onChange={(event) => onText(event.target.value)}
          className={BOX}
        />
      ) : (
        <input
          id={id}
          dir="auto"
          required={required}
          maxLength={300}
          value={text}
          onChange={(event) => onText(event.target.value)}
          className={BOX}
        />
      )}
    </div>
  );
}

/** A text in several languages, a box for each. */
export function TextsField({ label, value, main, long, onChange }: Props) {
  const t = useT();
  const [added, setAdded] = useState<string[]>([]);
  const shown = [...new Set([main, ...Object.keys(value), ...added])];
  const rest = LANGS.filter((lang) => !shown.some((tag) => tag === lang || tag === TAGS[lang]));
  const next = rest[0];
  const drop = (tag: string) => {
    const { [tag]: _gone, ...others } = value;
    setAdded(added.filter((one) => one !== tag));
    onChange(others);
  };
  return (
    <fieldset className="space-y-2 border-0 p-0">
      <legend className="sr-only">{label}</legend>
      {shown.map((tag) => (
        <div key={tag} className="flex items-end gap-1">
          <Box
            label={`${label} · ${languageName(tag)}`}
            text={value[tag] ?? ''}
            long={long}
            required={tag === main}
            onText={(text) => onChange({ ...value, [tag]: text })}
          />
          {tag !== main && (
            <IconButton
              icon="trash"
              label={t('shows.dropLanguage', { name: languageName(tag) })}
              onClick={() => drop(tag)}
            />
          )}
        </div>
      ))}
      {next && (
        <div className="flex flex-wrap gap-1">
          {rest.map((lang) => (
            <Button
              key={lang}
              look="quiet"
              icon="plus"
              className="px-3 text-sm"
              aria-label={`${label}: ${NAMES[lang]}`}
              onClick={() => setAdded([...added, TAGS[lang]])}
            >
              {NAMES[lang]}
            </Button>
          ))}
        </div>
      )}
    </fieldset>
  );
}
