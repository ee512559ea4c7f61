import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, get, post, put } from '@/shared/api/client';
import type { Pin, RulesPreview, SearchHit, SearchRules, Synonyms } from '@/shared/api/types';
import { translate } from '@/shared/i18n/core';
import { faultText } from '@/shared/lib/faults';
import { say } from '@/shared/ui/Toast';

const PATH = '/api/v1/search/rules';
/** Pins of one query; the server's bound. */
export const MOST_PINS = 5;

/** The query as its pins are looked up here; the server compares more loosely. */
const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

/** The texts of a group as somebody types them, with commas of either script between. */
export const textsOf = (typed: string): string[] =>
  typed
    .split(/[,،;؛\n]/)
    .map((text) => text.trim())
    .filter((text) => text !== '');

/** Keys that are pinned to a query. */
export const pinnedTo = (rules: SearchRules, query: string): readonly string[] =>
  rules.pins.find((pin) => same(pin.query, query))?.keys ?? [];

/** The pins with a hit put at the end of those of a query, or taken out where it is one. */
export function toggled(pins: readonly Pin[], query: string, { key }: Pick<SearchHit, 'key'>): Pin[] {
  const own = pins.find((pin) => same(pin.query, query));
  if (!own) return [...pins, { query: query.trim(), keys: [key] }];
  const keys = own.keys.includes(key) ? own.keys.filter((one) => one !== key) : [...own.keys, key];
  return pins.flatMap((pin) => (pin !== own ? [pin] : keys.length > 0 ? [{ ...pin, keys }] : []));
}

/** What one person changed, made to what another saved meanwhile. */
export function merged(base: SearchRules, mine: SearchRules, theirs: SearchRules): SearchRules {
  const join = <One>(of: (rules: SearchRules) => readonly One[]): One[] => {
    const texts = (rules: SearchRules) => of(rules).map((one) => JSON.stringify(one));
    const [before, own] = [texts(base), texts(mine)];
    const kept = texts(theirs).filter((one) => !before.includes(one) || own.includes(one));
    const added = own.filter((one) => !before.includes(one) && !kept.includes(one));
    return [...kept, ...added].map((one) => JSON.parse(one));
  };
  return { ...theirs, synonyms: join((rules) => rules.synonyms), pins: joinedPins(join((rules) => rules.pins)) };
}

/** The later of two pins of one query, so that a query stands once. */
const joinedPins = (pins: readonly Pin[]): Pin[] =>
  pins.filter((pin, at) => !pins.some((other, later) => later > at && same(other.query, pin.query)));

interface Draft {
  /** What it was made from. */
  base: SearchRules;
  rules: SearchRules;
}

/** The rules that are kept, and a draft of others. */
export function useRules() {
  const queries = useQueryClient();
  const load = (signal?: AbortSignal) => get<SearchRules>(PATH, signal);
  const kept = useQuery({ queryKey: ['search-rules'], queryFn: ({ signal }) => load(signal) });
  const [draft, setDraft] = useState<Draft | null>(null);
  const [busy, setBusy] = useState(false);
  const rules = draft?.rules ?? kept.data;
  const change = (part: { synonyms?: Synonyms[]; pins?: Pin[] }) =>
    rules && kept.data && setDraft({ base: draft?.base ?? kept.data, rules: { ...rules, ...part } });
  const keep = async ({ base, rules: mine }: Draft) => {
    try {
      queries.setQueryData(['search-rules'], await put<SearchRules>(PATH, mine));
      setDraft(null);
      say(translate('common.saved'));
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409)) throw error;
      const theirs = await load();
      setDraft({ base: theirs, rules: merged(base, mine, theirs) });
      say(translate('rules.conflict'), { bad: true });
    }
  };
  const save = async () => {
    if (!draft) return;
    setBusy(true);
    await keep(draft).catch((error) => say(faultText(error), { bad: true }));
    setBusy(false);
  };
  return { kept, rules, draft, change, save, busy, discard: () => setDraft(null) };
}

/** What a query finds now, and with the rules. */
export const usePreview = (query: string, rules: SearchRules) =>
  useQuery({
    queryKey: ['rules-preview', query, rules],
    queryFn: () => post<RulesPreview>(`${PATH}/preview`, { query, rules }),
    enabled: query.trim() !== '',
    retry: false,
    placeholderData: (before, previous) => (previous?.queryKey[1] === query ? before : undefined),
  });
