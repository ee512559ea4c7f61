import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useChannels } from '@/shared/api/studio';
import { useT } from '@/shared/i18n/core';
import { useActive } from '@/shared/lib/useActive';
import { useFound, useStill } from '@/shared/search/useSearch';
import { IconButton } from '@/shared/ui/Button';
import { Dialog } from '@/shared/ui/Dialog';
import { Icon } from '@/shared/ui/Icon';
import { Title } from '@/shared/ui/Text';
import { type Place, places } from './places';

/** The station whose studio one is in. */
const useSlug = (): string | undefined => /^\/studio\/([^/]+)/.exec(useLocation().pathname)?.[1];

function usePlaces(typed: string): Place[] {
  const t = useT();
  const slug = useSlug();
  const channels = useChannels({ staleTime: 15_000 });
  const found = useFound(useStill(typed), false);
  return places(t, typed, slug, channels.data?.items ?? [], found.data);
}

function Chooser({ onDone }: { onDone: () => void }) {
  const t = useT();
  const id = useId();
  const go = useNavigate();
  const [typed, setTyped] = useState('');
  const all = usePlaces(typed);
  const { active, step, reset } = useActive(all.length);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);
  useEffect(() => {
    if (active >= 0) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, id]);
  const open = (place: Place | undefined) => {
    if (!place) return;
    onDone();
    void go(place.to);
  };
  const press = (event: KeyboardEvent) => {
    if (step(event) || event.key !== 'Enter') return;
    event.preventDefault();
    open(all[Math.max(0, active)]);
  };
  return (
    <>
      <input
        ref={box}
        type="text"
        inputMode="search"
        role="combobox"
        aria-label={t('palette.label')}
        aria-expanded={all.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        placeholder={t('palette.label')}
        value={typed}
        dir={typed === '' ? undefined : 'auto'}
        maxLength={256}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          reset();
          setTyped(event.target.value);
        }}
        onKeyDown={press}
        className="min-h-12 w-full rounded-full border border-muted bg-raised px-4 placeholder:text-muted"
      />
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={t('palette.open')}
        className="mt-3 max-h-[60dvh] overflow-y-auto"
      >
        {all.map((place, at) => (
          <div
            key={`${place.to} ${place.title}`}
            id={`${id}-${at}`}
            role="option"
            aria-selected={at === active}
            tabIndex={-1}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => open(place)}
            onKeyDown={() => undefined}
            className="flex min-h-12 cursor-pointer items-center gap-3 rounded-lg px-3 hover:bg-sunken aria-selected:bg-sunken"
          >
            <Icon name={place.icon} size={20} className="shrink-0 text-muted" />
            <span className="min-w-0 grow">
              <Title text={place.title} />
            </span>
            <span className="max-w-[40%] min-w-0 shrink-0 text-sm text-muted">
              <Title text={place.under} />
            </span>
          </div>
        ))}
      </div>
      {all.length === 0 && typed.trim() !== '' && <p className="mt-2 px-3 text-muted">{t('palette.none')}</p>}
    </>
  );
}

/** Leads anywhere from anywhere in the studio: by the button, or Ctrl or ⌘ with K. */
export function Palette() {
  const t = useT();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  return (
    <>
      <IconButton
        icon="search"
        label={t('palette.open')}
        title={`${t('palette.open')} (Ctrl K)`}
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setOpen(true)}
      />
      <Dialog open={open} onClose={() => setOpen(false)} title={t('palette.open')}>
        <Chooser onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}
