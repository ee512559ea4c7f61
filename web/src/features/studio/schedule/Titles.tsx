import { useT } from '@/shared/i18n/core';
import { Field } from '@/shared/ui/Field';

/** Languages of the listeners, by their own names. */
const LANGUAGES: readonly [string, string][] = [
  ['ur', 'اردو'],
  ['en', 'English'],
  ['pa', 'پنجابی'],
  ['sd', 'سنڌي'],
  ['ps', 'پښتو'],
  ['bal', 'بلۏچی'],
];

interface Props {
  titles: Record<string, string>;
  onChange: (titles: Record<string, string>) => void;
}

/** The title in the languages of the listeners. */
export function Titles({ titles, onChange }: Props) {
  const t = useT();
  return (
    <fieldset className="border-0 p-0">
      <legend className="mb-1 text-sm font-medium">{t('schedule.titles')}</legend>
      <p className="mb-2 text-sm text-muted">{t('schedule.titlesHint')}</p>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        {LANGUAGES.map(([tag, name]) => (
          <Field
            key={tag}
            label={name}
            lang={tag}
            dir="auto"
            maxLength={200}
            value={titles[tag] ?? ''}
            onChange={(event) => onChange({ ...titles, [tag]: event.target.value })}
          />
        ))}
      </div>
    </fieldset>
  );
}
