import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { ApiError } from '@/shared/api/client';
import type { SearchAnswer, SearchHit } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { usePrefs } from '@/shared/lib/prefs';
import { usePageTitle } from '@/shared/lib/usePageTitle';
import { noteClick, useFound, useStill, useSuggestions } from '@/shared/search/useSearch';
import { ButtonLink } from '@/shared/ui/Button';
import { Icon } from '@/shared/ui/Icon';
import { Empty, Failed } from '@/shared/ui/State';
import { Hits } from './Hits';
import { SearchBox } from './SearchBox';
import { Start } from './Start';

/** How the query was understood, and a better spelling where there is one. */
function Reading({ answer, onSearch }: { answer: SearchAnswer; onSearch: (text: string) => void }) {
  const t = useT();
  const { did_you_mean: better, read_as: readAs } = answer;
  if (better) {
    return (
      <p className="mt-4 px-2">
        {t('search.didYouMean')}{' '}
        <button type="button" onClick={() => onSearch(better)} className="min-h-11 font-medium text-sky underline">
          <bdi>{better}</bdi>
        </button>
      </p>
    );
  }
  if (!readAs) return null;
  return (
    <p className="mt-4 px-2 text-sm text-muted">
      {t('search.readAs')} <bdi className="text-ink">{readAs}</bdi>
    </p>
  );
}

function Nothing({ query }: { query: string }) {
  const t = useT();
  return (
    <Empty title={t('search.none', { text: `\u2068${query}\u2069` })} hint={t('search.noneHint')}>
      <ButtonLink to="/" icon="radio">
        {t('app.goHome')}
      </ButtonLink>
    </Empty>
  );
}

interface ResultsProps {
  query: string;
  done: boolean;
  onSearch: (text: string) => void;
  onOpen: (answer: SearchAnswer, hit: SearchHit) => void;
}

function Results({ query, done, onSearch, onOpen }: ResultsProps) {
  const t = useT();
  const found = useFound(query, done);
  const { data: answer, error } = found;
  if (error && !found.isPlaceholderData) {
    const said = error instanceof ApiError && error.status === 400 ? error.message : t('search.failed');
    return <Failed text={said} onRetry={() => void found.refetch()} />;
  }
  if (!answer)
    return (
      <div aria-hidden="true" className="mt-8 space-y-4">
        {[0, 1, 2].map((row) => (
          <Row key={row} />
        ))}
      </div>
    );
  const count = answer.sections.reduce((sum, section) => sum + section.hits.length, 0);
  return (
    <div aria-busy={found.isFetching}>
      <p role="status" className="sr-only">
        {t('search.found', { count })}
      </p>
      {answer.limited && (
        <p role="status" className="mt-4 flex items-center gap-2 px-2 text-sm text-saffron">
          <Icon name="warn" size={18} />
          {t('search.limited')}
        </p>
      )}
      {done && <Reading answer={answer} onSearch={onSearch} />}
      {count === 0 && !found.isPlaceholderData && <Nothing query={query} />}
      <Hits query={query} answer={answer} onOpen={(hit) => onOpen(answer, hit)} />
    </div>
  );
}

const Row = () => (
  <div className="flex items-center gap-3 px-2">
    <span className="skeleton size-14 rounded-lg" />
    <span className="grow space-y-2">
      <span className="skeleton block h-4 w-1/2" />
      <span className="skeleton block h-3 w-1/3" />
    </span>
  </div>
);

/** Search for everything, in any script. */
export default function SearchPage() {
  const t = useT();
  const box = useRef<HTMLInputElement>(null);
  const [params, setParams] = useSearchParams();
  const asked = params.get('q') ?? '';
  const [text, setText] = useState(asked);
  const [typing, setTyping] = useState(false);
  const searched = usePrefs((prefs) => prefs.searched);
  const still = useStill(text);
  const suggestions = useSuggestions(still, typing);
  usePageTitle(asked || t('search.title'));
  useEffect(() => box.current?.focus(), []);
  // Back and forward bring the query with them.
  useEffect(() => {
    setText(asked);
    setTyping(false);
  }, [asked]);
  const search = (query: string) => {
    const whole = query.trim();
    setText(whole);
    setTyping(false);
    if (whole === '') return setParams({}, { replace: true });
    searched(whole);
    if (whole !== asked) setParams({ q: whole });
  };
  const open = (answer: SearchAnswer, hit: SearchHit) => {
    if (still.trim() !== '') searched(still.trim());
    noteClick(answer, hit);
  };
  const query = typing ? still : text;
  return (
    <>
      <h1 className="sr-only">{t('search.title')}</h1>
      <SearchBox
        ref={box}
        value={text}
        suggestions={typing && text.trim().length > 1 ? (suggestions.data?.suggestions.slice(0, 5) ?? []) : []}
        onType={(next) => {
          setText(next);
          setTyping(next !== '');
          if (next === '') setParams({}, { replace: true });
        }}
        onSearch={search}
      />
      {query.trim() === '' ? (
        <Start onSearch={search} />
      ) : (
        <Results query={query.trim()} done={!typing} onSearch={search} onOpen={open} />
      )}
    </>
  );
}
