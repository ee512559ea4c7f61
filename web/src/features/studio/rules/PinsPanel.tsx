import { useState } from 'react';
import type { Pin, SearchHit, SearchRules } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { formatCount } from '@/shared/i18n/format';
import { faultText } from '@/shared/lib/faults';
import { hitsOf, useFound, useStill } from '@/shared/search/useSearch';
import { IconButton } from '@/shared/ui/Button';
import { Field } from '@/shared/ui/Field';
import { Icon } from '@/shared/ui/Icon';
import { Panel } from '@/shared/ui/Panel';
import { Title } from '@/shared/ui/Text';
import { MOST_PINS, pinnedTo, toggled, usePreview } from './useRules';

interface ListProps {
  hits: readonly SearchHit[];
  pinned: readonly string[];
  /** Absent where the list is only looked at. */
  onPin?: (hit: SearchHit) => void;
}

function List({ hits, pinned, onPin }: ListProps) {
  const t = useT();
  if (hits.length === 0) return <p className="py-2 text-muted">{t('rules.nothing')}</p>;
  const isFull = pinned.length >= MOST_PINS;
  return (
    <ol className="divide-y divide-line">
      {hits.map((hit) => {
        const isPinned = pinned.includes(hit.key);
        const name = t(isPinned ? 'rules.unpin' : isFull ? 'rules.full' : 'rules.pin');
        return (
          <li key={hit.key} className="flex min-h-11 items-center gap-2">
            {hit.by === 'rule' && <Icon name="up" size={18} className="shrink-0 text-saffron" />}
            <span className="min-w-0 grow py-1.5">
              <Title text={hit.title} marks={hit.title_marks} />
              {hit.subtitle && <Title text={hit.subtitle} className="text-sm text-muted" />}
            </span>
            {onPin && (
              <IconButton
                icon={isPinned ? 'close' : 'up'}
                label={`${name}: ${hit.title}`}
                disabled={!isPinned && isFull}
                onClick={() => onPin(hit)}
              />
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** What a query finds now and after saving, side by side, and what else could be pinned. */
function Trial({ query, rules, onPins }: { query: string; rules: SearchRules; onPins: (pins: Pin[]) => void }) {
  const t = useT();
  const preview = usePreview(query, rules);
  const [other, setOther] = useState('');
  const found = useFound(useStill(other), false);
  const pinned = pinnedTo(rules, query);
  const pin = (hit: SearchHit) => onPins(toggled(rules.pins, query, hit));
  if (preview.isError) return <p className="mt-3 font-medium text-voice">{faultText(preview.error)}</p>;
  if (!preview.data) return <div className="skeleton mt-3 h-40 rounded-lg" aria-hidden="true" />;
  return (
    <div className="mt-4 grid gap-x-6 gap-y-4 lg:grid-cols-2" aria-busy={preview.isFetching}>
      <section>
        <h3 className="font-medium">{t('rules.now')}</h3>
        <List hits={hitsOf(preview.data.now)} pinned={pinned} />
      </section>
      <section>
        <h3 className="font-medium">{t('rules.then')}</h3>
        <List hits={hitsOf(preview.data.proposed)} pinned={pinned} onPin={pin} />
      </section>
      <section className="lg:col-span-2">
        <Field
          label={t('rules.other')}
          type="search"
          dir="auto"
          maxLength={256}
          value={other}
          onChange={(event) => setOther(event.target.value)}
        />
        {other.trim() !== '' && found.data && <List hits={hitsOf(found.data)} pinned={pinned} onPin={pin} />}
      </section>
    </div>
  );
}

/** What stands first for which query, tried before it is kept. */
export function PinsPanel({ rules, onPins }: { rules: SearchRules; onPins: (pins: Pin[]) => void }) {
  const t = useT();
  const [query, setQuery] = useState('');
  const still = useStill(query);
  return (
    <Panel title={t('rules.pins')}>
      <p className="-mt-2 mb-3 text-sm text-muted">{t('rules.pinsHint')}</p>
      {rules.pins.length === 0 && <p className="mb-3 text-muted">{t('rules.none')}</p>}
      <ul className="mb-3 flex max-h-60 flex-wrap gap-2 overflow-y-auto">
        {rules.pins.map((pin) => (
          <li key={pin.query} className="max-w-full">
            <button
              type="button"
              onClick={() => setQuery(pin.query)}
              className="flex min-h-11 max-w-full items-center gap-2 rounded-full bg-sunken px-4 hover:bg-line"
            >
              <Title text={pin.query} />
              <span className="text-sm text-muted tabular">{formatCount(t.lang, pin.keys.length)}</span>
            </button>
          </li>
        ))}
      </ul>
      <Field
        label={t('rules.try')}
        type="search"
        dir="auto"
        maxLength={80}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      {still.trim() !== '' && <Trial key={still} query={still} rules={rules} onPins={onPins} />}
    </Panel>
  );
}
