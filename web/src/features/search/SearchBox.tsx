import { type KeyboardEvent, type Ref, useId } from 'react';
import type { Suggestion } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { useActive } from '@/shared/lib/useActive';
import { KINDS } from '@/shared/search/kinds';
import { IconButton } from '@/shared/ui/Button';
import { Icon, type IconName } from '@/shared/ui/Icon';
import { Title } from '@/shared/ui/Text';
import { VoiceButton } from './VoiceButton';

interface Props {
  ref?: Ref<HTMLInputElement>;
  value: string;
  suggestions: readonly Suggestion[];
  onType: (text: string) => void;
  /** Searches for a whole query. */
  onSearch: (text: string) => void;
}

const icon = ({ kind }: Suggestion): IconName => (kind ? KINDS[kind].icon : 'search');

/** The one box for everything, with what its beginning may become. */
export function SearchBox({ ref, value, suggestions, onType, onSearch }: Props) {
  const t = useT();
  const id = useId();
  const { active, step, reset } = useActive(suggestions.length);
  const chosen = suggestions[active];
  const search = (text: string) => {
    reset();
    onSearch(text);
  };
  const press = (event: KeyboardEvent) => {
    if (step(event) || event.key !== 'Escape' || (active < 0 && value === '')) return;
    event.preventDefault();
    if (active >= 0) reset();
    else onType('');
  };
  return (
    <search>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          search(chosen?.text ?? value);
        }}
        className="flex items-center gap-1 rounded-full border border-muted bg-raised ps-4 pe-1.5 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-sky"
      >
        <Icon name="search" size={20} className="text-muted" />
        <input
          ref={ref}
          type="search"
          role="combobox"
          aria-label={t('search.label')}
          aria-expanded={suggestions.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={chosen ? `${id}-${active}` : undefined}
          placeholder={t('search.label')}
          value={value}
          dir={value === '' ? undefined : 'auto'}
          maxLength={256}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="search"
          onChange={(event) => {
            reset();
            onType(event.target.value);
          }}
          onKeyDown={press}
          className="min-h-12 min-w-0 grow bg-transparent px-2 focus-visible:outline-none! placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
        />
        {value !== '' && <IconButton icon="close" label={t('search.clear')} onClick={() => onType('')} />}
        <VoiceButton onHeard={search} />
      </form>
      <div id={`${id}-list`} role="listbox" aria-label={t('search.suggestions')} className="mt-1">
        {suggestions.map((suggestion, index) => (
          <div
            key={`${suggestion.kind}${suggestion.text}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            tabIndex={-1}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => search(suggestion.text)}
            onKeyDown={() => undefined}
            className="flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-4 hover:bg-sunken aria-selected:bg-sunken"
          >
            <Icon name={icon(suggestion)} size={18} className="text-muted" />
            <Title text={suggestion.text} />
          </div>
        ))}
      </div>
    </search>
  );
}
